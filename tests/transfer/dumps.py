"""Small made-up communities of other forums, written to a folder as those forums write them."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

Row = Mapping[str, object]

QUESTION = (
    "<p>My loaf stays flat. See <a href='https://bread.example.org/questions/3/why-salt'>this</a> and"
    " <a href='https://bread.example.org/a/4'>that</a>, or"
    " <a href='https://bread.example.org/q/99'>a lost one</a>.</p>\n"
    '<pre class="lang-py"><code>def knead(times):\n    return times * 2\n</code></pre>\n'
    "<p>The mass is $m_{flour} * \\frac{1}{2} \\{a,b\\}$ and\nH<sub>2</sub>O.</p>"
)
STACK: dict[str, list[Row]] = {
    "Users": [
        {"Id": -1, "DisplayName": "Community", "CreationDate": "2020-01-01T00:00:00.000"},
        {
            "Id": 10,
            "DisplayName": "Mia Baker",
            "CreationDate": "2020-01-02T00:00:00.000",
            "AboutMe": "<p>I <b>bake</b>.</p>",
        },
        {"Id": 11, "DisplayName": "Mia Baker", "CreationDate": "2020-01-03T00:00:00.000"},
        {"Id": 12, "DisplayName": "Admin", "CreationDate": "2020-01-04T00:00:00.000"},
        {"Id": 13, "DisplayName": "***", "CreationDate": "2020-01-04T00:00:00.000"},
    ],
    "Tags": [{"Id": 1, "TagName": "dough", "Count": 2, "ExcerptPostId": 8}, {"Id": 2, "TagName": "c++", "Count": 1}],
    "Posts": [
        {
            "Id": 1,
            "PostTypeId": 1,
            "AcceptedAnswerId": 2,
            "CreationDate": "2021-05-01T10:00:00.000",
            "Score": 5,
            "ViewCount": 120,
            "Body": QUESTION,
            "OwnerUserId": 10,
            "Title": "Why does my loaf stay flat?",
            "Tags": "<dough><c++>",
        },
        {
            "Id": 2,
            "PostTypeId": 2,
            "ParentId": 1,
            "CreationDate": "2021-05-01T11:00:00.000",
            "Score": 7,
            "Body": "<p>Wait longer.</p>",
            "OwnerUserId": 11,
        },
        {
            "Id": 3,
            "PostTypeId": 1,
            "CreationDate": "2021-05-02T10:00:00.000",
            "Score": -2,
            "ViewCount": 3,
            "Body": "<p>Why salt?</p>",
            "OwnerDisplayName": "user77",
            "Title": "Why salt?",
            "Tags": "|dough|",
            "ClosedDate": "2021-05-03T00:00:00.000",
        },
        {
            "Id": 4,
            "PostTypeId": 2,
            "ParentId": 3,
            "CreationDate": "2021-05-02T12:00:00.000",
            "Score": 0,
            "Body": "<p>For taste, edited.</p>",
            "OwnerUserId": 12,
            "LastEditDate": "2021-05-04T00:00:00.000",
            "LastEditorUserId": 10,
        },
        {"Id": 5, "PostTypeId": 2, "ParentId": 400, "CreationDate": "2021-05-02T12:00:00.000", "Score": 0, "Body": "x"},
        {
            "Id": 8,
            "PostTypeId": 4,
            "CreationDate": "2021-05-02T12:00:00.000",
            "Score": 0,
            "Body": "<p>Flour and water.</p>",
        },
    ],
    "Comments": [
        {
            "Id": 21,
            "PostId": 1,
            "Score": 1,
            "Text": "1. How long, @MiaBaker?",
            "CreationDate": "2021-05-01T10:30:00.000",
            "UserId": 13,
        },
        {
            "Id": 22,
            "PostId": 2,
            "Score": 0,
            "Text": "Thanks *so* much",
            "CreationDate": "2021-05-01T12:00:00.000",
            "UserId": 10,
        },
        {"Id": 23, "PostId": 500, "Score": 0, "Text": "lost", "CreationDate": "2021-05-01T12:00:00.000", "UserId": 10},
    ],
    "PostHistory": [
        {
            "Id": 31,
            "PostHistoryTypeId": 2,
            "PostId": 4,
            "RevisionGUID": "a",
            "CreationDate": "2021-05-02T12:00:00.000",
            "UserId": 12,
            "Text": "For taste.",
        },
        {
            "Id": 32,
            "PostHistoryTypeId": 5,
            "PostId": 4,
            "RevisionGUID": "b",
            "CreationDate": "2021-05-04T00:00:00.000",
            "UserId": 10,
            "Text": "For taste, edited.",
            "Comment": "clearer",
        },
        {
            "Id": 33,
            "PostHistoryTypeId": 10,
            "PostId": 3,
            "RevisionGUID": "c",
            "CreationDate": "2021-05-03T00:00:00.000",
            "UserId": 10,
            "Comment": "101",
        },
    ],
    "PostLinks": [
        {"Id": 41, "PostId": 3, "RelatedPostId": 1, "LinkTypeId": 3, "CreationDate": "2021-05-03T00:00:00.000"},
        {"Id": 42, "PostId": 1, "RelatedPostId": 3, "LinkTypeId": 1, "CreationDate": "2021-05-01T10:00:00.000"},
        {"Id": 43, "PostId": 1, "RelatedPostId": 777, "LinkTypeId": 1, "CreationDate": "2021-05-01T10:00:00.000"},
    ],
    "Votes": [
        {"Id": 51, "PostId": 2, "VoteTypeId": 1, "CreationDate": "2021-05-06T00:00:00.000"},
        {"Id": 52, "PostId": 2, "VoteTypeId": 2, "CreationDate": "2021-05-06T00:00:00.000"},
    ],
    "Badges": [{"Id": 61, "UserId": 10, "Name": "Patient", "Date": "2021-05-06T00:00:00.000"}],
}


def write_stack(folder: Path, tables: Mapping[str, Sequence[Row]] = STACK) -> Path:
    """A data dump in `folder`, one row on a line as Stack Exchange writes them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        lines = ["  <row " + " ".join(f'{key}="{_text(value)}"' for key, value in row.items()) + " />" for row in rows]
        text = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', f"<{name.lower()}>", *lines, f"</{name.lower()}>"])
        (folder / f"{name}.xml").write_text("\ufeff" + text, encoding="utf-8")
    return folder


