"""Flagging posts, reporting profiles, and taking that back. What weighs enough is out of sight in the same transaction."""

from forum import clock, database, events, settings
from forum.accounts import queries as people
from forum.accounts.actor import SYSTEM, Actor
from forum.accounts.policy import signed_in
from forum.errors import Conflict, NotFound
from forum.i18n import gettext as _
from forum.moderation import weighing
from forum.moderation.actions import casework
from forum.moderation.events import FlagRaised
from forum.moderation.forms import Flag as FlagForm
from forum.moderation.forms import Report
from forum.moderation.models import Flag, Item
from forum.moderation.policy import may_flag, may_report
from forum.threads import actions as threads
from forum.threads import queries


async def flag(actor: Actor, post_id: int, form: FlagForm) -> bool:
    """Ask moderators to look at a post. Says whether the post is out of sight now.

    Raises NotFound, Forbidden, Invalid, or Conflict for a second flag before the first was looked at.
    """
    thread, post = await queries.post_for(actor, post_id)
    may_flag(actor, post).require()
    form.check()

    async def work() -> bool:
        await database.lock_row("threads", thread.id)
        found = await database.row("SELECT deleted_at FROM posts WHERE id = $1", post.id)
        if found is None or (found["deleted_at"] is not None and not actor.is_moderator):
            raise NotFound
        item = await casework.put(actor.id, "post", post.id, "flags")
        await _raise(actor, item, form["reason"], form["note"])
        total = await weigh(item)
        role = await database.value("SELECT role FROM people WHERE id = $1", post.author_id)
        if weighing.hides(total, settings.current().flag_limit, role):
            return await threads.hide(SYSTEM, post.id, "flags")
        return False

    return await database.transaction(work)


async def report(actor: Actor, name: str, form: Report) -> None:
    """Ask moderators to look at a person's profile. Raises as `flag` does."""
    person = await people.person_named(actor, name)
    may_report(actor, person.id).require()
    form.check()

    async def work() -> None:
        await database.lock_row("people", person.id)
        item = await casework.put(actor.id, "person", person.id, "report")
        await _raise(actor, item, form["reason"], form["note"])
        await weigh(item)

    await database.transaction(work)


async def flag_by_rule(kind: str, subject_id: int, cause: str, note: str) -> Item:
    """Screening's own flag, in the transaction of the text that it is about; gives the item, held."""
    item = await casework.put(SYSTEM.id, kind, subject_id, cause)
    await database.execute(
        "INSERT INTO flags (item_id, person_id, reason, note, weight, open_key, created_at, outcome)"
        " VALUES ($1, NULL, 'words', $2, $3, $4, $5, '') ON CONFLICT DO NOTHING",
        item.id, note, weighing.PLAIN, casework.open_key(item.id, None), clock.now(),
    )
    await weigh(item)
    return item


async def withdraw(actor: Actor, kind: str, subject_id: int) -> None:
    """Take one's open flag back. Raises NotFound when there is none."""
    signed_in(actor).require()

    async def work() -> None:
        item = await casework.held(kind, subject_id)
        flag = None if item is None else await Flag.get_or_none(open_key=casework.open_key(item.id, actor.id))
        if item is None or flag is None:
            raise NotFound
        await casework.settle(actor, flag, "withdrawn")
        await weigh(item)
        left = await Flag.filter(item_id=item.id, open_key__isnull=False).count()
        hidden = kind == "post" and await database.value(
            "SELECT 1 FROM posts WHERE id = $1 AND hidden_reason IS NOT NULL", subject_id
        )
        # What is out of sight stays in the queue, whoever thinks better of it: a moderator shows it again.
        if not left and not hidden and item.cause in ("flags", "report") and item.decided_at is None:
            await casework.close(SYSTEM, item, "withdrawn", "", "withdrawn", None)

    await database.transaction(work)


async def weigh(item: Item) -> int:
    """Let an item that is held weigh what its open flags do, but no less than its cause; gives the flags' weight."""
    total = int(await database.value(
        "SELECT COALESCE(sum(weight), 0) FROM flags WHERE item_id = $1 AND open_key IS NOT NULL", item.id
    ))
    item.weight = max(total, casework.CAUSE_WEIGHTS.get(item.cause, 0))
    await item.save(update_fields=["weight"])
    return total


async def _raise(actor: Actor, item: Item, reason: str, note: str) -> None:
    """One flag of the actor's on an item that is held. Raises Conflict when they have one open."""
    past = await database.row(
        "SELECT sum(CASE WHEN outcome = 'upheld' THEN 1 ELSE 0 END) AS upheld,"
        " sum(CASE WHEN outcome = 'dismissed' THEN 1 ELSE 0 END) AS dismissed FROM flags WHERE person_id = $1", actor.id,
    )
    joined = database.moment(await database.value("SELECT created_at FROM people WHERE id = $1", actor.id))
    now = clock.now()
    assert past is not None and joined is not None
    weight = weighing.weight(
        actor.role, int(past["upheld"] or 0), int(past["dismissed"] or 0), reason=reason,
        age_days=(now - joined).total_seconds() / 86_400,
    )
    added = await database.execute(
        "INSERT INTO flags (item_id, person_id, reason, note, weight, open_key, created_at, outcome)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, '') ON CONFLICT DO NOTHING",
        item.id, actor.id, reason, note, weight, casework.open_key(item.id, actor.id), now,
    )
    if not added:
        raise Conflict(_("You said so already. A moderator will look at it."))
    made = await Flag.get(open_key=casework.open_key(item.id, actor.id))
    await events.record(FlagRaised(
        actor_id=actor.id, subject_id=made.id, item_id=item.id, kind=item.kind, about_id=item.subject_id, reason=reason,
        weight=weight,
    ))
