"""What search engines are told beside the words: the site, questions with their answers, canonical addresses."""

from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest

from forum.threads import actions
from tests.threads.scenes import answered, opened, solved
from tests.visits import Page, Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(autouse=True)
def _stopped(clock: ModuleType) -> None:
    """Time stands still."""


async def test_the_site_and_where_to_search_it(visitor: Visit) -> None:
    page = await (await visitor()).get("/")
    (site,) = page.linked_data
    assert (site["@type"], site["name"]) == ("WebSite", "Kotae")
    assert site["potentialAction"]["target"]["urlTemplate"].endswith("/search?q={search_term_string}")
    assert page.find('link[rel="canonical"]').get("href") == "http://127.0.0.1:8000/"
    assert page.find('meta[name="description"]').get("content")


def canonical(page: Page) -> str:
    return page.find('link[rel="canonical"]').get("href") or ""


async def test_a_question_with_the_answer_that_worked_and_the_others(visitor: Visit, world: World) -> None:
    posted = await opened(world, "The hub loses its Wi-Fi", body="Every night **at three** it drops off.")
    other = await answered(world, posted, body="Have you tried another cable?")
    accepted = await solved(world, posted, body="Turn power saving off.")
    await actions.vote_helpful(world.cast.actor("eve"), accepted.post_id, True)
    await actions.mark_same_problem(world.cast.actor("eve"), posted.thread_id, True)
    page = await (await visitor()).get(posted.path)
    (data,) = page.linked_data
    assert (data["@context"], data["@type"]) == ("https://schema.org", "QAPage")
    question = data["mainEntity"]
    assert (question["@type"], question["name"], question["answerCount"]) == ("Question", "The hub loses its Wi-Fi", 2)
    assert question["text"] == "Every night at three it drops off."
    assert question["upvoteCount"] == 1
    assert question["datePublished"].startswith("2026-03-03T09:00:00")
    assert question["author"]["name"] == "青山 愛子"
    assert question["acceptedAnswer"]["text"] == "Turn power saving off."
    assert question["acceptedAnswer"]["upvoteCount"] == 1
    assert question["acceptedAnswer"]["url"].endswith(f"#reply-{accepted.post_id}")
    assert [answer["url"].rpartition("#")[2] for answer in question["suggestedAnswer"]] == [f"reply-{other.post_id}"]
    assert question["suggestedAnswer"][0]["author"]["name"] == "Ben Carter"
    assert canonical(page) == question["url"] == f"http://127.0.0.1:8000{posted.path}"


async def test_an_unanswered_question_promises_nothing(visitor: Visit, world: World) -> None:
    posted = await opened(world)
    (data,) = (await (await visitor()).get(posted.path)).linked_data
    assert data["mainEntity"]["answerCount"] == 0
    assert not {"acceptedAnswer", "suggestedAnswer"} & set(data["mainEntity"])


async def test_talk_is_no_question(visitor: Visit, world: World) -> None:
    posted = await opened(world, "What do you do with your hub?", type="discussion")
    await answered(world, posted, body="I let it water the plants.")
    (data,) = (await (await visitor()).get(posted.path)).linked_data
    assert data["@type"] == "DiscussionForumPosting"
    assert [comment["text"] for comment in data["comment"]] == ["I let it water the plants."]


async def test_words_cannot_leave_the_data(visitor: Visit, world: World) -> None:
    hostile = 'A title </script><script>alert(1)</script> "quoted" & <!-- so'
    posted = await opened(world, hostile, body=f"`{hostile}`")
    await answered(world, posted, body=f"`{hostile}`")
    page = await (await visitor()).get(posted.path)
    assert "<script>alert" not in page.html
    (data,) = page.linked_data
    assert data["mainEntity"]["name"] == hostile
    assert hostile in data["mainEntity"]["suggestedAnswer"][0]["text"]


async def test_japanese_addresses_are_encoded(visitor: Visit, world: World) -> None:
    posted = await opened(world, "夜中に切れてしまいます", body="毎晩三時ごろに接続が切れてしまいます。")
    page = await (await visitor()).get(posted.path)
    assert canonical(page).isascii()
    (data,) = page.linked_data
    assert data["mainEntity"]["url"].isascii()
    assert data["mainEntity"]["inLanguage"] == "ja"


async def test_what_is_private_is_told_to_no_search_engine(visitor: Visit, world: World) -> None:
    members = await world.category("Lounge", see="members")
    posted = await opened(world, "Only for members to read", category=members)
    page = await (await visitor("eve")).get(posted.path)
    assert page.status == 200
    assert "noindex" in (page.find('meta[name="robots"]').get("content") or "")
    assert not page.linked_data
    assert (await (await visitor()).get(posted.path)).status == 404


@pytest.mark.parametrize("path", ["/", "/threads", "/threads?view=solved", "/categories", "/tags"])
async def test_a_list_has_a_title_a_description_and_one_address(visitor: Visit, world: World, path: str) -> None:
    await opened(world)
    page = await (await visitor()).get(path)
    assert len(page.find_all("title")) == 1
    assert page.find('meta[name="description"]').get("content")
    assert len(page.find_all("h1")) == 1
    if not path.startswith(("/categories", "/tags")):
        assert canonical(page) == f"http://127.0.0.1:8000{path}"
