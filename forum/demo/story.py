"""What the demo community is made of: people, groups, categories, tags and threads as frozen data.

Nothing here knows the database or the time. Ages are counted back from the day the community is loaded
(`days_ago`, in days) and what happens inside a thread is counted from its first post (`hours_after`, in hours), so the
community is always as young as its installation.
"""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Role = Literal["member", "helper", "specialist", "moderator", "administrator"]
Language = Literal["en", "ja"]
ThreadType = Literal["question", "problem", "idea", "discussion", "announcement"]
FieldKind = Literal["text", "choice", "checkbox"]
OverrideStatus = Literal["needs_info", "closed"]

STAFF_ROLES: frozenset[Role] = frozenset({"specialist", "moderator", "administrator"})
OPENING_POST = -1
"""The index that means the question itself, where replies are counted from 0."""

_FENCE = re.compile(r"^\s*(```|~~~)")
_STARTS_A_BLOCK = re.compile(r"^\s*([-*+] |\d+[.)] |>|#{1,6} |\||```|~~~|---)")
_STANDS_ALONE = re.compile(r"^\s*(\||#{1,6} |>|```|~~~|---)")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef…―]")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A member of the community. `joined_days_ago` is in days before loading; `bio` is Markdown."""

    name: str
    display_name: str
    email: str
    role: Role
    language: Language
    time_zone: str
    bio: str
    joined_days_ago: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "bio", unfold(self.bio))

    @property
    def is_staff(self) -> bool:
        """Whether this person works for the company that runs the forum."""
        return self.role in STAFF_ROLES


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A named set of people; `members` are names of people."""

    name: str
    description: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoField:
    """One line of the form a category asks its askers to fill in; `choices` only for the kind `choice`."""

    name: str
    label: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """A shelf for threads.

    `see`, `ask` and `answer` name who may: `everyone`, `members`, `staff` or `group:NAME`. `parent` is the slug of the
    category above, or None on the upper level. `position` follows from the order in the list.
    """

    slug: str
    name: str
    description: str
    colour: str
    language: Language
    parent: str | None = None
    see: str = "everyone"
    ask: str = "members"
    answer: str = "members"
    types: tuple[ThreadType, ...] = ("question", "problem")
    template: tuple[DemoField, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", unfold(self.description))


@dataclass(frozen=True, slots=True)
class DemoTag:
    """A tag, what it is for, and the other spellings that lead to it."""

    name: str
    description: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoReply:
    """A reply. `quote_of` is the index of the reply it quotes, `OPENING_POST` for the question, None for neither."""

    author: str
    hours_after: float
    body: str
    helpful_by: tuple[str, ...] = ()
    official: bool = False
    quote_of: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", unfold(self.body))


@dataclass(frozen=True, slots=True)
class DemoEdit:
    """A later change of a post, by its author or by staff; `post` is a reply's index or `OPENING_POST`."""

    author: str
    post: int
    new_body: str
    hours_after: float
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "new_body", unfold(self.new_body))


@dataclass(frozen=True, slots=True)
class DemoStatus:
    """A status that a member of staff sets by hand at the end of the story, with the reason the asker reads."""

    status: OverrideStatus
    by: str
    reason: str
    hours_after: float


@dataclass(frozen=True, slots=True)
class DemoThread:
    """A thread with everything that happened in it, in the order of time.

    `accepted` is the index of the accepted reply, with who accepted it and when (`accepted_hours_after`).
    `solved_without_reply` is what the asker said when the problem went away by itself; `accepted_hours_after` then says
    when. `helpful_by` are votes for the opening post, as an idea collects them; `same_problem_by` is for questions and
    problems only. `fields` answers the template of the category, by the field's name.
    """

    key: str
    category: str
    author: str
    type: ThreadType
    title: str
    body: str
    tags: tuple[str, ...]
    days_ago: float
    views: int
    replies: tuple[DemoReply, ...] = ()
    accepted: int | None = None
    accepted_by: str | None = None
    accepted_hours_after: float | None = None
    solved_without_reply: str | None = None
    status: DemoStatus | None = None
    helpful_by: tuple[str, ...] = ()
    same_problem_by: tuple[str, ...] = ()
    bookmarked_by: tuple[str, ...] = ()
    fields: Mapping[str, str | bool] = field(default_factory=lambda: MappingProxyType({}))
    edited: tuple[DemoEdit, ...] = ()
    locked: bool = False
    pinned: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", unfold(self.body))

    @property
    def language(self) -> Language:
        """The language the thread is written in, which its key begins with."""
        return "ja" if self.key.startswith("ja-") else "en"

    @property
    def is_solved(self) -> bool:
        """Whether the story ends with an answer, or with an asker who needs none any more."""
        return self.accepted is not None or self.solved_without_reply is not None


@dataclass(frozen=True, slots=True)
class DemoCommunity:
    """Everything there is to load, in the order it can be loaded: each part refers only to those before it."""

    people: tuple[DemoPerson, ...]
    groups: tuple[DemoGroup, ...]
    categories: tuple[DemoCategory, ...]
    tags: tuple[DemoTag, ...]
    threads: tuple[DemoThread, ...]


def unfold(source: str) -> str:
    """Return Markdown as a person would have typed it: unindented, one line per paragraph or list item.

    The modules of `content/` fold long paragraphs to the width of the source. Nobody types like that into a reply box,
    and a line break inside a Japanese sentence would show as a gap, so folded lines are joined again: without a space
    where either side is Japanese, with one elsewhere. Code, tables, quotes and headings stay as they are.
    """
    lines: list[str] = []
    in_code = False
    for line in inspect.cleandoc(source).split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
            lines.append(line)
        elif in_code or not lines or not _continues(lines[-1], line):
            lines.append(line)
        else:
            lines[-1] = _joined(lines[-1], line.strip())
    return "\n".join(lines).strip()


def _continues(above: str, line: str) -> bool:
    if not above.strip() or not line.strip():
        return False
    return not _STANDS_ALONE.match(above) and not _STARTS_A_BLOCK.match(line)


def _joined(above: str, line: str) -> str:
    touches_japanese = _WIDE.match(above[-1]) or _WIDE.match(line[0])
    return f"{above}{'' if touches_japanese else ' '}{line}"
