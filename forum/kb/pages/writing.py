"""Doors of the desk: one article with its languages, the editor, reviews, revisions, details."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock, settings
from forum.accounts.actor import Actor
from forum.categories.forms import AudienceField
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import LOCALES, current_locale
from forum.i18n import gettext as _
from forum.kb import actions, policy, queries, wording
from forum.kb.dressing import render
from forum.kb.environment import read_fields
from forum.kb.forms import LONGEST, Details, NewArticle, Note, Publication, SendBack, Writing
from forum.kb.kinds import KINDS, kind_name
from forum.kb.merging import merge
from forum.kb.pages.listing import HOME, audience_choices, section_choices
from forum.kb.views import Desk, RevisionView, Version
from forum.kb_bridge.queries import answers as answering
from forum.kb_bridge.queries import cards
from forum.kb_bridge.queries import effect as effects
from forum.text.diff import diff
from forum.web import admin, answers, ratelimit, reading

#: Revisions on one page.
PAGE = 20


async def start(request: Request) -> Response:
    """GET /desk/articles/new: what an article begins with."""
    viewer: Actor = request.scope["viewer"]
    policy.may_write(viewer).require()
    form = NewArticle({
        "lang": current_locale(), "kind": KINDS[0], "section": reading.query(request, "section"),
    })
    return await _new_page(request, form)


async def create(request: Request) -> Response:
    """POST /desk/articles: begin one, and go on to its editor."""
    actor: Actor = request.scope["viewer"]
    policy.may_write(actor).require()
    await ratelimit.limit(request, "act")
    form = NewArticle.read(await reading.form(request))
    try:
        article_id = await actions.create(actor, form)
    except Invalid as error:
        form.refuse(error)
        return await _new_page(request, form, status=422)
    return answers.redirect(request, f"{HOME}/{article_id}/{form['lang']}/edit")


async def show(request: Request) -> Response:
    """GET /desk/articles/ID: its languages, what readers say, and what happened to it."""
    viewer: Actor = request.scope["viewer"]
    article = await _article(request)
    may_arrange = bool(policy.may_arrange(viewer))
    missing = [lang for lang in LOCALES if article.in_language(lang) is None]
    behind = await cards.behind(viewer, article.id)
    context = {
        "article": article, "kind": kind_name(article.kind), "state": wording.state, "language": wording.language,
        "missing": missing if policy.may_edit(viewer, article) else [], "may_edit": bool(policy.may_edit(viewer, article)),
        "may_arrange": may_arrange, "flags": await queries.flags(article) if may_arrange else [],
        "flag_name": wording.flag, "feedback": await queries.feedback(article),
        "history": [
            (wording.happened(name, data), data.get("lang", ""), who, at)
            for name, data, who, at in await queries.history(article)
        ],
        "behind": behind,
        "effect": await effects.joined_per_week(viewer, article.id) if behind.sources else None,
        "use": await answering.use_of(viewer, article.id),
        "is_overdue": article.verified_until is not None and article.verified_until < clock.now(),
    }
    return await answers.page(request, "kb/desk_article.html", admin.admin_context(request) | context)


async def edit(request: Request) -> Response:
    """GET /desk/articles/ID/LANG/edit: the editor with the newest text."""
    viewer: Actor = request.scope["viewer"]
    article, version = await _version(request)
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
    article, version = await _version(request)
    await actions.hold(request.scope["viewer"], article.id, version.lang)
    if answers.wants_fragment(request):
        editors = await queries.editors(request.scope["viewer"], version)
        return answers.fragment(request, "kb/_editors.html", {"editors": editors})
    return answers.redirect(request, f"{HOME}/{article.id}/{version.lang}/edit")


async def save(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/edit: keep the text; or show it as it would look; or go on to its review."""
    actor: Actor = request.scope["viewer"]
    article, version = await _version(request)
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


async def translate(request: Request) -> Response:
    """POST /desk/articles/ID/translations: begin it in another language."""
    article = await _article(request)
    values = await reading.form(request)
    lang = values.get("lang", "")
    await actions.translate(request.scope["viewer"], article.id, lang)
    return answers.redirect(request, f"{HOME}/{article.id}/{lang}/edit")


async def review(request: Request) -> Response:
    """GET /desk/articles/ID/LANG/review: what would change for readers, what the team says, and the decision."""
    article, version = await _version(request)
    return await _review_page(request, article, version, Publication(), Note(), SendBack())


