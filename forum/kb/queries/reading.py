"""What readers find: live articles, as far as the viewer may see them. Permission is in the SQL."""

import json
from collections.abc import Collection
from typing import Any

from forum import database
from forum.accounts.actor import GUEST, Actor
from forum.categories import queries as categories
from forum.categories.audience import Audience
from forum.errors import NotFound
from forum.i18n import LOCALES
from forum.kb.dressing import Heading
from forum.kb.kinds import FAQ
from forum.kb.views import (
    ArticleView,
    Beside,
    FaqEntry,
    Group,
    Line,
    Other,
    Shelf,
    Topic,
    article_path,
    section_path,
    shelf,
)
from forum.text.normalize import fold
from forum.text.slugs import slug

#: Articles of a section on the first pages, and on a page of its own; entries of one FAQ page; related articles.
FEW, PAGE, MOST_ENTRIES, MOST_RELATED = 5, 50, 1_000, 5
FEED_SIZE = 30
#: Articles that the sitemap names; a base of knowledge beyond this has earned a second one.
SITEMAP_SIZE = 20_000

_SHELVES = (
    "s.id AS s_id, s.name_en AS s_name_en, s.name_ja AS s_name_ja, s.description_en AS s_description_en,"
    " s.description_ja AS s_description_ja, c.id AS c_id, c.slug AS c_slug, c.name_en AS c_name_en,"
    " c.name_ja AS c_name_ja, c.description_en AS c_description_en, c.description_ja AS c_description_ja"
)
_LINE = (
    "a.id, a.kind, a.position, a.view_count, a.see, s.see AS s_see, a.verified_at, t.lang, t.title, t.slug, t.excerpt,"
    f" t.changed_at, t.outdated_since, c.position AS c_position, s.position AS s_position, {_SHELVES}"
)
#: Versions `t` of articles `a` in sections `s` of categories `c`; `live_condition` says which of them somebody reads.
FROM = _FROM = (
    " FROM articles a JOIN article_sections s ON s.id = a.section_id JOIN article_categories c ON c.id = s.category_id"
    " JOIN article_translations t ON t.article_id = a.id"
)
_IN_USE = "a.archived_at IS NULL AND s.archived_at IS NULL AND c.archived_at IS NULL"
_ORDER = "c_position, c_id, s_position, s_id, position, id"


def visible_condition(viewer: Actor) -> str:
    """SQL, true for articles `a` in sections `s` that the viewer's audiences reach: the section's, and its own."""
    return (
        f"{categories.visible_condition(viewer, 's')}"
        f" AND (a.see = '' OR {categories.visible_condition(viewer, 'a')})"
    )


def readable_condition(viewer: Actor, locale: str, version: str = "t") -> str:
    """SQL, true for articles `a` in sections `s` of categories `c` that the viewer may read, in the one version (under this
    alias) that suits a reader of this language best."""
    return f"{_IN_USE} AND {visible_condition(viewer)} AND {_best(locale, version)}"


def live_condition(viewer: Actor) -> str:
    """SQL, true for the versions in FROM that the viewer may read now: live, in use, and for their audiences."""
    return f"t.live_number IS NOT NULL AND {_IN_USE} AND {visible_condition(viewer)}"


async def versions(viewer: Actor, version_ids: Collection[int], locale: str) -> dict[int, Line]:
    """Live versions by their ids, as lists show them, as far as the viewer may read them. Shelves are named in `locale`."""
    if not version_ids:
        return {}
    found = await database.rows(
        f"SELECT t.id AS version_id, {_LINE}{FROM} WHERE t.id IN ({database.id_list(version_ids)})"
        f" AND {live_condition(viewer)}"
    )
    return {row["version_id"]: _line(row, locale) for row in found}


async def lines(viewer: Actor, article_ids: Collection[int], locale: str) -> dict[int, Line]:
    """Articles by their ids, each in the language that suits best, as far as the viewer may read them."""
    if not article_ids:
        return {}
    found = await database.rows(
        f"SELECT {_LINE}{FROM}{_readable(viewer, locale)} AND a.id IN ({database.id_list(article_ids)})"
    )
    return {row["id"]: _line(row, locale) for row in found}


