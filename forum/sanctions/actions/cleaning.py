"""Removing everything that a spammer posted in one step, and undoing it in one.

The step is a row; the posts go in batches of a transaction each, so that a large one holds up nobody, and one that was cut
off goes on where it stood, on whichever host. Each post that goes is noted with the moment of its deletion: undoing brings
back those and no others, neither what was removed before nor what somebody deleted again since.
"""

import asyncio
import contextlib
import time
from typing import Any

from forum import clock, database, events, mail
from forum.accounts import queries as people
from forum.accounts.actor import SYSTEM, Actor
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.i18n import gettext as _
from forum.sanctions import letters
from forum.sanctions.actions.sanctioning import held, sanction
from forum.sanctions.events import CleanUpFinished, CleanUpReverted, PersonCleanedUp
from forum.sanctions.forms import CleanUpForm, SanctionForm
from forum.sanctions.models import CleanedPost, CleanUp
from forum.sanctions.policy import may_care, may_sanction
from forum.sanctions.queries import shown_posts
from forum.threads.actions import delete_post, restore_post
from forum.threads.forms import Reason

#: Posts removed, or brought back, in one transaction: a fraction of a second for which others wait with writing.
BATCH = 25
#: Seconds that one run by the clock works, and the pause between two batches, in which others write.
RUN, PAUSE = 2.0, 0.05


async def clean_up(actor: Actor, person_id: int, form: CleanUpForm) -> int:
    """Begin to remove all that a person posted, and write to them; returns the clean-up's id.

    Raises NotFound, Forbidden, Invalid, or Conflict when nothing is there to remove, one is under way, or somebody else
    began one since `form["seen"]`.
    """
    may_care(actor).require()
    form.check()
    found = (await people.recipients([person_id])).get(person_id)
    letter = letters.cleaned_up(found[0], form["reason"], form["words"]) if found else None

    async def work() -> int:
        person = await held(person_id)
        may_sanction(actor, person_id, person["role"]).require()
        newest = await CleanUp.filter(person_id=person_id).order_by("-id").first()
        if newest is not None and (newest.id != form["seen"] or is_under_way(newest)):
            raise Conflict(_("What this person posted is being removed or brought back already. Please look again."))
        shown = await shown_posts(person_id)
        if shown.is_nothing:
            raise Conflict(_("Nothing that this person posted is shown."))
        made = await CleanUp.create(
            person_id=person_id, reason=form["reason"], words=form["words"], started_by_id=actor.id, started_at=clock.now()
        )
        await events.record(PersonCleanedUp(
            actor_id=actor.id, subject_id=person_id, clean_up_id=made.id, reason=made.reason,
            thread_count=shown.thread_count, reply_count=shown.reply_count,
        ))
        if found and letter:
            await mail.post(found[1], letter, recipient_id=person_id)
        return made.id

    return await database.transaction(work)


async def sanction_and_clean_up(actor: Actor, person_id: int, form: SanctionForm, cleaning: CleanUpForm) -> int:
    """Both at once, or neither; returns the clean-up's id. Raises what either raises."""
    form.check()

    async def work() -> int:
        await sanction(actor, person_id, form)
        return await clean_up(actor, person_id, cleaning)

    return await database.transaction(work)


async def undo_clean_up(actor: Actor, clean_up_id: int) -> int:
    """Stop a clean-up and begin to bring back what it removed; returns whom it is about.

    Raises NotFound, Forbidden, or Conflict when it was undone already.
    """
    may_care(actor).require()
    row = await CleanUp.get_or_none(id=clean_up_id)
    if row is None:
        raise NotFound

    async def work() -> int:
        person = await held(row.person_id)
        may_sanction(actor, row.person_id, person["role"]).require()
        await database.lock_row("clean_ups", clean_up_id)
        kept = await CleanUp.get(id=clean_up_id)
        if kept.undone_at is not None:
            raise Conflict(_("Somebody else undid this already."))
        kept.undone_at, kept.undone_by_id = clock.now(), actor.id
        await kept.save(update_fields=["undone_at", "undone_by_id"])
        await events.record(CleanUpReverted(
            actor_id=actor.id, subject_id=kept.person_id, clean_up_id=kept.id, reason=kept.reason
        ))
        return kept.person_id

    return await database.transaction(work)


