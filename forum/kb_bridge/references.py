"""Articles in posts: an article's address alone in a paragraph is a card for those who may read the article. Pure.

A post says nothing of an article but its number: its title stands in no post, so that nobody meets it there who may not
read it. That is why the words of an address (`/help/articles/12/how-to-pair`) are left out when somebody posts it.
"""

import re
from collections.abc import Callable

from forum.i18n import gettext as _

#: Cards in one post; what comes after them are links.
MOST = 20

_ADDRESS = r"/help/articles/(\d{1,18})"
#: A paragraph with an article's address and nothing else, as the renderer leaves it.
_ALONE = re.compile(
    r'<p(?: dir="auto")?>\s*(?:<a href="(?P<site>https?://[^/"\s]+)?/help/articles/(?P<id>\d{1,18})(?:/[^"\s]*)?"[^>]*>[^<]*</a>'
    r"|/help/articles/(?P<bare>\d{1,18})(?:/[^<\s]*)?)\s*</p>"
)
_WITH_TITLE = re.compile(rf"(?<![\w/]){_ADDRESS}/[^\s()<>\[\]\"'`?#]*")


def line_for(article_id: int) -> str:
    """The line of a post that stands for the article."""
    return f"[{_name(article_id)}](/help/articles/{article_id})"


def inserted(text: str, article_id: int) -> str:
    """A post's text with the article at its end, in a paragraph of its own."""
    return f"{text.rstrip()}\n\n{line_for(article_id)}\n".lstrip("\n")


def without_titles(source: str, site_url: str) -> str:
    """A post's text in which the addresses of our articles bear their numbers alone."""
    if "/help/articles/" not in source:
        return source
    ours = re.sub(rf"{re.escape(site_url)}{_ADDRESS}/[^\s()<>\[\]\"'`?#]*", rf"{site_url}/help/articles/\1", source)
    return _WITH_TITLE.sub(r"/help/articles/\1", ours)


def articles_in(html: str, site_url: str) -> list[int]:
    """The articles that a rendered text has as cards, each once, in order."""
    if "/help/articles/" not in html:
        return []
    found = [int(match["id"] or match["bare"]) for match in _ALONE.finditer(html) if _is_ours(match, site_url)]
    return list(dict.fromkeys(found))[:MOST]


def dressed(html: str, site_url: str, card: Callable[[int], str]) -> str:
    """A rendered text with `card(id)` in place of each such paragraph; where that is "", a link that tells nothing."""

    def one(match: re.Match[str]) -> str:
        if not _is_ours(match, site_url):
            return match.group()
        number = int(match["id"] or match["bare"])
        return card(number) or f'<p><a href="/help/articles/{number}">{_name(number)}</a></p>'

    return _ALONE.sub(one, html)


def _name(article_id: int) -> str:
    """What an article is called where its title is not for everybody."""
    return _("Article %(number)s", number=article_id)


def _is_ours(match: re.Match[str], site_url: str) -> bool:
    return match["site"] in (None, "", site_url)