def _best(locale: str, version: str = "t") -> str:
    """True for the one live version of an article that suits a reader of this language best."""
    if locale not in LOCALES:
        raise ValueError(f"{locale!r} is no language of ours")
    live = "SELECT {} FROM article_translations x WHERE x.article_id = a.id AND x.live_number IS NOT NULL"
    none, v = f"NOT EXISTS ({live.format(1)}", version
    return (
        f"{v}.live_number IS NOT NULL AND ({v}.lang = '{locale}' OR ({none} AND x.lang = '{locale}')"
        f" AND ({v}.lang = a.source_lang OR ({none} AND x.lang = a.source_lang) AND {v}.id = ({live.format('MIN(x.id)')})))))"
    )


def _readable(viewer: Actor, locale: str) -> str:
    return f" WHERE {readable_condition(viewer, locale)}"


async def front(viewer: Actor, locale: str, category_slug: str = "") -> list[Topic]:
    """The tree with the first articles of each section, of all categories or of one; empty ones are left out."""
    params = [category_slug] if category_slug else []
    found = await database.rows_aside(
        f"SELECT * FROM (SELECT {_LINE}, COUNT(*) OVER (PARTITION BY s.id) AS number,"
        " ROW_NUMBER() OVER (PARTITION BY s.id ORDER BY a.position, a.id) AS place"
        f"{_FROM}{_readable(viewer, locale)}{' AND c.slug = $1' if params else ''}) AS r"
        f" WHERE place <= {FEW if not params else 2 * FEW} ORDER BY {_ORDER}",
        *params,
    )
    topics: list[Topic] = []
    for row in found:
        line = _line(row, locale)
        if not topics or topics[-1].category.id != line.category.id:
            topics.append(Topic(line.category, []))
        groups = topics[-1].groups
        if not groups or groups[-1].section.id != line.section.id:
            groups.append(Group(line.section, [], row["number"]))
        groups[-1].articles.append(line)
    return topics


async def popular(viewer: Actor, locale: str, size: int = 6) -> list[Line]:
    """The articles that most people opened."""
    found = await database.rows_aside(
        f"SELECT {_LINE}{_FROM}{_readable(viewer, locale)} AND a.view_count > 0"
        f" ORDER BY a.view_count DESC, a.id DESC LIMIT {int(size)}"
    )
    return [_line(row, locale) for row in found]


async def visible_category(viewer: Actor, slug_: str, locale: str) -> Shelf:
    """The category with this address, if the viewer may see a section in it. Raises NotFound for any other."""
    found = await database.row(
        "SELECT c.id AS c_id, c.slug AS c_slug, c.name_en AS c_name_en, c.name_ja AS c_name_ja,"
        " c.description_en AS c_description_en, c.description_ja AS c_description_ja FROM article_categories c"
        " WHERE c.slug = $1 AND c.archived_at IS NULL AND EXISTS (SELECT 1 FROM article_sections s"
        f" WHERE s.category_id = c.id AND s.archived_at IS NULL AND {categories.visible_condition(viewer, 's')})",
        slug_,
    )
    if found is None:
        raise NotFound
    return _category(found, locale)


async def visible_section(viewer: Actor, section_id: int, locale: str) -> tuple[Shelf, Shelf]:
    """The section and its category. Raises NotFound for one that the viewer may not see, or that was put away."""
    found = await database.row(
        f"SELECT {_SHELVES} FROM article_sections s JOIN article_categories c ON c.id = s.category_id"
        f" WHERE s.id = $1 AND s.archived_at IS NULL AND c.archived_at IS NULL"
        f" AND {categories.visible_condition(viewer, 's')}", section_id,
    )
    if found is None:
        raise NotFound
    return _section(found, locale), _category(found, locale)


async def in_section(viewer: Actor, section_id: int, locale: str, page: int) -> tuple[list[Line], int, int]:
    """A page of a section's articles in their order, its number (the last one for those beyond), and how many pages."""
    where = f"{_readable(viewer, locale)} AND a.section_id = $1"
    return await _paged(where, "a.position, a.id", locale, page, section_id)


