"""What a thread says to search engines: schema.org's QAPage for questions, DiscussionForumPosting for talk. Pure.

Each reply becomes a text of its own, so that it can be kept beside the reply's HTML; `page` puts them together.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from forum.threads.views import Author, PostView, ThreadView

#: Characters of the question and of the accepted answer, and of every other reply: the page itself has the rest.
MOST, MOST_OTHERS = 3_000, 300


def reply(post: PostView, site_url: str, *, asking: bool) -> Markup:
    """One reply as an answer (or, in talk, a comment), as JSON that may stand inside a script element."""
    data: dict[str, Any] = {
        "@type": "Answer" if asking else "Comment",
        "text": post.plain[: MOST if post.is_accepted else MOST_OTHERS],
        "datePublished": post.created_at.isoformat(),
        "author": _person(post.author, site_url),
        "url": site_url + address(post.path),
        "upvoteCount": post.helpful_count,
    }
    if post.edited_at is not None:
        data["dateModified"] = post.edited_at.isoformat()
    return Markup(_inside_script(data))


def page(thread: ThreadView, opening: PostView, accepted: str, others: Sequence[str], site_url: str) -> Markup:
    """The whole: `accepted` is the solution as `reply` gives it ("" for none), `others` the page's other replies."""
    url = site_url + address(thread.path)
    data: dict[str, Any] = {
        "@type": "Question" if thread.is_asking else "DiscussionForumPosting",
        "name" if thread.is_asking else "headline": thread.title,
        "text": opening.plain[:MOST],
        "datePublished": thread.created_at.isoformat(),
        "author": _person(thread.author, site_url),
        "url": url,
    }
    if opening.edited_at is not None:
        data["dateModified"] = opening.edited_at.isoformat()
    if thread.lang:
        data["inLanguage"] = thread.lang
    if thread.is_asking:
        data |= {"answerCount": thread.reply_count, "upvoteCount": thread.same_problem_count}
        parts = [f',"acceptedAnswer":{accepted}'] if accepted else []
        parts += [f',"suggestedAnswer":[{",".join(others)}]'] if others else []
        entity = _inside_script(data)[:-1] + "".join(parts) + "}"
        return Markup('{"@context":"https://schema.org","@type":"QAPage","mainEntity":' + entity + "}")
    data = {"@context": "https://schema.org"} | data | {"commentCount": thread.reply_count}
    comments = f',"comment":[{",".join(others)}]' if others else ""
    return Markup(_inside_script(data)[:-1] + comments + "}")


def address(path: str) -> str:
    """A path as it stands in addresses for machines: characters of other scripts percent-encoded."""
    return quote(path, safe="/?=&#%")


def _person(author: Author, site_url: str) -> dict[str, str]:
    return {
        "@type": "Person",
        "name": author.display_name or author.name,
        "url": f"{site_url}/users/{quote(author.name, safe='')}",
    }


def _inside_script(data: dict[str, Any]) -> str:
    """JSON in which nothing ends the script element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
