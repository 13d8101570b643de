"""An article's life: written, reviewed, published, changed, translated, verified, archived."""

import dataclasses
from datetime import timedelta
from types import ModuleType

import pytest

from forum import clock as forum_clock
from forum import database
from forum import settings as forum_settings
from forum.accounts.actions import leaving
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.events.models import EventRecord
from forum.kb import actions, jobs, queries
from forum.kb.forms import Details, Flag, NewArticle, Note, Publication, Rating, SendBack, Writing
from forum.kb.models import ArticleRevision, ArticleVote
from forum.kb.views import ArticleView
from tests.kb import writers
from tests.world import World


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def read(world: World, article_id: int, who: str = "eve", lang: str = "en") -> ArticleView:
    """The article as somebody reads it."""
    version = (await writers.desk(world, article_id)).in_language(lang)
    assert version is not None
    view = await queries.visible_article(await world.cast.fresh(who), article_id, version.path.rsplit("/", 1)[1])
    assert view is not None
    return view


async def test_a_new_article_begins_with_its_kinds_text_in_its_language(world: World) -> None:
    section = await writers.a_section(world)
    form = NewArticle.read({"section": str(section), "kind": "how_to", "lang": "ja", "title": "ハブの手順"})
    article_id = await actions.create(world.cast.actor("ben"), form)
    version = (await writers.desk(world, article_id)).versions[0]
    assert "## 始める前に" in (await queries.latest(version)).source
    assert version.stage == "draft" and not version.is_live


async def test_readers_get_a_text_when_somebody_else_published_it(world: World) -> None:
    article_id = await writers.a_draft(world, "dev")
    with pytest.raises(NotFound):
        await read(world, article_id)
    with pytest.raises(Forbidden, match="You wrote this yourself"):
        await writers.publish(world, article_id, "dev")
    assert (await writers.desk(world, article_id)).state == "in_review"
    assert await writers.publish(world, article_id, "ada")
    view = await read(world, article_id)
    assert view.publisher_name == "ada" and "Press the button" in view.html
    one = await writers.desk(world, article_id)
    assert one.state == "published" and one.versions[0].stage == ""
    assert one.verified_until == forum_clock.now() + timedelta(days=180)


async def test_the_settings_may_let_two_eyes_be_enough(world: World, settings: forum_settings.Settings) -> None:
    forum_settings.use(dataclasses.replace(forum_settings.current(), article_own_review=True))
    article_id = await writers.a_draft(world, "dev")
    assert await writers.publish(world, article_id, "dev")


async def test_a_reviewer_is_somebody_else_than_the_writer(world: World) -> None:
    article_id = await writers.a_draft(world, "dev")
    with pytest.raises(Invalid, match="somebody else"):
        await writers.details(world, article_id, reviewer=str(world.cast.dev.id))
    with pytest.raises(Invalid):
        await writers.details(world, article_id, reviewer=str(world.cast.eve.id))
    await writers.details(world, article_id, reviewer=str(world.cast.chika.id), owner=str(world.cast.ada.id))
    one = await writers.desk(world, article_id)
    assert one.reviewer is not None and one.reviewer.name == "chika"


async def test_the_next_version_waits_while_readers_keep_the_live_one(world: World) -> None:
    article_id = await writers.an_article(world)
    number = await writers.write(world, article_id, title="Another title", body="Another text.")
    view = await read(world, article_id)
    assert view.title == "How to pair the hub"
    version = (await writers.desk(world, article_id)).versions[0]
    assert (version.live_number, version.staged_number, version.stage) == (2, number, "draft")
    await writers.publish(world, article_id)
    assert (await read(world, article_id)).title == "Another title"


async def test_a_text_that_is_there_already_makes_no_revision(world: World) -> None:
    article_id = await writers.an_article(world)
    before = await ArticleRevision.all().count()
    assert await writers.write(world, article_id) == 2
    assert await ArticleRevision.all().count() == before
    assert (await writers.desk(world, article_id)).versions[0].stage == ""


async def test_publishing_twice_changes_nothing(world: World) -> None:
    article_id = await writers.an_article(world)
    before = await EventRecord.filter(name="article.published").count()
    assert await actions.publish(world.cast.actor("chika"), article_id, "en", Publication.read({"number": "2"}))
    assert await EventRecord.filter(name="article.published").count() == before


async def test_another_text_than_the_one_looked_at_is_not_published(world: World) -> None:
    article_id = await writers.a_draft(world)
    with pytest.raises(Conflict):
        await actions.publish(world.cast.actor("ada"), article_id, "en", Publication.read({"number": "1"}))


