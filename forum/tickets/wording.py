"""Tickets in words: statuses, priorities, types, channels, and what an audit says. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from forum.i18n import gettext as _
from forum.i18n import mark, ngettext
from forum.tickets.views import UsualWait


def status(name: str) -> str:
    """A ticket's status as staff read it."""
    return {
        "new": _("New"), "open": _("Open"), "pending": _("Pending"), "on_hold": _("On hold"), "solved": _("Solved"),
        "closed": _("Closed"), "unsolved": _("Not solved yet"), "all": _("All"),
    }[name]


def request_status(name: str) -> str:
    """A ticket's status as the requester's side reads it."""
    return {
        "open": _("We are on it"), "pending": _("Waiting for your answer"), "solved": _("Solved"), "closed": _("Closed"),
    }[name]


def priority(name: str) -> str:
    """A priority."""
    return {
        "": _("No priority"), "low": _("Low"), "normal": _("Normal"), "high": _("High"), "urgent": _("Urgent"),
    }[name]


def type_name(name: str) -> str:
    """What kind of thing a ticket is."""
    return {
        "": _("No type"), "question": _("Question"), "incident": _("Incident"), "problem": _("Problem"), "task": _("Task"),
    }[name]


def channel(name: str) -> str:
    """How a ticket or comment came."""
    return {
        "web": _("by the request form"), "desk": _("opened by staff"), "forum": _("from the forum"),
        "mail": _("by e-mail"), "api": _("by a program"), "follow_up": _("as a follow-up"), "problem": _("with its problem"),
    }.get(name, name)


def field_kind(name: str) -> str:
    """A kind of custom field."""
    return {
        "text": _("One line"), "multiline": _("Several lines"), "dropdown": _("Choice from a list"), "checkbox": _("Checkbox"),
        "number": _("Number"), "date": _("Date"), "regexp": _("Text of a certain form"),
    }.get(name, "")


def field_name(name: str, titles: Mapping[str, str]) -> str:
    """A field of an audit; `titles` are those of custom fields by `field_ID`."""
    return {
        "subject": _("Subject"), "status": _("Status"), "priority": _("Priority"), "type": _("Type"),
        "requester_id": _("Requester"), "assignee_id": _("Assignee"), "group_id": _("Team"),
        "organization_id": _("Organisation"), "reason_id": _("Contact reason"), "form_id": _("Form"),
        "problem_id": _("Problem"), "due_at": _("Due"), "promised_at": _("Promised"), "tags": _("Tags"),
        "external_id": _("External number"), "email_cc_ids": _("In copy"), "merged_into_id": _("Merged into"),
        "merged": _("Merged in"), "related": _("Related ticket"), "side_conversation": _("Side conversation"),
    }.get(name) or titles.get(name, name)


def field_value(name: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    """A value of an audit, with ids as the names that `names` has of them by field."""
    if value is None or value == "" or value == []:
        return _("nothing")
    match name:
        case "status":
            return status(value)
        case "priority":
            return priority(value)
        case "type":
            return type_name(value)
        case "tags":
            return ", ".join(value)
        case "problem_id" | "merged_into_id" | "merged" | "related":
            return f"#{value}"
        case "due_at" | "promised_at":
            return str(value)[:16].replace("T", " ") + " UTC"
    return names.get(name, {}).get(value, str(value)) if isinstance(value, int) else str(value)


def span(length: timedelta | int) -> str:
    """How long something took, in one unit or two."""
    minutes = length if isinstance(length, int) else int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    days, left = divmod(hours, 24)
    if days:
        told = ngettext("%(num)s day", "%(num)s days", days)
        return told if not left or days > 6 else _("%(one)s %(two)s", one=told, two=_hours(left))
    if hours:
        told = _hours(hours)
        return told if not rest or hours > 5 else _("%(one)s %(two)s", one=told, two=_minutes(rest))
    return _minutes(minutes)


def usual(wait: UsualWait) -> str:
    """How long people usually wait for the first reply, and where that was counted."""
    told = {
        "category": mark(
            "A first reply in this category typically comes after %(median)s; nine out of ten came within %(p90)s (last 28 days,"
            " n=%(n)s)."
        ),
        "kind": mark(
            "A first reply to a request of this kind typically comes after %(median)s; nine out of ten came within %(p90)s"
            " (last 28 days, n=%(n)s)."
        ),
    }.get(wait.among) or mark(
        "A first reply typically comes after %(median)s; nine out of ten came within %(p90)s (last 28 days, n=%(n)s)."
    )
    return _(told, median=span(wait.median_minutes), p90=span(wait.p90_minutes), n=wait.n)


def usual_of(wait: UsualWait) -> str:
    """The same beside what it is the wait of."""
    return _(
        "typically %(median)s, nine out of ten within %(p90)s (n=%(n)s)",
        median=span(wait.median_minutes), p90=span(wait.p90_minutes), n=wait.n,
    )


def is_late(promised_at: datetime | None, solved_at: datetime | None, now: datetime) -> bool:
    """Whether what was promised was not kept."""
    return promised_at is not None and promised_at < (solved_at or now)


def _hours(number: int) -> str:
    return ngettext("%(num)s hour", "%(num)s hours", number)


def _minutes(number: int) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", number)


def leave_status() -> str:
    """The choice that leaves a status as it is."""
    return _("Leave it as it is")
