"""One thing done to several threads of a list: each by itself, so that one refusal keeps back no other."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.accounts.actor import Actor
from forum.errors import Invalid, NotFound, Refusal
from forum.i18n import gettext as _
from forum.threads import queries
from forum.threads.actions import curating, sorting
from forum.threads.actions.status import change_status
from forum.threads.forms import Archive, Lock, Status, Together, Unlist
from forum.threads.policy import may_do_together
from forum.threads.views import ThreadView

#: Threads ticked at once.
MOST_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of them: `refusal` is empty where it was done."""

    title: str
    path: str
    refusal: str


async def do_together(actor: Actor, thread_ids: Sequence[int], form: Together) -> list[Outcome]:
    """Do the same to each of these threads; says what became of each. Raises Forbidden or Invalid for the whole."""
    may_do_together(actor).require()
    form.check()
    ids = list(dict.fromkeys(thread_ids))
    if not ids:
        raise Invalid(_("Please tick at least one thread."))
    if len(ids) > MOST_TOGETHER:
        raise Invalid(_("Please tick at most %(num)s threads.", num=MOST_TOGETHER))
    return [await _one(actor, thread_id, form) for thread_id in ids]


async def _one(actor: Actor, thread_id: int, form: Together) -> Outcome:
    try:
        thread = await queries.visible_thread(actor, thread_id)
    except NotFound:
        return Outcome(_("Thread %(number)s", number=thread_id), "", _("It is not there."))
    try:
        await _do(actor, thread, form)
    except NotFound:
        return Outcome(thread.title, thread.path, _("It is not there."))
    except Refusal as refusal:
        return Outcome(thread.title, thread.path, refusal.sentence)
    return Outcome(thread.title, thread.path, "")


async def _do(actor: Actor, thread: ThreadView, form: Together) -> None:
    reason = form["reason"]
    match form["act"]:
        case "close" | "reopen":
            status = "closed" if form["act"] == "close" else "open"
            await change_status(actor, thread.id, Status.read({"status": status, "note": reason}))
        case "lock" | "unlock":
            await curating.lock(actor, thread.id, Lock.read({"locked": _on(form, "lock"), "reason": reason}))
        case "unlist" | "relist":
            await curating.unlist(actor, thread.id, Unlist.read({"unlisted": _on(form, "unlist"), "reason": reason}))
        case "archive" | "unarchive":
            await curating.archive(actor, thread.id, Archive.read({"archived": _on(form, "archive"), "reason": reason}))
        case "move":
            await sorting.move(actor, thread.id, form["category"], reason)
        case "tag":
            await sorting.retag(actor, thread.id, [*thread.tags, *form.tag_names], reason)


def _on(form: Together, act: str) -> str:
    return "1" if form["act"] == act else ""
