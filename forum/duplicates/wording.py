"""The sentences in which pairs are told: how alike two questions are and why, and what was decided of them. Pure."""

from collections.abc import Mapping

from forum.i18n import gettext as _
from forum.i18n import mark

#: From which score on a pair is called so.
SCORES = ((0.9, mark("Almost certainly the same question")), (0.75, mark("Very likely the same question")),
          (0.5, mark("Probably the same question")), (0.0, mark("Perhaps the same question")))  # fmt: skip

#: Feature → from which value on it is worth a sentence, strongest first.
_SAYINGS: tuple[tuple[str, float, str], ...] = (
    ("same_line", 0.5, mark("The titles are the same.")),
    ("title_agreement", 0.75, mark("The titles agree.")),
    ("title_agreement", 0.4, mark("The titles agree in part.")),
    ("title_meaning", 0.75, mark("The titles mean nearly the same.")),
    ("whole_meaning", 0.75, mark("The texts mean nearly the same.")),
    ("whole_agreement", 0.5, mark("The texts share their telling words.")),
    ("title_in_text", 0.8, mark("One title stands in the other text.")),
    ("letters", 0.9, mark("The titles are spelled almost alike.")),
    ("codes_agree", 0.3, mark("The same code or number stands in both.")),
    ("numbers_clash", 0.6, mark("The titles differ in a number.")),
    ("codes_differ", 0.5, mark("They name different codes or numbers.")),
    ("rarest_missing", 0.8, mark("A telling word of one title is not in the other text.")),
    ("other_language", 0.5, mark("They are written in different languages.")),
    ("same_tags", 0.5, mark("The same tags.")),
    ("same_category", 0.5, mark("The same category.")),
    ("known_links", 0.6, mark("Other questions were found to be the same as one of these.")),
)


def likeness(score: float) -> str:
    """How likely a score says that two questions are the same."""
    return next(_(words) for least, words in SCORES if score >= least)


def percent(score: float) -> int:
    """A score in whole per cent; what is not certain is never 100."""
    return max(1, min(99, round(score * 100)))


def why(parts: Mapping[str, float]) -> list[str]:
    """What spoke for and against it, a sentence each; of one feature the strongest."""
    told: list[str] = []
    seen: set[str] = set()
    for name, least, words in _SAYINGS:
        if name not in seen and float(parts.get(name, 0.0)) >= least:
            seen.add(name)
            told.append(_(words))
    return told


def state_name(state: str) -> str:
    """A pair's state as its label says it."""
    return {
        "suspected": _("Not decided"), "duplicate": _("Duplicate"), "related": _("Related"),
        "not_duplicate": _("Not a duplicate"), "snoozed": _("Put off"),
    }.get(state, state)


def meanwhile(state: str, name: str, contest_count: int) -> str:
    """What became of a pair while somebody was deciding on it."""
    if contest_count:
        return _("The asker contested this meanwhile. Please look again.")
    if not name:
        return _("This changed meanwhile. Please look again.")
    if state == "suspected":
        return _("A decision on this was taken back meanwhile. Please look again.")
    return _("%(name)s was faster: %(decision)s. Please look again.", name=name, decision=state_name(state))