async def test_a_text_goes_back_with_a_word(world: World) -> None:
    article_id = await writers.a_draft(world, "ben")
    await actions.ask_review(world.cast.actor("ben"), article_id, "en")
    await actions.send_back(
        world.cast.actor("dev"), article_id, "en", SendBack.read({"number": "2", "body": "Which hub?"})
    )
    version = (await writers.desk(world, article_id)).versions[0]
    assert version.stage == "draft"
    said = await queries.comments(version)
    assert [(one.number, one.body) for one in said] == [(2, "Which hub?")]
    with pytest.raises(Conflict):
        await actions.send_back(world.cast.actor("dev"), article_id, "en", SendBack.read({"number": "2", "body": "x"}))


async def test_a_plan_comes_true_at_its_moment(world: World) -> None:
    article_id = await writers.a_draft(world)
    live = await writers.publish(world, article_id, at="2026-03-03T12:00")
    assert live is False
    with pytest.raises(NotFound):
        await read(world, article_id)
    await jobs.publish_planned()
    with pytest.raises(NotFound):
        await read(world, article_id)
    forum_clock.advance(timedelta(hours=4))
    await jobs.publish_planned()
    view = await read(world, article_id)
    assert view.publisher_name == "ada"
    await jobs.publish_planned()


async def test_a_plan_is_made_in_ones_own_time_zone(world: World) -> None:
    article_id = await writers.a_draft(world)
    form = Publication.read({"number": "2", "at": "2026-03-04T09:00"})
    await actions.publish(world.cast.actor("ada"), article_id, "en", form, "Asia/Tokyo")
    planned = (await writers.desk(world, article_id)).versions[0].publish_at
    assert planned is not None and planned.isoformat() == "2026-03-04T00:00:00+00:00"
    with pytest.raises(Invalid):
        await actions.publish(
            world.cast.actor("ada"), article_id, "en", Publication.read({"number": "2", "at": "2026-03-01T09:00"})
        )


@pytest.mark.parametrize("how", ["withdrawn", "rewritten", "archived"])
async def test_a_plan_can_lapse(how: str, world: World) -> None:
    article_id = await writers.a_draft(world)
    await writers.publish(world, article_id, at="2026-03-03T12:00")
    if how == "withdrawn":
        await actions.withdraw_plan(world.cast.actor("chika"), article_id, "en")
    elif how == "rewritten":
        await writers.write(world, article_id, body="Something else.")
    else:
        await actions.archive(world.cast.actor("chika"), article_id)
    forum_clock.advance(timedelta(days=1))
    await jobs.publish_planned()
    with pytest.raises(NotFound):
        await read(world, article_id)


async def test_the_archive(world: World) -> None:
    article_id = await writers.an_article(world)
    ada = world.cast.actor("ada")
    await actions.archive(ada, article_id)
    await actions.archive(ada, article_id)
    with pytest.raises(NotFound):
        await read(world, article_id)
    with pytest.raises(Forbidden):
        await writers.write(world, article_id, body="x y z")
    await actions.unarchive(ada, article_id)
    assert (await read(world, article_id)).number == 2
    assert await EventRecord.filter(name="article.archived").count() == 1


async def test_going_back_to_an_earlier_text(world: World) -> None:
    article_id = await writers.an_article(world)
    await writers.write(world, article_id, body="Short.")
    number = await actions.restore(world.cast.actor("chika"), article_id, "en", 2)
    version = (await writers.desk(world, article_id)).versions[0]
    assert (await queries.revision(version, number)).source == writers.BODY
    assert [one.number for one in await queries.revisions(version, 99, 10)] == [4, 3, 2, 1]


async def test_translations_are_outdated_by_what_is_not_minor(world: World) -> None:
    article_id = await writers.an_article(world)
    await writers.a_translation(world, article_id)
    await writers.write(world, article_id, body="A typo corrected.")
    await writers.publish(world, article_id, minor="1")
    assert (await read(world, article_id, lang="ja")).outdated_since is None
    forum_clock.advance(timedelta(days=1))
    await writers.write(world, article_id, body="Everything is different.")
    await writers.publish(world, article_id)
    since = (await read(world, article_id, lang="ja")).outdated_since
    assert since == forum_clock.now()
    forum_clock.advance(timedelta(days=1))
    await writers.write(world, article_id, body="Different again.")
    await writers.publish(world, article_id)
    assert (await read(world, article_id, lang="ja")).outdated_since == since
    await writers.write(world, article_id, lang="ja", body="すべて新しくなりました。", source_number="5")
    await writers.publish(world, article_id, lang="ja")
    assert (await read(world, article_id, lang="ja")).outdated_since is None


