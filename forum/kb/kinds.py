"""The kinds of articles, and the text that a new one of each begins with, in its own language."""

from forum.i18n import gettext as _
from forum.i18n import use_locale

KINDS = ("how_to", "troubleshooting", "faq", "reference", "policy")
HOW_TO, TROUBLESHOOTING, FAQ, REFERENCE, POLICY = KINDS


def kind_name(kind: str) -> str:
    """What readers and the team call this kind."""
    return {
        HOW_TO: _("How-to"), TROUBLESHOOTING: _("Troubleshooting"), FAQ: _("FAQ entry"), REFERENCE: _("Reference"),
        POLICY: _("Policy"),
    }[kind]


def skeleton(kind: str, lang: str) -> str:
    """The text that an article of this kind begins with, written in `lang`."""
    with use_locale(lang):
        match kind:
            case "how_to":
                parts = [
                    _("What this does, and when it is needed, in one or two sentences."),
                    "## " + _("Before you start"), "- " + _("What must be at hand"),
                    "## " + _("Steps"),
                    f"1. {_('The first step')}\n2. {_('The second step')}\n3. {_('How to see that it worked')}",
                    "## " + _("If it does not work"), _("What to try, or where to ask."),
                ]
            case "troubleshooting":
                parts = [
                    "## " + _("What happens"), _("What people see, with the exact words of the message."),
                    "## " + _("Why it happens"), _("The cause, in plain words."),
                    "## " + _("What helps"), f"1. {_('The quickest remedy first')}\n2. {_('Then the next')}",
                    "## " + _("If nothing helps"), _("What to try, or where to ask."),
                ]
            case "faq":
                parts = [_("The answer in two or three sentences. The title is the question as people ask it.")]
            case "reference":
                parts = [
                    _("What this lists, and for which versions."),
                    f"| {_('Name')} | {_('Meaning')} |\n| --- | --- |\n|  |  |",
                ]
            case _:
                parts = [
                    "## " + _("Whom it concerns"), _("For whom and from when on this holds."),
                    "## " + _("The rules"), "1. " + _("The first rule"),
                    "## " + _("Questions about it"), _("Whom to ask."),
                ]
    return "\n\n".join(parts) + "\n"
