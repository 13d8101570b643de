"""Working through the queue: claiming, deciding (one or many), and undoing. Nothing is decided twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.i18n import gettext as _
from forum.moderation import wording
from forum.moderation.actions import casework
from forum.moderation.events import ReviewDecided
from forum.moderation.forms import Decide, DecideMany
from forum.moderation.models import Decision, Flag, Item
from forum.moderation.policy import may_decide, may_review, may_undo

#: How long somebody has an item to themselves, from their last sign of life on.
CLAIM = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Many:
    """What became of a decision on several items: how many were decided, and why others were not."""

    decided: int
    refused: list[str]


async def claim(actor: Actor, item_id: int) -> bool:
    """Take an item for a while, or keep it for another while. Says whether it is the actor's now.

    Settled by compare-and-swap: of two who ask at once one has it. Raises Forbidden for whom it is not to decide on.
    """
    may_review(actor).require()
    now = clock.now()
    return await database.execute(
        "UPDATE review_items AS i SET claimed_by_id = $1, claimed_until = $2 WHERE id = $3 AND decided_at IS NULL"
        " AND (claimed_by_id IS NULL OR claimed_by_id = $1 OR claimed_until IS NULL OR claimed_until <= $4)"
        f" AND {casework.for_viewer(actor)}",
        actor.id, now + CLAIM, item_id, now,
    ) == 1


async def let_go(actor: Actor, item_id: int) -> None:
    """Give an item back that one has claimed. Again is as once."""
    may_review(actor).require()
    await database.execute(
        "UPDATE review_items SET claimed_by_id = NULL, claimed_until = NULL WHERE id = $1 AND claimed_by_id = $2",
        item_id, actor.id,
    )


async def decide(actor: Actor, item_id: int, form: Decide) -> int:
    """Decide on an item; returns the decision's id.

    Raises NotFound, Forbidden, Invalid, or Conflict with what somebody else decided, or changed, since
    `form["version"]`.
    """
    may_review(actor).require()
    form.check()
    row = await Item.get_or_none(id=item_id)
    kind = None if row is None else casework.kind_of(row.kind)
    if row is None or kind is None:
        raise NotFound
    if form["decision"] in kind.explained and not form["note"]:
        raise Invalid({"note": _("Please say why; the author will read it.")})

    async def work() -> int:
        await kind.hold(row.subject_id)
        item = await casework.held(row.kind, row.subject_id)
        assert item is not None
        if item.decided_at is not None:
            raise Conflict(await _what_happened(item))
        if item.version != form["version"]:
            raise Conflict(_("This changed since you opened it. Please look again."))
        now = clock.now()
        if item.claimed_by_id not in (None, actor.id) and item.claimed_until and item.claimed_until > now:
            raise Conflict(_("%(name)s is looking at this now.", name=await _name(item.claimed_by_id)))
        may_decide(actor, *await kind.concerns(item.subject_id)).require()
        (await kind.may(actor, item.subject_id)).require()
        if form["decision"] not in kind.decisions.get(item.cause, ()):
            raise Invalid({"decision": _("Please choose one of the options.")})
        before = await kind.apply(actor, item, form["decision"], form["note"])
        made = await casework.close(
            actor, item, form["decision"], "" if kind.confidential else form["note"], kind.outcomes[form["decision"]],
            before,
        )
        return made.id

    return await database.transaction(work)


async def decide_many(actor: Actor, form: DecideMany) -> Many:
    """The same decision on several items, each by itself: what cannot be decided stays, and the reason is told."""
    may_review(actor).require()
    form.check()
    decided, refused = 0, []
    for item_id, version in form.chosen:
        one = Decide.read({"decision": form["decision"], "version": str(version), "note": form["note"]})
        try:
            await decide(actor, item_id, one)
            decided += 1
        except (Conflict, Forbidden, Invalid, NotFound) as refusal:
            refused.append(refusal.sentence or _("It is not there any more."))
    return Many(decided, list(dict.fromkeys(refused)))


async def undo(actor: Actor, decision_id: int) -> int:
    """Take back the latest decision on an item, with all that it did; returns the item's id.

    Raises NotFound, Forbidden, or Conflict when the item came back or was decided again since.
    """
    may_review(actor).require()
    made = await Decision.get_or_none(id=decision_id).prefetch_related("item")
    kind = None if made is None else casework.kind_of(made.item.kind)
    if made is None or kind is None:
        raise NotFound
    subject = made.item.subject_id

    async def work() -> int:
        await kind.hold(subject)
        item = await casework.held(made.item.kind, subject)
        kept = await Decision.get(id=decision_id)
        assert item is not None
        latest = await database.value("SELECT max(id) FROM review_decisions WHERE item_id = $1", item.id)
        if kept.undone_at is not None or kept.before is None or item.decided_at is None or latest != kept.id:
            raise Conflict(_("This cannot be undone any more: something happened since."))
        may_undo(actor, kept.decided_by_id, kept.decided_at, clock.now()).require()
        may_decide(actor, *await kind.concerns(subject)).require()
        before = kept.before
        await kind.undo(actor, item, kept.decision, before)
        for flag in await Flag.filter(id__in=before["flags"], person_id__isnull=False):
            flag.outcome, flag.settled_at = "", None
            flag.open_key = casework.open_key(item.id, flag.person_id)
            await flag.save(update_fields=["outcome", "settled_at", "open_key"])
        kept.undone_at, kept.undone_by_id = clock.now(), actor.id
        await kept.save(update_fields=["undone_at", "undone_by_id"])
        item.cause, item.weight, item.decision = before["cause"], before["weight"], ""
        item.opened_at = datetime.fromisoformat(before["opened_at"])
        item.decided_at = item.decided_by_id = None
        item.version += 1
        await item.save()
        await events.record(ReviewDecided(
            actor_id=actor.id, subject_id=item.id, kind=item.kind, about_id=item.subject_id, cause=item.cause,
            decision=kept.decision, note="", undone=True,
        ))
        return item.id

    return await database.transaction(work)


async def _what_happened(item: Item) -> str:
    """To somebody who comes second: who decided what."""
    return _(
        "%(name)s decided on this already: %(decision)s.",
        name=await _name(item.decided_by_id), decision=wording.decision(item.decision),
    )


async def _name(person_id: int | None) -> str:
    found = await database.value("SELECT display_name FROM people WHERE id = $1", person_id)
    return str(found or _("Somebody"))
