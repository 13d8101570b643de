"""One change of many items: what it would do to each, and doing it, item by item, each with its own permission and version."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict, no
from forum.desk import policy, queries
from forum.desk.forms import Bulk
from forum.desk.views import Item
from forum.errors import Conflict, Invalid, NotFound, Refusal
from forum.i18n import gettext as _
from forum.threads import actions as thread_actions
from forum.threads import queries as thread_queries
from forum.threads.forms import Status
from forum.threads.policy import may_change_status, may_retag
from forum.tickets import actions as ticket_actions
from forum.tickets import queries as ticket_queries
from forum.tickets.actions.updating import Update
from forum.tickets.policy import may_change, may_choose_status, may_give_reason
from forum.tickets.views import Facts

#: Statuses that mean the same for threads; the others are of tickets only.
_OF_THREADS = frozenset({"open", "closed"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change would do to one item, or did: `before` and `after` in the item's own words, `problem` if it cannot be.

    `done` is None in a preview. `item` is None for what is not there (any more).
    """

    key: str
    item: Item | None
    before: str = ""
    after: str = ""
    problem: str = ""
    done: bool | None = None


async def planned(actor: Actor, stamps: Sequence[tuple[str, int, int]], form: Bulk) -> list[Outcome]:
    """What the change would do, item by item, without doing anything. Raises Forbidden, Invalid."""
    policy.may_work(actor).require()
    form.check()
    found = await _items(actor, stamps)
    if form["verb"] == "reason":
        found = await _with_reasons(found)
    return [
        await _plan(actor, f"{kind}-{number}", found.get((kind, number)), version, form) for kind, number, version in stamps
    ]


async def apply(actor: Actor, stamps: Sequence[tuple[str, int, int]], form: Bulk) -> list[Outcome]:
    """Do it. What may not be done, or changed since it was seen, is told and left; the others are done all the same."""
    outcomes = []
    for plan, (kind, number, version) in zip(await planned(actor, stamps, form), stamps, strict=True):
        if plan.problem or plan.item is None:
            outcomes.append(Outcome(plan.key, plan.item, plan.before, plan.after, plan.problem, done=False))
            continue
        try:
            if kind == "ticket":
                await ticket_actions.update(actor, number, Update(fields=_fields(actor, plan.item, form), version=version))
            else:
                await _change_thread(actor, number, version, plan.item, form)
        except Invalid as refusal:
            sentence = " ".join(refusal.errors.values())
            outcomes.append(Outcome(plan.key, plan.item, plan.before, plan.after, sentence, done=False))
        except Refusal as refusal:
            outcomes.append(Outcome(plan.key, plan.item, plan.before, plan.after, refusal.sentence, done=False))
        else:
            outcomes.append(Outcome(plan.key, plan.item, plan.before, plan.after, done=True))
    return outcomes


async def _items(actor: Actor, stamps: Sequence[tuple[str, int, int]]) -> dict[tuple[str, int], Item]:
    wanted: dict[str, list[int]] = {}
    for kind, number, _version in stamps:
        wanted.setdefault(kind, []).append(number)
    scope = await queries.scope_of(actor)
    return {(item.kind, item.id): item for item in await queries.find_all(scope, wanted)}


async def _with_reasons(found: dict[tuple[str, int], Item]) -> dict[tuple[str, int], Item]:
    ids: dict[str, list[int]] = {}
    for kind, number in found:
        ids.setdefault(kind, []).append(number)
    given = await ticket_queries.reasons_given(ids)
    return {key: replace(item, reason_id=given.get(key)) for key, item in found.items()}


async def _plan(actor: Actor, key: str, item: Item | None, version: int, form: Bulk) -> Outcome:
    if item is None:
        return Outcome(key, None, problem=_("This is not there any more."))
    before, after = _said(actor, item, form)
    if item.version != version:
        return Outcome(key, item, before, after, _("This changed since you selected it. Please look at it again."))
    verdict = await _verdict(actor, item, form)
    return Outcome(key, item, before, after, "" if verdict else verdict.reason)


async def _verdict(actor: Actor, item: Item, form: Bulk) -> Verdict:
    """Whether the change makes sense for this item and may be made by the actor."""
    verb = form["verb"]
    if item.kind == "ticket":
        facts = Facts(item.status, item.person_id or 0, None)
        if verb == "status":
            return may_choose_status(actor, facts, form["status"])
        return may_change(actor, facts)
    if item.kind == "thread" and verb in ("status", "reason", "tag"):
        thread = await thread_queries.visible_thread(actor, item.id)
        if verb == "reason":
            return may_give_reason(actor, thread)
        if verb == "tag":
            return may_retag(actor, thread)
        if form["status"] not in _OF_THREADS:
            return no(_("A question has no such status."))
        return may_change_status(actor, thread, form["status"])
    return no(_("This cannot be done to it."))


def _said(actor: Actor, item: Item, form: Bulk) -> tuple[str, str]:
    """What the change is about, before and after, as the item says it. Ids of people, teams and reasons are told by the door."""
    match form["verb"]:
        case "take":
            return item.assignee, actor.display_name or actor.name
        case "assign":
            return item.assignee, str(form["assignee"])
        case "team":
            return item.team, str(form["team"])
        case "status":
            return item.status, form["status"]
        case "priority":
            return str(item.priority), form["priority"]
        case "reason":
            return str(item.reason_id or ""), str(form["reason"])
    return ", ".join(item.tags), ", ".join(_with_tag(item, form["tag"]))


def _fields(actor: Actor, item: Item, form: Bulk) -> dict[str, Any]:
    """The change as a ticket's update."""
    return {
        "take": lambda: {"assignee_id": actor.id}, "assign": lambda: {"assignee_id": form["assignee"]},
        "team": lambda: {"group_id": form["team"]}, "status": lambda: {"status": form["status"]},
        "priority": lambda: {"priority": form["priority"]}, "reason": lambda: {"reason_id": form["reason"]},
        "tag": lambda: {"tags": _with_tag(item, form["tag"])},
    }[form["verb"]]()


async def _change_thread(actor: Actor, thread_id: int, version: int, item: Item, form: Bulk) -> None:
    async def work() -> None:
        await database.lock_row("threads", thread_id)
        thread = await thread_queries.visible_thread(actor, thread_id)
        if thread.version != version:
            raise Conflict(_("This changed since you selected it. Please look at it again."))
        if thread.is_deleted:
            raise NotFound
        if form["verb"] == "reason":
            await ticket_actions.set_thread_reason(actor, thread_id, form["reason"])
        elif form["verb"] == "tag":
            await thread_actions.retag(actor, thread_id, _with_tag(item, form["tag"]))
        else:
            await thread_actions.change_status(actor, thread_id, Status.read({"status": form["status"]}))

    await database.transaction(work)


def _with_tag(item: Item, tag: str) -> list[str]:
    return [*item.tags, *([] if tag in item.tags else [tag])]