async def labelled(viewer: Actor, label: str, locale: str, page: int) -> tuple[str, list[Line], int, int]:
    """The articles with a label, as `in_section` gives them, and the label as it is spelled. Raises NotFound for none."""
    where = (
        f"{_readable(viewer, locale)} AND a.id IN (SELECT l.article_id FROM article_labels l WHERE l.name_key = $1)"
    )
    lines, number, count = await _paged(where, "t.title, a.id", locale, page, fold(label))
    if not lines:
        raise NotFound
    name = await database.value(
        f"SELECT min(l.name) FROM article_labels l WHERE l.name_key = $1 AND l.article_id = {lines[0].id}", fold(label)
    )
    return name, lines, number, count


async def faq(viewer: Actor, locale: str) -> list[tuple[Shelf, Shelf, list[FaqEntry]]]:
    """Every question with its answer that the viewer may read, by section: section, category, entries."""
    found = await database.rows_aside(
        f"SELECT {_LINE}, t.html, t.plain{_FROM}{_readable(viewer, locale)} AND a.kind = '{FAQ}'"
        f" ORDER BY {_ORDER.replace('position, id', 'a.position, a.id')} LIMIT {MOST_ENTRIES}"
    )
    groups: list[tuple[Shelf, Shelf, list[FaqEntry]]] = []
    for row in found:
        line = _line(row, locale)
        if not groups or groups[-1][0].id != line.section.id:
            groups.append((line.section, line.category, []))
        groups[-1][2].append(FaqEntry(line, row["html"], row["plain"]))
    return groups


async def visible_article(viewer: Actor, article_id: int, slug_: str) -> ArticleView | None:
    """The live article at this address; None when it has another one now. Raises NotFound for what is not for the viewer."""
    found = await database.rows(
        "SELECT a.id, a.kind, a.position, a.source_lang, a.label_names, a.see, s.see AS s_see, a.view_count,"
        " a.writer_id, a.verified_at, t.id AS translation_id, t.lang, t.title, t.slug, t.excerpt, t.live_number,"
        " t.published_at, t.changed_at, t.outdated_since, CASE WHEN t.slug = $2 THEN t.html END AS html,"
        " CASE WHEN t.slug = $2 THEN t.plain END AS plain, t.contents, t.also_asked, t.environment,"
        f" r.id AS revision_id, w.name AS w_name, w.display_name AS w_shown, {_SHELVES}{_FROM}"
        " JOIN article_revisions r ON r.translation_id = t.id AND r.number = t.live_number"
        " LEFT JOIN people w ON w.id = r.published_by_id"
        f" WHERE a.id = $1 AND t.live_number IS NOT NULL AND {_IN_USE} AND {visible_condition(viewer)} ORDER BY t.id",
        article_id, slug_,
    )
    if not found:
        raise NotFound
    row = next((row for row in found if row["slug"] == slug_), None)
    return None if row is None else _article(row, found)


async def address(viewer: Actor, article_id: int, slug_: str, locale: str = "") -> str:
    """Where an article is read that was asked for by an address it does not have (any more). Raises NotFound.

    An address of old leads to its own language, any other to the one given, or to the one the article is written in.
    """
    found = await database.rows(
        "SELECT t.lang, t.slug, a.source_lang, (SELECT d.lang FROM article_addresses d WHERE d.article_id = a.id"
        f" AND d.slug = $2) AS known{_FROM}"
        f" WHERE a.id = $1 AND t.live_number IS NOT NULL AND {_IN_USE} AND {visible_condition(viewer)} ORDER BY t.id",
        article_id, slug_,
    )
    if not found:
        raise NotFound
    by_lang = {row["lang"]: row["slug"] for row in found}
    wished = (found[0]["known"], locale, found[0]["source_lang"], found[0]["lang"])
    return article_path(article_id, next(by_lang[lang] for lang in wished if lang in by_lang))


