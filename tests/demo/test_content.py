"""The demo community is whole: whoever and whatever it names exists, and nothing happens before its time."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from forum.demo.community import COMMUNITY
from forum.demo.story import OPENING_POST, STAFF_ROLES, DemoCategory, DemoPerson, DemoThread, unfold
from forum.text.lookalikes import looks_like
from forum.text.markdown import render
from forum.text.normalize import clean_line, clean_text, fold

PEOPLE = {person.name: person for person in COMMUNITY.people}
GROUPS = {group.name: group for group in COMMUNITY.groups}
CATEGORIES = {category.slug: category for category in COMMUNITY.categories}
TAGS = {tag.name: tag for tag in COMMUNITY.tags}
THREADS = COMMUNITY.threads
ASKING_TYPES = ("question", "problem")

KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
HANDLE = re.compile(r"[a-z][a-z0-9_]{1,29}")

each_thread = pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread.key)


def in_audience(person: DemoPerson, audience: str) -> bool:
    if audience.startswith("group:"):
        return person.name in GROUPS[audience.removeprefix("group:")].members
    return person.is_staff if audience == "staff" else True


def bodies(thread: DemoThread) -> Iterator[str]:
    yield thread.body
    for reply in thread.replies:
        yield reply.body
    for edit in thread.edited:
        yield edit.new_body


def everyone_in(thread: DemoThread) -> Iterator[str]:
    yield thread.author
    yield from (*thread.helpful_by, *thread.same_problem_by, *thread.bookmarked_by)
    for reply in thread.replies:
        yield reply.author
        yield from reply.helpful_by
    yield from (edit.author for edit in thread.edited)
    if thread.accepted_by:
        yield thread.accepted_by
    if thread.status:
        yield thread.status.by


def hours(thread: DemoThread) -> Iterator[float]:
    yield from (reply.hours_after for reply in thread.replies)
    yield from (edit.hours_after for edit in thread.edited)
    if thread.accepted_hours_after is not None:
        yield thread.accepted_hours_after
    if thread.status:
        yield thread.status.hours_after


# People and groups


def test_the_cast_has_every_role_in_both_languages() -> None:
    roles = Counter(person.role for person in COMMUNITY.people)
    assert roles["administrator"] == 1
    assert (roles["moderator"], roles["specialist"], roles["helper"]) == (2, 3, 5)
    assert len(COMMUNITY.people) >= 28
    for role in ("moderator", "specialist", "helper", "member"):
        assert {person.language for person in COMMUNITY.people if person.role == role} == {"en", "ja"}, role


def test_names_and_addresses_are_unique_and_plain() -> None:
    assert len(PEOPLE) == len(COMMUNITY.people)
    assert len({person.email for person in COMMUNITY.people}) == len(COMMUNITY.people)
    for person in COMMUNITY.people:
        assert HANDLE.fullmatch(person.name), person.name
        assert person.email.endswith("@example.com")
        assert 0 < len(person.display_name) <= 60
        assert ZoneInfo(person.time_zone)


def test_nobody_bears_a_name_that_a_sign_up_would_refuse() -> None:
    for person in COMMUNITY.people:
        assert looks_like(person.name) is None, person.name
        assert looks_like(person.display_name) is None, person.display_name


def test_groups_have_members_that_exist() -> None:
    for group in COMMUNITY.groups:
        assert group.members
        assert set(group.members) <= set(PEOPLE)


# Shelves and tags


def test_categories_stand_on_two_levels_with_parents_first() -> None:
    seen: set[str] = set()
    for category in COMMUNITY.categories:
        assert category.slug not in seen
        if category.parent is not None:
            assert category.parent in seen
            assert CATEGORIES[category.parent].parent is None
        seen.add(category.slug)
    assert {category.language for category in COMMUNITY.categories} == {"en", "ja"}


@pytest.mark.parametrize("category", COMMUNITY.categories, ids=lambda category: category.slug)
def test_a_category_is_complete(category: DemoCategory) -> None:
    assert re.fullmatch(r"#[0-9A-Fa-f]{6}", category.colour)
    assert 0 < len(category.name) <= 60
    assert 0 < len(category.description) <= 500
    assert category.types
    for audience in (category.see, category.ask, category.answer):
        if audience.startswith("group:"):
            assert audience.removeprefix("group:") in GROUPS
        else:
            assert audience in ("everyone", "members", "staff")
    for field in category.template:
        assert bool(field.choices) == (field.kind == "choice")


def test_some_shelves_are_not_for_everyone_and_some_ask_for_details() -> None:
    audiences = {category.see for category in COMMUNITY.categories}
    assert {"everyone", "staff", "group:beta-testers"} <= audiences
    kinds = {field.kind for category in COMMUNITY.categories for field in category.template}
    assert kinds == {"text", "choice", "checkbox"}


def test_no_two_tags_or_synonyms_fold_to_the_same_word() -> None:
    spellings = [fold(name) for tag in COMMUNITY.tags for name in (tag.name, *tag.synonyms)]
    assert [word for word, count in Counter(spellings).items() if count > 1] == []


def test_every_tag_and_every_category_with_room_is_in_use() -> None:
    assert set(TAGS) - {tag for thread in THREADS for tag in thread.tags} == set()
    assert set(CATEGORIES) - {thread.category for thread in THREADS} == set()


# Threads


def test_the_community_is_as_large_and_as_mixed_as_promised() -> None:
    assert len({thread.key for thread in THREADS}) == len(THREADS)
    languages = Counter(thread.language for thread in THREADS)
    assert languages["en"] >= 38
    assert languages["ja"] >= 28
    assert {thread.type for thread in THREADS} == {"question", "problem", "idea", "discussion", "announcement"}
    assert sum(thread.type == "announcement" for thread in THREADS) == 2
    assert 3 <= sum(len(thread.replies) for thread in THREADS) / len(THREADS) <= 4
    assert max(len(thread.replies) for thread in THREADS) >= 45
    assert 110 <= max(thread.days_ago for thread in THREADS) <= 125
    assert min(thread.days_ago for thread in THREADS) < 1


@pytest.mark.parametrize("language", ["en", "ja"])
def test_both_languages_show_every_ending(language: str) -> None:
    threads = [thread for thread in THREADS if thread.language == language and thread.type in ASKING_TYPES]
    assert sum(thread.accepted is not None for thread in threads) >= 15
    assert any(thread.solved_without_reply for thread in threads)
    assert sum(thread.status is not None and thread.status.status == "needs_info" for thread in threads) >= 2
    assert any(thread.status is not None and thread.status.status == "closed" for thread in threads)
    assert any(thread.replies and not thread.is_solved and thread.status is None for thread in threads)
    assert sum(not thread.replies for thread in threads) >= 2


@pytest.mark.parametrize(
    ("language", "tags", "times"),
    [
        ("en", {"wifi", "update-4.2"}, 3),
        ("en", {"wifi"}, 6),
        ("en", {"e-417"}, 5),
        ("en", {"billing-address"}, 4),
        ("en", {"blank-pages"}, 2),
        ("en", {"notes-sync"}, 2),
        ("ja", {"wifi"}, 5),
        ("ja", {"e-417"}, 5),
        ("ja", {"請求書"}, 4),
        ("ja", {"blank-pages"}, 2),
        ("ja", {"同期"}, 2),
    ],
)
def test_the_same_questions_come_back_in_other_words(language: str, tags: set[str], times: int) -> None:
    alike = [thread for thread in THREADS if thread.language == language and tags <= set(thread.tags)]
    assert len(alike) >= times
    assert len({thread.title for thread in alike}) == len(alike)
    assert len({thread.author for thread in alike}) >= min(times, 2)


@each_thread
def test_everyone_and_everything_it_names_exists(thread: DemoThread) -> None:
    assert set(everyone_in(thread)) <= set(PEOPLE)
    assert set(thread.tags) <= set(TAGS)
    assert len(set(thread.tags)) == len(thread.tags) <= 5
    assert thread.type in CATEGORIES[thread.category].types


@each_thread
def test_its_texts_fit_and_are_clean(thread: DemoThread) -> None:
    assert 0 < len(thread.title) <= 100
    assert clean_line(thread.title) == thread.title
    for body in bodies(thread):
        assert body
        assert clean_text(body) == body
        assert body.count("```") % 2 == 0
    assert len(thread.status.reason if thread.status else "") <= 200
    assert len(thread.solved_without_reply or "") <= 500
    assert all(len(edit.reason) <= 200 for edit in thread.edited)


@each_thread
def test_whoever_is_mentioned_exists(thread: DemoThread) -> None:
    for body in bodies(thread):
        assert set(render(body).mentions) <= set(PEOPLE)


@each_thread
def test_it_is_written_in_its_language(thread: DemoThread) -> None:
    assert thread.key.startswith(("en-", "ja-"))
    assert bool(KANA.search(thread.title + thread.body)) == (thread.language == "ja")


@each_thread
def test_everyone_in_it_may_be_there(thread: DemoThread) -> None:
    category = CATEGORIES[thread.category]
    assert in_audience(PEOPLE[thread.author], category.ask)
    for reply in thread.replies:
        assert in_audience(PEOPLE[reply.author], category.answer)
    for name in everyone_in(thread):
        assert in_audience(PEOPLE[name], category.see), name


@each_thread
def test_nothing_happens_before_its_time_or_after_today(thread: DemoThread) -> None:
    times = [0.0, *(reply.hours_after for reply in thread.replies)]
    assert all(earlier < later for earlier, later in pairwise(times))
    assert max(hours(thread), default=0.0) < thread.days_ago * 24
    assert PEOPLE[thread.author].joined_days_ago > thread.days_ago
    for reply in thread.replies:
        assert PEOPLE[reply.author].joined_days_ago > thread.days_ago - reply.hours_after / 24
    for name in everyone_in(thread):
        assert PEOPLE[name].joined_days_ago > thread.days_ago - max(hours(thread), default=0.0) / 24 - 1, name


@each_thread
def test_an_acceptance_is_one_that_the_forum_allows(thread: DemoThread) -> None:
    if not thread.is_solved:
        assert thread.accepted_by is None
        assert thread.accepted_hours_after is None
        return
    assert thread.type in ASKING_TYPES
    assert thread.status is None
    assert thread.accepted_hours_after is not None
    if thread.accepted is None:
        assert thread.accepted_by is None
        return
    assert thread.solved_without_reply is None
    assert 0 <= thread.accepted < len(thread.replies)
    assert thread.accepted_hours_after > thread.replies[thread.accepted].hours_after
    assert thread.accepted_by is not None
    assert thread.accepted_by == thread.author or PEOPLE[thread.accepted_by].role in STAFF_ROLES


@each_thread
def test_votes_are_other_peoples_and_counted_once(thread: DemoThread) -> None:
    voters = [(thread.author, thread.helpful_by), (thread.author, thread.same_problem_by)]
    voters += [(reply.author, reply.helpful_by) for reply in thread.replies]
    for author, names in voters:
        assert author not in names
        assert len(set(names)) == len(names)
    if thread.same_problem_by:
        assert thread.type in ASKING_TYPES
    participants = set(everyone_in(thread)) - set(thread.bookmarked_by)
    assert thread.views >= len(participants)


@each_thread
def test_quotes_edits_and_statuses_refer_to_what_is_there(thread: DemoThread) -> None:
    for index, reply in enumerate(thread.replies):
        assert reply.quote_of is None or OPENING_POST <= reply.quote_of < index
        if reply.official:
            assert PEOPLE[reply.author].role == "specialist"
    for edit in thread.edited:
        assert OPENING_POST <= edit.post < len(thread.replies)
        post = thread if edit.post == OPENING_POST else thread.replies[edit.post]
        assert edit.author == post.author or PEOPLE[edit.author].is_staff
        assert edit.new_body != post.body
        assert edit.hours_after > (0.0 if edit.post == OPENING_POST else thread.replies[edit.post].hours_after)
    if thread.status:
        assert PEOPLE[thread.status.by].is_staff
        assert thread.status.reason
        assert thread.status.hours_after > max((reply.hours_after for reply in thread.replies), default=0.0)


@each_thread
def test_a_template_is_filled_in(thread: DemoThread) -> None:
    template = {field.name: field for field in CATEGORIES[thread.category].template}
    assert set(thread.fields) <= set(template)
    for name, field in template.items():
        answer = thread.fields.get(name, "")
        if field.required:
            assert answer
        if field.kind == "choice":
            assert answer in field.choices
        assert isinstance(answer, bool) == (field.kind == "checkbox" and name in thread.fields)


def test_nobody_says_exactly_the_same_twice() -> None:
    said = Counter(
        (author, body)
        for thread in THREADS
        for author, body in [(thread.author, thread.body), *((reply.author, reply.body) for reply in thread.replies)]
    )
    assert [words for words, count in said.items() if count > 1] == []


def test_every_member_of_the_cast_takes_part() -> None:
    active = {name for thread in THREADS for name in (thread.author, *(reply.author for reply in thread.replies))}
    assert set(PEOPLE) - active == set()


def test_the_screens_have_something_to_show() -> None:
    """Each kind of mark-up a reader may meet, and each state of a thread, is somewhere in the demo."""
    words = "\n".join(body for thread in THREADS for body in bodies(thread))
    for sign in ("```", "\n| ", "\n1. ", "\n- ", "**", "\n> ", "\n## ", "`", "@"):
        assert sign in words, sign
    assert any(thread.pinned for thread in THREADS)
    assert any(thread.locked for thread in THREADS)
    assert any(thread.edited for thread in THREADS)
    assert any(reply.quote_of is not None for thread in THREADS for reply in thread.replies)


# Unfolding


def test_folded_lines_join_with_a_space_in_english_and_without_one_in_japanese() -> None:
    assert unfold("one\ntwo\n\nthree") == "one two\n\nthree"
    assert unfold("これは\n長い文です。\nHubの話。") == "これは長い文です。Hubの話。"
    assert unfold("Hub\nの話") == "Hubの話"


def test_lists_join_their_own_lines_and_keep_apart() -> None:
    assert unfold("- one\n  more\n- two\n1. three\n   four") == "- one more\n- two\n1. three four"


def test_code_tables_quotes_and_headings_stay_as_they_are() -> None:
    source = "## Title\ntext\n\n```sh\na\n  b\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said\n> so"
    assert unfold(source) == source


def test_the_whole_is_the_same_every_time() -> None:
    """What cannot be written as JSON would hide an object that differs from run to run."""
    ages = [thread.days_ago for thread in THREADS]
    assert ages == sorted(ages, reverse=True)
    json.dumps([[thread.key, dict(thread.fields), thread.body] for thread in THREADS], ensure_ascii=False)
