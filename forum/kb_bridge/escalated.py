"""What escalations are: values as pages show them, their words, and the text that a ticket begins with. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.text.blanking import MARK
from forum.tickets.clocks import DONE

#: Why people escalate; the asker's own wish; and why the clock did.
REASONS = ("account", "bug", "unanswered", "urgent", "other")
ASKED = "asked"
POLICIES = ("off", "all", "unanswered", "viewed", "cluster")
BY_POLICY = {name: f"p_{name}" for name in POLICIES if name != "off"}
VISIBILITIES = ("public", "closed", "unlisted")
PRIORITIES = ("", "low", "normal", "high", "urgent")


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds in a category. Without a row of its own or its parent's: staff only, and never by the clock."""

    by_asker: bool = False
    by_helpers: bool = False
    policy: str = "off"
    hours: int = 48
    #: Hours of the team's week instead of the calendar's.
    in_business_hours: bool = False
    views: int = 100
    members: int = 5
    within_days: int = 30
    group_id: int | None = None
    priority: str = ""
    tags: str = ""
    accept_solves: bool = True
    solve_accepts: bool = False


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A category on the page of rules, with what holds there and what the clock did last by its own rule, here and in the
    categories that keep to it. `kept_by` is the category whose rule holds; 0 for the usual one."""

    category_id: int
    name: str
    rule: Rule
    is_own: bool
    kept_by: int
    version: int
    last_run_at: datetime | None = None
    last_found: int = 0
    last_made: int = 0


@dataclass(frozen=True, slots=True)
class Support:
    """That a thread is with support, as one reader of it may know. `ticket_id` is None for whom it is not their business."""

    id: int
    ticket_id: int | None
    status: str
    reply_count: int
    escalated_at: datetime
    #: Whether the thread itself became the ticket, or one of its cluster.
    is_source: bool
    is_closed: bool

    @property
    def state(self) -> str:
        """What everybody reads: with_support, answered or settled."""
        if self.status in DONE:
            return "settled"
        return "answered" if self.reply_count else "with_support"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a ticket came from, for staff. What they may not read has no title and no path."""

    thread_id: int
    title: str
    path: str
    lang: str
    status: str
    is_deleted: bool
    kind: str
    reason: str = ""
    escalation_id: int | None = None


@dataclass(frozen=True, slots=True)
class MemberThread:
    """Another thread of a cluster."""

    id: int
    title: str
    path: str
    lang: str


def support_notice(state: str) -> str:
    """What everybody reads above a thread that is with support."""
    return {
        "with_support": _("The support team is looking into this."),
        "answered": _("The support team has answered whoever asked."),
        "settled": _("The support team has settled this."),
    }[state]


def reason_name(reason: str) -> str:
    """What the team calls a reason."""
    return {
        "account": _("It needs somebody's account"), "bug": _("Something is broken"), "unanswered": _("Nobody answered"),
        "urgent": _("It is urgent"), "other": _("Another reason"), "asked": _("The asker wanted it"),
        "p_all": _("Rule: every question"), "p_unanswered": _("Rule: unanswered for long"),
        "p_viewed": _("Rule: unanswered and often seen"), "p_cluster": _("Rule: asked again and again"),
    }[reason]


def clock_says(rule: Rule) -> str:
    """When the clock takes threads to support by a rule, with its numbers."""
    hours = ngettext("%(num)s business hour", "%(num)s business hours", rule.hours) if rule.in_business_hours else ngettext(
        "%(num)s hour", "%(num)s hours", rule.hours
    )
    if rule.policy == "unanswered":
        return _("Unanswered for %(time)s", time=hours)
    if rule.policy == "viewed":
        return ngettext("Unanswered and seen %(num)s time", "Unanswered and seen %(num)s times", rule.views)
    if rule.policy == "cluster":
        return ngettext(
            "%(num)s threads in %(days)s days ask the same", "%(num)s threads in %(days)s days ask the same", rule.members,
            days=rule.within_days,
        )
    return policy_name(rule.policy)


