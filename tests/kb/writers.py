"""Articles for tests, made by the real actions: a shelf, a draft, a published article, a translation."""

from typing import Any

from forum.accounts.models import Group
from forum.kb import actions, queries
from forum.kb.forms import Details, Flag, NewArticle, Note, Publication, Rating, Section, Shelf, Writing
from forum.kb.views import Desk
from tests.world import World

BODY = "## Before you start\n\nUnplug the hub.\n\n## Steps\n\n1. Press the button.\n2. Wait.\n\n## If it does not work\n\nAsk."


async def a_category(world: World, name: str = "Hub", **names: str) -> int:
    """A category of the knowledge base."""
    return await actions.create_category(world.cast.actor("chika"), Shelf.read({"name_en": name, **names}))


async def a_section(
    world: World, name: str = "Pairing", *, see: str = "everyone", category: int = 0, group: Group | None = None,
    **names: str,
) -> int:
    """A section; an audience of "group" means finn's."""
    if see == "group":
        see = f"group:{(group or world.cast.beta).id}"
    return await actions.create_section(world.cast.actor("chika"), Section.read({
        "name_en": name, "category": str(category or await a_category(world, f"About {name}")), "see": see, **names,
    }))


async def a_draft(
    world: World, by: str = "dev", *, title: str = "How to pair the hub", body: str = BODY, section: int = 0,
    kind: str = "how_to", lang: str = "en", also_asked: str = "", environment: str = "",
) -> int:
    """An article that is being written; gives its id."""
    actor = await world.cast.fresh(by)
    article_id = await actions.create(actor, NewArticle.read({
        "section": str(section or await a_section(world)), "kind": kind, "lang": lang, "title": title,
    }))
    await write(world, article_id, by, title=title, body=body, lang=lang, also_asked=also_asked, environment=environment)
    return article_id


async def write(world: World, article_id: int, by: str = "dev", *, lang: str = "en", **given: Any) -> int:
    """Save another text of it, upon the newest; gives the revision's number."""
    actor = await world.cast.fresh(by)
    version = (await desk(world, article_id)).in_language(lang)
    assert version is not None
    newest = await queries.latest(version)
    return await actions.save_text(actor, article_id, lang, Writing.read({
        "title": newest.title, "body": newest.source, "also_asked": newest.also_asked,
        "environment": newest.environment, "base": str(newest.number), **given,
    }))


async def publish(world: World, article_id: int, by: str = "ada", *, lang: str = "en", **given: Any) -> bool:
    """Publish what is staged, after asking for its review."""
    version = (await desk(world, article_id)).in_language(lang)
    assert version is not None
    await actions.ask_review(await world.cast.fresh("ada"), article_id, lang)
    number = str(version.staged_number or version.live_number)
    return await actions.publish(
        await world.cast.fresh(by), article_id, lang, Publication.read({"number": number, **given})
    )


async def an_article(world: World, by: str = "dev", *, see: str = "", **given: Any) -> int:
    """An article that readers have; gives its id."""
    article_id = await a_draft(world, by, **given)
    await publish(world, article_id, lang=given.get("lang", "en"))
    if see:
        await details(world, article_id, see=f"group:{world.cast.beta.id}" if see == "group" else see)
    return article_id


async def a_translation(world: World, article_id: int, title: str = "ハブをつなぐ方法", body: str = "## 手順\n\n押す。") -> None:
    """The article in Japanese, published."""
    await actions.translate(await world.cast.fresh("dev"), article_id, "ja")
    await write(world, article_id, lang="ja", title=title, body=body)
    await publish(world, article_id, lang="ja")


async def desk(world: World, article_id: int) -> Desk:
    """The article as ada sees it on the desk."""
    return await queries.article_on_desk(await world.cast.fresh("ada"), article_id)


async def details(world: World, article_id: int, by: str = "ada", **given: Any) -> None:
    """Change some of its details."""
    one = await desk(world, article_id)
    values = {
        "section": str(one.section_id), "kind": one.kind, "source_lang": one.source_lang, "see": "",
        "labels": ",".join(one.labels), "related": ",".join(map(str, one.related_ids)),
        "writer": str(one.writer_id or ""), "reviewer": str(one.reviewer.id if one.reviewer else ""),
        "owner": str(one.owner.id if one.owner else ""), "verify_days": str(one.verify_days), "version": str(one.version),
    }
    await actions.set_details(await world.cast.fresh(by), article_id, Details.read(values | given))


async def everything(world: World) -> None:
    """An article to which everything has happened that is kept of one."""
    section = await a_section(world, "Pairing", see="members", name_ja="ペアリング")
    article_id = await an_article(
        world, section=section, title="Pair <the> hub", also_asked="Hub not found", environment="Software: 4.2"
    )
    other = await an_article(world, section=section, title="Pair a lamp")
    await details(world, article_id, labels="wi-fi, 接続", related=str(other), reviewer=str(world.cast.ada.id))
    await a_translation(world, article_id)
    number = await write(world, article_id, body="Something newer with `code`.")
    await actions.comment(world.cast.actor("chika"), article_id, "en", number, Note.read({"body": "Good & short."}))
    await publish(world, article_id)
    await write(world, article_id, body="Something newer still.")
    await actions.ask_review(world.cast.actor("dev"), article_id, "en")
    eve = world.cast.actor("eve")
    view = await queries.visible_article(eve, article_id, "pair-the-hub")
    assert view is not None
    await actions.rate(
        eve, view, Rating.read({"number": str(view.number), "helpful": "no", "reason": "Too short"}), "127.0.0.1", "x"
    )
    await actions.flag(eve, view, Flag.read({"number": str(view.number), "kind": "outdated", "note": "See 4.3"}))
    actions.forget()
    actions.count_view(eve, view, "127.0.0.1", "Mozilla/5.0")
    await actions.flush()
