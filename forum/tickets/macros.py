"""Saved replies: what they may change, how they are submitted, and what one would change here. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from forum.forms import Choice, Form, Line, Number, Text
from forum.i18n import gettext as _
from forum.tickets import placeholders, statuses

SCOPES = ("me", "team", "all")
PRIORITIES = ("low", "normal", "high", "urgent")
#: What a saved reply may make of a thread. Solving is a matter of its own.
THREAD_STATUSES = ("needs_info", "closed", "open")
BODY_MOST = 16_000
MOST_TAGS = 10
_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class MacroView:
    """A saved reply as it is chosen and kept. `used` counts by whom it was sent, over the last four weeks."""

    id: int
    name: str
    body: str
    changes: Mapping[str, Any]
    scope: str
    owner_id: int
    owner: str
    group_id: int | None
    group: str
    used: int
    is_archived: bool
    updated_at: datetime
    version: int

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that it adds."""
        return tuple(self.changes.get("tags", ()))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be other than it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Inserted:
    """A saved reply put into a box: its text with placeholders filled in, what it would change, what had no value here.

    `public` is "public", "note" or "" for as it is; `fields` are a ticket's new values, by name.
    """

    macro_id: int
    name: str
    text: str
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    public: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MacroBox:
    """What a reply box offers: saved replies by id and name, and the one that was chosen."""

    names: Sequence[tuple[int, str]] = ()
    inserted: Inserted | None = None


class MacroForm(Form):
    """A saved reply as staff write it."""

    name = Line(least=2, most=80)
    body = Text(most=BODY_MOST, required=False)
    scope = Choice(SCOPES)
    for_team = Number(1, _ID, required=False)
    status = Choice(statuses.CHOSEN, required=False)
    priority = Choice(PRIORITIES, required=False)
    assignee = Line(most=20, required=False)
    team = Number(1, _ID, required=False)
    tags = Line(most=300, required=False)
    public = Choice(("public", "note"), required=False)
    thread_status = Choice(THREAD_STATUSES, required=False)
    version = Number(0, 2**31 - 1, required=False)

    def look_over(self) -> None:
        wrong = placeholders.unknown(self["body"])
        if wrong:
            self.errors["body"] = _("There is no placeholder %(names)s.", names=", ".join(wrong))
        if self["scope"] == "team" and self["for_team"] is None:
            self.errors["for_team"] = _("Please choose a team.")
        if self["assignee"] not in ("", "me", "nobody") and not self["assignee"].isdecimal():
            self.errors["assignee"] = _("Please choose one of the options.")
        if not self.errors and not self["body"] and not self.changes:
            self.errors["body"] = _("Write a reply, or choose something that it changes.")

    @property
    def changes(self) -> dict[str, Any]:
        """What the reply changes, by field; what is left alone is left out."""
        tags = [part.strip() for part in self["tags"].replace("、", ",").split(",")]
        wanted = {
            "status": self["status"], "priority": self["priority"], "assignee": self["assignee"],
            "group_id": self["team"], "tags": list(dict.fromkeys(filter(None, tags)))[:MOST_TAGS],
            "public": self["public"], "thread_status": self["thread_status"],
        }
        return {name: value for name, value in wanted.items() if value}

    def fill(self, macro: MacroView) -> None:
        """Show a saved reply that there is."""
        changes = macro.changes
        self.values |= {
            "name": macro.name, "body": macro.body, "scope": macro.scope, "for_team": str(macro.group_id or ""),
            "status": changes.get("status", ""), "priority": changes.get("priority", ""),
            "assignee": changes.get("assignee", ""), "team": str(changes.get("group_id", "")),
            "tags": ", ".join(changes.get("tags", ())), "public": changes.get("public", ""),
            "thread_status": changes.get("thread_status", ""), "version": str(macro.version),
        }


def putting(address: str, sent: Mapping[str, str], **kept: str) -> str:
    """The address of a page with a reply box, by which the box has the saved reply in it that was chosen there, or a link from
    beside it."""
    kind, _dash, number = sent["put"].partition("-")
    chosen = {"macro": number or sent.get("saved_reply", "")} if kind in ("saved", "macro") else {"insert": sent["put"]}
    query = urlencode({name: value for name, value in (chosen | kept).items() if value})
    page = address.partition("#")[0]
    return f"{page}{'&' if '?' in page else '?'}{query}#reply"


def ticket_fields(macro: MacroView, actor_id: int, tags: Sequence[str]) -> dict[str, Any]:
    """What an update of a ticket with these tags would set, by field."""
    changes = macro.changes
    fields: dict[str, Any] = {name: changes[name] for name in ("status", "priority", "group_id") if name in changes}
    if "assignee" in changes:
        who = changes["assignee"]
        fields["assignee_id"] = actor_id if who == "me" else None if who == "nobody" else int(who)
    if macro.tags:
        fields["tags"] = [*tags, *(tag for tag in macro.tags if tag not in tags)]
    return fields


def changes_of_thread(macro: MacroView, status: str, tags: Sequence[str]) -> list[Change]:
    """What would be other than it is, of a thread with this status and these tags."""
    found = []
    after = macro.changes.get("thread_status", "")
    if after and after != status and status != "solved":
        found.append(Change("status", status, after))
    added = [tag for tag in macro.tags if tag not in tags]
    if added:
        found.append(Change("tags", ", ".join(tags), ", ".join([*tags, *added])))
    return found
