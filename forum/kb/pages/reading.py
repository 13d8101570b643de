"""Doors for readers: the front of the knowledge base, shelves, sections, labels, questions and articles."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.desk import actions as trails
from forum.errors import Invalid, NotFound
from forum.i18n import current_locale
from forum.i18n import gettext as _
from forum.kb import actions, linked_data, policy, queries, wording
from forum.kb.forms import FLAGS, Flag, Rating
from forum.kb.kinds import FAQ, kind_name
from forum.kb.views import ArticleView
from forum.kb_bridge import composing
from forum.kb_bridge.actions import meeting
from forum.kb_bridge.queries import cards
from forum.web import answers, ratelimit, reading

#: Headings from which on a table of contents is worth its room.
WORTH_CONTENTS = 3


async def home(request: Request) -> Response:
    """GET /help: the tree with the first articles of each section, and what most people read."""
    viewer: Actor = request.scope["viewer"]
    locale = current_locale()
    topics = await queries.front(viewer, locale)
    has_questions = any(line.kind == FAQ for topic in topics for group in topic.groups for line in group.articles)
    context = {
        "topics": topics, "popular": await queries.popular(viewer, locale), "has_questions": has_questions,
        "may_write": bool(policy.may_write(viewer)), "canonical": _absolute("/help"),
    }
    return await answers.page(request, "kb/home.html", context)


async def category(request: Request) -> Response:
    """GET /help/CATEGORY: its sections with their articles."""
    viewer: Actor = request.scope["viewer"]
    locale, slug = current_locale(), request.path_params["category"]
    shelf = await queries.visible_category(viewer, slug, locale)
    topics = await queries.front(viewer, locale, slug)
    context = {
        "category": shelf, "groups": topics[0].groups if topics else [],
        "canonical": _absolute(shelf.path),
    }
    return await answers.page(request, "kb/category.html", context)


async def section(request: Request) -> Response:
    """GET /help/sections/ID/SLUG: its articles. Another slug leads to the right one."""
    viewer: Actor = request.scope["viewer"]
    locale, section_id = current_locale(), reading.path_id(request)
    shelf, above = await queries.visible_section(viewer, section_id, locale)
    if request.scope["path"] != shelf.path:
        query = request.scope["query_string"].decode("latin-1")
        return answers.redirect(request, shelf.path + (f"?{query}" if query else ""), status=301)
    articles, page, page_count = await queries.in_section(viewer, section_id, locale, reading.number(request, "page", 1))
    context = {
        "shelf": shelf, "category": above, "articles": articles, "page": page, "page_count": page_count,
        "url_for": lambda number: f"{shelf.path}?page={number}" if number > 1 else shelf.path,
        "canonical": _absolute(shelf.path + (f"?page={page}" if page > 1 else "")),
    }
    return await answers.page(request, "kb/section.html", context)


async def label(request: Request) -> Response:
    """GET /help/labels/NAME: the articles with a label."""
    viewer: Actor = request.scope["viewer"]
    wanted = request.path_params["name"]
    name, articles, page, page_count = await queries.labelled(
        viewer, wanted, current_locale(), reading.number(request, "page", 1)
    )
    path = f"/help/labels/{quote(name, safe='')}"
    context = {
        "label": name, "articles": articles, "page": page, "page_count": page_count,
        "url_for": lambda number: f"{path}?page={number}" if number > 1 else path,
    }
    return await answers.page(request, "kb/label.html", context)


async def faq(request: Request) -> Response:
    """GET /help/faq: every question with its answer, by topic."""
    viewer: Actor = request.scope["viewer"]
    locale = current_locale()
    groups = await queries.faq(viewer, locale)
    if not groups:
        raise NotFound
    context = {
        "groups": groups, "count": sum(len(entries) for _section, _category, entries in groups),
        "linked_data": linked_data.faq_page(groups, locale), "canonical": _absolute("/help/faq"),
    }
    return await answers.page(request, "kb/faq.html", context)


async def show(request: Request) -> Response:
    """GET /help/articles/ID/SLUG: an article in one language. Addresses of old lead to the present one."""
    viewer: Actor = request.scope["viewer"]
    article_id, slug = reading.path_id(request), request.path_params["slug"]
    article = await queries.visible_article(viewer, article_id, slug)
    if article is None:
        return answers.redirect(request, await queries.address(viewer, article_id, slug), status=301)
    if request.method == "GET":
        trails.note_article(viewer, article.id)
        actions.count_view(viewer, article, ratelimit.address(request), request.headers.get("user-agent", ""))
    carried = reading.query(request, "asking")
    if carried:
        meeting.note_opened(viewer, carried, request.headers.get("user-agent", ""), "article", article.id)
    return await _article_page(request, article, Flag())


async def bare(request: Request) -> Response:
    """GET /help/articles/ID: the article in the reader's language, if it is in that."""
    path = await queries.address(request.scope["viewer"], reading.path_id(request), "", current_locale())
    return answers.redirect(request, path, status=302)