async def ask_review(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/review: it is ready to be looked at."""
    article, version = await _version(request)
    await actions.ask_review(request.scope["viewer"], article.id, version.lang)
    return answers.redirect(
        request, f"{HOME}/{article.id}/{version.lang}/review", flash_text=_("It waits for its review now.")
    )


async def send_back(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/review/remove: back to the writer, with a word about what is missing."""
    article, version = await _version(request)
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
    article, version = await _version(request)
    policy.may_review(viewer, article).require()
    await ratelimit.limit(request, "act")
    form = Publication.read(await reading.form(request))
    try:
        live = await actions.publish(viewer, article.id, version.lang, form, _zone(viewer))
    except Invalid as error:
        form.refuse(error)
        return await _review_page(request, article, version, form, Note(), SendBack(), status=422)
    said = _("Readers have it now.") if live else _("It is planned.")
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=said)


async def withdraw_plan(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/publication/remove: it does not become live by itself."""
    article, version = await _version(request)
    await actions.withdraw_plan(request.scope["viewer"], article.id, version.lang)
    return answers.redirect(
        request, f"{HOME}/{article.id}/{version.lang}/review", flash_text=_("The plan is withdrawn.")
    )


async def comment(request: Request) -> Response:
    """POST /desk/articles/ID/LANG/revisions/NUMBER/comments: a word to the team."""
    article, version = await _version(request)
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
    article, version = await _version(request)
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
    article, version = await _version(request)
    await actions.restore(
        request.scope["viewer"], article.id, version.lang, reading.path_id(request, "number")
    )
    said = _("The earlier text is the next version now. Readers see it once it is published.")
    return answers.redirect(request, f"{HOME}/{article.id}/{version.lang}/review", flash_text=said)


async def details(request: Request) -> Response:
    """GET /desk/articles/ID/details: where it stands and who looks after it."""
    article = await _article(request)
    policy.may_arrange(request.scope["viewer"]).require()
    form = Details({
        "section": str(article.section_id), "kind": article.kind, "source_lang": article.source_lang,
        "see": AudienceField.written(article.narrowing) if article.narrowing else "",
        "labels": ", ".join(article.labels), "related": ", ".join(str(number) for number in article.related_ids),
        "writer": str(article.writer.id if article.writer else ""), "verify_days": str(article.verify_days),
        "reviewer": str(article.reviewer.id if article.reviewer else ""),
        "owner": str(article.owner.id if article.owner else ""), "version": str(article.version),
    })
    return await _details_page(request, article, form)


async def save_details(request: Request) -> Response:
    """POST /desk/articles/ID/details: change that."""
    article = await _article(request)
    policy.may_arrange(request.scope["viewer"]).require()
    await ratelimit.limit(request, "act")
    form = Details.read(await reading.form(request))
    try:
        await actions.set_details(request.scope["viewer"], article.id, form)
    except Invalid as error:
        form.refuse(error)
        return await _details_page(request, article, form, status=422)
    except Conflict as error:
        form.errors[""] = error.sentence
        form.values["version"] = str(article.version)
        return await _details_page(request, article, form, status=409)
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=_("The details are saved."))


async def place(request: Request) -> Response:
    """POST /desk/articles/ID/position: one place up or down in its section."""
    article = await _article(request)
    values = await reading.form(request)
    await actions.move(request.scope["viewer"], article.id, -1 if values.get("to") == "up" else 1)
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=_("It moved within its section."))


async def verify(request: Request) -> Response:
    """POST /desk/articles/ID/verification: it is still right."""
    article = await _article(request)
    await actions.verify(request.scope["viewer"], article.id)
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=_("Verified. Thank you for looking."))


async def archive(request: Request) -> Response:
    """POST /desk/articles/ID/archive: away from readers; …/archive/remove brings it back."""
    article = await _article(request)
    if request.scope["path"].endswith("/remove"):
        await actions.unarchive(request.scope["viewer"], article.id)
        said = _("It is out of the archive.")
    else:
        await actions.archive(request.scope["viewer"], article.id)
        said = _("It is archived.")
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=said)


async def resolve_flag(request: Request) -> Response:
    """POST /desk/articles/ID/flags/FLAG/remove: what a reader flagged was dealt with."""
    article = await _article(request)
    await actions.resolve_flag(request.scope["viewer"], article.id, reading.path_id(request, "flag_id"))
    return answers.redirect(request, f"{HOME}/{article.id}#feedback")


async def _article(request: Request) -> Desk:
    viewer: Actor = request.scope["viewer"]
    policy.may_write(viewer).require()
    return await queries.article_on_desk(viewer, reading.path_id(request))


async def _version(request: Request) -> tuple[Desk, Version]:
    article = await _article(request)
    version = article.in_language(str(request.path_params["lang"]))
    if version is None:
        raise NotFound
    return article, version


def _source_of(article: Desk, version: Version) -> Version | None:
    """The version this one is translated from, if it is a translation."""
    source = article.in_language(article.source_lang)
    return source if source is not None and source.lang != version.lang else None


async def _new_page(request: Request, form: NewArticle, *, status: int = 200) -> Response:
    context = {
        "form": form, "sections": await section_choices(request.scope["viewer"]),
        "kinds": [(kind, kind_name(kind)) for kind in KINDS],
        "languages": [(lang, wording.language(lang)) for lang in LOCALES],
        "may_manage": bool(policy.may_manage_tree(request.scope["viewer"])),
    }
    return await answers.page(request, "kb/desk_new.html", admin.admin_context(request) | context, status=status)


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
        "also_asked": _both(base.also_asked, theirs.also_asked, mine["also_asked"]),
        "environment": _both(base.environment, theirs.environment, mine["environment"]),
        "base": str(theirs.number), "seen": str(version.version),
    }
    return await _editor(request, article, version, form, merging=merging, status=409)


async def _base(version: Version, number: int, theirs: RevisionView) -> RevisionView:
    try:
        return await queries.revision(version, number)
    except NotFound:
        return theirs


def _both(base: str, theirs: str, mine: str) -> str:
    """Lines of two lists put together: what either added is there, what either took away is not."""
    before, one, two = base.split("\n"), theirs.split("\n"), mine.split("\n")
    kept = [line for line in one if line in two or line not in before]
    return "\n".join([*kept, *(line for line in two if line not in one and line not in before)]).strip("\n")


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
        "has_others": len(article.versions) > 1, "zone": _zone(viewer), "language": wording.language,
        "state": wording.state,
    }
    return await answers.page(request, "kb/desk_review.html", admin.admin_context(request) | context, status=status)


async def _details_page(request: Request, article: Desk, form: Details, *, status: int = 200) -> Response:
    viewer: Actor = request.scope["viewer"]
    team = [(str(one.id), one.shown) for one in await queries.team()]
    helpers = [(str(one.id), one.shown) for one in await queries.helpers_who_write(article)]
    known = {value for value, _shown in team}
    nobody = ("", _("Nobody"))
    context = {
        "article": article, "form": form, "sections": await section_choices(viewer),
        "kinds": [(kind, kind_name(kind)) for kind in KINDS],
        "languages": [(version.lang, wording.language(version.lang)) for version in article.versions],
        "audiences": [("", _("As its section")), *await audience_choices()],
        "writers": [nobody, *team, *(one for one in helpers if one[0] not in known)], "team": [nobody, *team],
    }
    return await answers.page(request, "kb/desk_details.html", admin.admin_context(request) | context, status=status)


def _zone(viewer: Actor) -> str:
    return viewer.time_zone or settings.current().site_time_zone


_ONE = f"{HOME}/{{id}}"
_IN = f"{_ONE}/{{lang}}"

routes: list[BaseRoute] = [
    Route(HOME, create, methods=["POST"]),
    Route(f"{HOME}/new", start, methods=["GET"]),
    Route(f"{HOME}/preview", preview, methods=["POST"]),
    Route(_ONE, show, methods=["GET"]),
    Route(f"{_ONE}/details", details, methods=["GET"]),
    Route(f"{_ONE}/details", save_details, methods=["POST"]),
    Route(f"{_ONE}/translations", translate, methods=["POST"]),
    Route(f"{_ONE}/position", place, methods=["POST"]),
    Route(f"{_ONE}/verification", verify, methods=["POST"]),
    Route(f"{_ONE}/archive", archive, methods=["POST"]),
    Route(f"{_ONE}/archive/remove", archive, methods=["POST"]),
    Route(f"{_ONE}/flags/{{flag_id}}/remove", resolve_flag, methods=["POST"]),
    Route(f"{_IN}/edit", edit, methods=["GET"]),
    Route(f"{_IN}/edit", save, methods=["POST"]),
    Route(f"{_IN}/editing", hold, methods=["POST"]),
    Route(f"{_IN}/review", review, methods=["GET"]),
    Route(f"{_IN}/review", ask_review, methods=["POST"]),
    Route(f"{_IN}/review/remove", send_back, methods=["POST"]),
    Route(f"{_IN}/publication", publish, methods=["POST"]),
    Route(f"{_IN}/publication/remove", withdraw_plan, methods=["POST"]),
    Route(f"{_IN}/revisions", revisions, methods=["GET"]),
    Route(f"{_IN}/revisions/{{number}}/restore", restore, methods=["POST"]),
    Route(f"{_IN}/revisions/{{number}}/comments", comment, methods=["POST"]),
]
