"""What the team finds: every article in whatever state, as far as the viewer belongs to the team it is for."""

import json
from datetime import datetime
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.audience import Audience
from forum.errors import NotFound
from forum.i18n import LOCALES
from forum.kb.policy import writes
from forum.kb.queries.reading import visible_condition
from forum.kb.views import (
    CommentView,
    Desk,
    Feedback,
    FlagView,
    RevisionView,
    Row,
    ShelfOnDesk,
    Version,
    Who,
    article_path,
    section_path,
    shelf,
)

PAGE = 50
STATES = ("draft", "in_review", "scheduled", "published", "archived")

_SHELVES = (
    "s.id AS s_id, s.name_en AS s_name_en, s.name_ja AS s_name_ja, s.description_en AS s_description_en,"
    " s.description_ja AS s_description_ja, c.id AS c_id, c.slug AS c_slug, c.name_en AS c_name_en,"
    " c.name_ja AS c_name_ja, c.description_en AS c_description_en, c.description_ja AS c_description_ja"
)
FROM = (
    " FROM articles a JOIN article_sections s ON s.id = a.section_id JOIN article_categories c ON c.id = s.category_id"
)
#: The version that stands for an article on the desk: that of the language it is written in, else the first.
MAIN = (
    "(t.lang = a.source_lang OR (NOT EXISTS (SELECT 1 FROM article_translations x WHERE x.article_id = a.id"
    " AND x.lang = a.source_lang) AND t.id = (SELECT MIN(x.id) FROM article_translations x WHERE x.article_id = a.id)))"
)
LIVE = "EXISTS (SELECT 1 FROM article_translations l WHERE l.article_id = a.id AND l.live_number IS NOT NULL)"


def team_condition(viewer: Actor) -> str:
    """SQL, true for articles `a` in sections `s` that the viewer works on: staff on what their audiences reach,
    helpers on what they write themselves."""
    if not writes(viewer):
        return "1 = 0"
    own = "" if viewer.is_staff else f" AND a.writer_id = {int(viewer.id)}"
    return f"{visible_condition(viewer)}{own}"


async def article_on_desk(viewer: Actor, article_id: int) -> Desk:
    """An article with all its languages. Raises NotFound for one that is not there or not for the viewer."""
    row = await database.row(
        "SELECT a.id, a.kind, a.source_lang, a.section_id, a.see, a.see_group_id, a.label_names, a.verify_days,"
        " a.verified_at, a.verified_until, a.archived_at, a.view_count, a.version, s.see AS s_see,"
        " s.see_group_id AS s_group, a.writer_id, w.name AS w_name, w.display_name AS w_shown,"
        " a.reviewer_id, r.name AS r_name, r.display_name AS r_shown, a.owner_id, o.name AS o_name,"
        f" o.display_name AS o_shown, v.name AS v_name, v.display_name AS v_shown, {_SHELVES}{FROM}"
        " LEFT JOIN people w ON w.id = a.writer_id LEFT JOIN people r ON r.id = a.reviewer_id"
        " LEFT JOIN people o ON o.id = a.owner_id LEFT JOIN people v ON v.id = a.verified_by_id"
        f" WHERE a.id = $1 AND {team_condition(viewer)}", article_id,
    )
    if row is None:
        raise NotFound
    versions = [_version(each) for each in await database.rows(
        "SELECT t.id, t.article_id, t.lang, t.title, t.slug, t.live_number, t.staged_number, t.stage, t.publish_at,"
        " t.published_at, t.changed_at, t.source_number, t.outdated_since, t.revision_count, t.version,"
        " p.name AS p_name, p.display_name AS p_shown FROM article_translations t"
        " LEFT JOIN people p ON p.id = t.publish_by_id WHERE t.article_id = $1 ORDER BY t.id", article_id,
    )]
    related = await database.rows(
        "SELECT other_id FROM article_relations WHERE article_id = $1 ORDER BY position", article_id
    )
    locale = row["source_lang"]
    return Desk(
        id=row["id"], kind=row["kind"], source_lang=row["source_lang"], section_id=row["section_id"],
        section=shelf(row, "s_", locale, section_path(row["s_id"], "-")),
        category=shelf(row, "c_", locale, f"/help/{row['c_slug']}"),
        narrowing=Audience(row["see"], row["see_group_id"]) if row["see"] else None,
        seers=Audience(row["s_see"], row["s_group"]),
        labels=row["label_names"].split(",") if row["label_names"] else [],
        related_ids=[each["other_id"] for each in related],
        writer=_who(row, "writer_id", "w_"), reviewer=_who(row, "reviewer_id", "r_"), owner=_who(row, "owner_id", "o_"),
        verify_days=row["verify_days"], verified_at=database.moment(row["verified_at"]),
        verified_by=row["v_shown"] or row["v_name"] or "", verified_until=database.moment(row["verified_until"]),
        archived_at=database.moment(row["archived_at"]), view_count=row["view_count"], version=row["version"],
        versions=sorted(versions, key=lambda one: one.lang != row["source_lang"]),
    )


