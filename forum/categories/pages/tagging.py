"""The desk's pages for tags: searching, describing, other spellings, merging and deleting. For moderators."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forum.categories import actions, policy, queries
from forum.categories.forms import NewTagForm, TagForm, TagNameForm
from forum.categories.pages.browsing import page_url
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.web import admin, answers, ratelimit, reading

HOME = "/desk/tags"


async def show_tags(request: Request) -> Response:
    """Every tag, or those that a search finds, and the form of a new one."""
    policy.may_edit_tag(request.scope["viewer"]).require()
    return await _tags_page(request, NewTagForm())


async def create(request: Request) -> Response:
    """Make a tag."""
    actor = request.scope["viewer"]
    policy.may_edit_tag(actor).require()
    await ratelimit.limit(request, "act")
    form = NewTagForm.read(await reading.form(request))
    try:
        form.check()
        tag = await actions.create_tag(actor, form["name"], form["description"])
    except Invalid as error:
        form.refuse(error)
        return await _tags_page(request, form, status=422)
    return answers.redirect(request, f"{HOME}/{tag.id}", flash_text=_("“%(name)s” is there now.", name=tag.name))


async def edit(request: Request) -> Response:
    """A tag with its description and spellings; a spelling leads to its tag."""
    shown = await _tag(request)
    if shown.synonym_of is not None:
        return answers.redirect(request, f"{HOME}/{shown.synonym_of}")
    return await _tag_page(request, shown)


async def save(request: Request) -> Response:
    """Change a tag's description."""
    shown = await _tag(request)
    await ratelimit.limit(request, "act")
    form = TagForm.read(await reading.form(request))
    if form.errors:
        return await _tag_page(request, shown, description=form, status=422)
    await actions.edit_tag(request.scope["viewer"], shown.tag.id, form["description"])
    return answers.redirect(request, HOME, flash_text=_("“%(name)s” is saved.", name=shown.tag.name))


async def add_synonym(request: Request) -> Response:
    """Give a tag another spelling."""
    shown = await _tag(request)
    await ratelimit.limit(request, "act")
    form = TagNameForm.read(await reading.form(request))
    try:
        form.check()
        synonym = await actions.add_synonym(request.scope["viewer"], shown.tag.id, form["name"])
    except Invalid as error:
        form.refuse(error)
        return await _tag_page(request, shown, synonym=form, status=422)
    words = _("“%(synonym)s” leads to “%(name)s” now.", synonym=synonym.name, name=shown.tag.name)
    return answers.redirect(request, f"{HOME}/{shown.tag.id}", flash_text=words)


async def remove_synonym(request: Request) -> Response:
    """Take a spelling away from its tag."""
    shown = await _tag(request)
    here = f"{HOME}/{shown.tag.id}"
    try:
        await actions.remove_synonym(request.scope["viewer"], shown.tag.id, reading.path_id(request, "synonym_id"))
    except Conflict as error:
        return answers.redirect(request, here, flash_text=error.sentence, kind="warning")
    return answers.redirect(request, here, flash_text=_("The spelling is removed."))


async def merge(request: Request) -> Response:
    """Merge a tag into another one."""
    shown = await _tag(request)
    await ratelimit.limit(request, "act")
    form = TagNameForm.read(await reading.form(request))
    try:
        form.check()
        target = await actions.merge_tag(request.scope["viewer"], shown.tag.id, form["name"])
    except Invalid as error:
        form.refuse(error)
        return await _tag_page(request, shown, merge=form, status=422)
    words = _("“%(name)s” is merged into “%(target)s”.", name=shown.tag.name, target=target.name)
    return answers.redirect(request, f"{HOME}/{target.id}", flash_text=words)


async def delete(request: Request) -> Response:
    """Delete a tag that no thread carries."""
    shown = await _tag(request)
    try:
        await actions.delete_tag(request.scope["viewer"], shown.tag.id)
    except Conflict as error:
        return answers.redirect(request, f"{HOME}/{shown.tag.id}", flash_text=error.sentence, kind="warning")
    return answers.redirect(request, HOME, flash_text=_("“%(name)s” is deleted.", name=shown.tag.name))


async def _tag(request: Request) -> queries.TagOnDesk:
    policy.may_edit_tag(request.scope["viewer"]).require()
    return await queries.tag_on_desk(reading.path_id(request))


async def _tags_page(request: Request, form: NewTagForm, *, status: int = 200) -> Response:
    q = reading.query(request, "q")[:100]
    found = await queries.tags_page(request.scope["viewer"], q, reading.number(request, "page", 1))
    context: dict[str, Any] = {
        "q": q, "found": found, "form": form, "url_for": lambda page: page_url(HOME, q, page),
    }
    context |= admin.admin_context(request)
    return await answers.page(request, "categories/desk_tags.html", context, status=status)


async def _tag_page(
    request: Request, shown: queries.TagOnDesk, *, description: TagForm | None = None,
    synonym: TagNameForm | None = None, merge: TagNameForm | None = None, status: int = 200,
) -> Response:
    context: dict[str, Any] = {
        "tag": shown.tag, "synonyms": shown.synonyms,
        "description": description or TagForm({"description": shown.tag.description}),
        "synonym": synonym or TagNameForm(), "merge": merge or TagNameForm(),
    }
    context |= admin.admin_context(request)
    return await answers.page(request, "categories/desk_tag.html", context, status=status)


routes: list[BaseRoute] = [
    Route(HOME, show_tags, methods=["GET"]),
    Route(HOME, create, methods=["POST"]),
    Route(f"{HOME}/{{id}}", edit, methods=["GET"]),
    Route(f"{HOME}/{{id}}", save, methods=["POST"]),
    Route(f"{HOME}/{{id}}/synonyms", add_synonym, methods=["POST"]),
    Route(f"{HOME}/{{id}}/synonyms/{{synonym_id}}/remove", remove_synonym, methods=["POST"]),
    Route(f"{HOME}/{{id}}/merge", merge, methods=["POST"]),
    Route(f"{HOME}/{{id}}/remove", delete, methods=["POST"]),
]
