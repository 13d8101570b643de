"""Sanctions, deeds and outcomes as people read them. Pure."""

from forum.i18n import gettext as _
from forum.i18n import ngettext


def kind(word: str) -> str:
    """A kind of sanction, as the name of what was given."""
    return {"warning": _("Warning"), "silence": _("Silence"), "suspension": _("Suspension")}.get(word, word)


def kind_choice(word: str) -> str:
    """A kind of sanction where it is chosen, with what it means."""
    return {
        "warning": _("Warn: only says something"),
        "silence": _("Silence: may read, may not write"),
        "suspension": _("Suspend: signed out, may not sign in"),
    }.get(word, word)


def what_it_means(word: str) -> str:
    """To the person: what a sanction means for them."""
    return {
        "warning": _("This is a warning. You can go on reading and writing."),
        "silence": _("You can read, but not write. What you have drafted stays as it is."),
        "suspension": _("You are signed out and cannot sign in."),
    }.get(word, "")


def length(word: str) -> str:
    """For how long, where it is chosen."""
    if word == "forever":
        return _("Without end")
    return ngettext("%(num)s day", "%(num)s days", int(word))


def step(kind_word: str, days: int | None) -> str:
    """A step of the ladder, in a sentence."""
    if kind_word == "warning":
        return _("a warning")
    if kind_word == "silence":
        return ngettext("silence for %(num)s day", "silence for %(num)s days", days or 1)
    if days is None:
        return _("suspension without end")
    return ngettext("suspension for %(num)s day", "suspension for %(num)s days", days)


def deed(name: str) -> str:
    """What a moderator did with something that a person wrote, to that person."""
    return {
        "post.hidden": _("What you wrote was hidden"),
        "post.deleted": _("Your reply was deleted"),
        "thread.deleted": _("Your thread was deleted"),
        "thread.closed": _("Your thread was closed"),
        "thread.locked": _("Replies to your thread were stopped"),
        "thread.unlisted": _("Your thread was taken out of the lists; its address still works"),
        "thread.archived": _("Your thread was archived"),
    }.get(name, name)


def deed_done(name: str) -> str:
    """The same to moderators."""
    return {
        "post.hidden": _("A post was hidden"), "post.deleted": _("A reply was deleted"),
        "thread.deleted": _("A thread was deleted"), "thread.closed": _("A thread was closed"),
        "thread.locked": _("Replies to a thread were stopped"),
        "thread.unlisted": _("A thread was taken out of the lists"), "thread.archived": _("A thread was archived"),
    }.get(name, name)


def appeal_title(about: str, what: str) -> str:
    """An appeal, to moderators, by what it is against."""
    return _("Appeal: %(against)s", against=kind(what) if about == "sanction" else deed_done(what))


def outcome(word: str) -> str:
    """What came of an appeal."""
    return {
        "upheld": _("Your appeal was right, and the decision was taken back"),
        "kept": _("The decision stays"),
    }.get(word, _("A moderator other than the one who decided will look at it again"))


def outcome_choice(word: str) -> str:
    """What can come of an appeal, where it is chosen."""
    return {
        "upheld": _("The appeal is right: take the decision back"),
        "kept": _("The decision stays"),
    }.get(word, word)