def policy_name(policy: str) -> str:
    """What a category's rule for the clock is called."""
    return {
        "off": _("Never"), "all": _("Every question"), "unanswered": _("Unanswered for some hours"),
        "viewed": _("Unanswered and often seen"), "cluster": _("Several ask the same"),
    }[policy]


def visibility_name(visibility: str) -> str:
    """What becomes of the thread in public."""
    return {
        "public": _("It stays as it is"), "closed": _("It is closed: no more replies"),
        "unlisted": _("It is taken out of the lists"),
    }[visibility]


def description(source: str, answers: Sequence[dict[str, str]], address: str, number: int, more: str = "") -> str:
    """What the ticket begins with: the public text as a quote, what the template asked, and where it stands.

    `number` counts the thread's tickets: the same words a second time are another request. `more` is what the asker adds.
    """
    parts = [more.strip()] if more.strip() else []
    quoted = with_answers(source, answers)
    parts.append("\n".join(f"> {line}".rstrip() for line in quoted.splitlines()))
    said = _("Asked in public:") if number < 2 else _("Asked in public (taken to support for the %(num)s. time):", num=number)
    parts.append(f"{said} {address}")
    return "\n\n".join(parts)


def without_quote(source: str) -> str:
    """A comment without what it quotes."""
    lines: list[str] = []
    for line in source.splitlines():
        if not line.startswith(">"):
            lines.append(line)
        elif lines[-1:] != [f"> {MARK}"]:
            lines.append(f"> {MARK}")
    return "\n".join(lines)


def address_of(thread_ids: Sequence[int]) -> re.Pattern[str]:
    """What finds the addresses of some threads: the first group is the address without the words of the title."""
    return re.compile(rf"(/threads/(?:{'|'.join(str(int(number)) for number in thread_ids)}))/[^\s()<>\[\]#?]+")


def with_answers(source: str, answers: Sequence[dict[str, str]]) -> str:
    """A post's words and, of an opening post, what the category's template asked."""
    said = source.strip()
    if answers:
        said += "\n\n" + "\n".join(f"{answer['label']}: {answer['value']}  " for answer in answers)
    return said


def tried(
    words: str, shown: Sequence[tuple[str, str, str]], members: Sequence[tuple[str, str]], searches: Sequence[str] = (),
    read: Sequence[tuple[str, str]] = (),
) -> str:
    """The first note for staff: what was looked for and read before asking, what was shown, who else asks; "" for nothing."""
    lines: list[str] = []
    if words:
        lines += [_("Looked for before asking: “%(words)s”", words=words), ""]
    if searches:
        # As code: what somebody typed mentions nobody and means nothing.
        lines += [_("Searched in the hour before:"), "", *(f"- `{one.replace('`', '´')}`" for one in searches), ""]
    if read:
        lines += [_("Read in the hour before:"), "", *(f"- {title} · {address}" for title, address in read), ""]
    if shown:
        lines += [_("Shown while writing:"), ""]
        lines += [f"- {title} · {state} · {address}" if state else f"- {title} · {address}" for title, state, address in shown]
        lines.append("")
    if members:
        lines += [_("Others ask the same:"), "", *(f"- {title} · {address}" for title, address in members)]
    return "\n".join(lines).strip()


def priorities() -> list[tuple[str, str]]:
    """The priorities to choose from, with their words."""
    words = {"": _("None"), "low": _("Low"), "normal": _("Normal"), "high": _("High"), "urgent": _("Urgent")}
    return [(name, words[name]) for name in PRIORITIES]


@dataclass(frozen=True, slots=True)
class Comment:
    """A public answer by staff in a ticket, as it can be published."""

    id: int
    ticket_id: int
    subject: str
    source: str
    #: Whose names should not stand in public with it.
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A public answer on the page of what goes back to the thread: published as `post_id`, or not yet."""

    id: int
    html: str
    lang: str
    author: str
    created_at: datetime
    post_id: int | None


@dataclass(frozen=True, slots=True)
class MovablePost:
    """A post that may go on in private."""

    id: int
    position: int
    author: str
    excerpt: str
    lang: str
