"""Door on the desk: what goes from threads to support, in figures that lead to the threads they count."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.i18n import gettext as _
from forum.kb_bridge import escalated, policy
from forum.kb_bridge.queries import escalation_report as report
from forum.tickets import wording
from forum.web import admin, answers, reading

HOME = "/desk/escalations"
SPANS = (7, 28, 90, 365)


async def show(request: Request) -> Response:
    """GET /desk/escalations: how many, why, how soon, and what the community solved anyway; `category` and `reason` narrow it."""
    viewer: Actor = request.scope["viewer"]
    policy.may_publish_back(viewer).require()
    days = reading.number(request, "days", 28, high=365)
    days = days if days in SPANS else 28
    category, reason = reading.number(request, "category", 0, high=reading.MAX_ID), reading.query(request, "reason")
    found = await report.escalated_since(viewer, days)
    asked = await report.asked_since(viewer, days)
    names = {one.category_id: one.category_name for one in found}
    by_category = [
        report.fold(names[number], str(number), [one for one in found if one.category_id == number], asked.get(number, 0))
        for number in sorted(names, key=lambda number: names[number])
    ]
    by_reason = [
        report.fold(escalated.reason_name(name), name, [one for one in found if one.reason == name], sum(asked.values()))
        for name in dict.fromkeys(one.reason for one in reversed(found))
    ]
    listed = [
        one for one in found if (not category or one.category_id == category) and (not reason or one.reason == reason)
    ]

    def url(**given: Any) -> str:
        return f"{HOME}?{urlencode({'days': days} | given)}"

    return await answers.page(request, "kb_bridge/escalations.html", admin.admin_context(request) | {
        "total": report.fold(_("All"), "", found, sum(asked.values())), "by_category": by_category, "by_reason": by_reason,
        "listed": listed, "days": days, "spans": [(span, f"{HOME}?days={span}") for span in SPANS], "url": url,
        "reason_name": escalated.reason_name, "span": wording.span, "may_set": bool(policy.may_set_escalation(viewer)),
    })


routes: list[BaseRoute] = [Route(HOME, show, methods=["GET"])]