async def rate(request: Request) -> Response:
    """POST /help/articles/ID/SLUG/helpful: whether it helped."""
    article = await _article(request)
    policy.may_vote(request.scope["viewer"]).require()
    await ratelimit.limit(request, "act")
    form = Rating.read(await reading.form(request))
    await actions.rate(
        request.scope["viewer"], article, form, ratelimit.address(request), request.headers.get("user-agent", "")
    )
    return answers.redirect(request, f"{article.path}#helpful", flash_text=_("Thank you for telling us."))


async def flag(request: Request) -> Response:
    """POST /help/articles/ID/SLUG/flags: that it is outdated or wrong."""
    article = await _article(request)
    policy.may_flag(request.scope["viewer"]).require()
    await ratelimit.limit(request, "act")
    form = Flag.read(await reading.form(request))
    try:
        await actions.flag(request.scope["viewer"], article, form)
    except Invalid as error:
        form.refuse(error)
        return await _article_page(request, article, form, status=422)
    return answers.redirect(request, article.path, flash_text=_("Thank you. The team will look at it."))


async def _article(request: Request) -> ArticleView:
    article = await queries.visible_article(
        request.scope["viewer"], reading.path_id(request), request.path_params["slug"]
    )
    if article is None:
        raise NotFound
    return article


async def _article_page(request: Request, article: ArticleView, form: Flag, *, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    locale = current_locale()
    configured = settings.current()
    # What stands around the text is the interface's, in its reader's language.
    vote = await queries.own_vote(viewer, article.revision_id)
    carried = reading.query(request, "asking")
    context: dict[str, Any] = {
        "article": article, "beside": await queries.beside(viewer, article, locale), "vote": vote,
        "behind": await cards.behind(viewer, article.id),
        "contents": article.contents if len(article.contents) >= WORTH_CONTENTS else [],
        "others": article.others, "language": wording.language, "kind": kind_name(article.kind), "form": form,
        "flags": [(kind, wording.flag(kind)) for kind in FLAGS], "may_flag": bool(policy.may_flag(viewer)),
        "on_desk": policy.writes(viewer) and (viewer.is_staff or article.writer_id == viewer.id),
        "linked_data": linked_data.article(article, configured.site_name, configured.site_url)
        if article.is_public else "",
        "canonical": _absolute(article.path), "asking": carried if composing.key_of(carried) else "",
        "alternates": [
            (one.lang, _absolute(one.path)) for one in (*article.others, _self(article))
        ] if article.others else [],
    }
    return await answers.page(request, "kb/article.html", context, status=status)


def _self(article: ArticleView) -> Any:
    other = article.others[0]
    return replace(other, lang=article.lang, path=article.path, title=article.title)


def _absolute(path: str) -> str:
    return settings.current().site_url + linked_data.address(path)


routes: list[BaseRoute] = [
    Route("/help", home, methods=["GET"]),
    Route("/help/faq", faq, methods=["GET"]),
    Route("/help/articles/{id}", bare, methods=["GET"]),
    Route("/help/articles/{id}/{slug}", show, methods=["GET"]),
    Route("/help/articles/{id}/{slug}/helpful", rate, methods=["POST"]),
    Route("/help/articles/{id}/{slug}/flags", flag, methods=["POST"]),
    Route("/help/sections/{id}", section, methods=["GET"]),
    Route("/help/sections/{id}/{slug}", section, methods=["GET"]),
    Route("/help/labels/{name}", label, methods=["GET"]),
    Route("/help/{category}", category, methods=["GET"]),
]
