"""Updating a ticket: a comment, a note, other fields, another assignee, all in one transaction with one audit.

Every verb that changes a ticket goes through `update`, macros and programs too.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import Conflict, Forbidden, Invalid
from forum.i18n import gettext as _
from forum.threads.actions.asking import Written, write
from forum.tickets import answers, policy, queries, statuses
from forum.tickets.actions import checking
from forum.tickets.actions.writing import (
    Updated,
    answered,
    audit,
    become,
    find_repeated,
    heard,
    keep_comment,
    speaks_for_team,
    ticket_for_change,
)
from forum.tickets.clocks import DONE
from forum.tickets.events import (
    TicketAssigned,
    TicketChanged,
    TicketCommented,
    TicketPromised,
    TicketStatusChanged,
)
from forum.tickets.models import Ticket, TicketTag, TicketValue

#: What audits tell of that stands beside the ticket and makes no new version of it.
BESIDE = frozenset({"email_cc_ids", "related", "side_conversation"})


class MovedOn(Conflict):
    """The ticket changed while this was written; nothing was saved, and the text is the writer's to keep.

    `version` is where the ticket stands now, `comments` are the ids of comments that came in meanwhile.
    """

    def __init__(self, version: int, comments: Sequence[int]) -> None:
        super().__init__(
            _("Something came in while you were writing. Your text is kept: look at what is new, then send yours.")
        )
        self.version = version
        self.comments = list(comments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What one update does, all at once.

    `fields` are new values by name (`checking.CHANGEABLE`), `answers` custom fields as typed by `field_ID` (those not
    named stay). `comment` is a public comment, or with `public` off a note. `version` is the one that whoever writes had
    before their eyes: another one raises MovedOn, unless all since was their own; None does not ask.
    `last_comment` asks the same of the last public comment only, for the requester's side, who must not learn that notes
    exist. `expects` are values that must still stand, or Conflict.
    `automatic` marks what the program writes: it is no answer and opens nothing.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str] | None = None
    comment: str = ""
    public: bool = True
    submit_key: str = ""
    version: int | None = None
    last_comment: int | None = None
    expects: Mapping[str, Any] = field(default_factory=dict)
    via: str = "web"
    automatic: bool = False


async def update(actor: Actor, ticket_id: int, change: Update) -> Updated:
    """Update a ticket. Raises NotFound, Forbidden, SignInNeeded, Invalid by field, Conflict, or MovedOn.

    Staff may do everything here; the requester's side may comment in public, and the requester may say `solved`.
    """
    access = await queries.access(actor, ticket_id)
    own_solving = set(change.fields) == {"status"} and change.fields["status"] == "solved"
    if not actor.is_staff and ((change.fields and not own_solving) or change.answers is not None or not change.public):
        raise Forbidden(_("Only staff may do this."))
    if not actor.is_staff and own_solving:
        policy.may_say_solved(actor, access.facts).require()
    if change.comment:
        policy.may_comment(actor, access.facts, takes_part=access.takes_part).require()
    elif actor.is_staff:
        policy.may_change(actor, access.facts).require()
    if not (change.comment or change.fields or change.answers is not None):
        raise Invalid({"body": _("Please fill this in.")})
    fields = await checking.checked(change.fields, before=access.values)
    if fields.get("assignee_id") != access.values["assignee_id"]:
        await checking.may_work(access.see_group_id, fields.get("assignee_id"))
    written = await _written(change)
    asked = (await queries.form(fields.get("form_id", access.form_id) or 0, missing_ok=True)).asked
    typed: dict[int, str] = {}
    if change.answers is not None:
        named = [one for one in asked if one.key in change.answers]
        typed, errors = answers.read(named, change.answers, staff=True)
        if errors:
            raise Invalid(errors)

    async def work() -> Updated:
        row = await ticket_for_change(ticket_id)
        facts = row
        if change.comment:
            policy.may_comment(actor, facts, takes_part=access.takes_part).require()
        elif actor.is_staff:
            policy.may_change(actor, facts).require()
        if written is not None:
            repeated = await find_repeated(actor.id, ticket_id, written, change.submit_key)
            if repeated is not None:
                return repeated
        await _still_stands(actor, row, change)
        now = clock.now()
        update_ = _Run(actor, row, change, now)
        await update_.change_fields(fields)
        await update_.change_answers(typed)
        await update_.settle_status(fields.get("status", ""), written is not None, asked)
        if not update_.log and written is None:
            return Updated(ticket_id, None, row.version)
        return await update_.keep(written)

    try:
        return await database.transaction(work)
    except IntegrityError as error:
        if "external_id" not in fields:
            raise
        raise Invalid({"external_id": _("Another ticket has this number already.")}) from error


async def take(actor: Actor, ticket_id: int) -> Updated:
    """Take a ticket that nobody has. Raises Conflict when somebody else was faster; taking one's own again is as once."""
    policy.may_work(actor).require()
    access = await queries.access(actor, ticket_id)
    if access.values["assignee_id"] == actor.id:
        return Updated(ticket_id)
    return await update(actor, ticket_id, Update(fields={"assignee_id": actor.id}, expects={"assignee_id": None}))


