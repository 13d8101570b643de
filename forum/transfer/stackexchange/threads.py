"""A question of a dump as a thread: answers and comments become replies in order of time, versions revisions. Pure.

A comment becomes a reply to the post it stands under, and is quoted with it: our threads are one line of posts.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from forum.transfer.communities import GONE, NAMED, Post, Revision, Thread
from forum.transfer.stackexchange.staging import BODIES, CLOSED, TITLES, Attributes, moment

_TAGS = re.compile(r"[^<>|]+")
_BEGINS_A_BLOCK = re.compile(r"^(\s*)(?=#{1,6}\s|>|[-+*]\s|~~~)", re.MULTILINE)
_BEGINS_A_NUMBER = re.compile(r"^(\s*\d{1,9})(?=[.)]\s)", re.MULTILINE)
#: Why questions were closed, by the numbers that histories use, old and new.
_REASONS = {
    "1": "Duplicate",
    "101": "Duplicate",
    "2": "Off topic",
    "102": "Off topic",
    "3": "Subjective and argumentative",
    "4": "Not a real question",
    "103": "Needs details or clarity",
    "7": "Too localised",
    "104": "Needs more focus",
    "10": "General reference",
    "20": "Pointless",
    "105": "Opinion-based",
}


def author(row: Attributes, part: str = "Owner", *, of_post: bool = True) -> str:
    """The outside id of who wrote a row; of accounts that are gone, what is left of their names."""
    number = row.get(f"{part}UserId" if of_post else "UserId", "")
    name = row.get(f"{part}DisplayName" if of_post else "UserDisplayName", "").strip()
    return number or (f"{NAMED}{name}" if name else GONE)


def thread_of(
    number: int,
    question: Attributes,
    answers: Sequence[tuple[int, Attributes]],
    comments: Sequence[tuple[int, int, Attributes]],
    history: Mapping[int, Sequence[Attributes]],
    category_id: int,
    accepted_at: str | None,
) -> Thread:
    """The thread of a question: `comments` are number, post and row; `history` is by post."""
    replies = [_post(answer_number, row, history.get(answer_number, ())) for answer_number, row in answers]
    replies += [_comment(comment_number, post, row) for comment_number, post, row in comments]
    # An answer and a comment of the same moment: the answer first, for the comment may be about it.
    replies.sort(key=lambda post: (post.created_at, post.kind == "comment", int(post.outside_id)))
    accepted = question.get("AcceptedAnswerId")
    closed = question.get("ClosedDate")
    return Thread(
        outside_id=str(number),
        title=question["Title"],
        type="question",
        category_id=category_id,
        posts=(_post(number, question, history.get(number, ())), *replies),
        tags=tuple(_TAGS.findall(question.get("Tags", ""))),
        views=int(question.get("ViewCount") or 0),
        accepted=("post", str(int(accepted))) if accepted else None,
        accepted_at=moment(accepted_at) if accepted and accepted_at else None,
        closed_at=moment(closed) if closed else None,
        closed_reason=_reason(history.get(number, ())) if closed else "",
    )


def comment_markdown(text: str) -> str:
    """A comment's own small Markdown, with what would begin a block in ours escaped."""
    return _BEGINS_A_NUMBER.sub(r"\1\\", _BEGINS_A_BLOCK.sub(r"\1\\", text))


def _comment(number: int, post: int, row: Attributes) -> Post:
    return Post(
        kind="comment",
        outside_id=str(number),
        author=author(row, of_post=False),
        created_at=moment(row["CreationDate"]),
        text=comment_markdown(row["Text"]),
        is_html=False,
        score=int(row.get("Score") or 0),
        replies_to=("post", str(post)),
    )


def _post(number: int, row: Attributes, history: Sequence[Attributes]) -> Post:
    versions = list(_versions(row, history))
    edited = moment(row["LastEditDate"]) if row.get("LastEditDate") else None
    by = author(row, "LastEditor") if edited else ""
    reason = ""
    if len(versions) > 1:
        edited, by, reason = versions[-1].created_at, versions[-1].author, versions[-1].reason
    return Post(
        kind="post",
        outside_id=str(number),
        author=author(row),
        created_at=moment(row["CreationDate"]),
        text=row["Body"],
        is_html=True,
        score=int(row.get("Score") or 0),
        edited_at=edited,
        edited_by=by,
        earlier=tuple(versions[:-1]),
        edit_reason=reason,
    )


def _versions(row: Attributes, history: Sequence[Attributes]) -> list[Revision]:
    """What the post said, version by version. The last is the present one, whose text the post itself has."""
    found: list[Revision] = []
    title = source = ""
    worded = [one for one in history if one["PostHistoryTypeId"] in (*TITLES, *BODIES)]
    for (at, _edit), group in groupby(
        worded, key=lambda one: (moment(one["CreationDate"]), one.get("RevisionGUID", ""))
    ):
        rows = list(group)
        for one in rows:
            if one["PostHistoryTypeId"] in TITLES:
                title = one.get("Text", "")
            else:
                source = one.get("Text", "").replace("\r\n", "\n")
        reason = next((one["Comment"] for one in rows if one.get("Comment")), "")
        found.append(Revision(title, source, author(rows[0], of_post=False), at, reason))
    return found


def _reason(history: Sequence[Attributes]) -> str:
    numbers = [one.get("Comment", "") for one in history if one["PostHistoryTypeId"] == CLOSED]
    return _REASONS.get(numbers[-1].strip(), "") if numbers else ""


def about_moment(text: str | None) -> datetime | None:
    """A moment that may be missing or unreadable, for what nothing hangs on."""
    try:
        return moment(text) if text else None
    except ValueError:
        return None
