"""Opening tickets: by the requester's own form, by staff for somebody, out of another thing (a thread, a letter)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts import queries as accounts
from forum.accounts.actor import Actor
from forum.errors import Conflict, Forbidden, Invalid
from forum.i18n import gettext as _
from forum.threads.actions.asking import TWICE_WITHIN, Written, write
from forum.tickets import clocks, policy, queries, statuses
from forum.tickets.actions import checking
from forum.tickets.actions.beating import beat
from forum.tickets.actions.joining import organization_of
from forum.tickets.actions.writing import Updated, audit, keep_comment, speaks_for_team
from forum.tickets.answers import Asked, read
from forum.tickets.events import TicketAssigned, TicketCopied, TicketFollowed, TicketOpened
from forum.tickets.models import Ticket, TicketCc, TicketFollower, TicketTag, TicketValue

#: People in copy of one ticket.
MOST_IN_COPY = 20


class SourceTaken(Conflict):
    """What the ticket was to be opened of has one already that is not closed: `ticket_id`."""

    def __init__(self, ticket_id: int) -> None:
        super().__init__(_("There is a ticket of this already."))
        self.ticket_id = ticket_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a ticket begins with. Requesters give subject, body, form, answers and reason; the rest is for staff.

    `requester_id` None is the actor. `by_requester`: the first comment is the requester's own words although somebody
    else opens the ticket (out of their thread, their letter), so they wait for an answer from now on. `answers` are the
    form's custom fields as typed, by `field_ID`. `source` is what it is opened of, as ("thread", 12): while a ticket of it
    is not closed there is no second one. `see_group_id` is the group whose staff alone work on it (moderators do anyway).
    Several calls with one `submit_key`, or the same words within ten minutes, make one ticket.
    """

    subject: str
    body: str
    requester_id: int | None = None
    by_requester: bool = False
    public: bool = True
    form_id: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    reason_id: int | None = None
    priority: str = ""
    type: str = ""
    group_id: int | None = None
    assignee_id: int | None = None
    organization_id: int | None = None
    problem_id: int | None = None
    due_at: datetime | None = None
    promised_at: datetime | None = None
    external_id: str | None = None
    tags: Sequence[str] = ()
    cc_ids: Sequence[int] = ()
    follower_ids: Sequence[int] = ()
    via: str = "web"
    source: tuple[str, int] | None = None
    follow_up_of_id: int | None = None
    see_group_id: int | None = None
    submit_key: str = ""


_STAFF_ONLY = (
    "priority", "type", "group_id", "assignee_id", "organization_id", "problem_id", "due_at", "promised_at", "external_id",
    "tags", "follower_ids",
)


