"""What people submit when they make articles of threads, decide on proposals, take threads to support and publish back."""

from forum import forms
from forum.i18n import gettext as _
from forum.kb_bridge.escalated import POLICIES, PRIORITIES, REASONS, VISIBILITIES
from forum.threads.forms import Body

MAX_ID = 2**63 - 1
#: Threads of one article.
MOST_SOURCES = 60


class Escalation(forms.Form):
    """How a thread goes on as a ticket, by staff or helpers. `note` is read by staff only."""

    subject = forms.Line(least=3, most=200)
    reason = forms.Choice(REASONS)
    group = forms.Number(1, MAX_ID, required=False)
    priority = forms.Choice(PRIORITIES, required=False)
    tags = forms.Line(most=300, required=False)
    contact_reason = forms.Number(1, MAX_ID, required=False)
    visibility = forms.Choice(VISIBILITIES, required=False)
    with_members = forms.Switch()
    note = Body(least=2, required=False)
    submit_key = forms.Line(most=40, required=False)


class Asking(forms.Form):
    """What the asker adds when they ask the team themselves; only the team reads it."""

    more = Body(least=2, required=False)
    submit_key = forms.Line(most=40, required=False)


class EscalationRuleForm(forms.Form):
    """A category's rule."""

    by_asker = forms.Switch()
    by_helpers = forms.Switch()
    policy = forms.Choice(POLICIES)
    hours = forms.Number(1, 8_760)
    in_business_hours = forms.Switch()
    views = forms.Number(1, 1_000_000)
    members = forms.Number(2, 1_000)
    within_days = forms.Number(1, 3_650)
    group = forms.Number(1, MAX_ID, required=False)
    priority = forms.Choice(PRIORITIES, required=False)
    tags = forms.Line(most=300, required=False)
    accept_solves = forms.Switch()
    solve_accepts = forms.Switch()
    version = forms.Number(0, 2**31 - 1)


class Private(forms.Form):
    """Why posts go on in private, for everybody to read, and what their thread is called from then on."""

    title = forms.Line(least=5, most=200, required=False)
    reason = forms.Line(least=3, most=200)


class PublishBack(forms.Form):
    """The words that everybody will read, and whether they are the solution."""

    body = Body(least=2)
    accept = forms.Switch()
    submit_key = forms.Line(most=40, required=False)



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