def many_questions(count: int) -> dict[str, list[Row]]:
    """A dump of `count` questions with two answers and a comment each."""
    posts: list[Row] = []
    comments: list[Row] = []
    for number in range(1, count + 1):
        at = f"2021-01-{number % 28 + 1:02}T10:00:"
        posts.append(
            {
                "Id": number * 10,
                "PostTypeId": 1,
                "CreationDate": f"{at}00.000",
                "Score": 1,
                "ViewCount": 3,
                "OwnerUserId": 1,
                "Title": f"Question {number}",
                "Body": f"<p>What of {number}?</p>",
                "Tags": "<dough>",
                "AcceptedAnswerId": number * 10 + 1,
            }
        )
        for answer in (1, 2):
            posts.append(
                {
                    "Id": number * 10 + answer,
                    "PostTypeId": 2,
                    "ParentId": number * 10,
                    "CreationDate": f"{at}1{answer}.000",
                    "Score": 2,
                    "OwnerUserId": 2,
                    "Body": "<p>This <em>and</em> that.</p>",
                }
            )
        comments.append(
            {
                "Id": number,
                "PostId": number * 10 + 1,
                "Score": 0,
                "Text": "Yes",
                "CreationDate": f"{at}30.000",
                "UserId": 1,
            }
        )
    users = [{"Id": n, "DisplayName": f"Baker {n}", "CreationDate": "2020-01-01T00:00:00.000"} for n in (1, 2)]
    return {"Users": users, "Tags": [{"Id": 1, "TagName": "dough"}], "Posts": posts, "Comments": comments}