async def release(actor: Actor, ticket_id: int) -> Updated:
    """Give one's ticket back to its team. Raises Conflict when it is somebody else's by now."""
    policy.may_work(actor).require()
    return await update(actor, ticket_id, Update(fields={"assignee_id": None}, expects={"assignee_id": actor.id}))


async def hand_over(
    actor: Actor, ticket_id: int, note: str, *, assignee_id: int | None = None, group_id: int | None = None
) -> Updated:
    """Give a ticket to a person, a team or both, with a note for them. Raises Invalid when neither is named."""
    policy.may_work(actor).require()
    if assignee_id is None and group_id is None:
        raise Invalid({"assignee_id": _("Please say to whom.")})
    fields: dict[str, Any] = {"assignee_id": assignee_id}
    if group_id is not None:
        fields["group_id"] = group_id
    return await update(actor, ticket_id, Update(fields=fields, comment=note, public=False))


class _Run:
    """One update while it is made: the locked row, and what is to be written about it in the end."""

    def __init__(self, actor: Actor, row: Ticket, change: Update, now: datetime) -> None:
        self.actor, self.row, self.change, self.now = actor, row, change, now
        self.log: list[dict[str, Any]] = []
        self.news: list[Any] = []
        self.names: list[str] = []
        self.for_team = speaks_for_team(actor, row.requester_id) and not change.automatic
        self.was = row.status

    def _note(self, name: str, before: Any, after: Any) -> None:
        self.log.append({
            "type": "Change", "field_name": name, "value": _storable(after), "previous_value": _storable(before),
        })

    async def change_fields(self, fields: Mapping[str, Any]) -> None:
        """Give the row its new values, but for the status."""
        row = self.row
        wanted = dict(fields)
        moves = "group_id" in wanted and wanted["group_id"] != row.group_id and "assignee_id" not in wanted
        if moves and row.assignee_id is not None and not await _is_in(row.assignee_id, wanted["group_id"]):
            # A ticket that goes to another team leaves whoever is not in it.
            wanted["assignee_id"] = None
        solves = wanted.get("status") == "solved" and self.actor.is_staff and self.for_team
        if solves and wanted.get("assignee_id", row.assignee_id) is None:
            wanted["assignee_id"] = self.actor.id
        if "requester_id" in wanted and wanted["requester_id"] != row.requester_id and "organization_id" not in wanted:
            wanted["organization_id"] = await database.value(
                "SELECT organization_id FROM organization_members WHERE person_id = $1 ORDER BY id LIMIT 1",
                wanted["requester_id"],
            )
        if "problem_id" in wanted and wanted["problem_id"] == row.id:
            raise Invalid({"problem_id": _("A ticket is not its own problem.")})
        assignee, group = row.assignee_id, row.group_id
        for name, value in wanted.items():
            if name == "status":
                continue
            tags = row.tag_names.split(",") if row.tag_names else []
            before = tags if name == "tags" else getattr(row, name)
            if before == value:
                continue
            self._note(name, before, value)
            if name == "tags":
                await self._retag(value)
            else:
                setattr(row, name, value)
            if name == "priority":
                row.priority_rank = statuses.RANKS[value]
            if name == "promised_at":
                row.public_updated_at = max(row.public_updated_at, self.now)
                self.news.append(TicketPromised(
                    actor_id=self.actor.id, subject_id=row.id, promised_at=value.isoformat() if value else "",
                ))
            elif name not in ("assignee_id", "group_id"):
                self.names.append(name)
        if (assignee, group) != (row.assignee_id, row.group_id):
            self._assigned(assignee, group)

    async def change_answers(self, typed: Mapping[int, str]) -> None:
        """Keep other answers to custom fields."""
        if not typed:
            return
        kept = {one.field_id: one.value for one in await TicketValue.filter(ticket_id=self.row.id)}
        for number, value in typed.items():
            if kept.get(number, "") == value:
                continue
            self._note(f"field_{number}", kept.get(number, ""), value)
            self.names.append(f"field_{number}")
            await TicketValue.filter(ticket_id=self.row.id, field_id=number).delete()
            if value:
                await TicketValue.create(ticket_id=self.row.id, field_id=number, value=value)

    async def settle_status(self, chosen: str, wrote: bool, asked: Sequence[answers.Asked]) -> None:
        """Find the status that follows from who does what, and look whether the ticket may have it."""
        row = self.row
        if self.change.automatic:
            after = chosen or row.status
        elif self.for_team or (self.actor.is_staff and chosen):
            if chosen and chosen != row.status:
                policy.may_choose_status(self.actor, row, chosen).require()
            taken = any(one["field_name"] == "assignee_id" and one["value"] is not None for one in self.log)
            after = statuses.after_staff(row.status, chosen, wrote or taken)
        elif chosen == "solved":
            after = chosen
        else:
            after = statuses.after_requester(row.status) if wrote and self.change.public else row.status
        if after == "solved" and self.for_team and row.status not in DONE:
            kept = {one.field_id: one.value for one in await TicketValue.filter(ticket_id=row.id)}
            lacking = answers.lacking(asked, kept)
            if lacking:
                raise Invalid(lacking)
        self.after = after
        if after != row.status:
            self._note("status", row.status, after)

    async def keep(self, written: Written | None) -> Updated:
        """Write all of it: the audit, the comment, the row, the beats, the news."""
        row, actor, now = self.row, self.actor, self.now
        audit_id = await audit(actor, row.id, self.change.via, self.log, now)
        cause = f"a{audit_id}"
        comment_id = None
        if written is not None:
            comment_id = await self._comment(written, audit_id)
        if self.after != row.status:
            await become(row, self.after, now, cause)
            self.news.append(TicketStatusChanged(
                actor_id=actor.id, subject_id=row.id, before=self.was, after=self.after,
            ))
        if written is not None and self.change.public and not self.for_team and actor.role != "system":
            if row.status not in DONE:
                await heard(row, now, cause)
            row.requester_updated_at = now
        if actor.id == row.assignee_id:
            row.assignee_updated_at = now
        if self.names:
            self.news.append(TicketChanged(actor_id=actor.id, subject_id=row.id, fields=self.names))
        row.updated_at = max(row.updated_at, now)
        row.version += 1
        await row.save()
        for one in self.news:
            await events.record(one)
        return Updated(row.id, comment_id, row.version)

    async def _comment(self, written: Written, audit_id: int) -> int:
        public, reply = self.change.public, self.change.public and self.for_team
        comment = await keep_comment(
            self.actor, self.row, audit_id, written, self.now, public=public, is_reply=reply, via=self.change.via,
            submit_key=self.change.submit_key,
        )
        if reply:
            await answered(self.row, self.now, f"a{audit_id}")
        self.news.insert(0, TicketCommented(
            actor_id=self.actor.id, subject_id=self.row.id, comment_id=comment.id, public=public, reply=reply,
            mentions=list(written.rendered.mentions),
        ))
        return comment.id

    async def _retag(self, names: Sequence[str]) -> None:
        await TicketTag.filter(ticket_id=self.row.id).delete()
        for name in names:
            await TicketTag.create(ticket_id=self.row.id, name=name)
        self.row.tag_names = ",".join(names)

    def _assigned(self, assignee: int | None, group: int | None) -> None:
        row, now = self.row, self.now
        if row.assignee_id != assignee:
            row.assigned_at = now if row.assignee_id is not None else None
            if row.assignee_id is not None:
                row.initially_assigned_at = row.initially_assigned_at or now
                row.assignee_stations += 1
        if row.group_id != group and row.group_id is not None:
            row.group_stations += 1
        self.news.append(TicketAssigned(
            actor_id=self.actor.id, subject_id=row.id, assignee_before=assignee, assignee_after=row.assignee_id,
            group_before=group, group_after=row.group_id,
        ))


