"""Letters on their way: once each, with patience, to a real relay or into a folder."""

import asyncio
import dataclasses
import email
import email.policy
from datetime import timedelta
from pathlib import Path

import pytest

from forum import database, mail
from forum import settings as forum_settings
from forum.mail import delivery
from forum.mail.models import Letter

WORDS = mail.Words(
    "返信がありました: Wi-Fi 接続", "こんにちは。\n返信がありました。\n", "<p>こんにちは。<b>返信</b></p>"
)


async def post(to: str = "hanako@example.com", **options) -> None:
    await mail.post(to, WORDS, **options)


async def test_a_letter_reaches_the_relay_with_everything_it_needs(db, relay, clock) -> None:
    unsubscribe = "https://forum.example/unsubscribe/" + "x" * 120
    await post(headers=mail.unsubscribe_headers(unsubscribe) | {"References": "<thread-12@forum.example>"})
    assert await mail.deliver_due() == 1

    (letter,) = relay.letters
    assert letter["Subject"] == "返信がありました: Wi-Fi 接続"
    assert letter["To"] == "hanako@example.com"
    assert letter["From"] == "Kotae <desk@forum.example>"
    assert letter["Date"].datetime == clock.now()
    assert letter["Message-ID"] == f"<letter-1-{int(clock.now().timestamp())}@forum.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["References"] == "<thread-12@forum.example>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # One-click programs read the raw header: it must stand there whole and unencoded.
    assert f"List-Unsubscribe: <{unsubscribe}>\r\n".encode() in relay.envelopes[0].original_content
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = letter.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content_charset() == html.get_content_charset() == "utf-8"
    assert plain.get_content().replace("\r\n", "\n") == WORDS.text
    assert html.get_content().strip() == WORDS.html
    assert relay.envelopes[0].mail_from == "desk@forum.example"
    assert relay.envelopes[0].rcpt_tos == ["hanako@example.com"]


async def test_every_line_on_the_wire_is_short_and_plain(db, relay) -> None:
    await mail.post("hanako@example.com", mail.Words("長い題" * 60, "一行がとても長い本文" * 400, "<p>" + "x" * 5000))
    await mail.deliver_due()
    raw = relay.envelopes[0].original_content
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert relay.letters[0]["Subject"] == "長い題" * 60


async def test_a_letter_is_sent_once_and_its_words_are_forgotten(db, relay, clock) -> None:
    await post()
    assert [await mail.deliver_due(), await mail.deliver_due()] == [1, 0]
    kept = await Letter.get(id=1)
    assert kept.sent_at == clock.now()
    assert (kept.text, kept.html, kept.claimed_until) == ("", "", None)


async def test_two_postmen_send_each_letter_once(db, relay) -> None:
    for number in range(12):
        await post(f"person{number}@example.com")
    sent = await asyncio.gather(*(mail.deliver_due() for _ in range(4)))
    assert sum(sent) == 12
    assert sorted(letter["To"] for letter in relay.letters) == sorted(f"person{n}@example.com" for n in range(12))


async def test_many_letters_share_a_connection(db, relay) -> None:
    for number in range(5):
        await post(f"person{number}@example.com")
    assert await mail.deliver_due() == 5
    assert len(relay.sessions) == 1


async def test_a_letter_goes_only_when_the_transaction_commits(db, relay) -> None:
    async def fails() -> None:
        await post()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.transaction(fails)
    assert await mail.deliver_due() == 0

    async def succeeds() -> None:
        await post()

    await database.transaction(succeeds)
    assert await mail.deliver_due() == 1


async def test_a_key_that_was_used_posts_nothing_and_breaks_nothing(db, relay) -> None:
    async def twice() -> None:
        await post(dedupe_key="reply:7:hanako")
        await post(dedupe_key="reply:7:hanako")
        await post(dedupe_key=None)
        await post(dedupe_key=None)

    await database.transaction(twice)
    await mail.deliver_due()
    await post(dedupe_key="reply:7:hanako")
    await mail.deliver_due()
    assert len(relay.letters) == 3


async def test_a_letter_for_later_waits(db, relay, clock) -> None:
    await post(send_after=clock.now() + timedelta(hours=1))
    assert await mail.deliver_due() == 0
    clock.advance(timedelta(hours=1))
    assert await mail.deliver_due() == 1


async def test_a_relay_that_is_busy_is_asked_again_later_and_later(db, relay, clock) -> None:
    relay.at_data = ["451 try later"] * 2
    await post()
    assert await mail.deliver_due() == 0
    assert await mail.deliver_due() == 0
    clock.advance(timedelta(seconds=60))
    assert await mail.deliver_due() == 0
    clock.advance(timedelta(seconds=119))
    assert await mail.deliver_due() == 0
    assert relay.at_data == []
    clock.advance(timedelta(seconds=1))
    assert await mail.deliver_due() == 1
    assert (await Letter.get(id=1)).last_error is None


