"""Doors of the desk: the editor, the look at what it would make, and two texts put together."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import LOCALES, current_locale
from forum.i18n import gettext as _
from forum.kb import actions, policy, queries, wording
from forum.kb.dressing import render
from forum.kb.environment import read_fields
from forum.kb.forms import LONGEST, Writing
from forum.kb.merging import merge, merge_lists
from forum.kb.pages.finding import IN, version_of
from forum.kb.pages.listing import HOME
from forum.kb.views import Desk, RevisionView, Version
from forum.text.diff import diff
from forum.web import admin, answers, ratelimit, reading


async def edit(request: Request) -> Response:
    """GET /desk/articles/ID/LANG/edit: the editor with the newest text."""
    viewer: Actor = request.scope["viewer"]
    article, version = await version_of(request)
    policy.may_edit(viewer, article).require()
    newest = await queries.latest(version)
    source = _source_of(article, version)
    form = Writing({
        "title": newest.title, "body": newest.source, "also_asked": newest.also_asked,
        "environment": newest.environment, "base": str(newest.number), "seen": str(version.version),
        "source_number": str((source.live_number or source.revision_count) if source else ""),
    })
    return await _editor(request, article, version, form)


async def hold(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/editing: somebody opens the editor, or (asked for a fragment) has it open still."""
    article, version = await version_of(request)
    await actions.hold(request.scope["viewer"], article.id, version.lang)
    if answers.wants_fragment(request):
        editors = await queries.editors(request.scope["viewer"], version)
        return answers.fragment(request, "kb/_editors.html", {"editors": editors})
    return answers.redirect(request, f"{HOME}/{article.id}/{version.lang}/edit")


async def save(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/edit: keep the text; or show it as it would look; or go on to its review."""
    actor: Actor = request.scope["viewer"]
    article, version = await version_of(request)
    policy.may_edit(actor, article).require()
    values = await reading.form(request)
    form = Writing.read(values)
    if values.get("step") == "preview":
        await actions.hold(actor, article.id, version.lang)
        return await _editor(request, article, version, form, preview=True)
    await ratelimit.limit(request, "act")
    try:
        number = await actions.save_text(actor, article.id, version.lang, form)
        if values.get("step") == "review":
            await actions.ask_review(actor, article.id, version.lang)
    except Invalid as error:
        form.refuse(error)
        return await _editor(request, article, version, form, status=422)
    except Conflict as error:
        return await _merge_view(request, article, version, form, error.sentence)
    if values.get("step") == "review":
        said = _("Saved, and waiting for its review.")
        return answers.redirect(request, f"{HOME}/{article.id}/{version.lang}/review", flash_text=said)
    said = _("Version %(number)s is saved. Readers see it once it is published.", number=number)
    return answers.redirect(request, f"{HOME}/{article.id}/{version.lang}/edit", flash_text=said)


async def preview(request: Request) -> Response:
    """POST /desk/articles/preview: a text as it would look, for the editor."""
    policy.may_write(request.scope["viewer"]).require()
    await ratelimit.limit(request, "draft")
    values = await reading.form(request)
    lang = reading.query(request, "lang")
    dressed = await render(values.get("body", "")[:LONGEST], lang if lang in LOCALES else current_locale())
    return answers.fragment(request, "kb/_preview.html", {"html": dressed.html})


async def _editor(
    request: Request, article: Desk, version: Version, form: Writing, *, preview: bool = False, status: int = 200,
    merging: dict[str, Any] | None = None,
) -> Response:
    source = _source_of(article, version)
    beside = await queries.revision(source, source.live_number or source.revision_count) if source else None
    changed = None
    if source is not None and beside is not None and version.source_number and version.source_number < beside.number:
        earlier = await queries.revision(source, version.source_number)
        changed = diff(earlier.whole, beside.whole)
    context: dict[str, Any] = {
        "article": article, "version": version, "form": form, "language": wording.language, "state": wording.state,
        "editors": await queries.editors(request.scope["viewer"], version), "source": source, "beside": beside,
        "source_changes": changed, "merging": merging,
        "preview_html": (await render(form.values["body"], version.lang)).html if preview else "",
        "preview_fields": read_fields(form.values["environment"]) if preview else [],
    }
    return await answers.page(request, "kb/desk_edit.html", admin.admin_context(request) | context, status=status)


def _source_of(article: Desk, version: Version) -> Version | None:
    """The version this one is translated from, if it is a translation."""
    source = article.in_language(article.source_lang)
    return source if source is not None and source.lang != version.lang else None


async def _merge_view(
    request: Request, article: Desk, version: Version, form: Writing, sentence: str
) -> Response:
    """The editor again, with what both wrote put together, and each one's changes beside it. Nothing is lost."""
    viewer: Actor = request.scope["viewer"]
    theirs = await queries.latest(version)
    base = await _base(version, form["base"], theirs)
    their_name, my_name = theirs.author_shown, viewer.display_name or viewer.name
    mine = {name: form[name] for name in ("title", "body", "also_asked", "environment")}
    body = merge(base.source, theirs.source, mine["body"], their_name, my_name)
    merging = {
        "sentence": sentence, "theirs": theirs, "conflicts": body.conflicts, "my_body": mine["body"],
        "their_changes": diff(base.source, theirs.source), "my_changes": diff(base.source, mine["body"]),
        "titles_differ": theirs.title not in (base.title, mine["title"]) and mine["title"] != base.title,
    }
    form.values |= {
        "title": theirs.title if mine["title"] == base.title else mine["title"], "body": body.text,
        "also_asked": merge_lists(base.also_asked, theirs.also_asked, mine["also_asked"]),
        "environment": merge_lists(base.environment, theirs.environment, mine["environment"]),
        "base": str(theirs.number), "seen": str(version.version),
    }
    return await _editor(request, article, version, form, merging=merging, status=409)


async def _base(version: Version, number: int, theirs: RevisionView) -> RevisionView:
    try:
        return await queries.revision(version, number)
    except NotFound:
        return theirs


routes: list[BaseRoute] = [
    Route(f"{HOME}/preview", preview, methods=["POST"]),
    Route(f"{IN}/edit", edit, methods=["GET"]),
    Route(f"{IN}/edit", save, methods=["POST"]),
    Route(f"{IN}/editing", hold, methods=["POST"]),
]
