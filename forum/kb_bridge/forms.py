"""What people submit when they make an article of threads and decide on proposals."""

from forum import forms
from forum.i18n import gettext as _

MAX_ID = 2**63 - 1
#: Threads of one article.
MOST_SOURCES = 60


class ThreadIds(forms.Field):
    """Numbers of threads, separated by commas."""

    def clean(self, raw: str) -> list[int]:
        found: list[int] = []
        for part in filter(None, (one.strip() for one in raw.split(","))):
            if not part.isascii() or not part.isdecimal() or len(part) > 18 or not int(part):
                raise ValueError(_("Please choose one of the options."))
            if int(part) not in found:
                found.append(int(part))
        if len(found) > MOST_SOURCES:
            raise ValueError(_("An article is made from at most %(num)s threads.", num=MOST_SOURCES))
        return found


class Promotion(forms.Form):
    """Where the article begins and from which threads; empty, the category's section and whatever is confirmed."""

    section = forms.Number(1, MAX_ID, required=False)
    threads = ThreadIds(required=False)
    chosen = forms.Switch()
    wider = forms.Switch()


class Decision(forms.Form):
    """That somebody decides on a proposal as they saw it."""

    version = forms.Number(1, 2**31 - 1)


class Dismissal(Decision):
    """Why something needs no article."""

    reason = forms.Line(least=3, most=500)


class HandOver(Decision):
    """To whom a proposal goes, with a few words."""

    person = forms.Number(1, MAX_ID)
    note = forms.Line(most=500, required=False)


class Rule(forms.Form):
    """A category's rule."""

    section = forms.Number(1, MAX_ID, required=False)
    proposes = forms.Switch()
    members = forms.Number(1, 1_000)
    askers = forms.Number(1, 1_000)
    solved_percent = forms.Number(0, 100)
    within_days = forms.Number(1, 3_650)
    version = forms.Number(0, 2**31 - 1)
