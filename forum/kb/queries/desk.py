"""What the team finds: every article in whatever state, as far as the viewer belongs to the team it is for."""

from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.audience import Audience
from forum.errors import NotFound
from forum.i18n import LOCALES
from forum.kb.policy import writes
from forum.kb.queries.reading import visible_condition
from forum.kb.views import (
    Desk,
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


def _who(row: Any, column: str, prefix: str) -> Who | None:
    return Who(row[column], row[f"{prefix}name"], row[f"{prefix}shown"]) if row[column] else None


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _at(stored: Any) -> Any:
    found = database.moment(stored)
    assert found is not None
    return found