async def found_on_desk(viewer: Actor, article_id: int) -> int | None:
    """The id again, if the viewer works on this article."""
    return await database.value(f"SELECT a.id{FROM} WHERE a.id = $1 AND {team_condition(viewer)}", article_id)


async def articles_on_desk(
    viewer: Actor, locale: str, *, state: str = "", section_id: int = 0, owner_id: int = 0, q: str = "", page: int = 1
) -> tuple[list[Row], int, int]:
    """A page of articles, the latest changed first; its number, and how many pages there are."""
    where = [team_condition(viewer), MAIN]
    params: list[Any] = []
    if state in STATES:
        where.append(_STATES[state])
    else:
        where.append("a.archived_at IS NULL")
    if section_id:
        where.append(f"a.section_id = {int(section_id)}")
    if owner_id:
        where.append(f"(a.owner_id = {int(owner_id)} OR a.writer_id = {int(owner_id)} OR a.reviewer_id = {int(owner_id)})")
    if q:
        params.append(f"%{_like(q.lower())}%")
        where.append(
            "EXISTS (SELECT 1 FROM article_translations y WHERE y.article_id = a.id AND LOWER(y.title) LIKE $1 ESCAPE '\\')"
        )
    joined = f"{FROM} JOIN article_translations t ON t.article_id = a.id WHERE {' AND '.join(where)}"
    number = (await database.rows_aside(f"SELECT count(*) AS number{joined}", *params))[0]["number"]
    count = max(1, -(-number // PAGE))
    page = max(1, min(page, count))
    changed = "COALESCE((SELECT max(n.created_at) FROM article_revisions n JOIN article_translations m ON m.id ="
    changed += " n.translation_id WHERE m.article_id = a.id), a.created_at)"
    found = await database.rows_aside(
        f"SELECT a.id, a.kind, a.view_count, a.archived_at, t.title, t.lang, {LIVE} AS is_live, {changed} AS changed,"
        f" o.name AS o_name, o.display_name AS o_shown, {_SHELVES}"
        + joined.replace(" WHERE ", " LEFT JOIN people o ON o.id = a.owner_id WHERE ", 1)
        + f" ORDER BY changed DESC, a.id DESC LIMIT {PAGE} OFFSET {(page - 1) * PAGE}", *params,
    )
    stages: dict[int, list[tuple[str, str, bool]]] = {}
    for row in await database.rows(
        "SELECT article_id, lang, stage, publish_at FROM article_translations WHERE stage <> ''"
        f" AND article_id IN ({database.id_list(row['id'] for row in found)}) ORDER BY id"
    ):
        stages.setdefault(row["article_id"], []).append((row["lang"], row["stage"], row["publish_at"] is not None))
    return [
        Row(
            id=row["id"], title=row["title"], lang=row["lang"], kind=row["kind"],
            state=_state(row, stages.get(row["id"], [])), stages=stages.get(row["id"], []),
            section=shelf(row, "s_", locale, ""), category=shelf(row, "c_", locale, ""),
            owner=row["o_shown"] or row["o_name"] or "", changed_at=_at(row["changed"]), view_count=row["view_count"],
        )
        for row in found
    ], page, count


async def counts(viewer: Actor) -> dict[str, int]:
    """How many articles are in each state, for the viewer's tabs."""
    found = (await database.rows_aside(
        f"SELECT {', '.join(f'SUM(CASE WHEN {sql} THEN 1 ELSE 0 END) AS {state}' for state, sql in _STATES.items())}"
        f"{FROM} WHERE {team_condition(viewer)}"
    ))[0]
    return {state: int(found[state] or 0) for state in _STATES}


async def revision(version: Version, number: int) -> RevisionView:
    """One revision of a version that was loaded through permission. Raises NotFound."""
    found = await database.row(f"{_REVISION} WHERE r.translation_id = $1 AND r.number = $2", version.id, number)
    if found is None:
        raise NotFound
    return _revision(found)


async def latest(version: Version) -> RevisionView:
    """The newest revision of a version."""
    found = await database.row(
        f"{_REVISION} WHERE r.translation_id = $1 ORDER BY r.number DESC LIMIT 1", version.id
    )
    if found is None:
        raise NotFound
    return _revision(found)


async def revisions(version: Version, before: int, limit: int) -> list[RevisionView]:
    """The revisions with numbers below `before`, the newest first."""
    found = await database.rows(
        f"{_REVISION} WHERE r.translation_id = $1 AND r.number < $2 ORDER BY r.number DESC LIMIT {int(limit)}",
        version.id, before,
    )
    return [_revision(row) for row in found]


async def written_by(version: Version) -> set[int]:
    """Who wrote what is staged: everybody who saved a revision since the live one."""
    found = await database.rows(
        "SELECT DISTINCT author_id FROM article_revisions WHERE translation_id = $1 AND number > $2",
        version.id, version.live_number or 0,
    )
    return {row["author_id"] for row in found}


async def comments(version: Version) -> list[CommentView]:
    """What the team said about a version's revisions, the oldest first."""
    found = await database.rows(
        "SELECT k.id, r.number, p.name, p.display_name, k.body, k.created_at FROM article_comments k"
        " JOIN article_revisions r ON r.id = k.revision_id JOIN people p ON p.id = k.author_id"
        " WHERE r.translation_id = $1 ORDER BY k.id DESC LIMIT 200", version.id,
    )
    return [
        CommentView(
            row["id"], row["number"], row["name"], row["display_name"] or row["name"], row["body"], _at(row["created_at"])
        )
        for row in reversed(found)
    ]


async def editors(viewer: Actor, version: Version) -> list[Who]:
    """Who else has the editor open at this moment."""
    found = await database.rows(
        "SELECT p.id, p.name, p.display_name FROM article_leases e JOIN people p ON p.id = e.person_id"
        " WHERE e.translation_id = $1 AND e.person_id <> $2 AND e.until > $3 ORDER BY e.id",
        version.id, viewer.id, clock.now(),
    )
    return [Who(row["id"], row["name"], row["display_name"]) for row in found]


async def flags(article: Desk) -> list[FlagView]:
    """What members flagged and nobody has dealt with, the oldest first."""
    found = await database.rows(
        "SELECT f.id, t.lang, r.number, f.kind, f.note, p.name, p.display_name, f.created_at FROM article_flags f"
        " JOIN article_revisions r ON r.id = f.revision_id JOIN article_translations t ON t.id = r.translation_id"
        " JOIN people p ON p.id = f.person_id WHERE t.article_id = $1 AND f.resolved_at IS NULL ORDER BY f.id LIMIT 100",
        article.id,
    )
    return [
        FlagView(
            row["id"], row["lang"], row["number"], row["kind"], row["note"], row["name"],
            row["display_name"] or row["name"], _at(row["created_at"]),
        )
        for row in found
    ]


async def feedback(article: Desk) -> Feedback:
    """What readers said of the revisions that are live."""
    live = (
        " FROM article_votes v JOIN article_revisions r ON r.id = v.revision_id JOIN article_translations t"
        " ON t.id = r.translation_id AND t.live_number = r.number WHERE t.article_id = $1"
    )
    sums = await database.row(f"SELECT SUM(CASE WHEN v.helpful THEN 1 ELSE 0 END) AS yes, COUNT(*) AS every{live}", article.id)
    reasons = await database.rows(
        f"SELECT v.helpful, v.reason, v.created_at{live} AND v.reason <> '' ORDER BY v.id DESC LIMIT 20", article.id
    )
    yes, every = int(sums["yes"] or 0) if sums else 0, int(sums["every"]) if sums else 0
    return Feedback(
        yes, every - yes, [(bool(row["helpful"]), row["reason"], _at(row["created_at"])) for row in reasons]
    )


async def history(article: Desk) -> list[tuple[str, dict[str, Any], str, datetime]]:
    """What happened to an article, the latest first: the event's name, its data, who did it, when. Readers' votes aside."""
    found = await database.rows(
        "SELECT e.name, e.data, e.at, p.name AS p_name, p.display_name AS p_shown FROM events e"
        " LEFT JOIN people p ON p.id = e.actor_id WHERE e.subject_type = 'article' AND e.subject_id = $1"
        " AND e.name NOT IN ('article.rated', 'article.flagged', 'article.linked') ORDER BY e.id DESC LIMIT 50", article.id,
    )
    return [
        (row["name"], _json(row["data"]), row["p_shown"] or row["p_name"] or "", _at(row["at"])) for row in found
    ]


async def team() -> list[Who]:
    """Everybody who may look after an article: staff, by name."""
    found = await database.rows(
        "SELECT id, name, display_name FROM people WHERE role IN ('specialist', 'moderator', 'administrator')"
        " AND anonymised_at IS NULL ORDER BY name_key LIMIT 500"
    )
    return [Who(row["id"], row["name"], row["display_name"]) for row in found]


async def helpers_who_write(article: Desk) -> list[Who]:
    """Helpers, who may be an article's writer beside staff."""
    found = await database.rows(
        "SELECT id, name, display_name FROM people WHERE (role = 'helper' OR id = $1) AND anonymised_at IS NULL"
        " ORDER BY name_key LIMIT 500", article.writer_id or 0,
    )
    return [Who(row["id"], row["name"], row["display_name"]) for row in found]


async def shelves(viewer: Actor) -> tuple[list[ShelfOnDesk], list[ShelfOnDesk]]:
    """Every category, and every section that the viewer's audiences reach, in the tree's order, archived ones too."""
    upper = await database.rows(
        "SELECT c.id, c.slug, c.name_en, c.name_ja, c.description_en, c.description_ja, c.archived_at, c.version"
        " FROM article_categories c ORDER BY c.position, c.id"
    )
    lower = await database.rows(
        "SELECT s.id, s.category_id, s.name_en, s.name_ja, s.description_en, s.description_ja, s.see, s.see_group_id,"
        " s.archived_at, s.version, (SELECT count(*) FROM articles a WHERE a.section_id = s.id) AS articles"
        f" FROM article_sections s WHERE {categories.visible_condition(viewer, 's')} ORDER BY s.position, s.id"
    )
    return (
        [
            ShelfOnDesk(
                row["id"], None, row["slug"], row["name_en"], row["name_ja"], row["description_en"],
                row["description_ja"], Audience("everyone"), database.moment(row["archived_at"]), 0, row["version"],
            )
            for row in upper
        ],
        [
            ShelfOnDesk(
                row["id"], row["category_id"], "", row["name_en"], row["name_ja"], row["description_en"],
                row["description_ja"], Audience(row["see"], row["see_group_id"]), database.moment(row["archived_at"]),
                row["articles"], row["version"],
            )
            for row in lower
        ],
    )


_STAGED = "EXISTS (SELECT 1 FROM article_translations g WHERE g.article_id = a.id AND g.stage = '{}' AND {})"
_STATES = {
    "draft": f"a.archived_at IS NULL AND {_STAGED.format('draft', '1 = 1')}",
    "in_review": f"a.archived_at IS NULL AND {_STAGED.format('in_review', 'g.publish_at IS NULL')}",
    "scheduled": f"a.archived_at IS NULL AND {_STAGED.format('in_review', 'g.publish_at IS NOT NULL')}",
    "published": f"a.archived_at IS NULL AND {LIVE}",
    "archived": "a.archived_at IS NOT NULL",
}
assert tuple(_STATES) == STATES

_REVISION = (
    "SELECT r.id, r.number, r.title, r.source, r.also_asked, r.environment, r.reason, r.author_id, r.created_at,"
    " r.published_at, r.source_number, p.name, p.display_name, q.name AS q_name, q.display_name AS q_shown"
    " FROM article_revisions r JOIN people p ON p.id = r.author_id LEFT JOIN people q ON q.id = r.published_by_id"
)


#: What `about` gives: the table, the column that names the person, and what of it is theirs.
_KEPT = {
    "article_revisions": (
        "author_id", "translation_id, number, title, source, also_asked, environment, reason, created_at"
    ),
    "article_comments": ("author_id", "revision_id, body, created_at"),
    "article_flags": ("person_id", "revision_id, kind, note, created_at"),
}


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person, by table, for their download."""
    kept: dict[str, Any] = {}
    for table, (column, columns) in _KEPT.items():
        found = await database.rows_aside(f"SELECT {columns} FROM {table} WHERE {column} = $1 ORDER BY id", person_id)
        kept[table] = [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118
    found = await database.rows_aside(
        "SELECT revision_id, helpful, reason, created_at FROM article_votes WHERE reader_key = $1 ORDER BY id",
        f"p:{person_id}",
    )
    kept["article_votes"] = [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118
    looks = await database.rows_aside(
        "SELECT article_id, day FROM article_views WHERE viewer_key = $1 ORDER BY id", f"p:{person_id}"
    )
    kept["article_views"] = [{"article_id": row["article_id"], "day": str(row["day"])} for row in looks]
    return kept


def _state(row: Any, stages: list[tuple[str, str, bool]]) -> str:
    if row["archived_at"] is not None:
        return "archived"
    if row["is_live"]:
        return "published"
    return "in_review" if any(stage == "in_review" for _lang, stage, _at in stages) else "draft"


def _version(row: Any) -> Version:
    moment = database.moment
    assert row["lang"] in LOCALES
    return Version(
        id=row["id"], lang=row["lang"], title=row["title"], path=article_path(row["article_id"], row["slug"]),
        live_number=row["live_number"], staged_number=row["staged_number"], stage=row["stage"],
        publish_at=moment(row["publish_at"]), publish_by=row["p_shown"] or row["p_name"] or "",
        published_at=moment(row["published_at"]), changed_at=moment(row["changed_at"]),
        source_number=row["source_number"], outdated_since=moment(row["outdated_since"]),
        revision_count=row["revision_count"], version=row["version"],
    )


def _revision(row: Any) -> RevisionView:
    return RevisionView(
        id=row["id"], number=row["number"], title=row["title"], source=row["source"], also_asked=row["also_asked"],
        environment=row["environment"], reason=row["reason"], author_id=row["author_id"], author_name=row["name"],
        author_shown=row["display_name"] or row["name"], created_at=_at(row["created_at"]),
        published_at=database.moment(row["published_at"]), published_by=row["q_shown"] or row["q_name"] or "",
        source_number=row["source_number"],
    )


def _who(row: Any, column: str, prefix: str) -> Who | None:
    return Who(row[column], row[f"{prefix}name"], row[f"{prefix}shown"]) if row[column] else None


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _at(stored: Any) -> Any:
    found = database.moment(stored)
    assert found is not None
    return found

