"""Whether what a ticket is to say of itself may be said: people, teams, reasons, forms. Reads only; raises Invalid."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forum import database
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.text.normalize import clean_line
from forum.tickets import queries, statuses
from forum.tickets.statuses import RANKS, TYPES

MOST_TAGS, LONGEST_TAG = 20, 40
SUBJECT_MOST = 200

_TABLES = {
    "group_id": "SELECT 1 FROM support_groups WHERE id = $1 AND archived_at IS NULL",
    "organization_id": "SELECT 1 FROM organizations WHERE id = $1",
    "reason_id": "SELECT 1 FROM contact_reasons WHERE id = $1 AND archived_at IS NULL",
    "form_id": "SELECT 1 FROM ticket_forms WHERE id = $1 AND archived_at IS NULL",
    "requester_id": "SELECT 1 FROM people WHERE id = $1 AND id <> 1 AND anonymised_at IS NULL",
    "assignee_id": "SELECT 1 FROM people WHERE id = $1 AND role IN ('specialist', 'moderator', 'administrator')"
    " AND anonymised_at IS NULL",
    "problem_id": "SELECT 1 FROM tickets WHERE id = $1 AND type = 'problem' AND merged_into_id IS NULL",
}
_MAY_BE_NONE = frozenset(_TABLES) - {"requester_id"}
#: Everything that an update may change, beside the answers to custom fields.
CHANGEABLE = (
    "subject", "status", "priority", "type", "requester_id", "assignee_id", "group_id", "organization_id", "reason_id",
    "form_id", "problem_id", "due_at", "promised_at", "tags", "external_id",
)


async def checked(fields: Mapping[str, Any], *, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The fields of an update, cleaned. What stays as it was `before` is not asked about again. Raises Invalid by field."""
    clean: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in fields.items():
        if name not in CHANGEABLE:
            raise Invalid(_("A ticket has no such field."))
        try:
            clean[name] = _plain(name, value)
        except ValueError as error:
            errors[name] = str(error)
            continue
        if before is not None and before.get(name) == clean[name]:
            continue
        if name in _TABLES and not (clean[name] is None and name in _MAY_BE_NONE):
            number = clean[name]
            known = isinstance(number, int) and 0 < number < 2**63
            if not known or await database.value(_TABLES[name], number) is None:
                errors[name] = _("Please choose one of the options.")
    if errors:
        raise Invalid(errors)
    return clean


async def may_work(see_group_id: int | None, assignee_id: int | None) -> None:
    """Raise Invalid for an assignee who may not read what the ticket was made from."""
    if assignee_id is not None and await queries.who_may_not_work(see_group_id, [assignee_id]):
        raise Invalid({"assignee_id": _("They may not read this ticket.")})


def tag_names(text: str) -> list[str]:
    """Tags as typed, with commas between them."""
    return [name for name in (part.strip() for part in text.replace("、", ",").split(",")) if name]


def _plain(name: str, value: Any) -> Any:
    match name:
        case "subject":
            subject = clean_line(str(value))
            if not subject:
                raise ValueError(_("Please fill this in."))
            if len(subject) > SUBJECT_MOST:
                raise ValueError(_("This is too long."))
            return subject
        case "status" if value not in statuses.STATUSES:
            raise ValueError(_("Please choose one of the options."))
        case "priority" if value not in RANKS:
            raise ValueError(_("Please choose one of the options."))
        case "type" if value not in TYPES:
            raise ValueError(_("Please choose one of the options."))
        case "tags":
            names = sorted({clean_line(str(tag)).casefold() for tag in value} - {""})
            if len(names) > MOST_TAGS or any(len(tag) > LONGEST_TAG or "," in tag for tag in names):
                raise ValueError(_(
                    "A ticket has at most %(most)s tags of at most %(long)s characters.", most=MOST_TAGS, long=LONGEST_TAG
                ))
            if len(",".join(names)) > 400:
                raise ValueError(_("This is too long."))
            return names
        case "due_at" | "promised_at":
            if value is not None and (not isinstance(value, datetime) or value.tzinfo is None):
                raise ValueError(_("Please give a date and a time."))
            return value
        case "external_id":
            text = clean_line(str(value or ""))
            if len(text) > 100:
                raise ValueError(_("This is too long."))
            return text or None
    return value
