"""Doors for staff: how many questions were spared, what each number counts, and all of it as a table to take along."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.i18n import mark, ngettext
from forum.kb_bridge import policy
from forum.kb_bridge.queries import deflection as queries
from forum.kb_bridge.queries.deflection import Counts
from forum.web import answers, reading
from forum.web.admin import admin_context

#: The numbers by name, as the page and the lists behind them call them.
MEASURES = {
    "started": mark("Questions begun"), "shown": mark("With suggestions"), "opened": mark("A suggestion opened"),
    "explicit": mark("“This solved it”"), "dismissed": mark("“None of these helps”"), "posted": mark("Posted all the same"),
    "settled": mark("Begun more than a day ago"), "implicit": mark("Solved, or opened and nothing posted within a day"),
}
OF_ARTICLE = {"shown": mark("Shown"), "opened": mark("Opened"), "solved": mark("“This solved it”")}


async def report(request: Request) -> Response:
    """GET /desk/deflection: the rates with what they are made of, by article and by category."""
    viewer = _viewer(request)
    days = _days(request)
    counted = await queries.counts(viewer, days)
    return await answers.page(request, "kb_bridge/deflection.html", {
        "days": days, "periods": [
            {"label": _period(one), "url": f"/desk/deflection?days={one}", "current": one == days} for one in queries.PERIODS
        ],
        "counts": counted, "numbers": [(name, _(label), getattr(counted, name)) for name, label in MEASURES.items()],
        "percent": _percent, "articles": await queries.by_article(viewer, days),
        "categories": await queries.by_category(viewer, days),
        "listed": lambda measure, **more: _listed(days, measure, **more), **admin_context(request),
    })


async def behind(request: Request) -> Response:
    """GET /desk/deflection/questions: the writings of questions that one number counts."""
    viewer = _viewer(request)
    days, measure = _days(request), reading.query(request, "of")
    article = reading.number(request, "article", 0, high=reading.MAX_ID)
    if measure not in (OF_ARTICLE if article else MEASURES):
        raise NotFound
    category = reading.number(request, "category", 0, high=reading.MAX_ID) if "category" in request.query_params else None
    more: dict[str, Any] = {"article": article} if article else {}
    if category is not None:
        more["category"] = category
    writings, page, page_count, number = await queries.writings(
        viewer, days, measure, article_id=article, category_id=category, page=reading.number(request, "page", 1)
    )
    return await answers.page(request, "kb_bridge/deflection_questions.html", {
        "days": days, "period": _period(days), "label": _((OF_ARTICLE if article else MEASURES)[measure]), "writings": writings,
        "page": page, "page_count": page_count, "number": number,
        "url_for": lambda wanted: _listed(days, measure, **more, page=wanted), **admin_context(request),
    })


async def table(request: Request) -> Response:
    """GET /desk/deflection.csv: the same numbers for a spreadsheet."""
    viewer = _viewer(request)
    days = _days(request)
    counted = await queries.counts(viewer, days)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["what", "id", "name", *MEASURES, "lower_percent", "upper_percent"])
    rows.writerow(["all", "", "", *_row(counted)])
    for one in await queries.by_category(viewer, days):
        rows.writerow(["category", one.id, _harmless(one.name), *_row(one.counts)])
    rows.writerow([])
    rows.writerow(["what", "id", "name", *OF_ARTICLE])
    for article in await queries.by_article(viewer, days):
        rows.writerow(["article", article.line.id, _harmless(article.line.title), article.shown, article.opened, article.solved])
    return answers.text(request, written.getvalue(), "text/csv; charset=utf-8", headers={
        "content-disposition": f'attachment; filename="deflection-{days}-days.csv"', "cache-control": "private, no-store",
    })


def _viewer(request: Request) -> Actor:
    viewer: Actor = request.scope["viewer"]
    policy.may_see_deflection(viewer).require()
    return viewer


def _days(request: Request) -> int:
    asked = reading.number(request, "days", 30, high=max(queries.PERIODS))
    return asked if asked in queries.PERIODS else 30


def _period(days: int) -> str:
    return ngettext("The last %(num)s day", "The last %(num)s days", days)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} %"


def _row(counted: Counts) -> list[Any]:
    rates = ["" if value is None else f"{value:.2f}" for value in (counted.lower, counted.upper)]
    return [*(getattr(counted, name) for name in MEASURES), *rates]


def _harmless(text: str) -> str:
    """What no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _listed(days: int, measure: str, **more: Any) -> str:
    given = {name: value for name, value in more.items() if value is not None and (name != "page" or value > 1)}
    return "/desk/deflection/questions?" + urlencode({"days": days, "of": measure, **given})


routes: list[BaseRoute] = [
    Route("/desk/deflection", report, methods=["GET"]),
    Route("/desk/deflection.csv", table, methods=["GET"]),
    Route("/desk/deflection/questions", behind, methods=["GET"]),
]
