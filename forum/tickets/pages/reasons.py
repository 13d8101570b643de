"""Doors: what a question is about, as staff say; and the report of contact reasons over questions and tickets."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum.accounts.actor import Actor
from forum.desk import wording as desk_wording
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.threads import queries as threads
from forum.tickets import actions, policy, queries
from forum.tickets.forms import GivenReason
from forum.tickets.queries.contact_reasons import PAGE_SIZE
from forum.tickets.reasons import KINDS, SPANS, USUAL_SPAN, Span, fold, with_those_below
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/reasons"


async def give(request: Request) -> Response:
    """POST /threads/ID/contact-reason: staff say what it is about."""
    actor: Actor = request.scope["viewer"]
    if actor.is_guest:
        policy.may_work(actor).require()
    thread = await threads.visible_thread(actor, reading.path_id(request))
    policy.may_give_reason(actor, thread).require()
    await ratelimit.limit(request, "act")
    form = GivenReason.read(await reading.form(request))
    try:
        form.check()
        await actions.set_thread_reason(actor, thread.id, form["reason"])
    except Invalid as error:
        return answers.redirect(request, thread.path, flash_text=" ".join(error.errors.values()), kind="warning")
    if answers.wants_fragment(request):
        return answers.fragment(request, "tickets/_thread_reason.html", {
            "thread_id": thread.id, "here": form.values.get("next", ""), "saved": True,
            "reason_id": await queries.reason_of_thread(thread.id), "reasons": await queries.reasons_to_choose(form["reason"]),
        })
    return answers.redirect(request, answers.safe_next(form.values.get("next"), thread.path), flash_text=_("Saved."))


async def report(request: Request) -> Response:
    """GET /desk/reasons: what was opened for which reason, over time; every figure leads to what it counts."""
    viewer: Actor = request.scope["viewer"]
    policy.may_work(viewer).require()
    days = reading.number(request, "days", USUAL_SPAN, high=max(SPANS))
    span = Span(days if days in SPANS else USUAL_SPAN, clock.now())
    kind, reason = reading.query(request, "kind"), reading.query(request, "reason")
    kind = kind if kind in KINDS else ""
    # Parts are told from 1, so that 0 can stand for all of them.
    part = reading.number(request, "part", 0, high=span.parts)
    page = reading.number(request, "page", 1, high=100_000)
    tree = await queries.reasons(archived=True)
    lines = fold(tree, await queries.reason_counts(viewer, span, kind), span.parts, _("All"), _("Nobody said"))
    chosen = next((line for line in lines if line.key == reason), lines[0])
    ids = with_those_below(tree, int(chosen.key)) if chosen.key.isdecimal() else None
    found = await queries.reasoned(
        viewer, span, kind=kind, part=part - 1 if part else None, reason_ids=ids, nobody_said=chosen.key == "none", page=page,
    )
    kept: dict[str, Any] = {"days": span.days, "kind": kind, "reason": chosen.key, "part": part or ""}

    def url(**changed: Any) -> str:
        return f"{HOME}?{urlencode({name: value for name, value in (kept | changed).items() if value})}"

    return await answers.page(request, "tickets/reasons.html", admin.admin_context(request) | {
        "lines": lines, "chosen": chosen, "kind": kind, "part": part, "bounds": span.bounds, "url": url,
        "count": chosen.parts[part - 1] if part else chosen.total, "listed": found[:PAGE_SIZE], "page": page,
        "has_more": len(found) > PAGE_SIZE, "words": desk_wording,
        "spans": [
            {
                "label": ngettext("%(num)s day", "%(num)s days", number), "url": url(days=number, part=""),
                "current": number == span.days,
            }
            for number in SPANS
        ],
        "kinds": [
            {"label": label, "url": url(kind=name), "current": name == kind}
            for name, label in (("", _("All")), ("thread", _("Questions")), ("ticket", _("Tickets")))
        ],
        "trails": {one.id: one.trail for one in tree},
    })


routes: list[BaseRoute] = [
    Route("/threads/{id}/contact-reason", give, methods=["POST"]),
    Route(HOME, report, methods=["GET"]),
]
