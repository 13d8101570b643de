"""The story lived through: everything in it happened, and what it left behind agrees with itself."""

import pytest

from forum import database
from forum.demo import care, loading
from forum.demo.community import COMMUNITY
from forum.reactions import install


@pytest.fixture
async def lived(db: str) -> dict[str, str]:
    """The demo community in a fresh database: a name for each role."""
    install()
    assert await loading.is_empty()
    return await loading.load("a password for the demo")


async def test_it_is_whole_and_agrees_with_itself(lived: dict[str, str]) -> None:
    assert set(lived) == {"member", "helper", "specialist", "moderator", "administrator"}
    assert not await loading.is_empty()
    assert await database.value("SELECT count(*) FROM threads") == len(COMMUNITY.threads)
    assert await database.value("SELECT count(*) FROM posts") == care.REPLIES + sum(
        1 + len(thread.replies) for thread in COMMUNITY.threads
    )
    assert await database.value("SELECT count(*) FROM solutions") == sum(thread.is_solved for thread in COMMUNITY.threads)
    # What was announced was heard, what letters it would have made are gone.
    assert await database.value("SELECT count(*) FROM deliveries") == 0
    assert await database.value("SELECT count(*) FROM letters") == 0
    drifts = {
        "reply_count": "SELECT count(*) FROM threads t WHERE t.reply_count <>"
        " (SELECT count(*) FROM posts p WHERE p.thread_id = t.id AND p.position > 0 AND p.deleted_at IS NULL)",
        "helpful_count": "SELECT count(*) FROM posts p WHERE p.helpful_count <>"
        " (SELECT count(*) FROM helpful_votes v WHERE v.post_id = p.id)",
        "same_problem_count": "SELECT count(*) FROM threads t WHERE t.same_problem_count <>"
        " (SELECT count(*) FROM same_problems s WHERE s.thread_id = t.id)",
        "view_count": "SELECT count(*) FROM threads t WHERE t.view_count <>"
        " (SELECT count(*) FROM views v WHERE v.thread_id = t.id)",
        "reputation": "SELECT count(*) FROM people p WHERE p.reputation <>"
        " coalesce((SELECT sum(points) FROM reputation_entries e WHERE e.person_id = p.id), 0)",
        "thread_count": "SELECT count(*) FROM tags g WHERE g.thread_count <> (SELECT count(*) FROM thread_tags x"
        " JOIN threads t ON t.id = x.thread_id JOIN categories c ON c.id = t.category_id"
        " WHERE x.tag_id = g.id AND c.see = 'everyone' AND t.deleted_at IS NULL)",
        "solved": "SELECT count(*) FROM threads t LEFT JOIN solutions s ON s.thread_id = t.id"
        " WHERE (t.status = 'solved') <> (s.id IS NOT NULL)",
    }
    assert {name: await database.value(sql) for name, sql in drifts.items()} == dict.fromkeys(drifts, 0)