@pytest.mark.parametrize("mood", ["at_recipient", "at_data"])
async def test_a_refusal_for_good_is_not_repeated_but_can_be_retried_by_hand(db, relay, clock, mood) -> None:
    setattr(relay, mood, ["550 no such person"])
    await post("nobody@example.com")
    await post("hanako@example.com")
    assert await mail.deliver_due() == 1
    clock.advance(timedelta(days=3))
    assert await mail.deliver_due() == 0
    stuck = await Letter.get(id=1)
    assert stuck.attempts == delivery.TRIES
    assert stuck.last_error is not None and "no such person" in stuck.last_error
    await mail.retry(1)
    assert await mail.deliver_due() == 1


async def test_a_relay_that_is_down_leaves_the_letters_waiting(db, with_settings, clock) -> None:
    with_settings(smtp_host="127.0.0.1", smtp_port=9, smtp_tls="none")
    await post()
    await post("taro@example.com", send_after=clock.now() + timedelta(seconds=1))
    clock.advance(timedelta(seconds=1))
    await mail.deliver_due()
    assert [letter.attempts for letter in await Letter.all().order_by("id")] == [1, 0]
    await Letter.filter(id=2).delete()
    for _ in range(delivery.TRIES + 2):
        assert await mail.deliver_due() == 0
        clock.advance(timedelta(hours=6))
    stuck = await Letter.get(id=1)
    assert stuck.attempts == delivery.TRIES
    assert stuck.sent_at is None and stuck.text == WORDS.text


async def test_a_postman_that_died_lets_go_of_his_letter(db, relay, clock) -> None:
    await post()
    assert await delivery._claim(1) is not None
    assert await mail.deliver_due() == 0
    clock.advance(delivery.CLAIM + timedelta(seconds=1))
    assert await mail.deliver_due() == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_the_relay_may_want_a_password(db, guarded_relay, with_settings, clock) -> None:
    with_settings(smtp_user="postman", smtp_password="wrong")
    await post()
    assert await mail.deliver_due() == 0
    # A wrong password is mended by the operators: the letter must still be there.
    assert (await Letter.get(id=1)).attempts == 1
    with_settings(smtp_password="secret")
    clock.advance(timedelta(minutes=1))
    assert await mail.deliver_due() == 1
    assert len(guarded_relay.letters) == 1


async def test_without_the_encryption_that_is_wanted_nothing_is_said(db, relay, with_settings) -> None:
    with_settings(smtp_tls="starttls")
    await post()
    assert await mail.deliver_due() == 0
    assert relay.letters == []


async def test_without_a_relay_letters_go_into_the_folder(db, settings, clock) -> None:
    await post()
    assert await mail.deliver_due() == 1
    (path,) = Path(settings.mail_folder).iterdir()
    assert path.name == "20260303T090000-00000001.eml"
    assert path.stat().st_mode & 0o077 == 0
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert letter["Subject"] == WORDS.subject
    assert letter.get_body(("plain",)).get_content().replace("\r\n", "\n") == WORDS.text


async def test_a_folder_that_cannot_be_written_is_tried_again(db, with_settings, tmp_path, clock) -> None:
    (tmp_path / "file").write_text("in the way")
    with_settings(mail_folder=str(tmp_path / "file"))
    await post()
    assert await mail.deliver_due() == 0
    with_settings(mail_folder=str(tmp_path / "folder"))
    clock.advance(timedelta(minutes=1))
    assert await mail.deliver_due() == 1


async def test_the_postman_is_woken_by_a_post_and_stops_when_told(db, relay) -> None:
    stopping = asyncio.Event()
    postman = asyncio.create_task(mail.run_postman(stopping))
    await asyncio.sleep(0.1)
    started = asyncio.get_running_loop().time()
    await post()
    await asyncio.wait_for(relay.took.wait(), 10)
    assert asyncio.get_running_loop().time() - started < delivery.POLL / 2
    stopping.set()
    await asyncio.wait_for(postman, 1)


async def test_letters_to_a_person_who_left_are_withdrawn(db, relay) -> None:
    await post(recipient_id=7)
    await post(recipient_id=8)
    await mail.withdraw(7)
    assert await mail.deliver_due() == 1


async def test_old_letters_are_forgotten_and_waiting_ones_are_not(db, relay, clock) -> None:
    await post()
    await mail.deliver_due()
    await post(send_after=clock.now() + timedelta(days=90))
    clock.advance(timedelta(days=31))
    await mail.forget_sent()
    assert [letter.id for letter in await Letter.all()] == [2]


async def test_a_sender_that_is_no_address_stops_no_other_work(db, settings, clock) -> None:
    forum_settings.use(dataclasses.replace(forum_settings.current(), mail_from="nobody"))
    await post()
    assert await mail.deliver_due() == 0
    error = (await Letter.get(id=1)).last_error
    assert error is not None and "MAIL_FROM" in error