async def test_verifying(world: World) -> None:
    article_id = await writers.an_article(world)
    await writers.details(world, article_id, verify_days="30")
    forum_clock.advance(timedelta(days=31))
    needy = await queries.needy(world.cast.actor("ada"))
    assert [(one.id, [reason.kind for reason in one.reasons]) for one in needy] == [(article_id, ["overdue"])]
    await actions.verify(world.cast.actor("dev"), article_id)
    assert await queries.needy(world.cast.actor("ada")) == []
    assert (await writers.desk(world, article_id)).verified_by == "Dev Patel"


async def test_every_reason_is_listed(world: World) -> None:
    article_id = await writers.an_article(world, body="See [that](/help/articles/999) and [this](/threads/12).")
    await writers.a_translation(world, article_id)
    await writers.write(world, article_id, body="New, see [that](/help/articles/999).")
    await writers.publish(world, article_id)
    view = await read(world, article_id)
    for number in range(6):
        await actions.rate(
            world.cast.actor("guest"), view,
            Rating.read({"number": str(view.number), "helpful": "yes" if number < 2 else "no"}), f"10.0.0.{number}", "x",
        )
    await actions.flag(world.cast.actor("eve"), view, Flag.read({"number": str(view.number), "kind": "outdated"}))
    await actions.flag(world.cast.actor("aiko"), view, Flag.read({"number": str(view.number), "kind": "incorrect"}))
    assert await actions.check_links({}) == 1
    forum_clock.advance(timedelta(days=200))
    one, = await queries.needy(world.cast.actor("ada"))
    assert {reason.kind for reason in one.reasons} == {
        "overdue", "unhelpful", "broken_link", "outdated", "incorrect", "translation",
    }
    assert next(each for each in one.reasons if each.kind == "unhelpful").count == 2


async def test_links_are_looked_after(world: World) -> None:
    async def exists(thread_id: int) -> bool:
        return thread_id == 7

    staff = await writers.a_section(world, "Inside", see="staff")
    secret = await writers.an_article(world, section=staff, title="For us alone")
    target = await writers.an_article(world, title="Target of links")
    article_id = await writers.an_article(world, title="Where links are", body="\n".join(
        f"- [link {number}]({link})" for number, link in enumerate((
            f"/help/articles/{target}", f"/help/articles/{target}/any#h-steps", f"/help/articles/{target}#h-none",
            f"/help/articles/{secret}", "https://elsewhere.example/help/articles/999", "#h-none", "/threads/7/x",
            "/threads/8", f"http://127.0.0.1:8000/help/articles/{target}", "/help/about-inside", "/help/faq", "/tags",
        ))
    ))
    assert await actions.check_links({"threads": exists}) == 5
    found = [row["target"] for row in await database.rows("SELECT target FROM article_broken_links ORDER BY id")]
    assert found == [f"/help/articles/{target}#h-none", f"/help/articles/{secret}", "#h-none", "/threads/8", "/help/about-inside"]
    await writers.write(world, article_id, body="No links at all.")
    await writers.publish(world, article_id)
    assert await actions.check_links({"threads": exists}) == 0
    assert await database.value("SELECT count(*) FROM article_broken_links") == 0


async def test_one_voice_for_each_reader_and_revision(world: World) -> None:
    article_id = await writers.an_article(world)
    view = await read(world, article_id)
    guest, eve = world.cast.actor("guest"), world.cast.actor("eve")
    yes, no = ({"number": str(view.number), "helpful": word} for word in ("yes", "no"))
    for _ in range(2):
        await actions.rate(guest, view, Rating.read(yes), "10.0.0.1", "Firefox")
    await actions.rate(guest, view, Rating.read({**no, "reason": "Too long"}), "10.0.0.1", "Firefox")
    await actions.rate(guest, view, Rating.read(yes), "10.0.0.2", "Firefox")
    await actions.rate(eve, view, Rating.read(yes), "10.0.0.1", "Firefox")
    votes = await ArticleVote.all().order_by("id")
    assert [(vote.helpful, vote.reason) for vote in votes] == [(False, "Too long"), (True, ""), (True, "")]
    assert votes[2].reader_key == f"p:{eve.id}" and "10.0.0.1" not in votes[0].reader_key
    assert await queries.own_vote(eve, view.revision_id) is True
    said = await queries.feedback(await writers.desk(world, article_id))
    assert (said.yes, said.no, said.share) == (2, 1, 67)
    await writers.write(world, article_id, body="Another text.")
    await writers.publish(world, article_id)
    await actions.rate(eve, await read(world, article_id), Rating.read({"number": "3", "helpful": "no"}), "x", "x")
    assert await ArticleVote.all().count() == 4
    said = await queries.feedback(await writers.desk(world, article_id))
    assert (said.yes, said.no) == (0, 1)


