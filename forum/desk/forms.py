"""What staff submit at the desk: views, and changes of many items at once."""

from forum.desk import conditions
from forum.desk.conditions import Condition, Spec
from forum.desk.policy import SCOPES
from forum.forms import Choice, Field, Form, Line, Number, Switch
from forum.i18n import gettext as _

ID = 2**63 - 1
#: What may be done to many items at once.
VERBS = ("take", "assign", "team", "status", "priority", "reason", "tag")
#: Statuses that may be given to many: those of tickets, and "closed" for threads.
GIVEN_STATUSES = ("open", "pending", "on_hold", "solved", "closed")
#: Items that are changed together at most.
MOST_ITEMS = 100


def _words() -> dict[str, Field]:
    """A switch for each word of each field: `status_open`, `kind_ticket` …"""
    return {f"{name}_{word}": Switch() for name, words in conditions.WORDS.items() for word in words}


class ViewForm(Form):
    """A view: its name, what it holds, how it is shown, for whom it is."""

    name = Line(least=1, most=60)
    match = Choice(conditions.MATCHES)
    assignee = Line(most=20, required=False)
    team = Line(most=20, required=False)
    category = Number(1, ID, required=False)
    reason = Number(1, ID, required=False)
    tag = Line(most=200, required=False)
    older = Number(1, conditions.MOST_HOURS, required=False)
    younger = Number(1, conditions.MOST_HOURS, required=False)
    grouping = Choice(conditions.GROUPINGS, required=False)
    order = Choice(conditions.ORDERS)
    scope = Choice(SCOPES)
    for_team = Number(1, ID, required=False)
    version = Number(0, 2**31 - 1, required=False)

    def look_over(self) -> None:
        if self["scope"] == "team" and self["for_team"] is None:
            self.errors["for_team"] = _("Please choose a team.")

    @property
    def spec(self) -> Spec:
        """What the form asks for."""
        found = []
        for name, kind in conditions.FIELDS.items():
            if kind == "word":
                values = [word for word in conditions.WORDS[name] if self[f"{name}_{word}"]]
            elif name == "tag":
                values = [part.strip() for part in self["tag"].replace("、", ",").split(",")]
            else:
                values = [str(self[name])] if self[name] else []
            condition = conditions.checked(name, values, bool(self[f"not_{name}"]))
            if condition is not None:
                found.append(condition)
        columns = tuple(name for name in conditions.COLUMNS if self[f"column_{name}"])
        return Spec(
            tuple(found), self["match"], columns or conditions.USUAL_COLUMNS, self["grouping"] or "", self["order"]
        )

    def fill(self, name: str, spec: Spec) -> None:
        """Show a view that there is."""
        self.values |= {
            "name": name, "match": spec.match, "grouping": spec.grouping, "order": spec.order, "scope": "me",
            **{f"column_{column}": "1" for column in spec.columns},
        }
        for one in spec.conditions:
            self.values[f"not_{one.field}"] = "1" if one.negated else ""
            if conditions.FIELDS[one.field] == "word":
                self.values |= {f"{one.field}_{value}": "1" for value in one.values}
            else:
                self.values[one.field] = ", ".join(one.values) if one.field == "tag" else one.values[0]


ViewForm.fields |= (
    _words()
    | {f"not_{name}": Switch() for name in conditions.FIELDS}
    | {f"column_{name}": Switch() for name in conditions.COLUMNS}
)


class Bulk(Form):
    """One change of many items: the verb and what it needs."""

    verb = Choice(VERBS)
    assignee = Number(1, ID, required=False)
    team = Number(1, ID, required=False)
    status = Choice(GIVEN_STATUSES, required=False)
    priority = Choice(tuple(conditions.PRIORITIES), required=False)
    reason = Number(1, ID, required=False)
    tag = Line(most=40, required=False)

    def look_over(self) -> None:
        needed = {"assign": "assignee"}.get(self["verb"], self["verb"])
        if needed in self.fields and not self[needed]:
            self.errors[needed] = _("Please fill this in.")


def read_stamps(typed: list[str]) -> list[tuple[str, int, int]]:
    """The items that were selected, as kind, id and the version that was seen; what is none is left out."""
    found = []
    for one in typed[:MOST_ITEMS]:
        kind, _sign, rest = one.partition("-")
        number, _sign, version = rest.partition("-")
        if kind in conditions.KINDS and all(
            part.isascii() and part.isdecimal() and len(part) <= 18 for part in (number, version)
        ):
            found.append((kind, int(number), int(version)))
    return list(dict.fromkeys(found))


__all__ = ["Bulk", "Condition", "ViewForm", "read_stamps"]
