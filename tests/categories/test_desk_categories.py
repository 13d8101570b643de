"""/desk/categories: the tree, a category's details, and the template editor, all without a script."""

from collections.abc import Awaitable, Callable

import pytest

from forum.categories.models import Category
from tests.cast import EVERYONE, Cast
from tests.visits import Page, Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]


async def paths(world: World) -> tuple[list[str], list[str]]:
    """The desk's pages and its changes, for a category that is there."""
    base = f"/desk/categories/{(await world.category('Hub')).id}"
    return (
        ["/desk/categories", "/desk/categories/new", base, f"{base}/template"],
        ["/desk/categories", base, f"{base}/template", f"{base}/position", f"{base}/archive", f"{base}/archive/remove"],
    )


@pytest.mark.parametrize("who", [who for who in EVERYONE if who != "ada"])
async def test_who_may_not(world: World, visitor: Visits, who: str) -> None:
    pages, changes = await paths(world)
    visit = await visitor(who)
    for path in pages:
        refused = await visit.get(path)
        assert refused.status == (303 if who == "guest" else 403), path
        assert who != "guest" or refused.location.startswith("/sign-in?next=")
    for path in changes:
        assert (await visit.post(path, {"name": "X", "step": "save", "label-0": "L"})).status == (
            401 if who == "guest" else 403
        ), path
    kept = await Category.get()
    assert (kept.name, kept.version, kept.archived_at) == ("Hub", 1, None)


async def test_the_side_lists_what_the_viewer_finds(world: World, visitor: Visits) -> None:
    administrators = {"/desk/people", "/desk/groups", "/desk/categories", "/desk/news", "/desk/audit"}
    page = await (await visitor("ada")).get("/desk/categories")
    places = [link.get("href") for link in page.find_all(".shell-nav a")]
    assert administrators <= set(places) and {"/desk", "/desk/tags", "/desk/articles"} <= set(places)
    assert page.find('.shell-nav [aria-current="page"]').text == "Categories"
    page = await (await visitor("chika")).get("/desk/tags")
    assert [link.get("href") for link in page.find_all(".shell-nav a")] == [
        place for place in places if place not in administrators
    ]


async def test_making_one(world: World, cast: Cast, visitor: Visits) -> None:
    ada = await visitor("ada")
    form = await ada.get("/desk/categories/new")
    sent = await form.submit(
        "/desk/categories", name="  Beta   room ", see=f"group:{cast.beta.id}", ask="staff", type_announcement="1",
        type_idea=None, description="For\nearly birds",
    )
    assert (sent.status, sent.location) == (303, "/desk/categories")
    page = await sent.follow()
    assert "“Beta room” is there now." in page.text
    assert "See: Group: Beta" in page.text and "Ask: Staff" in page.text and "Answer: Signed-in people" in page.text
    kept = await Category.get()
    assert (kept.slug, kept.description, kept.see_group_id) == ("beta-room", "For early birds", cast.beta.id)
    assert kept.types == "question,problem,discussion,announcement"


async def test_what_was_typed_stays(world: World, visitor: Visits) -> None:
    await world.category("Taken", slug="taken")
    form = await (await visitor("ada")).get("/desk/categories/new")
    sent = await form.submit(
        "/desk/categories", name="X", slug="taken", description="Kept <b>as typed</b>", type_question=None,
        type_problem=None, type_idea=None, type_discussion=None,
    )
    assert sent.status == 422
    again = sent.form("/desk/categories")
    assert (again["name"], again["slug"], again["description"]) == ("X", "taken", "Kept <b>as typed</b>")
    assert "type_question" not in again.fields
    assert sent.find(".error-summary a").get("href") == "#field-type_question"
    assert sent.has("#field-type_question-error")


BAD = [
    {"see": "friends"}, {"see": "group:"}, {"see": "group:0"}, {"see": f"group:{'9' * 40}"}, {"see": "group:١"},
    {"ask": ""},
    {"colour": "red"}, {"parent": "99999999999999999999"}, {"parent": "x"}, {"name": " "}, {"name": "x" * 61},
    {"description": "x" * 501}, {"parent": "12345"}, {"see": "group"}, {"see": "staff:1"},
]


@pytest.mark.parametrize("changes", BAD, ids=str)
async def test_forged_forms(visitor: Visits, changes: dict[str, str]) -> None:
    ada = await visitor("ada")
    given = {
        "name": "X", "see": "everyone", "ask": "members", "answer": "members", "colour": "#123456", "type_idea": "1",
        **changes,
    }
    sent = await ada.post("/desk/categories", given)
    assert sent.status == 422 and sent.has(".error-summary")
    assert not await Category.all().exists()


async def test_editing(world: World, visitor: Visits) -> None:
    parent = await world.category("Parent", see="members")
    category = await world.category("Old", slug="old", see="staff")
    form = await (await visitor("ada")).get(f"/desk/categories/{category.id}")
    filled = form.form(f"/desk/categories/{category.id}")
    assert (filled["name"], filled["see"], filled["ask"], filled["version"]) == ("Old", "staff", "members", "1")
    assert "type_announcement" not in filled.fields
    wide = await filled.submit(parent=str(parent.id), see="everyone")
    assert wide.status == 422 and "Parent" in wide.find("#field-see-error").text
    sent = await filled.submit(name="New", parent=str(parent.id), type_announcement="1")
    assert "“New” is saved." in (await sent.follow()).text
    kept = await Category.get(id=category.id)
    assert (kept.name, kept.slug, kept.parent_id, kept.version) == ("New", "old", parent.id, 2)