async def test_flags_are_raised_once_and_dealt_with(world: World) -> None:
    article_id = await writers.an_article(world)
    view = await read(world, article_id)
    form = Flag.read({"number": str(view.number), "kind": "incorrect", "note": "Step two"})
    for _ in range(2):
        await actions.flag(world.cast.actor("eve"), view, form)
    one, = await queries.flags(await writers.desk(world, article_id))
    assert one.note == "Step two"
    await actions.resolve_flag(world.cast.actor("dev"), article_id, one.id)
    assert await queries.flags(await writers.desk(world, article_id)) == []
    other = await writers.an_article(world, title="Another article")
    with pytest.raises(NotFound):
        await actions.resolve_flag(world.cast.actor("dev"), other, one.id)


async def test_details_are_not_overwritten(world: World) -> None:
    article_id = await writers.an_article(world)
    await writers.details(world, article_id, labels="one")
    with pytest.raises(Conflict):
        await writers.details(world, article_id, labels="two", version="1")
    assert (await writers.desk(world, article_id)).labels == ["one"]
    assert Details.read({"labels": ",".join("abcdefghijkl")}).errors["labels"]


async def test_the_order_in_a_section(world: World) -> None:
    section = await writers.a_section(world)
    ids = [await writers.an_article(world, section=section, title=f"Number {number} of all") for number in range(3)]
    await actions.move(world.cast.actor("dev"), ids[2], -1)
    await actions.move(world.cast.actor("dev"), ids[0], -1)
    lines, _page, _count = await queries.in_section(world.cast.actor("guest"), section, "en", 1)
    assert [line.id for line in lines] == [ids[0], ids[2], ids[1]]


async def test_who_has_the_editor_open(world: World) -> None:
    article_id = await writers.a_draft(world)
    await actions.hold(world.cast.actor("dev"), article_id, "en")
    version = (await writers.desk(world, article_id)).versions[0]
    assert [one.name for one in await queries.editors(world.cast.actor("ada"), version)] == ["dev"]
    assert await queries.editors(world.cast.actor("dev"), version) == []
    forum_clock.advance(timedelta(minutes=2))
    assert await queries.editors(world.cast.actor("ada"), version) == []


async def test_what_happened_is_told(world: World) -> None:
    article_id = await writers.an_article(world)
    await actions.comment(world.cast.actor("dev"), article_id, "en", 2, Note.read({"body": "Fine."}))
    names = [name for name, _data, _who, _at in await queries.history(await writers.desk(world, article_id))]
    assert names == [
        "article.commented", "article.published", "article.review_asked", "article.saved", "article.created",
    ]


async def test_an_older_renderers_html_is_made_anew(world: World) -> None:
    article_id = await writers.an_article(world)
    await database.execute("UPDATE article_translations SET html = 'old', html_version = 1, contents = '[]'")
    await jobs.render_again()
    view = await read(world, article_id)
    assert "Press the button" in view.html and len(view.contents) == 3
    assert await actions.render_outdated() == 0


async def test_a_text_with_undecided_places_is_not_taken(world: World) -> None:
    article_id = await writers.a_draft(world)
    form = Writing.read({"title": "A title", "body": "<<<<<<< Dev\na\n=======\nb\n>>>>>>> Ada", "base": "2"})
    with pytest.raises(Invalid, match="side by side"):
        await actions.save_text(world.cast.actor("dev"), article_id, "en", form)


async def test_whoever_leaves_takes_their_words_along(world: World) -> None:
    article_id = await writers.an_article(world)
    view = await read(world, article_id)
    eve = world.cast.actor("eve")
    await actions.rate(eve, view, Rating.read({"number": "2", "helpful": "no", "reason": "I live in"}), "x", "x")
    await actions.flag(eve, view, Flag.read({"number": "2", "kind": "outdated", "note": "in Paris"}))
    about = await queries.about(eve.id)
    assert about["article_votes"][0]["reason"] == "I live in" and about["article_flags"][0]["note"] == "in Paris"
    await leaving.anonymise_account(world.cast.actor("ada"), eve.id)
    await world.settle()
    assert await database.value("SELECT reason FROM article_votes") == ""
    assert await database.value("SELECT note FROM article_flags") == ""


async def test_the_longest_labels_fit(world: World) -> None:
    article_id = await writers.an_article(world)
    longest = [f"{number}{'長' * 39}" for number in range(8)]
    await writers.details(world, article_id, labels=",".join(longest))
    assert (await writers.desk(world, article_id)).labels == longest
