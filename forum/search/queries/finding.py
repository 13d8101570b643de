"""A search from beginning to end: candidates, their order, one page of them with what they say."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories.queries import CategoryNode
from forum.i18n import current_locale
from forum.kb import queries as kb
from forum.search.marking import marked, snippet
from forum.search.queries import articles, candidates
from forum.search.queries.articles import ArticleText
from forum.search.queries.candidates import Gathered
from forum.search.queries.narrowing import Narrowed, narrow
from forum.search.queries.suggesting import suggest
from forum.search.query import Query
from forum.search.ranking import TEXT_IN_ORDER, Asked, articles_ranked, by_thread, ranked
from forum.search.views import ArticleCandidate, ArticleHit, Candidate, Found, Hit
from forum.text.tokens import READ_AT_MOST, folded, terms
from forum.threads.queries.lists import threads_in_order

__all__ = ["SORTS", "find"]

#: Threads on a page, below a field while somebody types, and pages at most.
PAGE_SIZE, SHOWN_WHILE_TYPING, MOST_PAGES = 20, 6, 10
SORTS = ("best", "newest")
#: Documents whose text is looked into for the words side by side, and those that are held against a phrase.
_LOOKED_INTO, _HELD_AGAINST = 60, 900
#: Characters of a text that is looked into.
_READ = 8_000
#: With fewer results than these a slip of the finger is thought of.
_FEW = 3


@dataclass(frozen=True, slots=True)
class _Text:
    plain: str
    title: str
    author_name: str
    author_display_name: str


async def find(
    viewer: Actor, query: Query, *, kind: str = "all", sort: str = "best", page: int = 1, zone: str = "UTC",
    tree: Sequence[CategoryNode] | None = None, typing: bool = False,
) -> Found:
    """What the viewer may read that fits the search, a page of it.

    With `typing` the last word may be unfinished, and only the first few are wanted. Articles stand among the threads.
    """
    if query.is_empty:
        return Found()
    narrowed = await narrow(viewer, query, kind, zone, tree)
    among_articles = query.wants_articles and kind in ("all", "articles")
    # Articles have labels where threads have tags: a word that is no tag may be one.
    among_threads = query.wants_threads and kind != "articles" and not narrowed.unknown
    if not among_articles and not among_threads:
        return Found(unknown=narrowed.unknown)
    try:
        gathered = await _gathered(viewer, query, narrowed, typing) if among_threads else Gathered()
        written = await _written(viewer, query, zone, typing or not gathered.found) if among_articles else []
        relaxed = False
        if not (gathered.found or written or typing or query.phrases):
            gathered = await candidates.with_most_words(viewer, query, narrowed) if among_threads else Gathered()
            written = await articles.with_most_words(viewer, query, zone) if among_articles else []
            relaxed = bool(gathered.found or written)
    except database.TookTooLong:
        return Found(cut_short=True)
    asked = Asked(query.terms, query.required, typing)
    now = clock.now()
    # A thousand candidates are weighed in some milliseconds, which others need not wait for.
    ordered = await asyncio.to_thread(ranked, gathered.found, asked, now)
    texts: dict[int, _Text] = {}
    if query.phrases or query.unwanted_phrases:
        texts = await _texts([one.post_id for _points, one in ordered[:_HELD_AGAINST]], READ_AT_MOST)
        ordered = await asyncio.to_thread(_as_said, ordered, texts, query)
    if query.unwanted:
        titles = await _titles({one.thread_id for _points, one in ordered if one.position})
        ordered = await asyncio.to_thread(_not_about, ordered, titles, frozenset(query.unwanted))
    if sort == "newest":
        ordered.sort(key=lambda pair: (pair[1].created_at, pair[1].post_id), reverse=True)
    elif len(query.terms) > 1 and not typing:
        looked_into = [one.post_id for _points, one in ordered[:_LOOKED_INTO]]
        texts |= await _texts([post_id for post_id in looked_into if post_id not in texts], _READ)
        ordered = await asyncio.to_thread(_by_text, ordered, texts, query)
    read = await _articles_in_order(query, asked, written)
    found = _together(ordered, read, sort)
    size = SHOWN_WHILE_TYPING if typing else PAGE_SIZE
    page_count = max(1, min(MOST_PAGES, -(-len(found) // size)))
    page = max(1, min(page, page_count))
    shown = found[(page - 1) * size : page * size]
    hits = await _hits(viewer, shown, texts, query, typing)
    suggestion = ""
    if not typing and page == 1 and query.words and (relaxed or len(found) < _FEW):
        suggestion = await suggest(viewer, query, 0 if relaxed else len(found))
    return Found(
        hits, len(found), gathered.more or len(found) > MOST_PAGES * size, relaxed, page, page_count,
        unknown=() if found else [*narrowed.unknown, *narrowed.quiet], suggestion=suggestion,
    )


async def _gathered(viewer: Actor, query: Query, narrowed: Narrowed, typing: bool) -> Gathered:
    """The candidates that have every word; where none has, or while somebody types, the last may be a beginning."""
    if not query.required:
        return await candidates.browsing(viewer, narrowed)
    gathered = await candidates.matching(viewer, query, narrowed)
    if typing or not gathered.found:
        begun = await candidates.matching(viewer, query, narrowed, unfinished=True)
        known = {one.post_id for one in gathered.found}
        more = [one for one in begun.found if one.post_id not in known]
        gathered = Gathered([*gathered.found, *more], gathered.more or begun.more)
    return gathered


async def _written(viewer: Actor, query: Query, zone: str, begun_too: bool) -> list[ArticleCandidate]:
    """The articles that have every word; with `begun_too`, where the last word may be a beginning."""
    found = await articles.matching(viewer, query, zone)
    if query.required and begun_too:
        begun = await articles.matching(viewer, query, zone, unfinished=True)
        known = {one.version_id for one in found}
        found += [one for one in begun if one.version_id not in known]
    return found


async def _articles_in_order(
    query: Query, asked: Asked, written: list[ArticleCandidate]
) -> list[tuple[float, ArticleCandidate]]:
    """One version of each article, the best first; with phrases, of those in which all of them stand."""
    if written and (query.phrases or query.unwanted_phrases):
        texts = await articles.texts_of([one.version_id for one in written], READ_AT_MOST)
        written = [one for one in written if one.version_id in texts and _says(texts[one.version_id], query)]
    return articles_ranked(written, asked, clock.now(), current_locale())


def _says(text: ArticleText, query: Query) -> bool:
    titles = "\n".join((text.title, *text.asked))
    said = folded(titles if query.in_title else f"{titles}\n{text.plain}")
    return all(_stands(folded(phrase), said) for phrase in query.phrases) and not any(
        _stands(folded(phrase), said) for phrase in query.unwanted_phrases
    )


def _together(
    ordered: Sequence[tuple[float, Candidate]], read: Sequence[tuple[float, ArticleCandidate]], sort: str
) -> list[tuple[Candidate, int] | ArticleCandidate]:
    """Threads (with how many more of their posts were found) and articles in one order."""
    points: dict[int, float] = {}
    for worth, one in ordered:
        points.setdefault(one.thread_id, worth)
    threads: list[tuple[Candidate, int] | ArticleCandidate] = list(by_thread(ordered))
    if not read:
        return threads
    worth_of = {one.article_id: worth for worth, one in read}

    def place(entry: tuple[Candidate, int] | ArticleCandidate) -> float:
        if isinstance(entry, ArticleCandidate):
            return -(entry.changed_at.timestamp() if sort == "newest" else worth_of[entry.article_id])
        return -(entry[0].created_at.timestamp() if sort == "newest" else points[entry[0].thread_id])

    # Stable: of equals the article stands first, and threads stay as they were.
    return sorted([*(one for _worth, one in read), *threads], key=place)


async def _texts(post_ids: Collection[int], size: int) -> dict[int, _Text]:
    """The beginnings of posts that were judged already, with their threads' titles and who wrote them."""
    if not post_ids:
        return {}
    found = await database.rows_aside(
        f"SELECT p.id, SUBSTR(p.plain, 1, {int(size)}) AS plain, t.title, a.name, a.display_name FROM posts p"
        " JOIN threads t ON t.id = p.thread_id JOIN people a ON a.id = p.author_id"
        f" WHERE p.id IN ({database.id_list(post_ids)})"
    )
    return {row["id"]: _Text(row["plain"], row["title"], row["name"], row["display_name"]) for row in found}


