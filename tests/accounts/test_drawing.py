"""Small pure things: the drawn picture, the words for a browser, an address's network."""

from xml.etree import ElementTree

import pytest

from forum.accounts import avatars
from forum.accounts.actions import guesses
from forum.accounts.browsers import described


def test_a_picture_is_the_same_each_time_and_differs_by_name() -> None:
    assert avatars.drawn("mika", "Mika") == avatars.drawn("mika", "Mika")
    assert len({avatars.drawn(name, "M") for name in "abcdefgh"}) == 8


@pytest.mark.parametrize(
    ("name", "shown", "letter"),
    [
        ("mika", "Mika T", "M"),
        ("mika", "", "M"),
        ("mika", "田中", "田"),
        ("mika", "ミカ", "ミ"),
        ("mika", "“quoted”", "Q"),
        ("7of9", "", "7"),
    ],
)
def test_it_shows_the_first_letter(name: str, shown: str, letter: str) -> None:
    assert avatars.letter(name, shown) == letter


@pytest.mark.parametrize("shown", ["<script>alert(1)</script>", "&amp;", "\"'><", "]]>", "𝕏", "ß"])
def test_nothing_gets_out_of_it(shown: str) -> None:
    picture = ElementTree.fromstring(avatars.drawn("mika", shown))
    assert {child.tag.rpartition("}")[2] for child in picture.iter()} == {"svg", "path", "text"}


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            ("Chrome", "Windows"),
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", ("Edge", "Windows")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", ("Safari", "macOS")),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("curl/8.0", ("curl", "")),
        ("", ("", "")),
    ],
)
def test_a_browser_in_words(agent: str, words: tuple[str, str]) -> None:
    assert described(agent) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_address_stands_for_its_network(address: str, network: str) -> None:
    assert guesses.network(address) == network