def is_under_way(row: CleanUp) -> bool:
    """Whether posts still go, or come back."""
    return row.restored_at is None and (row.finished_at is None or row.undone_at is not None)


async def go_on() -> None:
    """By the clock: some batches of every clean-up that is under way, in either direction."""
    found = await database.rows(
        "SELECT id FROM clean_ups WHERE restored_at IS NULL AND (finished_at IS NULL OR undone_at IS NOT NULL) ORDER BY id"
    )
    until = time.monotonic() + RUN
    for row in found:
        more = True
        while more and time.monotonic() < until:
            more = await work_on(row["id"])
            await asyncio.sleep(PAUSE)


async def work_on(clean_up_id: int) -> bool:
    """One batch of a clean-up; says whether there may be more. Of several processes one works on it at a time."""

    async def work() -> bool:
        await database.lock_row("clean_ups", clean_up_id)
        row = await CleanUp.get(id=clean_up_id)
        if not is_under_way(row):
            return False
        return await (_remove_some(row) if row.undone_at is None else _restore_some(row))

    return await database.transaction(work)


async def _remove_some(row: CleanUp) -> bool:
    # Replies go before threads, so that a thread goes with what others wrote in it, as one thing.
    found = await database.rows(
        "SELECT p.id FROM posts p JOIN threads t ON t.id = p.thread_id WHERE p.author_id = $1 AND p.deleted_at IS NULL"
        " AND p.created_at <= $2 AND t.deleted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM cleaned_posts c WHERE c.clean_up_id = $3 AND c.post_id = p.id)"
        f" ORDER BY p.position = 0, p.id LIMIT {BATCH}", row.person_id, row.started_at, row.id,
    )
    actor = await _acting(row.started_by_id)
    # The forum's own words where those about a person who left meanwhile are forgotten.
    reason = Reason.read({"reason": row.words or "–"})
    for one in found:
        removed_at: Any = None
        try:
            # Noted first: whoever hears that a post was removed asks whether a clean-up did it.
            noted = await CleanedPost.create(clean_up_id=row.id, post_id=one["id"])
            await delete_post(actor, one["id"], reason)
            removed_at = database.moment(await database.value("SELECT deleted_at FROM posts WHERE id = $1", one["id"]))
        except (Forbidden, Invalid, NotFound):
            # It stays, and is not tried for ever; the page says how many stayed.
            continue
        await CleanedPost.filter(id=noted.id).update(removed_at=removed_at)
    if len(found) == BATCH:
        return True
    row.finished_at = clock.now()
    await row.save(update_fields=["finished_at"])
    removed = await CleanedPost.filter(clean_up_id=row.id, removed_at__isnull=False).count()
    left = await CleanedPost.filter(clean_up_id=row.id, removed_at=None).count()
    await events.record(CleanUpFinished(
        actor_id=row.started_by_id, subject_id=row.person_id, clean_up_id=row.id, removed_count=removed, left_count=left
    ))
    return False


async def _restore_some(row: CleanUp) -> bool:
    # Threads come back before the replies in them.
    found = await database.rows(
        "SELECT c.id, c.post_id, c.removed_at, p.deleted_at FROM cleaned_posts c JOIN posts p ON p.id = c.post_id"
        " WHERE c.clean_up_id = $1 AND c.restored_at IS NULL AND c.removed_at IS NOT NULL"
        f" ORDER BY p.position = 0 DESC, c.id LIMIT {BATCH}", row.id,
    )
    actor = await _acting(row.undone_by_id)
    for one in found:
        if one["deleted_at"] is not None and database.moment(one["deleted_at"]) == database.moment(one["removed_at"]):
            # Somebody may have decided otherwise about it meanwhile: its thread was merged away, say.
            with contextlib.suppress(Forbidden, NotFound):
                await restore_post(actor, one["post_id"])
        await CleanedPost.filter(id=one["id"]).update(restored_at=clock.now())
    if len(found) == BATCH:
        return True
    row.restored_at = clock.now()
    await row.save(update_fields=["restored_at"])
    return False


async def _acting(person_id: int | None) -> Actor:
    """Whoever decided it, as long as they are a moderator; the system goes on for who is not any more."""
    try:
        actor = await people.actor(person_id or SYSTEM.id)
    except NotFound:
        return SYSTEM
    return actor if actor.is_moderator and not actor.suspended else SYSTEM