async def _titles(thread_ids: Collection[int]) -> dict[int, str]:
    """The titles of threads that were judged already."""
    found = await database.rows_aside(f"SELECT id, title FROM threads WHERE id IN ({database.id_list(thread_ids)})")
    return {row["id"]: row["title"] for row in found}


def _as_said(
    ordered: Sequence[tuple[float, Candidate]], texts: dict[int, _Text], query: Query
) -> list[tuple[float, Candidate]]:
    """Those in whose text or title every phrase stands, and nothing that must not."""
    phrases = [folded(phrase) for phrase in query.phrases]
    unwanted_phrases = [folded(phrase) for phrase in query.unwanted_phrases]
    kept = []
    for points, one in ordered[:_HELD_AGAINST]:
        if (text := texts.get(one.post_id)) is None:
            continue
        said = folded(text.title if query.in_title else f"{text.title}\n{text.plain}")
        if all(_stands(phrase, said) for phrase in phrases) and not any(_stands(one, said) for one in unwanted_phrases):
            kept.append((points, one))
    return kept


def _not_about(
    ordered: Sequence[tuple[float, Candidate]], titles: dict[int, str], unwanted: frozenset[str]
) -> list[tuple[float, Candidate]]:
    """Without replies in threads whose title has an unwanted word: they are about it all the same."""
    about = {thread_id for thread_id, title in titles.items() if not unwanted.isdisjoint(terms(title))}
    return [(points, one) for points, one in ordered if one.thread_id not in about]