async def _written(change: Update) -> Written | None:
    text = change.comment.strip("\n").rstrip()
    return await write(text) if text else None


async def _still_stands(actor: Actor, row: Ticket, change: Update) -> None:
    """Whether what the actor saw is still so. Raises MovedOn or Conflict."""
    if change.version is not None and change.version != row.version and not await _only_own(actor, row, change.version):
        missed = await _missed(row, max(1, row.version - change.version))
        if any(author_id != actor.id for _audit_id, author_id in missed):
            listed = database.id_list(audit_id for audit_id, _author_id in missed)
            found = await database.rows(
                f"SELECT id FROM ticket_comments WHERE ticket_id = $1 AND audit_id IN ({listed}) ORDER BY id", row.id
            )
            raise MovedOn(row.version, [one["id"] for one in found])
    if change.last_comment is not None:
        found = await database.rows(
            "SELECT id FROM ticket_comments WHERE ticket_id = $1 AND is_public AND id > $2 AND author_id <> $3 ORDER BY id",
            row.id, change.last_comment, actor.id,
        )
        if found:
            raise MovedOn(row.version, [one["id"] for one in found])
    for name, value in change.expects.items():
        if getattr(row, name) != value:
            raise Conflict(_("Somebody else was faster. Please look at it again."))


async def _missed(row: Ticket, most: int) -> list[tuple[int, int]]:
    """The last so many updates that made another version of the ticket: (audit, whose). One's own are nothing new."""
    found = await database.rows(
        "SELECT id, author_id, events FROM ticket_audits WHERE ticket_id = $1 ORDER BY id DESC LIMIT $2",
        row.id, most + 200,
    )
    missed = []
    for one in found:
        logged = json.loads(one["events"]) if isinstance(one["events"], str) else one["events"]
        if not logged or any(event.get("field_name") not in BESIDE for event in logged):
            missed.append((one["id"], one["author_id"]))
    return missed[:most]


async def _only_own(actor: Actor, row: Ticket, seen: int) -> bool:
    """Whether all that happened since version `seen` was done by the actor: to them that is no news."""
    since = row.version - seen
    found = await database.rows(
        "SELECT author_id FROM ticket_audits WHERE ticket_id = $1 ORDER BY id DESC LIMIT $2", row.id, max(0, since)
    )
    return 0 < since == len(found) and all(one["author_id"] == actor.id for one in found)


async def _is_in(person_id: int, group_id: int | None) -> bool:
    return group_id is not None and await database.value(
        "SELECT 1 FROM support_members WHERE group_id = $1 AND person_id = $2", group_id, person_id
    ) is not None


def _storable(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
