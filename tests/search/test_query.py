"""Reading what somebody typed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.query import MOST_TERMS, MOST_TYPED, Query, day_of, parse

TODAY = date(2026, 3, 3)


def read(typed: str) -> dict[str, Any]:
    """What a search says, without what it does not say."""
    query, empty = parse(typed, TODAY), Query()
    return {
        name: value for name, value in vars(query).items()
        if name in Query.__dataclass_fields__ and name != "typed" and value != getattr(empty, name)
    }


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("", {}),
        ("printer hub", {"words": ("printer", "hub")}),
        ("　プリンタ　設定　", {"words": ("プリンタ", "設定")}),
        ('"paper jam"', {"phrases": ("paper jam",)}),
        ("“紙が 詰まる”", {"phrases": ("紙が 詰まる",)}),
        ("＂paper jam＂", {"phrases": ("paper jam",)}),
        ('"paper jam', {"phrases": ("paper jam",)}),
        ('"jam"', {"words": ("jam",)}),
        ("-scanner", {"without": ("scanner",)}),
        ("－スキャナー", {"without": ("スキャナー",)}),
        ('-"paper jam"', {"without_phrases": ("paper jam",)}),
        ("a-b -c", {"words": ("a-b",), "without": ("c",)}),
        ("--flag", {"words": ("--flag",)}),
        ("tag:wi-fi", {"tags": ("wi-fi",)}),
        ("tag:a tag:b", {"tags": ("a", "b")}),
        ("-tag:wi-fi", {"without_tags": ("wi-fi",)}),
        ("タグ：無線", {"tags": ("無線",)}),
        ('category:"Print & Scan"', {"categories": ("Print & Scan",)}),
        ("カテゴリー:印刷", {"categories": ("印刷",)}),
        ("author:@ben", {"authors": ("ben",)}),
        ("投稿者:自分", {"authors": ("自分",)}),
        ("is:solved", {"states": frozenset({"solved"})}),
        ("IS:Unanswered", {"states": frozenset({"unanswered"})}),
        ("状態：解決済み", {"states": frozenset({"solved"})}),
        ("is:open is:official", {"states": frozenset({"open", "official"})}),
        ("type:idea 種類:質問", {"types": frozenset({"idea", "question"})}),
        ("in:title update", {"words": ("update",), "in_title": True}),
        ("before:2026-01-05", {"before": date(2026, 1, 5)}),
        ("after:2025", {"after": date(2025, 1, 1)}),
        ("以降：2025年3月", {"after": date(2025, 3, 1)}),
        ("after:7d", {"after": date(2026, 2, 24)}),
        ("is:happy", {"words": ("is:happy",)}),
        ("before:soon", {"words": ("before:soon",)}),
        ("type:", {"words": ("type:",)}),
        ("foo:bar", {"words": ("foo:bar",)}),
        ('foo:"bar baz"', {"words": ("foo",), "phrases": ("bar baz",)}),
        ("-is:solved", {"without": ("is:solved",)}),
        ("error:0x80070005", {"words": ("error:0x80070005",)}),
        ("https://example.com/a?b=c", {"words": ("https://example.com/a?b=c",)}),
        ("a\x00b\u202ec", {"words": ("abc",)}),
    ],
)
def test_a_search_is_read(typed: str, means: dict[str, Any]) -> None:
    assert read(typed) == means


@pytest.mark.parametrize(
    ("typed", "required"),
    [
        ("how do I connect my printer", ("connect", "printer")),
        ("how do you do", ("how", "do", "you")),
        ("プリンターの設定がつながらない", ("ぷり", "りん", "んた", "設定")),
        ("つながらない", ("つな", "なが", "がら", "らな", "ない")),
        ('"how do I" connect', ("how", "do", "i", "connect")),
        ("error:0x80070005", ("error", "0x80070005")),
        ("12:30", ("12:30",)),
        ("あ", ()),
        ("% _ \\ '", ()),
    ],
)
def test_what_a_document_must_have(typed: str, required: tuple[str, ...]) -> None:
    assert set(parse(typed, TODAY).required) == set(required)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", date(2026, 1, 1)), ("2026-02", date(2026, 2, 1)), ("2026/2/3", date(2026, 2, 3)),
        ("2026年2月3日", date(2026, 2, 3)), ("昨日", date(2026, 3, 2)), ("today", TODAY), ("2週間前", date(2026, 2, 17)),
        ("1y", date(2025, 3, 3)), ("2024年", date(2024, 1, 1)), ("2026-13", None), ("2026-02-30", None), ("0001", None),
        ("9999d", date(1998, 10, 17)), ("soon", None), ("", None), ("20260203", None),
    ],
)  # fmt: skip
def test_days(text: str, day: date | None) -> None:
    assert day_of(text, TODAY) == day


@given(st.text(max_size=400) | st.text("-\"“”:： tagishe　タグ09.", max_size=400))
def test_anything_is_read(typed: str) -> None:
    query = parse(typed, TODAY)
    assert len(query.typed) <= MOST_TYPED
    assert len(query.terms) <= MOST_TERMS
    assert set(query.required) <= set(query.terms)
    # What was read and is typed again means the same.
    assert parse(query.typed, TODAY) == query


def test_ten_thousand_characters_are_cut() -> None:
    query = parse("printer " * 1_250 + "tag:x " * 100, TODAY)
    assert len(query.typed) <= MOST_TYPED
    assert query.terms[0] == "printer"
