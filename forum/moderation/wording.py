"""Reasons, causes, decisions, outcomes and rules as people read them. Pure."""

from forum.i18n import gettext as _


def reason(word: str) -> str:
    """Why something was flagged."""
    return {
        "spam": _("It is spam or advertising"),
        "abuse": _("It is hurtful or insulting"),
        "off_topic": _("It does not belong here"),
        "personal_data": _("It shows somebody's personal data"),
        "moderator": _("A moderator should look at it"),
        "asked_before": _("It was asked before"),
        "words": _("Watched words"),
    }.get(word, word)


def cause(word: str) -> str:
    """Why something stands in the queue."""
    return {
        "flags": _("Flagged"),
        "held": _("Held"),
        "approval": _("New account"),
        "report": _("Reported profile"),
        "contested": _("Contested duplicate"),
        "appeal": _("Appeal"),
    }.get(word, word)


def decision(word: str) -> str:
    """What was decided."""
    return {
        "keep": _("It is fine"),
        "fixed": _("Flagged rightly, fixed by now"),
        "remove": _("Removed"),
        "handled": _("Already handled"),
        "approve": _("Let in"),
        "decline": _("Not let in"),
        "uphold": _("Reported rightly"),
        "withdrawn": _("Flags withdrawn"),
        "same": _("Stays a duplicate"),
        "apart": _("Another question"),
        "upheld": _("The appeal was right"),
        "kept": _("The decision stays"),
    }.get(word, word)


#: The key for each decision.
KEYS = {
    "keep": "1", "approve": "1", "same": "1", "upheld": "1", "fixed": "2", "uphold": "2", "apart": "2", "kept": "2",
    "remove": "3", "decline": "3", "handled": "4",
}  # fmt: skip


def to_decide(word: str, cause: str) -> str:
    """A decision on its button."""
    if word == "keep" and cause == "held":
        return _("Show it")
    return {
        "keep": _("It is fine"),
        "fixed": _("Right, but fixed by now"),
        "remove": _("Remove it"),
        "handled": _("Already handled"),
        "approve": _("Let them in"),
        "decline": _("Do not let them in"),
        "uphold": _("The report is right"),
        "same": _("It stays a duplicate"),
        "apart": _("It is another question"),
        "upheld": _("The appeal is right: take the decision back"),
        "kept": _("The decision stays"),
    }.get(word, word)


def outcome(word: str) -> str:
    """To whoever flagged something: what came of it."""
    return {
        "upheld": _("Moderators agreed with your flag. Thank you for taking care."),
        "dismissed": _("Moderators looked at your flag and left things as they are."),
        "handled": _("What you flagged had been taken care of already. Thank you."),
        "withdrawn": _("You took your flag back."),
    }.get(word, _("A moderator will look at it."))


def rule(word: str) -> str:
    """A rule of screening, to moderators."""
    return {
        "first_posts": _("One of the author's first posts"),
        "links": _("Many links"),
        "alike": _("Much the same text elsewhere"),
        "words": _("Watched words"),
        "too_fast": _("Written faster than people write"),
    }.get(word, word)


def word_action(word: str) -> str:
    """What a watched word brings about."""
    return {
        "block": _("Do not take the post"),
        "hold": _("Hold the post"),
        "flag": _("Flag the post"),
        "tag": _("Tag the thread"),
        "replace": _("Replace the word"),
    }.get(word, word)
