"""What moderators can do to an account, and for which reasons: the closed lists, and what is in force of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from forum.i18n import gettext as _

#: From the mildest to the hardest. A warning only says something, a silenced account reads and does not write, a
#: suspended one is signed out and stays so.
SANCTIONS = ("warning", "silence", "suspension")
#: Why: the closed list. What happened in this case is said beside it in the moderator's own words.
REASONS = ("spam", "abuse", "off_topic", "personal_data", "disruption", "evasion", "other")
#: The end of what has none, in the columns that sum up what is in force.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Restriction:
    """One sanction as far as it restricts: its kind and reason, and until when (None: without end)."""

    kind: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force for an account: until when, and for which reason ("" for none, or for one that nobody gave)."""

    suspended_until: datetime | None = None
    silenced_until: datetime | None = None
    reason: str = ""


def standing(given: Iterable[Restriction], now: datetime) -> Standing:
    """What several sanctions come to: of each kind the one that lasts longest, with the reason of the hardest."""
    lasting = [one for one in given if one.until is None or one.until > now]

    def last(kind: str) -> Restriction | None:
        of_kind = [one for one in lasting if one.kind == kind]
        return max(of_kind, key=lambda one: one.until or FOREVER, default=None)

    suspension, silence = last("suspension"), last("silence")
    hardest = suspension or silence
    return Standing(
        (suspension.until or FOREVER) if suspension else None, (silence.until or FOREVER) if silence else None,
        hardest.reason if hardest else "",
    )


def reason_words(reason: str) -> str:
    """A reason as people read it, for the middle of a sentence."""
    return {
        "spam": _("spam or advertising"),
        "abuse": _("hurtful or insulting words"),
        "off_topic": _("posting again and again what does not belong here"),
        "personal_data": _("showing somebody's personal data"),
        "disruption": _("disturbing the community"),
        "evasion": _("going around an earlier decision"),
        "other": _("another reason, told in the letter"),
    }.get(reason, _("a reason that was told in a letter"))