def _by_text(
    ordered: list[tuple[float, Candidate]], texts: dict[int, _Text], query: Query
) -> list[tuple[float, Candidate]]:
    """The same with those first that say the words side by side, as they were typed."""
    said = " ".join(folded(query.text).split())
    better = [
        (points + TEXT_IN_ORDER, one)
        if (text := texts.get(one.post_id)) is not None and said in " ".join(folded(text.plain).split())
        else (points, one)
        for points, one in ordered[:_LOOKED_INTO]
    ]
    better.sort(key=lambda pair: (-pair[0], -pair[1].post_id))
    return [*better, *ordered[_LOOKED_INTO:]]


def _stands(phrase: str, said: str) -> bool:
    """Whether a phrase stands in a text; where it begins or ends with a letter of an alphabet, so does a word there."""
    at = said.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not (_joins(said[at - 1 : at], phrase[:1]) or _joins(phrase[-1:], said[end : end + 1])):
            return True
        at = said.find(phrase, at + 1)
    return False


def _joins(before: str, after: str) -> bool:
    """Whether two characters stand in one word: letters and digits of alphabets, which put spaces between words."""
    return bool(before and after) and all(one.isalnum() and one < "\u3000" for one in (before, after))


async def _hits(
    viewer: Actor, entries: Sequence[tuple[Candidate, int] | ArticleCandidate], texts: dict[int, _Text], query: Query,
    typing: bool,
) -> list[Hit | ArticleHit]:
    """What is shown of each; what went between two reads is left out."""
    threads = [entry for entry in entries if not isinstance(entry, ArticleCandidate)]
    posts = {hit.thread.id: hit for hit in await _thread_hits(viewer, threads, texts, query, typing)} if threads else {}
    written = [entry for entry in entries if isinstance(entry, ArticleCandidate)]
    read = {hit.article.id: hit for hit in await _article_hits(viewer, written, query, typing)} if written else {}
    hits = [
        read.get(entry.article_id) if isinstance(entry, ArticleCandidate) else posts.get(entry[0].thread_id)
        for entry in entries
    ]
    return [hit for hit in hits if hit is not None]


async def _article_hits(
    viewer: Actor, written: Sequence[ArticleCandidate], query: Query, typing: bool
) -> list[ArticleHit]:
    ids = [one.version_id for one in written]
    lines = await kb.versions(viewer, ids, current_locale())
    texts = await articles.texts_of(ids, _READ)
    wanted = frozenset(query.required)
    hits = []
    for one in written:
        if one.version_id not in lines or one.version_id not in texts:
            continue
        line, text = lines[one.version_id], texts[one.version_id]
        hits.append(ArticleHit(
            line, marked(line.title, wanted), () if typing else snippet(text.plain, wanted, query.phrases),
            marked(_asked_as(text, one, wanted), wanted),
        ))
    return hits


def _asked_as(text: ArticleText, one: ArticleCandidate, wanted: Collection[str]) -> str:
    """The title it was also asked under that has most of the words, when its own has fewer; else ""."""
    fits = [len(set(title) & set(wanted)) for title in one.asked]
    if not fits or max(fits) <= len(set(one.title) & set(wanted)):
        return ""
    at = fits.index(max(fits))
    return text.asked[at] if at < len(text.asked) else ""


async def _thread_hits(
    viewer: Actor, shown: Sequence[tuple[Candidate, int]], texts: dict[int, _Text], query: Query, typing: bool
) -> list[Hit]:
    rows = {row.id: row for row in await threads_in_order(viewer, [one.thread_id for one, _others in shown])}
    lacking = [one.post_id for one, _others in shown if one.post_id not in texts]
    texts = texts | (await _texts(lacking, _READ) if lacking else {})
    wanted = frozenset(query.required)
    pieces = await asyncio.to_thread(
        lambda: [
            (
                one, others, marked(rows[one.thread_id].title, wanted),
                () if typing else snippet(texts[one.post_id].plain, wanted, query.phrases),
            )
            for one, others in shown
            # Between two reads a thread may have gone.
            if one.thread_id in rows and one.post_id in texts
        ]
    )
    return [
        Hit(
            rows[one.thread_id], one.post_id, one.position, texts[one.post_id].author_name,
            texts[one.post_id].author_display_name, one.is_official, one.is_solution, title, text, others,
        )
        for one, others, title, text in pieces
    ]
