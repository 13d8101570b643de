"""Keeping articles fit: rendering again what is old, and looking where the links of ours lead."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import unquote, urlsplit

from forum import clock, database, settings
from forum.kb import queries
from forum.kb.dressing import VERSION, links_of, render

#: Whether visitors without an account may read the thing with this id.
Exists = Callable[[int], Awaitable[bool]]

_ARTICLE = re.compile(r"/help/articles/(\d{1,18})(?:/[^/]*)?/?")
_SECTION = re.compile(r"/help/sections/(\d{1,18})(?:/[^/]*)?/?")
_CATEGORY = re.compile(r"/help/([^/]+)/?")
_ELSEWHERE = re.compile(r"/(\w+)/(\d{1,18})(?:/.*)?")
_PAGES = frozenset({"faq", "feed.atom", "articles", "sections", "labels"})


async def render_outdated(limit: int = 50) -> int:
    """Give at most `limit` live versions the HTML of today's renderer; returns how many were looked at."""
    found = await database.rows(
        "SELECT t.id, t.lang, t.live_number, r.source FROM article_translations t JOIN article_revisions r"
        " ON r.translation_id = t.id AND r.number = t.live_number WHERE t.html_version < $1"
        " ORDER BY t.html_version, t.id LIMIT $2",
        VERSION, limit,
    )
    for row in found:
        dressed = await render(row["source"], row["lang"])
        # Whoever published meanwhile has today's HTML already.
        await database.execute(
            "UPDATE article_translations SET html = $1, plain = $2, html_version = $3, contents = $6"
            " WHERE id = $4 AND live_number = $5 AND html_version < $3",
            dressed.html, dressed.plain, dressed.version, row["id"], row["live_number"],
            json.dumps([[one.level, one.anchor, one.text] for one in dressed.contents], ensure_ascii=False),
        )
    return len(found)


async def check_links(elsewhere: Mapping[str, Exists]) -> int:
    """Note which links of live articles lead their readers nowhere on this site; returns how many there are.

    Links to other sites are not followed. `elsewhere` says what else is here, by the first word of its address
    ("threads"). An article for everyone may only lead to what everyone may read.
    """
    articles, sections, categories = await queries.targets()
    after = broken = 0
    while texts := await queries.live_texts(after):
        for version_id, article_id, html, anchors, is_public in texts:
            wrong: list[str] = []
            for link in links_of(html):
                path, anchor = _inside(link)
                if path is None:
                    continue
                if not path:
                    fine = not anchor or anchor in anchors
                elif match := _ARTICLE.fullmatch(path):
                    public, known = articles.get(int(match[1]), (None, set[str]()))
                    fine = public is not None and (public or not is_public) and (not anchor or anchor in known)
                    fine = fine or (int(match[1]) == article_id and (not anchor or anchor in anchors))
                elif match := _SECTION.fullmatch(path):
                    fine = _reaches(sections.get(int(match[1])), is_public)
                elif (match := _CATEGORY.fullmatch(path)) and match[1] not in _PAGES:
                    fine = _reaches(categories.get(match[1]), is_public)
                elif (match := _ELSEWHERE.fullmatch(path)) and match[1] in elsewhere:
                    fine = not is_public or await elsewhere[match[1]](int(match[2]))
                else:
                    fine = True
                if not fine:
                    wrong.append(link[:300])
            broken += len(wrong)
            await _note(version_id, wrong)
        after = texts[-1][0]
    return broken


async def _note(version_id: int, wrong: list[str]) -> None:
    found = await database.rows("SELECT id, target FROM article_broken_links WHERE translation_id = $1", version_id)
    known = {row["target"]: row["id"] for row in found}
    gone = [number for target, number in known.items() if target not in wrong]
    fresh = [target for target in dict.fromkeys(wrong) if target not in known]
    if not gone and not fresh:
        return

    async def work() -> None:
        await database.execute(f"DELETE FROM article_broken_links WHERE id IN ({database.id_list(gone)})")
        for target in fresh:
            await database.execute(
                "INSERT INTO article_broken_links (translation_id, target, found_at) SELECT id, $2, $3"
                " FROM article_translations WHERE id = $1 ON CONFLICT DO NOTHING", version_id, target, clock.now(),
            )

    await database.transaction(work)


def _reaches(public: bool | None, needed: bool) -> bool:
    return public is not None and (public or not needed)


def _inside(link: str) -> tuple[str | None, str]:
    """The path and anchor of a link of this site ("" for the page it stands on); None for another site's."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None, ""
    if (parts.scheme or parts.netloc) and f"{parts.scheme}://{parts.netloc}" != settings.current().site_url:
        return None, ""
    return unquote(parts.path), unquote(parts.fragment)
