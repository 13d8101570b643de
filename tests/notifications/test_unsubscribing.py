"""The way out of letters: one click, from anywhere, for whoever holds the letter."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable

import pytest

from forum import settings as forum_settings
from forum.notifications import actions, queries, tokens
from forum.notifications.models import Watch
from forum.threads import actions as threads
from tests.notifications.told import choose, kinds, letters
from tests.threads.scene import asked, replied
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def _letter_links(world: World) -> tuple[int, str, str]:
    """A thread of ben's with a letter about it: its id, and the paths that mute it and that stop all letters."""
    thread = await asked(world, "ben")
    await replied(world, "dev", thread.thread_id)
    await world.settle()
    await actions.send_at_once()
    (letter,) = await letters()
    whole = re.search(r"/unsubscribe/[\w-]+", letter["headers"]["List-Unsubscribe"])
    assert whole is not None
    mute = next(path for path in re.findall(r"/unsubscribe/[\w-]+", letter["text"]) if path != whole.group())
    return thread.thread_id, mute, whole.group()


async def test_a_mail_program_does_it_at_once(world: World, visitor: Visit) -> None:
    """RFC 8058: a POST without cookies, from wherever, answered without a redirect."""
    _thread_id, _mute, whole = await _letter_links(world)
    program = await visitor(sec_fetch_site="cross-site", origin="https://mail.example")
    done = await program.post(whole, {"List-Unsubscribe": "One-Click"})
    assert done.status == 200
    assert "No more letters" in done.text
    assert (await queries.choices_of(world.cast.actor("ben"))).letters == "never"
    # Again is as once, and a body that is no form is as good as one.
    assert (await program.send("POST", whole, content=b"\xff\x00", headers={"content-type": "text/x"})).status == 200
    assert (await program.send("POST", whole)).status == 200


async def test_multipart_is_taken_too(world: World, visitor: Visit) -> None:
    _thread_id, _mute, whole = await _letter_links(world)
    program = await visitor(sec_fetch_site="cross-site")
    done = await program.send("POST", whole, files={"List-Unsubscribe": (None, "One-Click")})
    assert done.status == 200
    assert (await queries.choices_of(world.cast.actor("ben"))).letters == "never"


async def test_a_reader_is_asked_once_more(world: World, visitor: Visit) -> None:
    thread_id, mute, _whole = await _letter_links(world)
    guest = await visitor()
    page = await guest.get(mute)
    assert page.status == 200
    assert page.find("h1").text == "Mute this thread?"
    assert "The hub loses its Wi-Fi" in page.text
    assert page.has('meta[name="robots"]')
    # Looking changes nothing: mail scanners follow every link.
    assert await queries.level(world.cast.actor("ben"), "thread", thread_id) == "watching"
    done = await page.submit(mute)
    assert done.status == 200 and done.find("h1").text == "This thread is muted"
    row = await Watch.get(person_id=world.cast.ben.id, target_type="thread", target_id=thread_id)
    assert (row.level, row.reason) == ("muted", "chosen")
    assert (await queries.choices_of(world.cast.actor("ben"))).letters == "at_once"


async def test_afterwards_it_is_quiet(world: World, visitor: Visit) -> None:
    await choose(world, "dev", "never")
    thread_id, mute, _whole = await _letter_links(world)
    await (await visitor()).post(mute)
    await replied(world, "dev", thread_id, "@ben, one more thing.")
    await replied(world, "ben", thread_id, "Thanks.")
    await replied(world, "eve", thread_id, "I have it too.")
    await world.settle()
    assert await actions.send_at_once() == 0
    assert await kinds(world, "ben") == ["reply"]


async def test_whoever_is_signed_in_makes_no_difference(world: World, visitor: Visit) -> None:
    _thread_id, _mute, whole = await _letter_links(world)
    eve = await visitor("eve")
    assert (await eve.post(whole)).status == 200
    assert (await queries.choices_of(world.cast.actor("ben"))).letters == "never"
    assert (await queries.choices_of(world.cast.actor("eve"))).letters == "at_once"


async def test_the_title_of_what_moved_out_of_sight_is_not_shown(world: World, visitor: Visit) -> None:
    thread_id, mute, _whole = await _letter_links(world)
    closed = await world.category("Closed", see="staff")
    await threads.move(world.cast.actor("ada"), thread_id, closed.id)
    guest = await visitor()
    page = await guest.get(mute)
    assert page.status == 200 and "Wi-Fi" not in page.html
    done = await page.submit(mute)
    assert done.status == 200 and "Wi-Fi" not in done.html


async def test_links_outlive_what_they_are_about(world: World, visitor: Visit) -> None:
    guest = await visitor()
    for token in (tokens.write(10**15), tokens.write(10**15, 10**15), tokens.write(world.cast.ben.id, 10**15)):
        assert (await guest.get(f"/unsubscribe/{token}")).status == 200
        assert (await guest.post(f"/unsubscribe/{token}")).status == 200
    assert await Watch.all().count() == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_forged_link_is_none(world: World, visitor: Visit, method: str) -> None:
    good = tokens.write(world.cast.ben.id, 7)
    raw = urlsafe_b64decode(good + "=")
    other_person = bytearray(raw)
    other_person[7] ^= 1
    tampered = urlsafe_b64encode(bytes(other_person)).decode().rstrip("=")
    guest = await visitor(sec_fetch_site="cross-site")
    forged = (tampered, good[:-4], good + "AAAA", good.swapcase(), "x", "あ", "A" * 43, "A" * 5_000, "-" * 43)
    for token in forged:
        assert (await guest.send(method, f"/unsubscribe/{token}")).status == 404, token


def test_tokens(settings: forum_settings.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for person, thread in ((1, None), (2**62, 2**62), (5, 7)):
        written = tokens.write(person, thread)
        assert re.fullmatch(r"[\w-]{43}", written)
        assert tokens.read(written) == tokens.Unsubscription(person, thread)
    kept = tokens.write(5)
    monkeypatch.setattr(forum_settings, "secret_key", lambda: b"another")
    assert tokens.read(kept) is None
