"""A topic's JSON as a thread. Pure; raises KeyError, TypeError or ValueError for what is no topic."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from forum.transfer.communities import GONE, NAMED, Person, Post, Report, Thread

_REGULAR, _BY_A_MODERATOR, _WHISPER = 1, 2, 4
_LIKE = 2
#: The highest number of likes or views: what is earned by it is several times as much, and must fit in four bytes.
_HIGHEST = 100_000_000
_FROM_ROOT = re.compile(r'\b(src|href)="/(?!/)')
_FROM_SCHEME = re.compile(r'\b(src|href)="//')


def moment(text: str) -> datetime:
    """A moment as Discourse writes it. Raises ValueError, also for a year in which no forum was there."""
    at = datetime.fromisoformat(text)
    if not 1990 <= at.year < 2100:
        raise ValueError(f"no moment of a forum's life: {text}")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def is_open_to_all(topic: Mapping[str, Any]) -> bool:
    """Whether it is a topic that everybody found in lists: no message between people, not taken off the lists."""
    return topic.get("archetype", "regular") == "regular" and topic.get("visible", True) and not topic.get("deleted_at")


def readable(posts: Iterable[Any], complain: Callable[[str], None]) -> dict[int, Mapping[str, Any]]:
    """The posts that can be read, by their ids, each once; `complain` hears of the others."""
    found: dict[int, Mapping[str, Any]] = {}
    for post in posts:
        try:
            number = int(post["id"])
            _post(0, post, {}, "")
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            what = f"it has no {error.args[0]}" if isinstance(error, KeyError) else str(error)
            complain(f"post {post.get('id') if isinstance(post, Mapping) else '?'} cannot be read: {what}")
        else:
            found[number] = post
    return found


def people_of(posts: Sequence[Mapping[str, Any]]) -> list[Person]:
    """Whoever wrote these posts, as far as their accounts were still there."""
    found: dict[str, Person] = {}
    for post in posts:
        number = post.get("user_id")
        if number is not None and post.get("username"):
            found.setdefault(
                str(number),
                Person(
                    outside_id=str(number),
                    shown=post.get("name") or post["username"],
                    handle=post["username"],
                    created_at=moment(post["created_at"]),
                ),
            )
    return list(found.values())


def thread_of(
    topic: Mapping[str, Any], posts: Sequence[Mapping[str, Any]], category_id: int, site: str, report: Report
) -> Thread:
    """The thread of a topic and the posts of all its saved pages."""
    number = int(topic["id"])
    kept = [post for post in sorted(posts, key=lambda post: int(post["post_number"])) if _is_told(post, report)]
    if not kept or int(kept[0]["post_number"]) != 1:
        raise ValueError("its first post is not among the saved ones")
    by_number = {int(post["post_number"]): str(int(post["id"])) for post in kept}
    # The question itself is no answer, whatever the file says.
    accepted = told if (told := _accepted(topic, kept)) is not None and told > 1 else None
    asks = accepted is not None or any(post.get("can_accept_answer") for post in kept)
    last = moment(topic.get("last_posted_at") or kept[-1]["created_at"])
    closed, archived = bool(topic.get("closed")), bool(topic.get("archived"))
    return Thread(
        outside_id=str(number),
        title=str(topic["title"]),
        type="question" if asks else "discussion",
        category_id=category_id,
        posts=tuple(_post(number, post, by_number, site) for post in kept),
        tags=tags_of(topic),
        views=_number(topic.get("views") or 0),
        accepted=("post", by_number[accepted]) if accepted is not None and accepted in by_number else None,
        accepted_at=_accepted_at(topic),
        closed_at=last if closed or archived else None,
        is_locked=closed or archived,
        is_pinned=bool(topic.get("pinned") or topic.get("pinned_globally")),
    )


def tags_of(topic: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of a topic's tags, which newer versions write as objects."""
    return tuple(str(tag["name"]) if isinstance(tag, Mapping) else str(tag) for tag in topic.get("tags") or ())


def _is_told(post: Mapping[str, Any], report: Report) -> bool:
    kind = post.get("post_type", _REGULAR)
    if kind == _WHISPER:
        report.left_out["whispers among staff"] += 1
    elif post.get("hidden") or post.get("deleted_at") or post.get("user_deleted"):
        report.left_out["hidden and deleted posts"] += 1
    elif kind not in (_REGULAR, _BY_A_MODERATOR) or not post.get("cooked"):
        report.left_out["notes of what was done to a topic"] += 1
    else:
        return True
    return False


def _post(topic: int, post: Mapping[str, Any], by_number: Mapping[int, str], site: str) -> Post:
    html = str(post.get("cooked") or "")
    if site:
        html = _FROM_SCHEME.sub(r'\1="https://', _FROM_ROOT.sub(rf'\1="https://{site}/', html))
    number, to = int(post["post_number"]), post.get("reply_to_post_number")
    edited = int(post.get("version") or 1) > 1 and post.get("updated_at")
    user, name = post.get("user_id"), str(post.get("username") or "")
    likes = next((one.get("count", 0) for one in post.get("actions_summary") or () if one.get("id") == _LIKE), 0)
    return Post(
        kind="post",
        outside_id=str(int(post["id"])),
        created_at=moment(post["created_at"]),
        text=html,
        is_html=True,
        author=str(user) if user is not None and name else f"{NAMED}{name}" if name else GONE,
        score=_number(likes),
        replies_to=("post", by_number[to]) if isinstance(to, int) and to > 1 and to in by_number else None,
        edited_at=moment(post["updated_at"]) if edited else None,
        number=f"{topic}/{number}",
    )


def _accepted(topic: Mapping[str, Any], posts: Sequence[Mapping[str, Any]]) -> int | None:
    told = topic.get("accepted_answer")
    if isinstance(told, Mapping) and told.get("post_number"):
        return int(told["post_number"])
    return next((int(post["post_number"]) for post in posts if post.get("accepted_answer") is True), None)


def _accepted_at(topic: Mapping[str, Any]) -> datetime | None:
    told = topic.get("accepted_answer")
    at = told.get("accepted_at") if isinstance(told, Mapping) else None
    return moment(at) if isinstance(at, str) else None


def _number(value: Any) -> int:
    number = int(value)
    if abs(number) > _HIGHEST:
        raise ValueError(f"{value} is too large")
    return number
