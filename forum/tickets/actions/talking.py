"""Side conversations: staff ask somebody else, who sees that talk and nothing else of the ticket."""

from collections.abc import Sequence

from forum import clock, database, events
from forum.accounts import queries as accounts
from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.threads.actions.asking import Written, write
from forum.tickets import policy, queries
from forum.tickets.actions.writing import audit, ticket_for_change
from forum.tickets.events import SideConversationClosed, SideConversationOpened, SideMessagePosted
from forum.tickets.models import SideConversation, SideMessage, SideParticipant

#: People who take part in one conversation, beside staff.
MOST_PARTICIPANTS = 50


async def open_conversation(
    actor: Actor, ticket_id: int, subject: str, body: str, names: Sequence[str], submit_key: str = ""
) -> int:
    """Begin to talk with the people of these names; returns the conversation's id. Raises Invalid by field.

    The same form sent twice begins one.
    """
    policy.may_work(actor).require()
    await queries.access(actor, ticket_id)
    people = await participants_named(names)
    if not people:
        raise Invalid({"people": _("Please say with whom.")})
    written = await write(body)

    async def work() -> int:
        await ticket_for_change(ticket_id)
        if submit_key:
            standing: int | None = await database.value(
                "SELECT conversation_id FROM side_messages WHERE author_id = $1 AND submit_key = $2", actor.id, submit_key
            )
            if standing is not None:
                return standing
        now = clock.now()
        conversation = await SideConversation.create(
            ticket_id=ticket_id, subject=subject, state="open", created_by_id=actor.id, created_at=now, updated_at=now
        )
        for person_id in people:
            await SideParticipant.create(conversation_id=conversation.id, person_id=person_id, created_at=now)
        message_id = await _say(actor, conversation, written, submit_key)
        await audit(actor, ticket_id, "web", [
            {"type": "Create", "field_name": "side_conversation", "value": conversation.id},
        ], now)
        await events.record(SideConversationOpened(
            actor_id=actor.id, subject_id=conversation.id, ticket_id=ticket_id, message_id=message_id
        ))
        return conversation.id

    return await database.transaction(work)


async def say(actor: Actor, conversation_id: int, body: str, submit_key: str = "") -> None:
    """Write in a side conversation; writing in a closed one opens it again. The same form sent twice writes once."""
    policy.may_request(actor).require()
    await queries.conversation(actor, conversation_id)
    written = await write(body)

    async def work() -> None:
        conversation = await _held(conversation_id)
        if submit_key and await database.value(
            "SELECT 1 FROM side_messages WHERE author_id = $1 AND submit_key = $2", actor.id, submit_key
        ):
            return
        message_id = await _say(actor, conversation, written, submit_key)
        if conversation.state == "closed":
            await _turn(actor, conversation, "open")
        await events.record(SideMessagePosted(
            actor_id=actor.id, subject_id=conversation.id, ticket_id=conversation.ticket_id, message_id=message_id
        ))

    await database.transaction(work)


async def close_conversation(actor: Actor, conversation_id: int, closed: bool, version: int | None = None) -> None:
    """Close a side conversation, or open it again. Again is as once. Raises Conflict when others wrote since `version`."""
    await queries.conversation(actor, conversation_id)
    policy.may_work(actor).require()

    async def work() -> None:
        conversation = await _held(conversation_id)
        state = "closed" if closed else "open"
        if conversation.state == state:
            return
        if version is not None and version != conversation.version:
            raise Conflict(_("Somebody else changed this meanwhile. Please look at it again."))
        await _turn(actor, conversation, state)

    await database.transaction(work)


async def participants_named(names: Sequence[str], field: str = "people") -> list[int]:
    """The ids of the people of these names, each once. Raises Invalid (for `field`) for a name that nobody has."""
    found: list[int] = []
    for name in names:
        handle = name.strip().removeprefix("@")
        if not handle:
            continue
        try:
            person = await accounts.actor_named(handle)
        except NotFound as error:
            raise Invalid({field: _("Nobody is called “%(name)s”.", name=handle[:60])}) from error
        if not person.email_verified:
            raise Invalid({field: _("Nobody is called “%(name)s”.", name=handle[:60])})
        if person.id not in found:
            found.append(person.id)
    if len(found) > MOST_PARTICIPANTS:
        raise Invalid({field: _("At most %(num)s people take part.", num=MOST_PARTICIPANTS)})
    return found


async def _held(conversation_id: int) -> SideConversation:
    await database.lock_row("side_conversations", conversation_id)
    row = await SideConversation.get_or_none(id=conversation_id)
    if row is None:
        raise NotFound
    return row


async def _say(actor: Actor, conversation: SideConversation, written: Written, submit_key: str) -> int:
    now = clock.now()
    message = await SideMessage.create(
        conversation_id=conversation.id, author_id=actor.id, author_role=actor.role, source=written.source,
        html=written.rendered.html, html_version=written.rendered.version, plain=written.rendered.plain,
        lang=written.lang, submit_key=submit_key or None, created_at=now,
    )
    conversation.message_count += 1
    conversation.version += 1
    conversation.updated_at = max(conversation.updated_at, now)
    await conversation.save()
    return message.id


async def _turn(actor: Actor, conversation: SideConversation, state: str) -> None:
    conversation.state = state
    conversation.version += 1
    await conversation.save()
    await audit(actor, conversation.ticket_id, "web", [{
        "type": "Change", "field_name": "side_conversation", "value": conversation.id, "state": state,
    }], clock.now())
    await events.record(SideConversationClosed(
        actor_id=actor.id, subject_id=conversation.id, ticket_id=conversation.ticket_id, closed=state == "closed"
    ))