async def beside(viewer: Actor, article: ArticleView, locale: str) -> Beside:
    """What stands around an article, as far as the viewer may see it."""
    readable = _readable(viewer, locale)
    position, number = int(article.position), int(article.id)
    here = f"{readable} AND a.section_id = {int(article.section.id)}"
    parts = (
        f"SELECT * FROM (SELECT {_LINE}, 'previous' AS part, 0 AS place{_FROM}{here}"
        f" AND (a.position < {position} OR (a.position = {position} AND a.id < {number}))"
        " ORDER BY a.position DESC, a.id DESC LIMIT 1) AS p",
        f"SELECT * FROM (SELECT {_LINE}, 'following' AS part, 0 AS place{_FROM}{here}"
        f" AND (a.position > {position} OR (a.position = {position} AND a.id > {number}))"
        " ORDER BY a.position, a.id LIMIT 1) AS f",
        f"SELECT {_LINE}, 'related' AS part, n.position AS place{_FROM} JOIN article_relations n ON n.other_id = a.id"
        f"{readable} AND n.article_id = {number}",
        f"SELECT * FROM (SELECT {_LINE}, 'alike' AS part, 100 AS place{_FROM}{readable} AND a.id <> {number}"
        " AND a.id IN (SELECT k.article_id FROM article_labels k JOIN article_labels m ON m.name_key = k.name_key"
        f" WHERE m.article_id = {number}) ORDER BY a.view_count DESC, a.id LIMIT {MOST_RELATED}) AS k",
    )
    found = await database.rows(" UNION ALL ".join(parts))
    lines = {part: [_line(row, locale) for row in found if row["part"] == part] for part in ("previous", "following")}
    related: dict[int, Line] = {}
    for row in sorted((row for row in found if row["part"] in ("related", "alike")), key=lambda row: row["place"]):
        related.setdefault(row["id"], _line(row, locale))
    return Beside(
        next(iter(lines["previous"]), None), next(iter(lines["following"]), None),
        list(related.values())[: max(MOST_RELATED, sum(row["part"] == "related" for row in found))],
    )


async def audiences_of(viewer: Actor, article_id: int) -> tuple[Audience, ...]:
    """Whom a live article that the viewer reads is for: its section's audience and, if it has one, its own. Raises NotFound."""
    row = await database.row(
        "SELECT s.see AS s_see, s.see_group_id AS s_group, a.see, a.see_group_id FROM articles a"
        " JOIN article_sections s ON s.id = a.section_id JOIN article_categories c ON c.id = s.category_id"
        f" WHERE a.id = $1 AND {_IN_USE} AND {visible_condition(viewer)} AND EXISTS"
        " (SELECT 1 FROM article_translations t WHERE t.article_id = a.id AND t.live_number IS NOT NULL)", article_id,
    )
    if row is None:
        raise NotFound
    own = (Audience(row["see"], row["see_group_id"]),) if row["see"] else ()
    return (Audience(row["s_see"], row["s_group"]), *own)


async def own_vote(viewer: Actor, revision_id: int) -> bool | None:
    """What a member said of this revision: helpful or not; None for nothing."""
    if viewer.is_guest:
        return None
    found = await database.row(
        "SELECT helpful FROM article_votes WHERE revision_id = $1 AND reader_key = $2", revision_id, f"p:{viewer.id}"
    )
    return None if found is None else bool(found["helpful"])


async def changes() -> list[ArticleView]:
    """What everyone may read and changed last, each language by itself: what the feed tells."""
    found = await database.rows_aside(
        "SELECT a.id, a.kind, a.position, a.source_lang, a.label_names, a.see, s.see AS s_see, a.view_count,"
        " a.writer_id, a.verified_at, t.id AS translation_id, t.lang, t.title, t.slug, t.excerpt, t.live_number,"
        " t.published_at, t.changed_at, t.outdated_since, t.html, t.plain, t.contents, t.also_asked, t.environment,"
        f" r.id AS revision_id, w.name AS w_name, w.display_name AS w_shown, {_SHELVES}{_FROM}"
        " JOIN article_revisions r ON r.translation_id = t.id AND r.number = t.live_number"
        " LEFT JOIN people w ON w.id = r.published_by_id"
        f" WHERE t.live_number IS NOT NULL AND {_IN_USE} AND {visible_condition(GUEST)}"
        f" ORDER BY t.changed_at DESC, t.id DESC LIMIT {FEED_SIZE}"
    )
    return [_article(row, [row]) for row in found]


