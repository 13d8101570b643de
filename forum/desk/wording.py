"""The words of the desk: kinds, statuses, priorities, views and columns, as people read them. Pure."""

from forum.i18n import gettext as _
from forum.i18n import pgettext


def kind(name: str) -> str:
    """A kind of items."""
    return {
        "thread": _("Question"), "ticket": _("Ticket"), "cluster": _("Recurring question"), "proposal": _("Article proposal"),
        "article": _("Article"),
        "flag": _("Flag"),
    }.get(name, name)


def status(name: str) -> str:
    """A status of any kind of items."""
    return {
        "new": pgettext("ticket", "New"), "open": _("Open"), "needs_info": _("Needs info"),
        "pending": pgettext("ticket", "Pending"), "on_hold": pgettext("ticket", "On hold"),
        "in_review": _("To be reviewed"), "overdue": _("To be verified"), "outdated": _("Translation outdated"),
        "redacted": _("Words were taken out"),
        "reported": _("Reported by readers"), "recurring": _("Asked again and again"),
        "proposed": _("Article proposed"), "flagged": _("Flagged"),
        "solved": _("Solved"), "closed": _("Closed"),
    }.get(name, name)


def priority(name: str) -> str:
    """A priority."""
    return {
        "urgent": pgettext("priority", "Urgent"), "high": pgettext("priority", "High"),
        "normal": pgettext("priority", "Normal"), "low": pgettext("priority", "Low"),
    }.get(name, name)


def usual_view(key: str) -> str:
    """One of the views that everybody has."""
    return {
        "inbox": _("Inbox"), "mine": _("My work"), "teams": _("My teams"), "unassigned": _("Unassigned"),
        "questions": _("Questions"), "tickets": _("Tickets"), "articles": _("Article tasks"),
        "recurring": _("Recurring questions"), "flags": _("Flags"),
    }.get(key, key)


def column(name: str) -> str:
    """A column, or what a list is grouped by."""
    return {
        "": _("Not grouped"), "kind": _("Kind"), "status": _("Status"), "priority": _("Priority"),
        "waiting": _("Waiting"), "person": _("From"), "assignee": _("Assigned to"), "team": _("Team"),
        "category": _("Category"), "tags": _("Tags"), "reason": _("Contact reason"),
    }.get(name, name)


def field(name: str) -> str:
    """A field that a saved reply changes."""
    return column({"assignee_id": "assignee", "group_id": "team"}.get(name, name))


def value(name: str, text: str) -> str:
    """The value of such a field."""
    return {"status": status, "priority": priority}[name](text) if name in ("status", "priority") else text


def order(name: str) -> str:
    """An order."""
    return {
        "hurts": _("What hurts most"), "oldest": _("Waiting longest"), "newest": _("Latest first"),
    }.get(name, name)


def verb(name: str) -> str:
    """A change of many items."""
    return {
        "take": _("Take them"), "assign": _("Assign to"), "team": _("Give to team"), "status": _("Set status"),
        "priority": _("Set priority"), "reason": _("Set contact reason"), "tag": _("Add tag"),
    }.get(name, name)


def scope(name: str) -> str:
    """For whom a view or a saved reply is."""
    return {"me": _("Only me"), "team": _("A team"), "all": _("Everybody on the staff")}.get(name, name)
