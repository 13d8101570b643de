"""Taking words out of texts: whatever their case, breaks, formatting or escapes."""

import pytest

from forum.text.blanking import MARK, Blanker, telling_lines


@pytest.mark.parametrize(
    ("piece", "text", "after"),
    [
        ("080-1234", "Call 080-1234 or 080-1234.", f"Call {MARK} or {MARK}."),
        ("080-1234", "Call 080**-**1234.", f"Call {MARK}."),
        ("a.b@example.org", r"Mail A.B@Example.org, a\.b@example.org", f"Mail {MARK}, {MARK}"),
        ("Rose Lane 7", "at Rose\n> Lane 7", "at Rose\n> Lane 7"),
        ("Rose Lane 7", "at Rose\n  Lane 7!", f"at {MARK}!"),
        ("R&D <x>", "<p>R&amp;D &lt;x&gt;</p>", f"<p>{MARK}</p>"),
        ("青山 愛子", "青山　愛子です", f"{MARK}です"),
        ("080-1234-5678", "Call 080-12…", f"Call {MARK}"),
        ("080-1234", "Call 080…", "Call 080…"),
        ("no such thing", "Nothing here.", "Nothing here."),
    ],
)
def test_what_goes_and_what_stays(piece: str, text: str, after: str) -> None:
    assert Blanker([piece]).text(text) == after


def test_a_piece_within_another_leaves_nothing_of_it() -> None:
    blanker = Blanker(["Lane", "Rose Lane 7"])
    assert blanker.text("Rose Lane 7, Lane 8") == f"{MARK}, {MARK} 8"
    assert blanker.json({"a": ["Lane", 3, None], "Lane": "x"}) == {"a": [MARK, 3, None], "Lane": "x"}
    assert Blanker([]).text("as it is") == "as it is"


def test_long_texts_are_looked_through_quickly() -> None:
    blanker = Blanker(["x" * 400, "*" * 60, "a b " * 90])
    assert blanker.text("*_~" * 30_000 + "a " * 30_000) is not None


def test_the_lines_by_which_a_quotation_is_known() -> None:
    assert telling_lines(f"> A long enough line\n\nshort\n- A long enough line\n{MARK} is long enough") == ["A long enough line"]
