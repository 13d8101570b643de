"""Doors on the desk: in which section each category's articles begin, and from when on one is proposed."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.kb_bridge import policy
from forum.kb_bridge.actions import ruling
from forum.kb_bridge.forms import Rule
from forum.kb_bridge.pages.sections import section_choices
from forum.kb_bridge.queries.rules import rules
from forum.kb_bridge.views import RuleLine
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/proposals/rules"


async def show(request: Request) -> Response:
    """GET /desk/proposals/rules: every category with what holds there."""
    policy.may_set_rules(request.scope["viewer"]).require()
    return await _page(request, None, 0)


async def save(request: Request) -> Response:
    """POST /desk/proposals/rules/ID: a category's own rule."""
    viewer: Actor = request.scope["viewer"]
    policy.may_set_rules(viewer).require()
    await ratelimit.limit(request, "act")
    category_id = reading.path_id(request)
    form = Rule.read(await reading.form(request))
    try:
        await ruling.set_rule(viewer, category_id, form)
    except Invalid as error:
        form.refuse(error)
        return await _page(request, form, category_id, status=422)
    except Conflict as error:
        form.errors[""] = error.sentence
        return await _page(request, form, category_id, status=409)
    return answers.redirect(request, f"{HOME}#category-{category_id}", flash_text=_("Saved."))


async def _page(request: Request, given: Rule | None, category_id: int, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    lines = await rules(viewer)
    for line in lines:
        if given is not None and status == 409 and line.category_id == category_id:
            # Whoever has looked may say it once more.
            given.values["version"] = str(line.version)
    sections = await section_choices(viewer)
    names = {value: name for _category, inside in sections for value, name in inside}
    context = {
        "lines": [
            (line, given if given is not None and line.category_id == category_id else _filled(line),
             names.get(str(line.section_id), ""))
            for line in lines
        ],
        "sections": [("", _("Ask each time")), *sections],
    }
    return await answers.page(request, "kb_bridge/rules.html", admin.admin_context(request) | context, status=status)


def _filled(line: RuleLine) -> Rule:
    rule = line.rule
    return Rule({
        "section": str(line.section_id or ""), "proposes": "on" if rule.proposes else "", "members": str(rule.members),
        "askers": str(rule.askers), "solved_percent": str(rule.solved_percent), "within_days": str(rule.within_days),
        "version": str(line.version),
    })


routes: list[BaseRoute] = [
    Route(HOME, show, methods=["GET"]),
    Route(f"{HOME}/{{id}}", save, methods=["POST"]),
]
