"""Doors of the desk: the review of a text, its publication, and its revisions."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import settings
from forum.accounts.actor import Actor
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.kb import actions, policy, queries, wording
from forum.kb.dressing import render
from forum.kb.environment import read_fields
from forum.kb.forms import Note, Publication, SendBack
from forum.kb.pages.finding import IN, version_of, zone
from forum.kb.pages.listing import HOME
from forum.kb.views import Desk, Version
from forum.text.diff import diff
from forum.web import admin, answers, ratelimit, reading

#: Revisions on one page.
PAGE = 20


async def review(request: Request) -> Response:
    """GET /desk/articles/ID/LANG/review: what would change for readers, what the team says, and the decision."""
    article, version = await version_of(request)
    return await _review_page(request, article, version, Publication(), Note(), SendBack())


async def ask_review(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/review: it is ready to be looked at."""
    article, version = await version_of(request)
    await actions.ask_review(request.scope["viewer"], article.id, version.lang)
    return answers.redirect(
        request, f"{HOME}/{article.id}/{version.lang}/review", flash_text=_("It waits for its review now.")
    )


async def send_back(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/review/remove: back to the writer, with a word about what is missing."""
    article, version = await version_of(request)
    policy.may_review(request.scope["viewer"], article).require()
    form = SendBack.read(await reading.form(request))
    try:
        await actions.send_back(request.scope["viewer"], article.id, version.lang, form)
    except Invalid as error:
        form.refuse(error)
        return await _review_page(request, article, version, Publication(), Note(), form, status=422)
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=_("It is back with its writer."))


async def publish(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/publication: readers get it, now or at a moment."""
    viewer: Actor = request.scope["viewer"]
    article, version = await version_of(request)
    policy.may_review(viewer, article).require()
    await ratelimit.limit(request, "act")
    form = Publication.read(await reading.form(request))
    try:
        live = await actions.publish(viewer, article.id, version.lang, form, zone(viewer))
    except Invalid as error:
        form.refuse(error)
        return await _review_page(request, article, version, form, Note(), SendBack(), status=422)
    said = _("Readers have it now.") if live else _("It is planned.")
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=said)


async def withdraw_plan(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/publication/remove: it does not become live by itself."""
    article, version = await version_of(request)
    await actions.withdraw_plan(request.scope["viewer"], article.id, version.lang)
    return answers.redirect(
        request, f"{HOME}/{article.id}/{version.lang}/review", flash_text=_("The plan is withdrawn.")
    )


async def comment(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/revisions/NUMBER/comments: a word to the team."""
    article, version = await version_of(request)
    policy.may_comment(request.scope["viewer"], article).require()
    await ratelimit.limit(request, "act")
    form = Note.read(await reading.form(request))
    number = reading.path_id(request, "number")
    try:
        await actions.comment(request.scope["viewer"], article.id, version.lang, number, form)
    except Invalid as error:
        form.refuse(error)
        return await _review_page(request, article, version, Publication(), form, SendBack(), status=422)
    return answers.redirect(request, f"{HOME}/{article.id}/{version.lang}/review#comments")


async def revisions(request: Request) -> Response:
    """GET /desk/articles/ID/LANG/revisions: every version with what it changed, the newest first."""
    viewer: Actor = request.scope["viewer"]
    article, version = await version_of(request)
    top = reading.number(request, "from", version.revision_count, high=version.revision_count)
    found = await queries.revisions(version, top + 1, PAGE + 1)
    steps = []
    for place, one in enumerate(found[:PAGE]):
        earlier = found[place + 1] if place + 1 < len(found) else None
        steps.append({
            "revision": one, "title": diff(earlier.title, one.title) if earlier and earlier.title != one.title else None,
            "text": diff(earlier.whole if earlier else "", one.whole),
        })
    context = {
        "article": article, "version": version, "steps": steps, "language": wording.language,
        "may_edit": bool(policy.may_edit(viewer, article)),
        "older_url": f"?from={found[PAGE].number}" if len(found) > PAGE else "",
        "newer_url": f"{HOME}/{article.id}/{version.lang}/revisions" if top < version.revision_count else "",
    }
    return await answers.page(request, "kb/desk_revisions.html", admin.admin_context(request) | context)


async def restore(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/revisions/NUMBER/restore: the next version says again what that one said."""
    article, version = await version_of(request)
    await actions.restore(
        request.scope["viewer"], article.id, version.lang, reading.path_id(request, "number")
    )
    said = _("The earlier text is the next version now. Readers see it once it is published.")
    return answers.redirect(request, f"{HOME}/{article.id}/{version.lang}/review", flash_text=said)


async def _review_page(
    request: Request, article: Desk, version: Version, publication: Publication, note: Note, back: SendBack, *,
    status: int = 200,
) -> Response:
    viewer: Actor = request.scope["viewer"]
    number = version.staged_number or version.live_number or version.revision_count
    staged = await queries.revision(version, number)
    live = await queries.revision(version, version.live_number) if version.live_number else None
    authors = await queries.written_by(version) if version.staged_number else set()
    may_publish = policy.may_publish(
        viewer, article, authors, own=settings.current().article_own_review, staged=version.staged_number is not None
    )
    dressed = await render(staged.source, version.lang)
    context = {
        "article": article, "version": version, "staged": staged, "live": live, "html": dressed.html,
        "fields": read_fields(staged.environment),
        "changes": diff(live.whole, staged.whole) if live and live.number != number else None,
        "title_changes": diff(live.title, staged.title) if live and live.title != staged.title else None,
        "comments": await queries.comments(version), "publication": publication, "note": note, "back": back,
        "may_publish": may_publish, "may_edit": bool(policy.may_edit(viewer, article)),
        "may_review": bool(policy.may_review(viewer, article)), "is_source": version.lang == article.source_lang,
        "has_others": len(article.versions) > 1, "zone": zone(viewer), "language": wording.language,
        "state": wording.state,
    }
    return await answers.page(request, "kb/desk_review.html", admin.admin_context(request) | context, status=status)


routes: list[BaseRoute] = [
    Route(f"{IN}/review", review, methods=["GET"]),
    Route(f"{IN}/review", ask_review, methods=["POST"]),
    Route(f"{IN}/review/remove", send_back, methods=["POST"]),
    Route(f"{IN}/publication", publish, methods=["POST"]),
    Route(f"{IN}/publication/remove", withdraw_plan, methods=["POST"]),
    Route(f"{IN}/revisions", revisions, methods=["GET"]),
    Route(f"{IN}/revisions/{{number}}/restore", restore, methods=["POST"]),
    Route(f"{IN}/revisions/{{number}}/comments", comment, methods=["POST"]),
]
