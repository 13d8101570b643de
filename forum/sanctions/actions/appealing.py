"""Appeals: somebody asks for a second look at a decision about them, once, and somebody other than the decider answers."""

from collections.abc import Awaitable, Callable
from typing import Any

from tortoise.exceptions import IntegrityError

from forum import clock, database, events, mail
from forum.accounts import queries as people
from forum.accounts.actor import Actor
from forum.errors import Conflict, Forbidden, NotFound
from forum.i18n import gettext as _
from forum.moderation.actions import casework
from forum.sanctions import letters, queries
from forum.sanctions.actions.sanctioning import held, lift_held
from forum.sanctions.events import AppealAnswered, AppealMade
from forum.sanctions.forms import Answer, AppealForm
from forum.sanctions.models import Appeal, Sanction
from forum.sanctions.policy import may_answer_appeal, may_appeal, may_care
from forum.threads.actions import archive, restore_post, show
from forum.threads.actions.curating import set_closed, set_locked, set_unlisted
from forum.threads.actions.summary import load_for_change
from forum.threads.forms import Archive
from forum.threads.models import Thread

#: What appeals are called in the review queue.
KIND = "appeal"


async def appeal(actor: Actor, about: str, subject_id: int, form: AppealForm) -> int:
    """Ask for a second look at a sanction or a deed; returns the appeal's id.

    Raises NotFound for what is not about the actor or no longer stands, Invalid, or Conflict for a second time.
    """
    may_appeal(actor, actor.id).require()
    decider_id = await queries.decider_of(actor.id, about, subject_id)
    form.check()

    async def work() -> int:
        made = await Appeal.create(
            about=about, subject_id=subject_id, person_id=actor.id, words=form["words"], made_at=clock.now(),
            decider_id=decider_id,
        )
        await events.record(AppealMade(actor_id=actor.id, subject_id=made.id, about=about, about_id=subject_id))
        await casework.put(actor.id, KIND, made.id, "appeal")
        return made.id

    try:
        return await database.transaction(work)
    except IntegrityError as error:
        raise Conflict(_("You appealed against this already. Each decision is looked at again once.")) from error


async def answer_appeal(actor: Actor, appeal_id: int, form: Answer) -> None:
    """Say what came of an appeal, and take the decision back where it was right. In the review queue it is done then.

    Raises NotFound, Forbidden, Invalid, or Conflict with what somebody else answered.
    """
    may_care(actor).require()
    form.check()

    async def work() -> None:
        await hold(appeal_id)
        await answer_held(actor, appeal_id, form["outcome"], form["answer"])
        await casework.close_elsewhere(actor, KIND, appeal_id, form["outcome"], "", "handled")

    await database.transaction(work)


async def hold(appeal_id: int) -> None:
    """Lock the person and their appeal, in the order in which everybody does. Raises NotFound when either is gone."""
    person_id = await database.value("SELECT person_id FROM appeals WHERE id = $1", appeal_id)
    if person_id is None:
        raise NotFound
    await held(person_id)
    await database.lock_row("appeals", appeal_id)


async def answer_held(actor: Actor, appeal_id: int, outcome: str, answer: str) -> None:
    """Answer an appeal that `hold` holds, in this transaction, and post the letter about it."""
    kept = await Appeal.get(id=appeal_id)
    person = await held(kept.person_id)
    may_answer_appeal(actor, kept.person_id, person["role"], kept.decider_id).require()
    if kept.answered_at is not None:
        raise Conflict(_("Somebody else answered this appeal already."))
    if outcome == "upheld":
        await _take_back(actor, person, kept, answer)
    kept.outcome, kept.answer = outcome, answer
    kept.answered_by_id, kept.answered_at = actor.id, clock.now()
    await kept.save(update_fields=["outcome", "answer", "answered_by_id", "answered_at"])
    await events.record(AppealAnswered(
        actor_id=actor.id, subject_id=kept.id, person_id=kept.person_id, about=kept.about, about_id=kept.subject_id,
        outcome=kept.outcome,
    ))
    found = (await people.recipients([kept.person_id])).get(kept.person_id)
    if found:
        await mail.post(found[1], letters.answered(found[0], outcome, answer), recipient_id=kept.person_id)


async def _take_back(actor: Actor, person: Any, row: Appeal, words: str) -> None:
    """Undo the decision. What somebody else took back meanwhile stays as it is."""
    if row.about == "sanction":
        if await Sanction.filter(id=row.subject_id, lifted_at=None).exists():
            await lift_held(actor, person, row.subject_id, words, row.id)
        return
    deed = await database.row("SELECT name, subject_id FROM events WHERE id = $1", row.subject_id)
    if deed is None:
        raise NotFound
    try:
        await _UNDOING[deed["name"]](actor, deed["subject_id"], words)
    except Forbidden as error:
        sentence = _("This was changed meanwhile, so that it cannot be taken back here: %(why)s", why=error.sentence)
        raise Conflict(sentence) from error


async def _restore_post(actor: Actor, post_id: int, words: str) -> None:
    if await database.value("SELECT 1 FROM posts WHERE id = $1 AND deleted_at IS NOT NULL", post_id):
        await restore_post(actor, post_id)


async def _restore_thread(actor: Actor, thread_id: int, words: str) -> None:
    post_id = await database.value("SELECT id FROM posts WHERE thread_id = $1 AND position = 0", thread_id)
    await _restore_post(actor, int(post_id or 0), words)


async def _show_post(actor: Actor, post_id: int, words: str) -> None:
    """Show what was hidden. What was removed for good meanwhile was another decision, with an appeal of its own."""
    post = await database.row("SELECT deleted_at, hidden_reason FROM posts WHERE id = $1", post_id)
    if post is None:
        raise NotFound
    if post["deleted_at"] is None:
        return
    if post["hidden_reason"] is None:
        raise Conflict(_("The post was removed meanwhile, which is a decision of its own."))
    if not await show(actor, post_id):
        raise Conflict(_("The thread of this reply is not shown, so the reply cannot be shown either."))
    await casework.close_elsewhere(actor, "post", post_id, "keep", "", "dismissed")


async def _reopen(actor: Actor, thread_id: int, words: str) -> None:
    await set_closed(await _row(thread_id), actor, False, _why(words))


async def _unlock(actor: Actor, thread_id: int, words: str) -> None:
    await set_locked(await _row(thread_id), actor.id, False, _why(words))


async def _list_again(actor: Actor, thread_id: int, words: str) -> None:
    await set_unlisted(await _row(thread_id), actor.id, False, _why(words))


async def _take_out(actor: Actor, thread_id: int, words: str) -> None:
    await archive(actor, thread_id, Archive.read({"archived": "", "team_note": words[:200]}))


async def _row(thread_id: int) -> Thread:
    row = await load_for_change(thread_id)
    if row.deleted_at is not None:
        raise Conflict(_("This thread was deleted meanwhile."))
    return row


def _why(words: str) -> dict[str, str]:
    """The team's own reason: what the appellant reads is theirs, and not for the whole forum."""
    return {"reason": words[:200], "public_reason": ""}


#: How each deed that can be appealed is undone.
_UNDOING: dict[str, Callable[[Actor, int, str], Awaitable[None]]] = {
    "post.hidden": _show_post,
    "post.deleted": _restore_post,
    "thread.deleted": _restore_thread,
    "thread.closed": _reopen,
    "thread.locked": _unlock,
    "thread.unlisted": _list_again,
    "thread.archived": _take_out,
}