async def sitemap() -> list[tuple[int, list[tuple[str, str]], Any]]:
    """Every article that everyone may read: its id, (language, path) of each version, and when it last changed."""
    found = await database.rows_aside(
        f"SELECT a.id, t.lang, t.slug, t.changed_at{_FROM} WHERE t.live_number IS NOT NULL AND {_IN_USE}"
        f" AND {visible_condition(GUEST)} ORDER BY a.id, t.id LIMIT {2 * SITEMAP_SIZE}"
    )
    pages: dict[int, tuple[int, list[tuple[str, str]], Any]] = {}
    for row in found:
        changed = database.moment(row["changed_at"])
        before = pages.setdefault(row["id"], (row["id"], [], changed))
        before[1].append((row["lang"], article_path(row["id"], row["slug"])))
        pages[row["id"]] = (before[0], before[1], max(before[2], changed))
    return list(pages.values())


async def _paged(where: str, order: str, locale: str, page: int, *params: Any) -> tuple[list[Line], int, int]:
    number = (await database.rows_aside(f"SELECT count(*) AS number{_FROM}{where}", *params))[0]["number"]
    count = max(1, -(-number // PAGE))
    page = max(1, min(page, count))
    found = await database.rows_aside(
        f"SELECT {_LINE}{_FROM}{where} ORDER BY {order} LIMIT {PAGE} OFFSET {(page - 1) * PAGE}", *params
    )
    return [_line(row, locale) for row in found], page, count


def _article(row: Any, all_rows: list[Any]) -> ArticleView:
    lang = row["lang"]
    return ArticleView(
        id=row["id"], translation_id=row["translation_id"], revision_id=row["revision_id"], number=row["live_number"],
        kind=row["kind"], lang=lang, title=row["title"], path=article_path(row["id"], row["slug"]),
        html=row["html"], plain=row["plain"], excerpt=row["excerpt"],
        contents=[Heading(*one) for one in _json(row["contents"])], also_asked=_json(row["also_asked"]),
        environment=[(label, value) for label, value in _json(row["environment"])],
        labels=row["label_names"].split(",") if row["label_names"] else [],
        section=_section(row, lang), category=_category(row, lang),
        published_at=_at(row["published_at"]), changed_at=_at(row["changed_at"]),
        verified_at=database.moment(row["verified_at"]), outdated_since=database.moment(row["outdated_since"]),
        view_count=row["view_count"], writer_id=row["writer_id"],
        publisher_name=row["w_name"] or "", publisher_shown=row["w_shown"] or row["w_name"] or "",
        others=[
            Other(one["lang"], article_path(one["id"], one["slug"]), one["title"])
            for one in all_rows if one["lang"] != lang
        ],
        is_public=_is_public(row),
        source_lang=row["source_lang"], position=row["position"],
    )


def _line(row: Any, locale: str) -> Line:
    return Line(
        id=row["id"], title=row["title"], lang=row["lang"], path=article_path(row["id"], row["slug"]),
        excerpt=row["excerpt"], kind=row["kind"], section=_section(row, locale), category=_category(row, locale),
        changed_at=_at(row["changed_at"]), is_outdated=row["outdated_since"] is not None,
        verified_at=database.moment(row["verified_at"]), is_public=_is_public(row),
    )


def _is_public(row: Any) -> bool:
    return row["s_see"] == "everyone" and row["see"] in ("", "everyone")


def _section(row: Any, locale: str) -> Shelf:
    # One address, whatever the reader's language: two that lead to each other would lead nowhere.
    return shelf(row, "s_", locale, section_path(row["s_id"], slug(row["s_name_en"] or row["s_name_ja"])))


def _category(row: Any, locale: str) -> Shelf:
    return shelf(row, "c_", locale, f"/help/{row['c_slug']}")


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _at(stored: Any) -> Any:
    found = database.moment(stored)
    assert found is not None
    return found
