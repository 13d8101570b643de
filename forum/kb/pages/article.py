"""Doors of the desk: one article, from its beginning to the archive, and who looks after it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum import clock
from forum.accounts.actor import Actor
from forum.categories.forms import AudienceField
from forum.errors import Conflict, Invalid
from forum.i18n import LOCALES, current_locale
from forum.i18n import gettext as _
from forum.kb import actions, policy, queries, wording
from forum.kb.forms import Details, NewArticle
from forum.kb.kinds import KINDS, kind_name
from forum.kb.pages.finding import ONE, article_of
from forum.kb.pages.listing import HOME, audience_choices, section_choices
from forum.kb.views import Desk
from forum.kb_bridge.queries import answers as answering
from forum.kb_bridge.queries import cards
from forum.kb_bridge.queries import effect as effects
from forum.web import admin, answers, ratelimit, reading


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
    article = await article_of(request)
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


async def translate(request: Request) -> Response:
    """POST /desk/articles/ID/translations: begin it in another language."""
    article = await article_of(request)
    values = await reading.form(request)
    lang = values.get("lang", "")
    await actions.translate(request.scope["viewer"], article.id, lang)
    return answers.redirect(request, f"{HOME}/{article.id}/{lang}/edit")


async def details(request: Request) -> Response:
    """GET /desk/articles/ID/details: where it stands and who looks after it."""
    article = await article_of(request)
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
    article = await article_of(request)
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
    article = await article_of(request)
    values = await reading.form(request)
    await actions.move(request.scope["viewer"], article.id, -1 if values.get("to") == "up" else 1)
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=_("It moved within its section."))


async def verify(request: Request) -> Response:
    """POST /desk/articles/ID/verification: it is still right."""
    article = await article_of(request)
    await actions.verify(request.scope["viewer"], article.id)
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=_("Verified. Thank you for looking."))


async def archive(request: Request) -> Response:
    """POST /desk/articles/ID/archive: away from readers; …/archive/remove brings it back."""
    article = await article_of(request)
    if request.scope["path"].endswith("/remove"):
        await actions.unarchive(request.scope["viewer"], article.id)
        said = _("It is out of the archive.")
    else:
        await actions.archive(request.scope["viewer"], article.id)
        said = _("It is archived.")
    return answers.redirect(request, f"{HOME}/{article.id}", flash_text=said)


async def resolve_flag(request: Request) -> Response:
    """POST /desk/articles/ID/flags/FLAG/remove: what a reader flagged was dealt with."""
    article = await article_of(request)
    await actions.resolve_flag(request.scope["viewer"], article.id, reading.path_id(request, "flag_id"))
    return answers.redirect(request, f"{HOME}/{article.id}#feedback")


async def _new_page(request: Request, form: NewArticle, *, status: int = 200) -> Response:
    context = {
        "form": form, "sections": await section_choices(request.scope["viewer"]),
        "kinds": [(kind, kind_name(kind)) for kind in KINDS],
        "languages": [(lang, wording.language(lang)) for lang in LOCALES],
        "may_manage": bool(policy.may_manage_tree(request.scope["viewer"])),
    }
    return await answers.page(request, "kb/desk_new.html", admin.admin_context(request) | context, status=status)


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


routes: list[BaseRoute] = [
    Route(HOME, create, methods=["POST"]),
    Route(f"{HOME}/new", start, methods=["GET"]),
    Route(ONE, show, methods=["GET"]),
    Route(f"{ONE}/details", details, methods=["GET"]),
    Route(f"{ONE}/details", save_details, methods=["POST"]),
    Route(f"{ONE}/translations", translate, methods=["POST"]),
    Route(f"{ONE}/position", place, methods=["POST"]),
    Route(f"{ONE}/verification", verify, methods=["POST"]),
    Route(f"{ONE}/archive", archive, methods=["POST"]),
    Route(f"{ONE}/archive/remove", archive, methods=["POST"]),
    Route(f"{ONE}/flags/{{flag_id}}/remove", resolve_flag, methods=["POST"]),
]
