"""What requesters, staff and administrators submit about tickets."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from forum import forms
from forum.i18n import gettext as _
from forum.threads.forms import Body
from forum.tickets import statuses
from forum.tickets.answers import KINDS
from forum.tickets.patterns import is_safe
from forum.tickets.statuses import RANKS, TYPES

MAX_ID = 2**63 - 1
#: What a set of fields may say of a field's place in a form.
PLACES = ("", "requester", "internal")


class Moment(forms.Field):
    """A date and time as `<input type="datetime-local">` gives it, in the zone of whoever fills it in."""

    def clean(self, raw: str) -> datetime | None:
        super().clean(raw)
        if not raw.strip():
            return None
        try:
            found = datetime.fromisoformat(raw.strip()).replace(tzinfo=None)
        except ValueError as error:
            raise ValueError(_("Please give a date and a time.")) from error
        if not 2000 <= found.year <= 2200:
            raise ValueError(_("Please give a date and a time."))
        return found


def in_zone(local: datetime | None, zone: str) -> datetime | None:
    """The moment in UTC."""
    return None if local is None else local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Names(forms.Field):
    """Handles of people, one to a line or with commas between them."""

    def clean(self, raw: str) -> list[str]:
        super().clean(raw)
        parts = raw.replace("、", ",").replace("\n", ",").split(",")
        return [part.strip().removeprefix("@") for part in parts if part.strip()]


class Request(forms.Form):
    """What a requester asks. The form's own fields are read beside it, by `answers.read`."""

    form = forms.Number(1, MAX_ID, required=False)
    reason = forms.Number(1, MAX_ID, required=False)
    subject = forms.Line(least=3, most=200)
    body = Body(least=5)
    cc = Names(required=False)
    submit_key = forms.Line(most=40, required=False)


class Reply(forms.Form):
    """The requester's side writes. `last` is the last comment that they had before their eyes."""

    body = Body(least=2)
    last = forms.Number(0, MAX_ID, required=False)
    submit_key = forms.Line(most=40, required=False)


class Cc(forms.Form):
    """Who is to be in copy."""

    cc = forms.Line(most=60)


class NewTicket(forms.Form):
    """A ticket that staff open for somebody."""

    requester = forms.Line(most=60)
    subject = forms.Line(least=3, most=200)
    body = Body(least=2)
    kind = forms.Choice(("public", "note"))
    by_requester = forms.Switch()
    group = forms.Number(1, MAX_ID, required=False)
    assignee = forms.Number(1, MAX_ID, required=False)
    priority = forms.Choice(RANKS, required=False)
    type = forms.Choice(TYPES, required=False)
    reason = forms.Number(1, MAX_ID, required=False)
    submit_key = forms.Line(most=40, required=False)


class Comment(forms.Form):
    """Staff answer or note, and say what becomes of the status. `version` is the one they had before their eyes."""

    body = Body(least=2)
    kind = forms.Choice(("public", "note"))
    status = forms.Choice(("", *statuses.CHOSEN), required=False)
    version = forms.Number(1, 2**31 - 1, required=False)
    submit_key = forms.Line(most=40, required=False)


class Properties(forms.Form):
    """What a ticket says of itself. Custom fields are read beside it."""

    subject = forms.Line(least=1, most=200)
    status = forms.Choice(statuses.STATUSES)
    priority = forms.Choice(RANKS, required=False)
    type = forms.Choice(TYPES, required=False)
    group = forms.Number(1, MAX_ID, required=False)
    assignee = forms.Number(1, MAX_ID, required=False)
    organization = forms.Number(1, MAX_ID, required=False)
    reason = forms.Number(1, MAX_ID, required=False)
    form = forms.Number(1, MAX_ID, required=False)
    problem = forms.Number(1, MAX_ID, required=False)
    tags = forms.Line(most=400, required=False)
    due_at = Moment(required=False)
    promised_at = Moment(required=False)
    version = forms.Number(1, 2**31 - 1)


class HandOver(forms.Form):
    """To whom a ticket goes, with a note."""

    group = forms.Number(1, MAX_ID, required=False)
    assignee = forms.Number(1, MAX_ID, required=False)
    note = Body(least=2)


class Merge(forms.Form):
    """The ticket that this one goes on as."""

    target = forms.Number(1, MAX_ID)
    copy_requester = forms.Switch()