def write_discourse(folder: Path) -> Path:
    """A Discourse forum's JSON: two categories, a solved topic, a closed one, and one that was no public one."""
    (folder / "t").mkdir(parents=True)
    _json(
        folder / "categories.json",
        {
            "category_list": {
                "categories": [
                    {
                        "id": 5,
                        "name": "Ovens",
                        "slug": "ovens",
                        "color": "AA3300",
                        "description_text": "All about heat",
                    },
                    {"id": 6, "name": "Gas", "slug": "gas", "color": "0088CC", "parent_category_id": 5},
                    {"id": 7, "name": "Crew", "slug": "crew", "color": "000000", "read_restricted": True},
                ]
            }
        },
    )
    _json(folder / "latest.json", {"topic_list": {"topics": [{"id": 12}, {"id": 13}, {"id": 99}]}})
    _json(
        folder / "t" / "12.json",
        {
            "id": 12,
            "title": "Oven too cold",
            "slug": "oven-too-cold",
            "category_id": 6,
            "views": 44,
            "archetype": "regular",
            "tags": ["heat", {"id": 3, "name": "gas", "slug": "gas"}],
            "visible": True,
            "closed": False,
            "pinned": True,
            "last_posted_at": "2023-02-02T10:00:00.000Z",
            "accepted_answer": {"post_number": 3, "username": "ben_o"},
            "post_stream": {
                "stream": [100, 101, 102, 103, 104, 105],
                "posts": [
                    _said(
                        100,
                        1,
                        1,
                        "mia.b",
                        "<p>It is cold. <a href='https://oven.example.org/t/other/13/2'>See</a></p>",
                        likes=3,
                    ),
                    _said(101, 2, 2, "ben_o", '<p>How cold, <a class="mention" href="/u/mia.b">@mia.b</a>?</p>', to=1),
                    _said(
                        102,
                        3,
                        2,
                        "ben_o",
                        '<aside class="quote" data-username="mia.b"><div class="title">mia.b:</div>'
                        '<blockquote><p>It is cold.</p></blockquote></aside>'
                        '<p>Turn it up <img src="/uploads/knob.png"></p>',
                        likes=4,
                    ),
                    {**_said(103, 4, 1, "mia.b", "<p>closed this</p>"), "post_type": 3},
                    {**_said(104, 5, 2, "ben_o", "<p>between us</p>"), "post_type": 4},
                ],
            },
        },
    )
    _json(
        folder / "t_13.json",
        {
            "id": 13,
            "title": "Other",
            "slug": "other",
            "category_id": 7,
            "views": 2,
            "archetype": "regular",
            "tags": [],
            "closed": True,
            "last_posted_at": "2023-02-03T10:00:00.000Z",
            "post_stream": {
                "stream": [110, 111],
                "posts": [
                    _said(110, 1, 1, "mia.b", "<p>First</p>"),
                    _said(111, 2, None, None, "<p>From nobody</p>"),
                ],
            },
        },
    )
    _json(
        folder / "t" / "14.json",
        {
            "id": 14,
            "title": "Secret",
            "archetype": "private_message",
            "post_stream": {"posts": [_said(120, 1, 1, "mia.b", "<p>psst</p>")]},
        },
    )
    return folder


def _said(
    number: int, place: int, user: int | None, name: str | None, cooked: str, *, likes: int = 0, to: int | None = None
) -> dict[str, Any]:
    return {
        "id": number,
        "post_number": place,
        "user_id": user,
        "username": name,
        "name": None,
        "cooked": cooked,
        "created_at": f"2023-02-02T10:0{place}:00.000Z",
        "updated_at": f"2023-02-02T11:0{place}:00.000Z",
        "version": 1,
        "post_type": 1,
        "reply_to_post_number": to,
        "actions_summary": [{"id": 2, "count": likes}] if likes else [],
    }


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")


def _text(value: object) -> str:
    return escape(str(value)).replace("\n", "&#xA;")
