"""Doors of the desk: the list of articles, what needs attention, the tree."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.forms import AudienceField
from forum.errors import Conflict, Invalid, NotFound
from forum.forms import Form
from forum.i18n import current_locale
from forum.i18n import gettext as _
from forum.kb import actions, policy, queries, wording
from forum.kb.forms import Section, Shelf
from forum.kb.kinds import kind_name
from forum.kb.views import ShelfOnDesk
from forum.kb_bridge.queries.asked_again import asked_again
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/articles"
TREE = f"{HOME}/tree"


async def show_list(request: Request) -> Response:
    """GET /desk/articles: every article the viewer works on, by state, section, person and title."""
    viewer: Actor = request.scope["viewer"]
    policy.may_write(viewer).require()
    locale = current_locale()
    state = reading.query(request, "state")
    state = state if state in queries.STATES else ""
    section_id = reading.number(request, "section", 0, high=reading.MAX_ID)
    owner_id = reading.number(request, "who", 0, high=reading.MAX_ID)
    q = reading.query(request, "q")[:100]
    rows, page, page_count = await queries.articles_on_desk(
        viewer, locale, state=state, section_id=section_id, owner_id=owner_id, q=q,
        page=reading.number(request, "page", 1),
    )
    counts = await queries.counts(viewer)

    def url(**changed: Any) -> str:
        kept = {"state": state, "section": section_id or "", "who": owner_id or "", "q": q} | changed
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{HOME}?{query}" if query else HOME

    context = {
        "rows": rows, "page": page, "page_count": page_count, "state": state,
        "tabs": [{"label": _("All"), "url": url(state=""), "current": not state, "count": None}] + [
            {"label": wording.state(name), "url": url(state=name), "current": name == state, "count": count}
            for name, count in counts.items()
        ],
        "form": Form({"q": q, "section": str(section_id or ""), "who": str(owner_id or "")}),
        "sections": [("", _("All sections")), *await section_choices(viewer)],
        "people": [("", _("Everybody")), *((str(one.id), one.shown) for one in await queries.team())],
        "url_for": lambda number: url(page=number), "state_name": wording.state, "kind_name": kind_name,
        "language": wording.language, "is_staff": viewer.is_staff,
    }
    return await answers.page(request, "kb/desk_list.html", admin.admin_context(request) | context)


async def show_needy(request: Request) -> Response:
    """GET /desk/articles/attention: what should be looked at, and why."""
    viewer: Actor = request.scope["viewer"]
    policy.may_arrange(viewer).require()
    mine = reading.query(request, "of") == "me"
    needy = await queries.needy(viewer, viewer.id if mine else 0, await asked_again(viewer))
    context = {
        "needy": needy, "mine": mine, "reason": wording.reason, "language": wording.language,
        "tabs": [
            {"label": _("All"), "url": f"{HOME}/attention", "current": not mine},
            {"label": _("Mine"), "url": f"{HOME}/attention?of=me", "current": mine},
        ],
    }
    return await answers.page(request, "kb/desk_attention.html", admin.admin_context(request) | context)


async def show_tree(request: Request) -> Response:
    """GET /desk/articles/tree: categories and sections with what may be done to them."""
    viewer: Actor = request.scope["viewer"]
    policy.may_manage_tree(viewer).require()
    return await _tree_page(request)


async def start_category(request: Request) -> Response:
    """GET /desk/articles/tree/categories/new: the form of a category that is not there yet."""
    policy.may_manage_tree(request.scope["viewer"]).require()
    return await _shelf_page(request, Shelf(), None, f"{TREE}/categories")


async def create_category(request: Request) -> Response:
    """POST /desk/articles/tree/categories: make one."""
    actor: Actor = request.scope["viewer"]
    policy.may_manage_tree(actor).require()
    await ratelimit.limit(request, "act")
    form = Shelf.read(await reading.form(request))
    try:
        await actions.create_category(actor, form)
    except Invalid as error:
        form.refuse(error)
        return await _shelf_page(request, form, None, f"{TREE}/categories", status=422)
    return answers.redirect(request, TREE, flash_text=_("The category is there now."))


async def edit_category(request: Request) -> Response:
    """GET /desk/articles/tree/categories/ID: the form of a category as it is."""
    shelf = await _category(request)
    return await _shelf_page(request, _filled(Shelf(), shelf), shelf, f"{TREE}/categories/{shelf.id}")


async def save_category(request: Request) -> Response:
    """POST /desk/articles/tree/categories/ID: rename it."""
    shelf = await _category(request)
    await ratelimit.limit(request, "act")
    form = Shelf.read(await reading.form(request))
    try:
        await actions.edit_category(request.scope["viewer"], shelf.id, form)
    except (Invalid, Conflict) as error:
        status = _refused(form, error, shelf.version)
        return await _shelf_page(request, form, shelf, f"{TREE}/categories/{shelf.id}", status=status)
    return answers.redirect(request, TREE, flash_text=_("The category is saved."))


async def place_category(request: Request) -> Response:
    """POST /desk/articles/tree/categories/ID/position: one place up or down."""
    actor: Actor = request.scope["viewer"]
    policy.may_manage_tree(actor).require()
    form = await reading.form(request)
    await actions.move_category(actor, reading.path_id(request), -1 if form.get("to") == "up" else 1)
    return answers.redirect(request, f"{TREE}#category-{reading.path_id(request)}")


async def archive_category(request: Request) -> Response:
    """POST /desk/articles/tree/categories/ID/archive: put it away; …/archive/remove takes it into use again."""
    actor: Actor = request.scope["viewer"]
    policy.may_manage_tree(actor).require()
    await actions.archive_category(actor, reading.path_id(request), not request.scope["path"].endswith("/remove"))
    return answers.redirect(request, TREE, flash_text=_("The category is saved."))


async def start_section(request: Request) -> Response:
    """GET /desk/articles/tree/sections/new: the form of a section; `?category=ID` says where."""
    policy.may_manage_tree(request.scope["viewer"]).require()
    wanted = reading.number(request, "category", 0, high=reading.MAX_ID)
    form = Section({"category": str(wanted or ""), "see": "everyone"})
    return await _shelf_page(request, form, None, f"{TREE}/sections", section=True)


async def create_section(request: Request) -> Response:
    """POST /desk/articles/tree/sections: make one."""
    actor: Actor = request.scope["viewer"]
    policy.may_manage_tree(actor).require()
    await ratelimit.limit(request, "act")
    form = Section.read(await reading.form(request))
    try:
        await actions.create_section(actor, form)
    except Invalid as error:
        form.refuse(error)
        return await _shelf_page(request, form, None, f"{TREE}/sections", section=True, status=422)
    return answers.redirect(request, TREE, flash_text=_("The section is there now."))


async def edit_section(request: Request) -> Response:
    """GET /desk/articles/tree/sections/ID: the form of a section as it is."""
    shelf = await _section(request)
    form = _filled(Section({"category": str(shelf.category_id), "see": AudienceField.written(shelf.seers)}), shelf)
    return await _shelf_page(request, form, shelf, f"{TREE}/sections/{shelf.id}", section=True)


async def save_section(request: Request) -> Response:
    """POST /desk/articles/tree/sections/ID: rename it, move it, open it to others."""
    shelf = await _section(request)
    await ratelimit.limit(request, "act")
    form = Section.read(await reading.form(request))
    try:
        await actions.edit_section(request.scope["viewer"], shelf.id, form)
    except (Invalid, Conflict) as error:
        status = _refused(form, error, shelf.version)
        return await _shelf_page(request, form, shelf, f"{TREE}/sections/{shelf.id}", section=True, status=status)
    return answers.redirect(request, TREE, flash_text=_("The section is saved."))


async def place_section(request: Request) -> Response:
    """POST /desk/articles/tree/sections/ID/position: one place up or down."""
    actor: Actor = request.scope["viewer"]
    policy.may_manage_tree(actor).require()
    form = await reading.form(request)
    await actions.move_section(actor, reading.path_id(request), -1 if form.get("to") == "up" else 1)
    return answers.redirect(request, f"{TREE}#section-{reading.path_id(request)}")


async def archive_section(request: Request) -> Response:
    """POST /desk/articles/tree/sections/ID/archive: put it away; …/archive/remove takes it into use again."""
    actor: Actor = request.scope["viewer"]
    policy.may_manage_tree(actor).require()
    await actions.archive_section(actor, reading.path_id(request), not request.scope["path"].endswith("/remove"))
    return answers.redirect(request, TREE, flash_text=_("The section is saved."))


async def section_choices(viewer: Actor) -> list[tuple[str, Any]]:
    """The sections in use that the viewer may see, for a select, below their categories."""
    upper, lower = await queries.shelves(viewer)
    locale = current_locale()
    choices: list[tuple[str, Any]] = []
    for category in upper:
        inside = [
            (str(one.id), one.name(locale)) for one in lower if one.category_id == category.id and not one.is_archived
        ]
        if inside and not category.is_archived:
            choices.append((category.name(locale), inside))
    return choices


async def audience_choices() -> list[tuple[str, Any]]:
    """The audiences, for a select; groups stand under a heading."""
    known = [(f"group:{group.id}", group.name) for group in await categories.groups()]
    choices: list[tuple[str, Any]] = [
        ("everyone", _("Everyone")), ("members", _("Signed-in people")), ("staff", _("Staff")),
    ]
    return [*choices, (_("Members of a group"), known)] if known else choices


async def _tree_page(request: Request) -> Response:
    upper, lower = await queries.shelves(request.scope["viewer"])
    context = {
        "categories": upper, "sections": lower, "locale_name": current_locale(),
        "group_names": {group.id: group.name for group in await categories.groups()},
    }
    return await answers.page(request, "kb/desk_tree.html", admin.admin_context(request) | context)


async def _shelf_page(
    request: Request, form: Shelf, shelf: ShelfOnDesk | None, action: str, *, section: bool = False, status: int = 200
) -> Response:
    upper, _lower = await queries.shelves(request.scope["viewer"])
    context = {
        "form": form, "shelf": shelf, "action": action, "is_section": section, "tree": TREE,
        "heading": shelf.name(current_locale()) if shelf else _("New section") if section else _("New category"),
        "categories": [(str(one.id), one.name(current_locale())) for one in upper],
        "audiences": await audience_choices() if section else [],
    }
    return await answers.page(request, "kb/desk_shelf.html", admin.admin_context(request) | context, status=status)


async def _category(request: Request) -> ShelfOnDesk:
    policy.may_manage_tree(request.scope["viewer"]).require()
    upper, _lower = await queries.shelves(request.scope["viewer"])
    return _one(upper, reading.path_id(request))


async def _section(request: Request) -> ShelfOnDesk:
    policy.may_manage_tree(request.scope["viewer"]).require()
    _upper, lower = await queries.shelves(request.scope["viewer"])
    return _one(lower, reading.path_id(request))


def _one(shelves: list[ShelfOnDesk], wanted: int) -> ShelfOnDesk:
    found = next((one for one in shelves if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def _filled(form: Any, shelf: ShelfOnDesk) -> Any:
    form.values |= {
        "name_en": shelf.name_en, "name_ja": shelf.name_ja, "description_en": shelf.description_en,
        "description_ja": shelf.description_ja, "version": str(shelf.version),
    }
    return form


def _refused(form: Shelf, error: Invalid | Conflict, version: int) -> int:
    if isinstance(error, Invalid):
        form.refuse(error)
        return 422
    form.errors[""] = error.sentence
    form.values["version"] = str(version)
    return 409


routes: list[BaseRoute] = [
    Route(HOME, show_list, methods=["GET"]),
    Route(f"{HOME}/attention", show_needy, methods=["GET"]),
    Route(TREE, show_tree, methods=["GET"]),
    Route(f"{TREE}/categories", create_category, methods=["POST"]),
    Route(f"{TREE}/categories/new", start_category, methods=["GET"]),
    Route(f"{TREE}/categories/{{id}}", edit_category, methods=["GET"]),
    Route(f"{TREE}/categories/{{id}}", save_category, methods=["POST"]),
    Route(f"{TREE}/categories/{{id}}/position", place_category, methods=["POST"]),
    Route(f"{TREE}/categories/{{id}}/archive", archive_category, methods=["POST"]),
    Route(f"{TREE}/categories/{{id}}/archive/remove", archive_category, methods=["POST"]),
    Route(f"{TREE}/sections", create_section, methods=["POST"]),
    Route(f"{TREE}/sections/new", start_section, methods=["GET"]),
    Route(f"{TREE}/sections/{{id}}", edit_section, methods=["GET"]),
    Route(f"{TREE}/sections/{{id}}", save_section, methods=["POST"]),
    Route(f"{TREE}/sections/{{id}}/position", place_section, methods=["POST"]),
    Route(f"{TREE}/sections/{{id}}/archive", archive_section, methods=["POST"]),
    Route(f"{TREE}/sections/{{id}}/archive/remove", archive_section, methods=["POST"]),
]
