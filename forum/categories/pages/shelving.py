"""The desk's pages for categories: the tree, a category's details, and the template editor. For administrators."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.categories import actions, policy, queries, template
from forum.categories.forms import CategoryDetails, CategoryForm
from forum.errors import Conflict, Invalid
from forum.forms import Form
from forum.i18n import gettext as _
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/categories"


async def show_tree(request: Request) -> Response:
    """Every category with what may be done to it."""
    policy.may_manage_categories(request.scope["viewer"]).require()
    context = {"categories": await queries.all_for_admin(), "group_names": await _group_names()}
    return await answers.page(request, "categories/desk_tree.html", admin.admin_context(request) | context)


async def start(request: Request) -> Response:
    """The form of a category that is not there yet; `?parent=ID` puts it below another."""
    policy.may_manage_categories(request.scope["viewer"]).require()
    parent = reading.number(request, "parent", 0, high=reading.MAX_ID) or None
    return await _details_page(request, CategoryForm.filled(CategoryDetails(name="", parent_id=parent)))


async def create(request: Request) -> Response:
    """Make a category."""
    actor = request.scope["viewer"]
    policy.may_manage_categories(actor).require()
    await ratelimit.limit(request, "act")
    form = CategoryForm.read(await reading.form(request))
    try:
        form.check()
        category = await actions.create_category(actor, form.details())
    except Invalid as error:
        form.refuse(error)
        return await _details_page(request, form, status=422)
    return answers.redirect(request, HOME, flash_text=_("“%(name)s” is there now.", name=category.name))


async def edit(request: Request) -> Response:
    """The form of a category as it is."""
    category = await _category(request)
    details = CategoryDetails(
        name=category.name, slug=category.slug, description=category.description, colour=category.colour,
        parent_id=category.parent_id, see=category.seers, ask=category.askers, answer=category.answerers,
        types=category.thread_types,
    )
    return await _details_page(request, CategoryForm.filled(details, category.version), category)


async def save(request: Request) -> Response:
    """Change a category; who else changed it since the form was opened is not overwritten."""
    category = await _category(request)
    await ratelimit.limit(request, "act")
    form = CategoryForm.read(await reading.form(request))
    try:
        form.check()
        await actions.edit_category(request.scope["viewer"], category.id, form["version"] or 0, form.details())
    except Invalid as error:
        form.refuse(error)
        return await _details_page(request, form, category, status=422)
    except Conflict as error:
        form.errors[""] = error.sentence
        form.values["version"] = str(category.version)
        return await _details_page(request, form, category, status=409)
    return answers.redirect(request, HOME, flash_text=_("“%(name)s” is saved.", name=form["name"]))


async def move(request: Request) -> Response:
    """Move a category one place up or down among its siblings."""
    category = await _category(request)
    form = await reading.form(request)
    await actions.move_category(request.scope["viewer"], category.id, -1 if form.pop("to", "") == "up" else 1)
    return answers.redirect(request, f"{HOME}#category-{category.id}")


async def archive(request: Request) -> Response:
    """Put a category away."""
    category = await _category(request)
    await actions.archive_category(request.scope["viewer"], category.id)
    return answers.redirect(request, HOME, flash_text=_("“%(name)s” is archived.", name=category.name))


async def restore(request: Request) -> Response:
    """Take a category into use again."""
    category = await _category(request)
    try:
        await actions.restore_category(request.scope["viewer"], category.id)
    except Invalid as error:
        return answers.redirect(request, HOME, flash_text=error.sentence, kind="warning")
    return answers.redirect(request, HOME, flash_text=_("“%(name)s” is in use again.", name=category.name))


async def edit_template(request: Request) -> Response:
    """The template editor with the fields as they are."""
    category = await _category(request)
    return await _template_page(request, category, list(category.template), str(category.version))


async def save_template(request: Request) -> Response:
    """Keep the template, or, by the editor's other buttons, show its rows rearranged without keeping them."""
    category = await _category(request)
    submitted = await reading.form(request)
    rows = template.read_rows(submitted)
    version = submitted.pop("version", "")
    step = submitted.pop("step", "save")
    if step != "save":
        rows, cursor = template.rearranged(rows, step)
        return await _template_page(request, category, rows, version, cursor=cursor, step=step)
    await ratelimit.limit(request, "act")
    try:
        seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
        await actions.set_template(request.scope["viewer"], category.id, seen, rows)
    except Invalid as error:
        return await _template_page(request, category, rows, version, errors=error.errors, step=step, status=422)
    except Conflict as error:
        version, errors = str(category.version), {"": error.sentence}
        return await _template_page(request, category, rows, version, errors=errors, step=step, status=409)
    return answers.redirect(request, HOME, flash_text=_("The template of “%(name)s” is saved.", name=category.name))


