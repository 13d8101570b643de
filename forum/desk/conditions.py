"""What a view shows: conditions over items of every kind, and the SQL that they become for one source. Pure.

A source says by which expression it answers for each field (`Columns`); one that it does not know has no value there, so
that nothing is that, and everything is not that. Values become numbers, words of a fixed list, or parameters: nothing that
somebody typed stands in the SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

KINDS = ("thread", "ticket", "cluster", "proposal", "article", "flag")
#: The statuses of threads, tickets and articles together; `rank` orders them.
STATUSES = (
    "new", "open", "needs_info", "pending", "on_hold", "in_review", "overdue", "outdated", "reported", "recurring",
    "proposed", "flagged", "solved", "closed",
)
#: Priorities with their ranks: those of tickets; what has none counts as normal.
PRIORITIES = {"urgent": 4, "high": 3, "normal": 2, "low": 1}
LANGS = ("en", "ja")
#: Fields, with what their values are.
FIELDS: dict[str, str] = {
    "kind": "word", "status": "word", "priority": "word", "lang": "word", "assignee": "person", "team": "team",
    "category": "id", "reason": "id", "tag": "text", "older": "hours", "younger": "hours",
}
WORDS = {"kind": KINDS, "status": STATUSES, "priority": tuple(PRIORITIES), "lang": LANGS}
MATCHES = ("all", "any")
GROUPINGS = ("", "kind", "status", "priority", "assignee", "team", "category")
ORDERS = ("hurts", "oldest", "newest")
COLUMNS = ("status", "priority", "waiting", "person", "assignee", "team", "category", "tags")
#: What a list shows unless its view says otherwise.
USUAL_COLUMNS = ("status", "priority", "waiting", "person", "assignee")
#: What is so, and what is not so, of every item.
ALWAYS, NEVER = "1 = 1", "1 = 0"
MOST_VALUES = 20
#: Contact reasons with those below them.
_BELOW = (
    "WITH RECURSIVE below(id) AS (SELECT z.id FROM contact_reasons z WHERE z.id IN ({}) UNION SELECT z.id FROM contact_reasons z"
    " JOIN below b ON z.parent_id = b.id) SELECT id FROM below"
)
MOST_HOURS = 24 * 366


@dataclass(frozen=True, slots=True)
class Condition:
    """That a field has one of these values; with `negated`, none of them."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """What a list shows and how: the conditions, whether all or any must hold, columns, grouping, order."""

    conditions: tuple[Condition, ...] = ()
    match: str = "all"
    columns: tuple[str, ...] = USUAL_COLUMNS
    grouping: str = ""
    order: str = "hurts"

    @property
    def names_status(self) -> bool:
        """Whether it says which statuses it wants, so that what waits for nobody may be in it."""
        return any(one.field == "status" for one in self.conditions)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it can hold, so that no other source is asked."""
        kinds: tuple[str, ...] = KINDS
        if self.match == "all":
            for one in self.conditions:
                if one.field == "kind":
                    kinds = tuple(kind for kind in kinds if (kind in one.values) != one.negated)
        return kinds


@dataclass(frozen=True, slots=True)
class Columns:
    """By which SQL a source answers for each field; "" for what it has not.

    `tag` is a condition with {} for the places of tags, `reason` one with {} for what gives contact reasons. `mine` and
    `my_team` are conditions of their own, where being somebody's is not said by one column.
    """

    kind: str
    status: str
    priority: str
    lang: str
    since: str
    #: When anything last happened: the order of views that name statuses, where nobody may wait.
    moved: str = ""
    assignee: str = ""
    team: str = ""
    category: str = ""
    tag: str = ""
    reason: str = ""
    mine: str = ""
    my_team: str = ""


@dataclass(slots=True)
class Reader:
    """For whom a view is read: who "me" is, their teams, what the time is, and the parameters gathered so far."""

    person_id: int
    team_ids: Sequence[int]
    now: datetime
    params: list[Any] = field(default_factory=list)

    def add(self, value: Any) -> str:
        """Another parameter; returns its place in the SQL."""
        self.params.append(value)
        return f"${len(self.params)}"


def sql(spec: Spec, columns: Columns, reader: Reader) -> str:
    """The conditions as one condition of SQL."""
    known = len(reader.params)
    parts = [_one(condition, columns, reader) for condition in spec.conditions]
    found = _together(parts, spec.match == "all")
    if found in (ALWAYS, NEVER):
        # What needs no parameter brings none along.
        del reader.params[known:]
    return found


