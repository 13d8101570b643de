"""Taking threads to support: one open ticket for each, whoever is at it at the same moment; and taking that back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from forum import clock, database, events, settings
from forum.accounts.actor import SYSTEM, Actor
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.kb_bridge import escalated, looking, policy
from forum.kb_bridge.actions.reaching import keep_in_step
from forum.kb_bridge.escalated import MemberThread, Rule
from forum.kb_bridge.events import EscalationWithdrawn, ThreadEscalated
from forum.kb_bridge.forms import Asking
from forum.kb_bridge.forms import Escalation as EscalationForm
from forum.kb_bridge.models import Escalation, EscalationMember
from forum.kb_bridge.queries import escalations as queries
from forum.kb_bridge.queries.escalation_rules import rule_of
from forum.threads import queries as threads
from forum.threads.actions.curating import set_closed, set_unlisted
from forum.threads.actions.summary import load_for_change
from forum.threads.views import ThreadView
from forum.tickets import actions as tickets
from forum.tickets.actions import Opening, SourceTaken, Update, Updated
from forum.tickets.actions.checking import MOST_TAGS, tag_names
from forum.tickets.models import Ticket
from forum.tickets.queries import reason_of_thread

#: What `subject` of a ticket may be long.
SUBJECT_MOST = 200


@dataclass(frozen=True, slots=True)
class _Wish:
    """Who wants it, why, and with what the ticket begins."""

    origin: str
    reason: str
    subject: str
    group_id: int | None
    priority: str
    tags: Sequence[str]
    contact_reason: int | None
    visibility: str = "public"
    note: str = ""
    more: str = ""
    submit_key: str = ""
    members: Sequence[MemberThread] = ()


async def escalate(actor: Actor, thread_id: int, form: EscalationForm) -> Updated:
    """Take a thread to support, with others of its cluster if the form says so. Raises NotFound, Forbidden, SignInNeeded,
    Invalid, or SourceTaken with the ticket that is open already."""
    thread, rule = await _look(actor, thread_id)
    if not actor.is_staff and actor.role != "helper":
        raise Forbidden(_("Only staff may do this."))
    form.check()
    visibility = form["visibility"] or "public"
    policy.may_hide(actor, visibility).require()
    wish = _Wish(
        origin="staff" if actor.is_staff else "helper", reason=form["reason"], subject=form["subject"],
        # What helpers do not choose, the category's rule says.
        group_id=form["group"] if actor.is_staff else rule.group_id,
        priority=form["priority"] if actor.is_staff else rule.priority,
        tags=tag_names(form["tags"]) if actor.is_staff else _tags(rule, thread),
        contact_reason=form["contact_reason"] if actor.is_staff else await reason_of_thread(thread.id, in_use=True),
        visibility=visibility,
        note=form["note"], submit_key=form["submit_key"],
        members=await queries.members_of(actor, thread.id) if form["with_members"] and actor.is_staff else (),
    )
    return await _escalate(actor, thread, wish)


async def ask_support(actor: Actor, thread_id: int, form: Asking) -> Updated:
    """The asker takes their own thread to support, where the category allows it. Raises as `escalate`."""
    thread, rule = await _look(actor, thread_id)
    if thread.author_id != actor.id:
        raise Forbidden(_("Only whoever asked may do this."))
    form.check()
    return await _escalate(actor, thread, _Wish(
        origin="asker", reason=escalated.ASKED, subject=thread.title[:SUBJECT_MOST], group_id=rule.group_id,
        priority=rule.priority, tags=_tags(rule, thread),
        contact_reason=await reason_of_thread(thread.id, in_use=True), more=form["more"], submit_key=form["submit_key"],
    ))


async def escalate_by_rule(thread_id: int, rule: Rule) -> Updated | None:
    """The clock takes a thread to support, once ever. Returns None where it was there already, or its asker has left."""
    thread = await threads.visible_thread(SYSTEM, thread_id)
    members = await queries.members_of(SYSTEM, thread.id) if rule.policy == "cluster" else ()
    try:
        with use_locale(settings.current().site_language):
            return await _escalate(SYSTEM, thread, _Wish(
                origin="policy", reason=escalated.BY_POLICY[rule.policy], subject=thread.title[:SUBJECT_MOST],
                group_id=rule.group_id, priority=rule.priority, tags=_tags(rule, thread),
                contact_reason=await reason_of_thread(thread.id, in_use=True), members=members,
            ), once=True)
    except (SourceTaken, Conflict, Invalid):
        return None


async def withdraw(actor: Actor, escalation_id: int) -> None:
    """Take an escalation back while nobody has answered: the ticket is closed, the thread as it was. Again is as once.

    Raises NotFound, Forbidden, SignInNeeded.
    """
    policy.may_publish_back(actor).require()
    kept = await Escalation.get_or_none(id=escalation_id)
    if kept is None:
        raise NotFound
    # A thread that was merged meanwhile keeps what it was escalated as, and is read in the other one.
    stands_in = await threads.thread_or_successor(actor, kept.thread_id)

    async def work() -> None:
        thread = await load_for_change(kept.thread_id)
        await database.lock_row("tickets", kept.ticket_id)
        row = await Escalation.get(id=escalation_id)
        if row.withdrawn_at is not None:
            return
        ticket = await Ticket.get(id=row.ticket_id)
        policy.may_take_back(actor, _Standing(ticket.closed_at is not None, ticket.reply_count)).require()
        await tickets.close(actor, ticket.id)
        row.withdrawn_at, row.withdrawn_by_id = clock.now(), actor.id
        await row.save(update_fields=["withdrawn_at", "withdrawn_by_id"])
        why = {"reason": "", "public_reason": ""}
        if row.hid and row.visibility == "closed":
            await set_closed(thread, actor, False, why)
        elif row.hid and row.visibility == "unlisted":
            await set_unlisted(thread, actor.id, False, why)
        await touch([thread.id, stands_in.id, *await _member_ids(row.id)])
        await events.record(EscalationWithdrawn(actor_id=actor.id, subject_id=thread.id, ticket_id=ticket.id))

    await database.transaction(work)


@dataclass(frozen=True, slots=True)
class _Standing:
    is_closed: bool
    reply_count: int


async def _look(actor: Actor, thread_id: int) -> tuple[ThreadView, Rule]:
    thread = await threads.visible_thread(actor, thread_id)
    rule = await rule_of(thread.category_id)
    policy.may_escalate(actor, thread, by_asker=rule.by_asker, by_helpers=rule.by_helpers).require()
    return thread, rule


async def _escalate(actor: Actor, thread: ThreadView, wish: _Wish, *, once: bool = False) -> Updated:
    _thread, _post, source = await threads.source_of(actor, await queries.opening_of(thread.id))
    number = 1 + await queries.escalation_count(thread.id)
    site_url = settings.current().site_url
    body = escalated.description(source, thread.answers, site_url + thread.path, number, wish.more)
    first_note = await _first_note(thread, wish.members, site_url)
    concerned = sorted({thread.id, *(member.id for member in wish.members)})

    async def first() -> None:
        for one in concerned:
            await database.lock_row("threads", one)
        if once and await Escalation.exists(thread_id__in=concerned):
            raise Conflict(_("This was taken to support before."))
        if await database.value("SELECT 1 FROM threads WHERE id = $1 AND deleted_at IS NOT NULL", thread.id):
            raise Forbidden(_("This thread was deleted."))
        taken = await queries.open_ticket_of(concerned)
        if taken is not None:
            raise SourceTaken(taken)

    async def then(opened: Updated) -> None:
        hid = await _hide(actor, thread.id, wish.visibility)
        row = await Escalation.create(
            thread_id=thread.id, ticket_id=opened.ticket_id, origin=wish.origin, reason=wish.reason,
            visibility=wish.visibility, hid=hid, escalated_by_id=actor.id, escalated_at=clock.now(),
        )
        for member in wish.members:
            await EscalationMember.create(escalation_id=row.id, thread_id=member.id)
        await touch(concerned)
        # The thread may have moved just before its row was held.
        await keep_in_step(thread_ids=[thread.id])
        # Notes that come along open nothing: the ticket is new until somebody takes it.
        for who, said in ((SYSTEM, first_note), (actor, wish.note)):
            if said:
                await tickets.update(who, opened.ticket_id, Update(comment=said, public=False, automatic=True, via="forum"))
        await events.record(ThreadEscalated(
            actor_id=actor.id, subject_id=thread.id, ticket_id=opened.ticket_id, origin=wish.origin, reason=wish.reason,
            thread_ids=[member.id for member in wish.members],
        ))

    return await _open(actor, thread, wish, body, first, then)


async def _open(
    actor: Actor, thread: ThreadView, wish: _Wish, body: str, first: Callable[[], Awaitable[None]],
    then: Callable[[Updated], Awaitable[None]],
) -> Updated:
    try:
        opened = await tickets.open_ticket(actor, Opening(
            subject=wish.subject, body=body, requester_id=thread.author_id, by_requester=True, group_id=wish.group_id,
            priority=wish.priority, type="question" if thread.type == "question" else "", tags=wish.tags,
            reason_id=wish.contact_reason, via="forum",
            source=("thread", thread.id), submit_key=wish.submit_key, see_group_id=await queries.group_of(thread.id),
        ), trusted=True, first=first, then=then)
    except Invalid as error:
        if "requester_id" in error.errors:
            raise Invalid(_("Whoever asked has left, so there is nobody to answer in private.")) from error
        named = {"reason_id": "contact_reason"}
        raise Invalid({named.get(name, name.removesuffix("_id")): said for name, said in error.errors.items()}) from error
    if opened.repeated:
        # The same words made a ticket a moment ago: that one is meant.
        raise SourceTaken(opened.ticket_id)
    return opened


async def _first_note(thread: ThreadView, members: Sequence[MemberThread], site_url: str) -> str:
    reader = queries.reader_of(await queries.group_of(thread.id))
    words, shown = await queries.tried_before(reader, thread.id)
    looked = await looking.before_asking(reader, thread.author_id, thread.created_at)
    return escalated.tried(
        words, [(title, _("opened") if did else "", site_url + path) for title, did, path in shown],
        [(member.title, site_url + member.path) for member in members],
        looked.searches, [(title, site_url + path) for title, path in looked.read],
    )


async def _hide(actor: Actor, thread_id: int, visibility: str) -> bool:
    """Close the thread or take it out of the lists; says whether that changed anything."""
    row = await load_for_change(thread_id)
    why = {"reason": "", "public_reason": _("Taken to support")}
    if visibility == "closed" and row.status in ("open", "needs_info"):
        await set_closed(row, actor, True, why)
        return True
    if visibility == "unlisted" and row.unlisted_at is None:
        await set_unlisted(row, actor.id, True, why)
        return True
    return False


async def touch(thread_ids: Sequence[int]) -> None:
    """Whoever has an older version of these pages at hand asks again."""
    await database.execute(
        f"UPDATE threads SET version = version + 1 WHERE id IN ({database.id_list(thread_ids)})"
    )


async def _member_ids(escalation_id: int) -> list[int]:
    return [one.thread_id for one in await EscalationMember.filter(escalation_id=escalation_id)]


def _tags(rule: Rule, thread: ThreadView) -> list[str]:
    return list(dict.fromkeys([*tag_names(rule.tags), *thread.tags]))[:MOST_TAGS]
