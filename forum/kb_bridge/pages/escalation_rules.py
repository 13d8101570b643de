"""Doors on the desk: who escalates in each category, when the clock does, and what it would take to support now."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock, settings
from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.jobs import queries as jobs
from forum.kb_bridge import escalated, policy
from forum.kb_bridge.actions import escalation_rules as ruling
from forum.kb_bridge.escalated import RuleLine
from forum.kb_bridge.forms import EscalationRuleForm
from forum.kb_bridge.queries import escalation_rules as queries
from forum.tickets import queries as tickets
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/escalations/rules"


async def show(request: Request) -> Response:
    """GET /desk/escalations/rules: every category with what holds there, and what the clock would do now."""
    policy.may_set_escalation(request.scope["viewer"]).require()
    return await _page(request, None, 0)


async def save(request: Request) -> Response:
    """POST /desk/escalations/rules/ID: a category's own rule."""
    viewer: Actor = request.scope["viewer"]
    policy.may_set_escalation(viewer).require()
    await ratelimit.limit(request, "act")
    category_id = reading.path_id(request)
    form = EscalationRuleForm.read(await reading.form(request))
    try:
        await ruling.set_rule(viewer, category_id, form)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, category_id, status=422)
    except Conflict as error:
        form.errors[""] = error.sentence
        return await _page(request, form, category_id, status=409)
    return answers.redirect(request, f"{HOME}#category-{category_id}", flash_text=_("Saved."))


async def _page(request: Request, given: EscalationRuleForm | None, category_id: int, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    lines = [
        (line, given if given is not None and line.category_id == category_id else _filled(line),
         await queries.due(viewer, line.category_id, line.rule) if line.rule.policy != "off" else [])
        for line in await queries.rules(viewer)
    ]
    for line, form, _due in lines:
        if form is given and status == 409:
            # Whoever has looked may say it once more.
            form.values["version"] = str(line.version)
    due_at = await jobs.next_run("escalate_due")
    return await answers.page(request, "kb_bridge/escalation_rules.html", admin.admin_context(request) | {
        "lines": lines, "policies": [(name, escalated.policy_name(name)) for name in escalated.POLICIES],
        "clock_says": escalated.clock_says, "due_at": due_at if due_at is not None and due_at > clock.now() else None,
        "taken": {name: f"/desk/escalations?days=365&reason={reason}" for name, reason in escalated.BY_POLICY.items()},
        "priorities": escalated.priorities(), "week": settings.current().business_hours,
        "groups": [("", _("No team")), *((str(one.id), one.name) for one in await tickets.groups(viewer))],
    }, status=status)


def _filled(line: RuleLine) -> EscalationRuleForm:
    rule = line.rule
    on = {True: "on", False: ""}
    return EscalationRuleForm({
        "by_asker": on[rule.by_asker], "by_helpers": on[rule.by_helpers], "policy": rule.policy, "hours": str(rule.hours),
        "in_business_hours": on[rule.in_business_hours],
        "views": str(rule.views), "members": str(rule.members), "within_days": str(rule.within_days),
        "group": str(rule.group_id or ""), "priority": rule.priority, "tags": rule.tags,
        "accept_solves": on[rule.accept_solves], "solve_accepts": on[rule.solve_accepts], "version": str(line.version),
    })


routes: list[BaseRoute] = [
    Route(HOME, show, methods=["GET"]),
    Route(f"{HOME}/{{id}}", save, methods=["POST"]),
]