class Other(forms.Form):
    """Another ticket."""

    other = forms.Number(1, MAX_ID)


class Conversation(forms.Form):
    """A side conversation begins."""

    subject = forms.Line(least=2, most=200)
    people = Names()
    body = Body(least=2)
    submit_key = forms.Line(most=40, required=False)


class Message(forms.Form):
    """A word in a side conversation."""

    body = Body(least=2)
    submit_key = forms.Line(most=40, required=False)


class TeamForm(forms.Form):
    """A team and who is in it."""

    name = forms.Line(least=1, most=60)
    description = forms.Line(most=300, required=False)
    members = Names(required=False)
    version = forms.Number(0, 2**31 - 1, required=False)


class OrganizationForm(forms.Form):
    """An organisation, its domains and the members added by hand."""

    name = forms.Line(least=1, most=120)
    details = forms.Line(most=500, required=False)
    notes = forms.Text(most=4_000, required=False)
    domains = forms.Text(most=2_000, required=False)
    members = Names(required=False)
    shared_tickets = forms.Switch()
    shared_comments = forms.Switch()
    group = forms.Number(1, MAX_ID, required=False)
    version = forms.Number(0, 2**31 - 1, required=False)

    @property
    def domain_names(self) -> list[str]:
        """The domains, each once, in lower case."""
        words = self["domains"].replace(",", " ").replace("、", " ").split()
        return sorted({word.lower().removeprefix("@") for word in words})

    def look_over(self) -> None:
        """A domain looks like one."""
        for name in self.domain_names:
            fine = name.isascii() and len(name) <= 253 and "." in name.strip(".") and not name.startswith((".", "-"))
            if not fine or not all(part and part.replace("-", "").isalnum() for part in name.split(".")):
                self.errors["domains"] = _("“%(name)s” is no mail domain.", name=name[:60])


class Named(forms.Form):
    """What has a name in one language at least."""

    name_en = forms.Line(most=80, required=False)
    name_ja = forms.Line(most=80, required=False)
    position = forms.Number(0, 10_000, required=False)
    version = forms.Number(0, 2**31 - 1, required=False)

    def look_over(self) -> None:
        """It has a name."""
        if not self["name_en"] and not self["name_ja"]:
            self.errors["name_en"] = _("Please give a name in at least one language.")


class ReasonForm(Named):
    """A contact reason and the one above it."""

    parent = forms.Number(1, MAX_ID, required=False)


class GivenReason(forms.Form):
    """The contact reason of a question; none for nobody says."""

    reason = forms.Number(1, MAX_ID, required=False)


class FieldForm(Named):
    """A custom field. Options are lines: `value | English | Japanese`, of which the value alone is enough."""

    kind = forms.Choice(KINDS)
    hint_en = forms.Line(most=300, required=False)
    hint_ja = forms.Line(most=300, required=False)
    options = forms.Text(most=8_000, required=False)
    pattern = forms.Line(most=200, required=False)

    @property
    def option_list(self) -> list[dict[str, str]]:
        """The options as they are kept, each value once."""
        found: dict[str, dict[str, str]] = {}
        for line in self["options"].splitlines():
            value, _bar, rest = line.partition("|")
            english, _bar, japanese = rest.partition("|")
            value = value.strip()
            if value and value not in found:
                english, japanese = english.strip(), japanese.strip()
                found[value] = {"value": value, "en": english or value, "ja": japanese or english or value}
        return list(found.values())

    def look_over(self) -> None:
        """A dropdown has options, a pattern is one that no answer can keep busy."""
        super().look_over()
        if self["kind"] == "dropdown":
            if not 2 <= len(self.option_list) <= 100:
                self.errors["options"] = _("Please give two options or more (at most a hundred), one on each line.")
            elif any(len(text) > 80 for one in self.option_list for text in one.values()):
                self.errors["options"] = _("An option has at most 80 characters.")
        if self["kind"] == "regexp" and (not self["pattern"] or not is_safe(self["pattern"])):
            self.errors["pattern"] = _(
                "Please give a regular expression in which nothing that repeats is repeated, and at most three parts repeat."
            )


class FormForm(Named):
    """A form. Which fields it asks is read beside it (`place_ID`, `submit_ID`, `solve_ID`, `order_ID`)."""

    description_en = forms.Line(most=300, required=False)
    description_ja = forms.Line(most=300, required=False)
    group = forms.Number(1, MAX_ID, required=False)