async def test_the_later_of_two_editors_keeps_their_words(world: World, visitor: Visits) -> None:
    category = await world.category("Shared")
    path = f"/desk/categories/{category.id}"
    form = (await (await visitor("ada")).get(path)).form(path)
    await form.submit(name="First")
    late = await form.submit(name="Second")
    assert late.status == 409 and late.form(path)["name"] == "Second"
    assert (await Category.get()).name == "First"
    assert (await late.submit(path)).status == 303, "they were told, and may go on"
    assert (await Category.get()).name == "Second"


async def test_one_with_others_below_it_stays_on_the_upper_level(world: World, visitor: Visits) -> None:
    parent, other = await world.category("Parent"), await world.category("Other")
    await world.category("Child", parent=parent)
    ada = await visitor("ada")

    async def offered(category: Category) -> list[str]:
        page = await ada.get(f"/desk/categories/{category.id}")
        return [option.get("value") or "" for option in page.find_all('select[name="parent"] option')]

    assert await offered(parent) == [""]
    assert await offered(other) == ["", str(parent.id)]


async def test_moving_and_archiving(world: World, visitor: Visits) -> None:
    one, two = await world.category("One"), await world.category("Two")
    await world.category("Below", parent=two)
    ada = await visitor("ada")
    page = await ada.get("/desk/categories")
    assert [link.text for link in page.find_all(".shelf-name a")] == ["One", "Two", "Below"]
    assert [button.get("aria-label") for button in page.find_all("button[disabled]")] == [
        "Move “One” up", "Move “Two” down", "Move “Below” up", "Move “Below” down"
    ]
    moved = await page.submit(f"/desk/categories/{two.id}/position", "up")
    assert moved.location == f"/desk/categories#category-{two.id}"
    page = await ada.get("/desk/categories")
    assert [link.text for link in page.find_all(".shelf-name a")] == ["Two", "Below", "One"]
    page = await ada.get(f"/desk/categories/{two.id}")
    page = await (await page.submit(f"/desk/categories/{two.id}/archive")).follow()
    assert page.text.count("Archived") == 2
    page = await ada.get(f"/desk/categories/{two.id}")
    page = await (await page.submit(f"/desk/categories/{two.id}/archive/remove")).follow()
    assert "“Two” is in use again." in page.text and page.text.count("Archived") == 1
    assert one.id


@pytest.mark.parametrize("path", ["0", "x", "-1", "999999", "99999999999999999999", "1/template/x"])
async def test_what_is_not_there(world: World, visitor: Visits, path: str) -> None:
    assert (await (await visitor("ada")).get(f"/desk/categories/{path}")).status == 404


async def labels(page: Page) -> list[str]:
    return [field.get("value") or "" for field in page.find_all('main input[name^="label-"]')]


async def test_the_template_editor(world: World, visitor: Visits) -> None:
    category = await world.category("Hub")
    path = f"/desk/categories/{category.id}/template"
    page = await (await visitor("ada")).get(path)
    assert page.form(path).buttons[0].get("value") == "save", "the Enter key saves"
    page = await page.submit(path, "add")
    page = await page.submit(path, "add", **{"label-0": "Version", "required-0": "1"})
    page = await page.submit(path, "add", **{"label-1": "Phone", "kind-1": "choice", "choices-1": "Android\niPhone"})
    assert page.status == 200 and page.form(path)["choices-1"] == "Android\niPhone"
    page = await page.submit(path, "up-1", **{"label-2": "Router <3", "help-2": "On its back"})
    assert await labels(page) == ["Phone", "Version", "Router <3"]
    assert page.find_all("[autofocus]")[0].get("value") == "down-0"
    page = await page.submit(path, "remove-0")
    assert await labels(page) == ["Version", "Router <3"]
    assert "Not kept yet" in page.text and (await Category.get()).template == []
    page = await page.submit(path, "save", **{"label-1": ""})
    assert page.status == 422 and page.find(".error-summary a").get("href") == "#field-label-1"
    assert page.form(path)["help-1"] == "On its back"
    sent = await page.submit(path, "save", **{"label-1": "Router"})
    assert sent.status == 303 and "2 fields" in (await sent.follow()).text
    kept = (await Category.get()).template
    assert [(field["name"], field["required"], field["help"]) for field in kept] == [
        ("version", True, ""), ("router", False, "On its back")
    ]
    page = await page.visitor.get(path)
    assert await labels(page) == ["Version", "Router"]
    assert page.form(path)["version"] == "2"


async def test_the_template_editor_tells_of_others(world: World, visitor: Visits) -> None:
    category = await world.category("Hub")
    path = f"/desk/categories/{category.id}/template"
    ada = await visitor("ada")
    first = await (await ada.get(path)).submit(path, "add")
    second = await (await ada.get(path)).submit(path, "add")
    assert (await first.submit(path, "save", **{"label-0": "Mine"})).status == 303
    late = await second.submit(path, "save", **{"label-0": "Theirs"})
    assert late.status == 409 and await labels(late) == ["Theirs"]
    assert (await late.submit(path, "save")).status == 303
    assert (await Category.get()).template[0]["label"] == "Theirs"


@pytest.mark.parametrize(
    "given",
    [{}, {"step": "up-5"}, {"step": "x"}, {"version": "x"}, {"version": "9" * 50}, {"label-999": "L", "version": "1"}],
)
async def test_forged_templates(world: World, visitor: Visits, given: dict[str, str]) -> None:
    category = await world.category("Hub")
    sent = await (await visitor("ada")).post(f"/desk/categories/{category.id}/template", given)
    assert sent.status in (200, 303, 409, 422)