async def open_ticket(
    actor: Actor, opening: Opening, *, trusted: bool = False, first: Callable[[], Awaitable[None]] | None = None,
    then: Callable[[Updated], Awaitable[None]] | None = None,
) -> Updated:
    """Open a ticket; returns its id and that of its first comment. Raises Invalid by field, Forbidden, SignInNeeded,
    SourceTaken.

    `trusted` is for actions that decide themselves what a requester's ticket begins with (its team, its priority).
    Whoever opens tickets of a source inside a transaction of their own holds the source's row first: then SourceTaken is
    raised before anything is written. `first` and `then` run in the ticket's own transaction, before anything is looked at
    and after all is written: what must still be so, and what is kept beside the ticket. A repeated submit runs no `then`.
    """
    policy.may_request(actor).require()
    requester_id = opening.requester_id or actor.id
    for_others = requester_id != actor.id or not opening.public or any(getattr(opening, name) for name in _STAFF_ONLY)
    if for_others and not actor.is_staff and not trusted:
        raise Forbidden(_("Only staff may do this."))
    fields = await checking.checked({
        "subject": opening.subject, "priority": opening.priority, "type": opening.type, "requester_id": requester_id,
        "assignee_id": opening.assignee_id, "group_id": opening.group_id, "organization_id": opening.organization_id,
        "reason_id": opening.reason_id, "form_id": opening.form_id, "problem_id": opening.problem_id,
        "due_at": opening.due_at, "promised_at": opening.promised_at, "tags": opening.tags,
        "external_id": opening.external_id,
    })
    body = opening.body.strip("\n").rstrip()
    asked: Sequence[Asked] = ()
    if opening.form_id is not None:
        form = await queries.form(opening.form_id)
        asked = form.asked
        fields["group_id"] = fields["group_id"] or form.group_id
    by_staff = actor.is_staff and requester_id != actor.id
    values, errors = read(asked, opening.answers, staff=by_staff)
    if len(body) < 2:
        errors["body"] = _("Please fill this in.")
    if errors:
        raise Invalid(errors)
    requester = actor if requester_id == actor.id else await accounts.actor(requester_id)
    author = requester if opening.by_requester else actor
    await checking.may_work(opening.see_group_id, fields["assignee_id"])
    cc_ids = await known_people(opening.cc_ids, requester_id)
    follower_ids = await known_people(opening.follower_ids, 0, staff=True)
    written = await write(body, fields["subject"])

    async def work() -> Updated:
        if first is not None:
            await first()
        # Two submits of one person take turns, so that the second sees what the first wrote.
        await database.lock_row("people", actor.id)
        earlier = await _find_earlier(actor, requester_id, written, opening.submit_key)
        if earlier is not None:
            return earlier
        if opening.source is not None and (taken := await open_of(opening.source)) is not None:
            raise SourceTaken(taken)
        now = clock.now()
        organization_id = fields["organization_id"] or await organization_of(requester_id)
        group_id = fields["group_id"] or await _team_of(organization_id)
        reply = speaks_for_team(author, requester_id)
        status = "open" if fields["assignee_id"] is not None else "new"
        ticket = await Ticket.create(
            subject=fields["subject"], lang=written.lang, status=status, priority=fields["priority"],
            priority_rank=statuses.RANKS[fields["priority"]], type=fields["type"], requester_id=requester_id,
            submitter_id=actor.id, assignee_id=fields["assignee_id"], group_id=group_id,
            organization_id=organization_id, reason_id=fields["reason_id"], form_id=opening.form_id,
            problem_id=fields["problem_id"], follow_up_of_id=opening.follow_up_of_id, via=opening.via,
            see_group_id=opening.see_group_id, source_type=opening.source[0] if opening.source else None,
            source_id=opening.source[1] if opening.source else None, external_id=fields["external_id"],
            submit_key=await _free_key(actor, opening.submit_key), tag_names=",".join(fields["tags"]),
            due_at=fields["due_at"], promised_at=fields["promised_at"], is_public=opening.public,
            # Who asks in public waits; staff who begin for somebody have said the first word themselves.
            waiting_since=now if opening.public and not reply and author.role != "system" else None,
            created_at=now, updated_at=now, public_updated_at=now, status_updated_at=now,
            requester_updated_at=None if reply else now,
            initially_assigned_at=now if fields["assignee_id"] else None,
            assigned_at=now if fields["assignee_id"] else None,
            assignee_stations=int(fields["assignee_id"] is not None), group_stations=int(group_id is not None),
        )
        created: list[dict[str, Any]] = [
            {"type": "Create", "field_name": name, "value": value.isoformat() if isinstance(value, datetime) else value}
            for name, value in {**fields, "status": status, "group_id": group_id, "organization_id": organization_id}.items()
            if value not in (None, "", [])
        ]
        created += [
            {"type": "Create", "field_name": f"field_{number}", "value": value} for number, value in values.items() if value
        ]
        audit_id = await audit(actor, ticket.id, opening.via, created, now)
        # The first comment is what is asked, never an answer to it, whoever wrote it.
        comment = await keep_comment(
            actor, ticket, audit_id, written, now, public=opening.public, is_reply=False, via=opening.via,
            submit_key=opening.submit_key, author=author,
        )
        await ticket.save(update_fields=["comment_count", "latest_comment_added_at", "is_public", "public_updated_at"])
        for tag in fields["tags"]:
            await TicketTag.create(ticket_id=ticket.id, name=tag)
        for number, value in values.items():
            if value:
                await TicketValue.create(ticket_id=ticket.id, field_id=number, value=value)
        await events.record(TicketOpened(
            actor_id=actor.id, subject_id=ticket.id, requester_id=requester_id, comment_id=comment.id,
            public=opening.public, via=opening.via, mentions=list(written.rendered.mentions),
        ))
        for person_id in cc_ids:
            await TicketCc.create(ticket_id=ticket.id, person_id=person_id, added_by_id=actor.id, created_at=now)
            await events.record(TicketCopied(actor_id=actor.id, subject_id=ticket.id, person_id=person_id, copied=True))
        for person_id in follower_ids:
            await TicketFollower.create(ticket_id=ticket.id, person_id=person_id, created_at=now)
            await events.record(TicketFollowed(actor_id=actor.id, subject_id=ticket.id, person_id=person_id, follows=True))
        if ticket.assignee_id is not None or ticket.group_id is not None:
            await events.record(TicketAssigned(
                actor_id=actor.id, subject_id=ticket.id, assignee_before=None, assignee_after=ticket.assignee_id,
                group_before=None, group_after=ticket.group_id,
            ))
        await beat("ticket", ticket.id, clocks.begun(status, now), f"a{audit_id}")
        opened = Updated(ticket.id, comment.id, ticket.version)
        if then is not None:
            await then(opened)
        return opened

    try:
        return await database.transaction(work)
    except IntegrityError:
        # Somebody else was faster by a hair: their row is what a constraint met.
        if opening.source is not None and (taken := await open_of(opening.source)) is not None:
            raise SourceTaken(taken) from None
        if fields["external_id"] and await database.value(
            "SELECT 1 FROM tickets WHERE external_id = $1", fields["external_id"]
        ):
            raise Invalid({"external_id": _("Another ticket has this number already.")}) from None
        raise


