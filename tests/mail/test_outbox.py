"""What may be posted: real addresses, one-line headers, nothing smuggled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import mail
from forum.mail.models import Letter
from forum.mail.outbox import one_line

WORDS = mail.Words("Subject", "text", "<p>html</p>")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("hanako@example.com", "hanako@example.com"),
        ("  Hanako.Y+forum@Example.COM ", "Hanako.Y+forum@example.com"),
        ("o'brien@mail.example.co.uk", "o'brien@mail.example.co.uk"),
        ("who@例え.jp", "who@xn--r8jz45g.jp"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address(typed: str, address: str) -> None:
    assert mail.clean_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "hanako",
        "hanako@",
        "@example.com",
        "hanako@localhost",
        "hanako@example..com",
        "hanako@-example.com",
        "hanako@example.com.",
        "hanako@127.0.0.1",
        "hanako@[127.0.0.1]",
        "ha nako@example.com",
        ".hanako@example.com",
        "hanako.@example.com",
        "ha..nako@example.com",
        '"ha nako"@example.com',
        "Hanako <hanako@example.com>",
        "hanako@example.com,taro@example.com",
        "hanako@example.com\r\nBcc: taro@example.com",
        "hanako@example.com\nBcc:taro@example.com",
        "hanako\r\n@example.com",
        "hanako\0@example.com",
        "花子@example.com",
        "a" * 65 + "@example.com",
        "hanako@" + "a" * 64 + ".com",
        "hanako@" + "abcdefgh." * 28 + "com",
        "hanako@exam_ple.com",
        "hanako@.example.com",
        "hanako@xn--\ud800.jp",
    ],
)
async def test_not_an_address(typed: str) -> None:
    with pytest.raises(mail.BadAddress):
        mail.clean_address(typed)


@given(st.text(max_size=300))
def test_whatever_is_taken_for_an_address_is_one_word(typed: str) -> None:
    try:
        address = mail.clean_address(typed)
    except mail.BadAddress:
        return
    assert address.isascii() and address.isprintable() and not set(" ,;<>\"'\\") & set(address.rpartition("@")[2])
    assert mail.clean_address(address) == address


async def test_an_address_nothing_can_be_sent_to_is_refused_at_once(db) -> None:
    with pytest.raises(mail.BadAddress):
        await mail.post("nobody", WORDS)
    assert await Letter.all().count() == 0


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x00\x1b", "\u2028", "\x85", "\x0b"])
async def test_a_subject_is_one_line(db, relay, ending: str) -> None:
    await mail.post("hanako@example.com", mail.Words(f"One{ending}Bcc: x@example.com", "text", "<p>"))
    assert await mail.deliver_due() == 1
    assert relay.letters[0]["Subject"] == "One Bcc: x@example.com"
    assert relay.letters[0]["Bcc"] is None


@given(st.text(max_size=100))
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Thread", "1\r\nBcc: x@example.com"),
        ("X-Thread", "1\nBcc: x@example.com"),
        ("X-Thread\r\nBcc", "x@example.com"),
        ("X-Thread", "返信"),
        ("X-Thread", ""),
        ("X Thread", "1"),
        ("Bcc", "x@example.com"),
        ("subject", "Another"),
        ("Content-Type", "text/html"),
        ("From", "boss@example.com"),
    ],
)
async def test_a_header_that_is_not_the_callers_is_refused(db, name: str, value: str) -> None:
    with pytest.raises(ValueError, match="header"):
        await mail.post("hanako@example.com", WORDS, headers={name: value})
    assert await Letter.all().count() == 0


async def test_the_outbox_keeps_what_was_posted(db, clock) -> None:
    await mail.post("hanako@example.com", WORDS, recipient_id=3, dedupe_key="k", headers={"X-Thread": "12"})
    letter = await Letter.get()
    assert (letter.recipient, letter.recipient_id, letter.dedupe_key) == ("hanako@example.com", 3, "k")
    assert (letter.subject, letter.text, letter.html) == ("Subject", "text", "<p>html</p>")
    assert letter.headers == {"X-Thread": "12"}
    assert letter.created_at == letter.send_after == clock.now()
    assert letter.attempts == 0 and letter.sent_at is None
