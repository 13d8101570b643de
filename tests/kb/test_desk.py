"""The desk: lists, the editor, the merge view, reviews and the tree, through their pages."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum.kb import queries
from tests.kb import writers
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def test_from_nothing_to_readers(visitor: Visit, world: World) -> None:
    chika = await visitor("chika")
    tree = await chika.get("/desk/articles/tree/categories/new")
    assert (await tree.submit("/desk/articles/tree/categories", name_en="", name_ja="")).status == 422
    await tree.submit("/desk/articles/tree/categories", name_en="Hub", name_ja="ハブ")
    new = await chika.get("/desk/articles/tree/sections/new?category=1")
    assert (await new.submit("/desk/articles/tree/sections", name_en="Pairing")).status == 303
    dev = await visitor("dev")
    page = await dev.get("/desk/articles/new")
    short = await page.submit("/desk/articles", title="x")
    assert short.status == 422 and short.form("/desk/articles")["title"] == "x"
    begun = await page.submit("/desk/articles", title="How to pair a hub", kind="troubleshooting")
    assert begun.location == "/desk/articles/1/en/edit"
    editor = await begun.follow()
    assert "## What helps" in editor.form("/desk/articles/1/en/edit")["body"]
    shown = await editor.submit("/desk/articles/1/en/edit", "preview", body="> [!TIP]\n> Look")
    assert shown.has(".callout") and shown.form("/desk/articles/1/en/edit")["body"] == "> [!TIP]\n> Look"
    asked = await editor.submit("/desk/articles/1/en/edit", "review", body="## Press\n\nThe button.")
    review = await asked.follow()
    assert "somebody else reviews" in review.text
    ada = await visitor("ada")
    page = await ada.get("/desk/articles/1/en/review")
    said = await page.submit("/desk/articles/1/en/revisions/2/comments", body="Good.\nVery.")
    assert "Good. Very." in (await said.follow()).find(".team-comment").text
    late = await page.submit("/desk/articles/1/en/publication", at="2020-01-01T10:00")
    assert late.status == 422
    done = await page.submit("/desk/articles/1/en/publication")
    assert done.location == "/desk/articles/1"
    guest = await visitor()
    assert "The button." in (await (await guest.get("/help/articles/1")).follow()).text


async def test_two_editors_lose_nothing(visitor: Visit, world: World) -> None:
    article_id = await writers.a_draft(world, body="First line.\n\nSecond line.\n\nThird line.")
    path = f"/desk/articles/{article_id}/en/edit"
    dev, ada = await visitor("dev"), await visitor("ada")
    opened = await (await dev.get(f"/desk/articles/{article_id}")).submit(f"/desk/articles/{article_id}/en/editing")
    theirs = await opened.follow()
    mine = await ada.get(path)
    assert "Dev Patel is editing this" in mine.find("#editors").text
    assert (await theirs.submit(path, body="First line, by dev.\n\nSecond line.\n\nThird line, by dev.")).status == 303
    merging = await mine.submit(
        path, title="A better title", body="First line.\n\nSecond line, by ada.\n\nThird line, by ada.",
        also_asked="Ada's title",
    )
    assert merging.status == 409
    form = merging.form(path)
    assert form["title"] == "A better title" and form["also_asked"] == "Ada's title" and form["base"] == "3"
    assert form["body"] == (
        "First line, by dev.\n\nSecond line, by ada.\n\n<<<<<<< Dev Patel\nThird line, by dev.\n=======\n"
        "Third line, by ada.\n>>>>>>> Ada Lindqvist"
    )
    assert "Third line, by ada." in merging.find("#field-mine").text
    assert "by dev" in merging.find(".diff ins").text
    undecided = await merging.submit(path)
    assert undecided.status == 422
    decided = await merging.submit(path, body="First line, by dev.\n\nSecond line, by ada.\n\nThird line, by both.")
    assert decided.status == 303
    version = (await writers.desk(world, article_id)).versions[0]
    assert (await queries.latest(version)).source.endswith("by both.")


async def test_the_list(visitor: Visit, world: World) -> None:
    section = await writers.a_section(world)
    live = await writers.an_article(world, section=section)
    await writers.a_draft(world, section=section, title="A draft of mine")
    dev = await visitor("dev")
    page = await dev.get("/desk/articles")
    assert len(page.find_all("tbody tr")) == 2
    drafts = await dev.get("/desk/articles?state=draft")
    assert [one.text for one in drafts.find_all("tbody th a")] == ["A draft of mine"]
    found = await page.submit("/desk/articles", q="PAIR", section=str(section), who=str(world.cast.dev.id))
    assert [one.get("href") for one in found.find_all("tbody th a")] == [f"/desk/articles/{live}"]
    assert (await dev.get("/desk/articles?q=100%25_")).has(".empty")
    assert (await dev.get("/desk/articles?state=nonsense&section=x&who=-1&page=99")).status == 200


async def test_needs_attention(visitor: Visit, world: World, clock: ModuleType) -> None:
    article_id = await writers.an_article(world)
    eve = await visitor("eve")
    page = await (await eve.get(f"/help/articles/{article_id}")).follow()
    path = page.path
    assert (await page.submit(f"{path}/flags")).status == 422
    thanks = await page.submit(f"{path}/flags", kind="outdated", note="It is 4.3 now")
    assert thanks.status == 303
    clock.advance(timedelta(days=181))
    dev = await visitor("dev")
    listed = await dev.get("/desk/articles/attention?of=me")
    assert len(listed.find_all(".reasons li")) == 2
    one = await dev.get(f"/desk/articles/{article_id}")
    assert "It is 4.3 now" in one.text
    await one.submit(f"/desk/articles/{article_id}/flags/1/remove")
    await one.submit(f"/desk/articles/{article_id}/verification")
    assert (await dev.get("/desk/articles/attention")).has(".empty")


async def test_translating(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    dev = await visitor("dev")
    begun = await (await dev.get(f"/desk/articles/{article_id}")).submit(
        f"/desk/articles/{article_id}/translations", "ja"
    )
    editor = await begun.follow()
    path = f"/desk/articles/{article_id}/ja/edit"
    assert editor.form(path)["source_number"] == "2"
    assert "Unplug the hub" in editor.find("#field-source").text
    await editor.submit(path, title="ハブをつなぐ", body="押します。")
    await writers.publish(world, article_id, lang="ja")
    await writers.write(world, article_id, body="The source says something new.")
    await writers.publish(world, article_id)
    again = await dev.get(path)
    assert "something new" in again.text


async def test_the_tree(visitor: Visit, world: World) -> None:
    first = await writers.a_section(world, "First", see="group")
    await writers.a_section(world, "Second")
    chika = await visitor("chika")
    page = await chika.get("/desk/articles/tree")
    assert [one.text for one in page.find_all("main h2 a")] == ["About First", "About Second"]
    await page.submit("/desk/articles/tree/categories/2/position", "up")
    page = await chika.get("/desk/articles/tree")
    assert [one.text for one in page.find_all("main h2 a")] == ["About Second", "About First"]
    edit = await chika.get(f"/desk/articles/tree/sections/{first}")
    assert edit.form(f"/desk/articles/tree/sections/{first}")["see"] == f"group:{world.cast.beta.id}"
    await edit.submit(f"/desk/articles/tree/sections/{first}", name_en="Renamed", see="staff")
    stale = await edit.submit(f"/desk/articles/tree/sections/{first}", name_en="Too late")
    assert stale.status == 409 and "Too late" in stale.html
    await page.submit("/desk/articles/tree/categories/1/archive")
    assert (await chika.get("/desk/articles/tree")).has("h2 .new")


async def test_a_category_called_like_a_page_has_another_address(visitor: Visit, world: World) -> None:
    await writers.a_section(world, category=await writers.a_category(world, "FAQ"))
    await writers.a_section(world, category=await writers.a_category(world, "FAQ"))
    guest = await visitor()
    assert (await guest.get("/help/help-faq")).status == 200
    assert (await guest.get("/help/help-faq-2")).status == 200


async def test_revisions_and_going_back(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    await writers.write(world, article_id, title="Renamed", body="Short.", reason="shorter")
    dev = await visitor("dev")
    page = await dev.get(f"/desk/articles/{article_id}/en/revisions")
    assert [one.text for one in page.find_all("main h2")] == ["Version 3", "Version 2 Readers have this", "Version 1"]
    back = await page.submit(f"/desk/articles/{article_id}/en/revisions/2/restore")
    assert back.status == 303
    newest = await queries.latest((await writers.desk(world, article_id)).versions[0])
    assert (newest.number, newest.source) == (4, writers.BODY)


@pytest.mark.parametrize("path", ["", "/en/edit", "/en/review", "/en/revisions", "/details"])
async def test_the_pages_speak_japanese(path: str, visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    page = await (await visitor("chika", accept_language="ja")).get(f"/desk/articles/{article_id}{path}")
    assert page.status == 200 and page.find("html").get("lang") == "ja"
    assert len(page.find_all("h1")) == 1


async def test_get_refuses(visitor: Visit, world: World) -> None:
    article_id = await writers.an_article(world)
    ada = await visitor("ada")
    for path in ("archive", "verification", "en/publication", "translations", "position", "en/editing"):
        assert (await ada.get(f"/desk/articles/{article_id}/{path}")).status in (404, 405), path