async def open_of(source: tuple[str, int]) -> int | None:
    """The ticket of a source that is not closed."""
    found: int | None = await database.value(
        "SELECT id FROM tickets WHERE source_type = $1 AND source_id = $2 AND closed_at IS NULL", *source
    )
    return found


async def known_people(ids: Sequence[int], requester_id: int, *, staff: bool = False) -> list[int]:
    """Of these people, each once, those who are there (and staff, if asked); the requester is told anyway."""
    if len(ids) > MOST_IN_COPY:
        raise Invalid({"ccs": _("At most %(num)s people are in copy.", num=MOST_IN_COPY)})
    roles = " AND role IN ('specialist', 'moderator', 'administrator')" if staff else ""
    found = await database.rows(
        f"SELECT id FROM people WHERE id IN ({database.id_list(ids)}) AND id <> 1 AND anonymised_at IS NULL"
        f" AND email_verified_at IS NOT NULL{roles} ORDER BY id"
    )
    return [row["id"] for row in found if row["id"] != requester_id]


async def _team_of(organization_id: int | None) -> int | None:
    if organization_id is None:
        return None
    found: int | None = await database.value(
        "SELECT o.group_id FROM organizations o JOIN support_groups g ON g.id = o.group_id AND g.archived_at IS NULL"
        " WHERE o.id = $1",
        organization_id,
    )
    return found


async def _free_key(actor: Actor, submit_key: str) -> str | None:
    if not submit_key:
        return None
    taken = await database.value(
        "SELECT 1 FROM tickets WHERE submitter_id = $1 AND submit_key = $2", actor.id, submit_key
    )
    return None if taken else submit_key


async def _find_earlier(actor: Actor, requester_id: int, written: Written, submit_key: str) -> Updated | None:
    found = await database.row(
        "SELECT t.id, t.version, c.id AS comment_id FROM tickets t JOIN ticket_comments c ON c.ticket_id = t.id"
        " WHERE t.submitter_id = $1 AND t.requester_id = $2 AND c.fingerprint = $3 AND (t.created_at > $4 OR t.submit_key = $5)"
        " AND c.id = (SELECT min(x.id) FROM ticket_comments x WHERE x.ticket_id = t.id) ORDER BY t.id LIMIT 1",
        actor.id, requester_id, written.fingerprint, clock.now() - TWICE_WITHIN, submit_key or "-",
    )
    return None if found is None else Updated(found["id"], found["comment_id"], found["version"], repeated=True)
