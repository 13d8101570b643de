"""A migrated database is what the models say, and says so when it is not."""

import re
from pathlib import Path

import pytest

from forum.database import migrate
from forum.database.registry import MODELS
from forum.database.schema import schema_sql
from tests.database.shape import Shape, execute, run, shape
from tests.databases import Databases

#: What a migration makes that no model can say (an index over an expression, a table for searching): name → why.
BEYOND_MODELS: dict[str, str] = {
    "idx_duplicate_texts_words": "a GIN index, which only PostgreSQL has",
    **dict.fromkeys(
        ("duplicate_words", *(f"duplicate_words_{part}" for part in ("data", "idx", "docsize", "config"))),
        "an FTS5 index and its parts, which only SQLite has",
    ),
    "idx_search_words": "a GIN index, which only PostgreSQL has",
    "tickets_open_source": "a unique index over the tickets that are not closed",
    "threads_that_wait": "a partial index over the few threads that wait",
    "threads_that_wait_by_category": "the same in the order of categories",
    "ticket_merges_standing": "a unique index over the merges that were not undone",
    "idx_search_article_words": "a GIN index, which only PostgreSQL has",
    "check CHECK ((low_thread_id < high_thread_id))": "a pair has one row, whichever of the two is named first",
}


def differences(ours: Shape, models: Shape) -> list[str]:
    """Where the two part, in words."""
    found = [f"only migrated: table {name}" for name in ours.keys() - models.keys() if name not in BEYOND_MODELS]
    found += [f"not migrated: table {name}" for name in models.keys() - ours.keys()]
    for name in ours.keys() & models.keys():
        mine, theirs = ours[name], models[name]
        for part in ("columns", "indexes"):
            here, there = getattr(mine, part), getattr(theirs, part)
            for key in sorted(here.keys() | there.keys()):
                if here.get(key) != there.get(key) and key not in BEYOND_MODELS:
                    found.append(f"{name}.{key}: {here.get(key)} migrated, {there.get(key)} in the models")
        for part in ("key", "foreign", "uniques"):
            if getattr(mine, part) != getattr(theirs, part):
                found.append(f"{name} {part}: {getattr(mine, part)} migrated, {getattr(theirs, part)} in the models")
    return found


@pytest.fixture
def modelled(engine: str, databases: Databases, tmp_path: Path) -> Shape:
    """The shape of a database made from the models."""
    url = databases.empty(engine, tmp_path / "models.db")
    execute(url, run(schema_sql(engine, MODELS)))
    return shape(url)


def test_a_migrated_database_is_what_the_models_say(empty_database_url: str, modelled: Shape) -> None:
    run(migrate.apply(empty_database_url))
    assert differences(shape(empty_database_url), modelled) == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE people ADD COLUMN hat VARCHAR(3)",
        "CREATE TABLE hats (id BIGINT PRIMARY KEY)",
        "DROP INDEX {index}",
        "CREATE UNIQUE INDEX extra ON people (display_name)",
        "DROP TABLE bookmarks",
    ],
)
def test_a_difference_is_seen(empty_database_url: str, change: str) -> None:
    run(migrate.apply(empty_database_url))
    before = shape(empty_database_url)
    index = next(name for name in before["people"].indexes if name.startswith("idx_"))
    execute(empty_database_url, [change.format(index=index)])
    assert len(differences(shape(empty_database_url), before)) == 1


def test_migrations_are_numbered() -> None:
    history = migrate.history()
    # Numbers may be left out: they are given out before what they are for is written.
    numbers = [one.number for one in history]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
    assert all(re.fullmatch(r"[a-z0-9_]{3,80}", one.name) for one in history)
    assert all(one.sqlite and one.postgres for one in history), "an engine is left out"


def test_applying_again_changes_nothing(empty_database_url: str) -> None:
    everything = migrate.history()
    assert run(migrate.pending(empty_database_url)) == everything
    assert run(migrate.apply(empty_database_url)) == everything
    before = shape(empty_database_url)
    assert run(migrate.pending(empty_database_url)) == []
    assert run(migrate.apply(empty_database_url)) == []
    assert shape(empty_database_url) == before