def _together(parts: Sequence[str], whole: bool) -> str:
    """All of these or any of them, as short as can be said."""
    # What a source answers alike for all its items is decided here, so that nothing is counted in vain.
    if not parts or (not whole and ALWAYS in parts):
        return ALWAYS
    parts = [part for part in parts if part != (ALWAYS if whole else NEVER)]
    if not parts:
        return ALWAYS if whole else NEVER
    if whole and NEVER in parts:
        return NEVER
    return "(" + (" AND " if whole else " OR ").join(parts) + ")"


def read(stored: Any) -> tuple[Condition, ...]:
    """Conditions as they were kept, without what is none (any more)."""
    found = []
    for one in stored if isinstance(stored, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("values"), list):
            condition = checked(str(one.get("field", "")), [str(value) for value in one["values"]], bool(one.get("negated")))
            if condition is not None:
                found.append(condition)
    return tuple(found)


def kept(conditions: Sequence[Condition]) -> list[dict[str, Any]]:
    """Conditions as they are kept."""
    return [{"field": one.field, "values": list(one.values), "negated": one.negated} for one in conditions]


def checked(name: str, values: Sequence[str], negated: bool = False) -> Condition | None:
    """A condition with the values that make sense for its field; None when none does."""
    kind = FIELDS.get(name)
    if kind is None:
        return None
    good = tuple(dict.fromkeys(value for value in values if _makes_sense(name, kind, value)))[:MOST_VALUES]
    return Condition(name, good, negated) if good else None


def rank(expression: str) -> str:
    """SQL of a status's place in `STATUSES`, the same on both engines."""
    cases = " ".join(f"WHEN '{status}' THEN {number}" for number, status in enumerate(STATUSES))
    return f"CASE {expression} {cases} ELSE {len(STATUSES)} END"


def _makes_sense(name: str, kind: str, value: str) -> bool:
    if kind == "word":
        return value in WORDS[name]
    if kind == "text":
        return 0 < len(value) <= 40
    if kind == "hours":
        return _is_number(value) and int(value) <= MOST_HOURS
    special = {"person": ("me", "nobody"), "team": ("mine", "none")}.get(kind, ())
    return value in special or (_is_number(value) and int(value) > 0)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= 18


def _one(condition: Condition, columns: Columns, reader: Reader) -> str:
    positive = _positive(condition, columns, reader)
    if not condition.negated:
        return positive
    return {ALWAYS: NEVER, NEVER: ALWAYS}.get(positive, f"NOT COALESCE({positive}, FALSE)")


def _positive(condition: Condition, columns: Columns, reader: Reader) -> str:
    values = condition.values
    match condition.field:
        case "kind":
            return ALWAYS if columns.kind in values else NEVER
        case "status" | "lang":
            words = ", ".join(f"'{value}'" for value in values)
            return f"({getattr(columns, condition.field)} IN ({words}))"
        case "priority":
            return f"({columns.priority} IN ({', '.join(str(PRIORITIES[value]) for value in values)}))"
        case "assignee":
            return _somebody(values, columns.assignee, "me", "nobody", [reader.person_id], columns.mine)
        case "team":
            return _somebody(values, columns.team, "mine", "none", reader.team_ids, columns.my_team)
        case "category":
            ids = ", ".join(str(int(value)) for value in values)
            return f"({columns.category} IN ({ids}))" if columns.category else NEVER
        case "reason":
            ids = ", ".join(str(int(value)) for value in values)
            return columns.reason.format(_BELOW.format(ids)) if columns.reason else NEVER
        case "tag":
            return columns.tag.format(", ".join(reader.add(value) for value in values)) if columns.tag else NEVER
    hours = max(int(value) for value in values)
    sign = "<=" if condition.field == "older" else ">"
    return f"({columns.since} {sign} {reader.add(reader.now - timedelta(hours=hours))})"


def _somebody(
    values: Sequence[str], column: str, mine: str, nobody: str, own: Sequence[int], otherwise: str
) -> str:
    """That the column holds one of these, mine and nobody's among them."""
    parts = []
    ids = [int(value) for value in values if value not in (mine, nobody)]
    if mine in values:
        ids += own
        if otherwise:
            parts.append(f"({otherwise})")
    if ids and column:
        parts.append(f"{column} IN ({', '.join(str(int(one)) for one in ids)})")
    if nobody in values:
        if not column:
            return ALWAYS
        parts.append(f"{column} IS NULL")
    return f"({' OR '.join(parts)})" if parts else NEVER
