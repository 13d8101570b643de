"""Letters about what people were told: at once, or once a day in their morning.

A notification waits for a letter until `lettered_at` is set: by the letter, or by the decision that none tells of it
(it was read meanwhile, may no longer be seen, or its reader takes no letters). That is settled in the transaction that
posts the letter, with the question asked once more whether all of it may still be seen.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forum import clock, database, mail, settings
from forum.accounts import queries as people
from forum.accounts.letters import Reader
from forum.notifications import letters, queries
from forum.notifications.audience import SHOWN, SOURCE
from forum.notifications.models import Preference
from forum.notifications.views import NewsLine

logger = logging.getLogger(__name__)

#: What happened longer ago is no news: after a long stop nobody gets a heap of old letters.
FRESH = timedelta(days=2)
#: When the day's letter is written, by the reader's clock.
MORNING = time(8)
_BATCH = 200
_DAILY_BATCH = 100


class _Overtaken(Exception):
    """What a letter would tell changed while it was written: it is written anew the next time."""


async def send_at_once() -> int:
    """Write the letters of those who want them at once, one for each reader and thread; returns how many."""
    sent = after = 0
    while True:
        # By the id, so that a letter that cannot be written now is not tried again in the same breath.
        waiting, after = await queries.waiting_at_once(after, _BATCH)
        lines = await queries.lines_at_once(waiting, clock.now() - FRESH)
        told = {line.id for line in lines}
        await forgo_letters([number for number in waiting if number not in told])
        sent += await _write_all(lines)
        if not after:
            return sent


async def send_daily() -> int:
    """Write the day's letter of everybody for whom it is past eight in the morning; returns how many."""
    sent = 0
    for time_zone in await queries.zones_of_daily_readers():
        until = latest_morning(clock.now(), time_zone or settings.current().site_time_zone)
        after = 0
        while True:
            waiting = await queries.waiting_for_the_day(time_zone, until, after, _DAILY_BATCH)
            readers = await people.recipients(waiting)
            for person_id in waiting:
                reader, address = readers.get(person_id, (None, ""))
                sent += await _write_day(person_id, reader, address, until)
            if len(waiting) < _DAILY_BATCH:
                break
            after = waiting[-1]
    return sent


async def forgo_letters(notification_ids: Sequence[int] | None = None) -> None:
    """Decide that no letter tells of these notifications, or (None) of any that wait for one."""
    if notification_ids is not None and not notification_ids:
        return
    which = "" if notification_ids is None else f" AND id IN ({database.id_list(notification_ids)})"
    await database.transaction(lambda: database.execute(
        f"UPDATE notifications SET lettered_at = $1 WHERE lettered_at IS NULL{which}", clock.now()
    ))


def latest_morning(now: datetime, time_zone: str) -> datetime:
    """The last moment up to `now` at which it was eight in the morning in this zone, in UTC. Pure."""
    zone = _zone(time_zone)
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), MORNING, zone)
    morning = today if today <= local else datetime.combine(local.date() - timedelta(days=1), MORNING, zone)
    return morning.astimezone(now.tzinfo)


async def _write_all(lines: Sequence[NewsLine]) -> int:
    """Write a letter for each reader and thread of these lines; returns how many were posted."""
    together: dict[tuple[int, int], list[NewsLine]] = {}
    for line in lines:
        together.setdefault((line.person_id, line.thread_id or -line.id), []).append(line)
    readers = await people.recipients({person_id for person_id, _thread in together})
    sent = 0
    for (person_id, _thread), told in together.items():
        reader, address = readers.get(person_id, (None, ""))
        ids = [line.id for line in told]
        try:
            if reader is None:
                await forgo_letters(ids)
            else:
                sent += await _post(reader, address, told, ids)
        except mail.BadAddress:
            await forgo_letters(ids)
        except Exception:
            # One letter that cannot be written must not keep back everybody else's.
            logger.exception("the letter about notification %s could not be written", ids[-1])
    return sent


async def _post(reader: Reader, address: str, lines: Sequence[NewsLine], ids: list[int]) -> int:
    words = letters.about_thread(reader, lines)
    headers = letters.headers(reader, lines[0].thread_id)
    listed = database.id_list(ids)

    async def work() -> None:
        settled = await database.execute(
            "UPDATE notifications SET lettered_at = $1 WHERE lettered_at IS NULL AND read_at IS NULL AND id IN"
            f" (SELECT n.id FROM {SOURCE} WHERE n.id IN ({listed}) AND {SHOWN})",
            clock.now(),
        )
        if settled != len(ids):
            raise _Overtaken
        await mail.post(address, words, headers=headers, dedupe_key=f"news:{max(ids)}", recipient_id=reader.id)

    try:
        await database.transaction(work)
    except _Overtaken:
        return 0
    return 1


async def _write_day(person_id: int, reader: Reader | None, address: str, until: datetime) -> int:
    """Write a person's letter of the day, if there is anything to tell; returns 1 for a letter, else 0."""
    try:
        return await _try_day(person_id, reader, address, until)
    except _Overtaken:
        return 0
    except mail.BadAddress:
        return await _try_day(person_id, None, "", until)
    except Exception:
        # One letter that cannot be written must not keep back everybody else's.
        logger.exception("the day's letter to person %s could not be written", person_id)
        return 0


async def _try_day(person_id: int, reader: Reader | None, address: str, until: datetime) -> int:
    lines = await queries.lines_of_the_day(person_id, until) if reader is not None else []
    shown = lines[: queries.MOST_IN_LETTER]
    words = letters.of_the_day(reader, shown, len(lines) - len(shown)) if reader is not None and lines else None

    async def work() -> None:
        now = clock.now()
        if words is not None:
            standing = await database.value(
                f"SELECT count(*) FROM {SOURCE} WHERE n.person_id = $1 AND n.lettered_at IS NULL AND n.read_at IS NULL"
                f" AND n.created_at <= $2 AND {SHOWN}",
                person_id, until,
            )
            if standing != sum(line.count for line in lines):
                raise _Overtaken
        # Also what may not be seen any more: the letter of its day has gone.
        await database.execute(
            "UPDATE notifications SET lettered_at = $1"
            " WHERE person_id = $2 AND lettered_at IS NULL AND created_at <= $3",
            now, person_id, until,
        )
        if words is not None and reader is not None:
            await Preference.filter(person_id=person_id).update(last_daily_at=now)
            await mail.post(
                address, words, headers=letters.headers(reader), recipient_id=person_id,
                dedupe_key=f"daily:{person_id}:{until.isoformat()}",
            )

    await database.transaction(work)
    return int(words is not None)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A profile may name a zone that a later edition of the tables has dropped.
        return ZoneInfo("UTC")
