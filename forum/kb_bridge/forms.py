"""What people submit when they take threads to support, publish answers back and continue in private."""

from forum import forms
from forum.kb_bridge.escalated import POLICIES, PRIORITIES, REASONS, VISIBILITIES
from forum.threads.forms import Body

MAX_ID = 2**63 - 1


class Escalation(forms.Form):
    """How a thread goes on as a ticket, by staff or helpers. `note` is read by staff only."""

    subject = forms.Line(least=3, most=200)
    reason = forms.Choice(REASONS)
    group = forms.Number(1, MAX_ID, required=False)
    priority = forms.Choice(PRIORITIES, required=False)
    tags = forms.Line(most=300, required=False)
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