async def _category(request: Request) -> queries.CategoryView:
    actor = request.scope["viewer"]
    policy.may_manage_categories(actor).require()
    return await queries.category_by_id(actor, reading.path_id(request))


async def _group_names() -> dict[int, str]:
    return {group.id: group.name for group in await queries.groups()}


async def _audiences() -> list[tuple[str, Any]]:
    """The audiences of people who are signed in, for a select; groups stand under a heading."""
    known = [(f"group:{group.id}", group.name) for group in await queries.groups()]
    choices: list[tuple[str, Any]] = [("members", _("Signed-in people")), ("staff", _("Staff"))]
    return [*choices, (_("Members of a group"), known)] if known else choices


async def _details_page(
    request: Request, form: CategoryForm, category: queries.CategoryView | None = None, *, status: int = 200
) -> Response:
    everything = await queries.all_for_admin()
    own = category.id if category is not None else 0
    parents = [shelf for shelf in everything if shelf.parent_id is None and not shelf.is_archived and shelf.id != own]
    if any(shelf.parent_id == own for shelf in everything):
        parents = []  # what has others below it stays on the upper level
    audiences = await _audiences()
    context: dict[str, Any] = {
        "form": form, "category": category, "action": f"{HOME}/{category.id}" if category is not None else HOME,
        "options": {
            "parent": [("", _("Nothing: it is on the upper level")), *((shelf.id, shelf.name) for shelf in parents)],
            "see": [("everyone", _("Everyone")), *audiences],
            "write": audiences,
        },
    }
    return await answers.page(
        request, "categories/desk_details.html", admin.admin_context(request) | context, status=status
    )


async def _template_page(
    request: Request, category: queries.CategoryView, rows: list[template.TemplateField], version: str, *,
    errors: dict[str, str] | None = None, cursor: int | None = None, step: str = "", status: int = 200,
) -> Response:
    form = Form()
    form.errors.update(errors or {})
    for number, row in enumerate(rows):
        form.values.update({
            f"name-{number}": row.name, f"label-{number}": row.label, f"kind-{number}": row.kind,
            f"choices-{number}": "\n".join(row.choices), f"help-{number}": row.help,
            f"required-{number}": "1" if row.required else "",
        })
    context = {
        "category": category, "form": form, "rows": rows, "version": version, "cursor": cursor, "step": step,
        "room": template.MAX_FIELDS - len(rows),
    }
    return await answers.page(
        request, "categories/desk_template.html", admin.admin_context(request) | context, status=status
    )


routes: list[BaseRoute] = [
    Route(HOME, show_tree, methods=["GET"]),
    Route(HOME, create, methods=["POST"]),
    Route(f"{HOME}/new", start, methods=["GET"]),
    Route(f"{HOME}/{{id}}", edit, methods=["GET"]),
    Route(f"{HOME}/{{id}}", save, methods=["POST"]),
    Route(f"{HOME}/{{id}}/template", edit_template, methods=["GET"]),
    Route(f"{HOME}/{{id}}/template", save_template, methods=["POST"]),
    Route(f"{HOME}/{{id}}/position", move, methods=["POST"]),
    Route(f"{HOME}/{{id}}/archive", archive, methods=["POST"]),
    Route(f"{HOME}/{{id}}/archive/remove", restore, methods=["POST"]),
]
