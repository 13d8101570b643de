"""What somebody typed into the search box, read: words, phrases, what must not stand there, and operators. Pure.

    printer "paper jam" -scanner tag:wi-fi is:solved after:2025

An operator is a name, a colon (of either width) and a value, which may stand in quotes. What is no operator, or has a
value that makes no sense, is a word like any other, so that an error message can be pasted as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from forum.text.normalize import clean_line
from forum.text.tokens import light, terms

#: Characters of a search that are read, words of it that are looked for, and operators that are heeded.
MOST_TYPED = 300
MOST_TERMS = 24
MOST_OPERATORS = 20

#: Operators under the names that people write, in both languages.
OPERATORS: Mapping[str, str] = {
    "tag": "tag", "tags": "tag", "タグ": "tag",
    "category": "category", "カテゴリ": "category", "カテゴリー": "category",
    "author": "author", "user": "author", "by": "author", "投稿者": "author",
    "is": "is", "status": "is", "状態": "is",
    "type": "type", "kind": "type", "種類": "type",
    "before": "before", "以前": "before", "まで": "before",
    "after": "after", "since": "after", "以降": "after", "から": "after",
    "in": "in", "対象": "in",
}  # fmt: skip
STATES: Mapping[str, str] = {
    "solved": "solved", "解決済み": "solved", "解決済": "solved", "解決": "solved",
    "unsolved": "unsolved", "未解決": "unsolved",
    "answered": "answered", "回答あり": "answered", "回答済み": "answered",
    "unanswered": "unanswered", "未回答": "unanswered",
    "open": "open", "受付中": "open", "未完了": "open",
    "closed": "closed", "終了": "closed", "クローズ": "closed",
    "official": "official", "公式": "official",
    "needs-info": "needs-info", "needsinfo": "needs-info", "needs_info": "needs-info", "情報待ち": "needs-info",
}  # fmt: skip
TYPES: Mapping[str, str] = {
    "question": "question", "questions": "question", "質問": "question",
    "problem": "problem", "problems": "problem", "不具合": "problem", "問題": "problem",
    "idea": "idea", "ideas": "idea", "アイデア": "idea", "要望": "idea",
    "discussion": "discussion", "discussions": "discussion", "話題": "discussion", "ディスカッション": "discussion",
    "announcement": "announcement", "announcements": "announcement", "お知らせ": "announcement",
    "article": "article", "articles": "article", "記事": "article",
}  # fmt: skip
PLACES: Mapping[str, str] = {"title": "title", "タイトル": "title", "題名": "title", "件名": "title"}

_QUOTES = "\"“”„‟＂"
_COLONS = ":："
_PIECE = re.compile(
    rf"""(?P<minus>[-－−](?=[^\s-]))?
    (?:(?P<name>[A-Za-z]+|[\u3041-\u30ff\u4e00-\u9fff]+)[{_COLONS}])?
    (?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<bare>[^\s{_QUOTES}]+))""",
    re.VERBOSE,
)
# A document keeps `error:0x80070005` whole and in parts; who pastes it finds also what says it with a space between.
_BETWEEN = re.compile(r"(?<![0-9])[:/]|[:/](?![0-9])")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2}))?(?:[-/.月](\d{1,2}))?[年月日]?")
_AGO = re.compile(r"(\d{1,4})\s?(d|w|m|y|日|週間?|か月|ヶ月|ヵ月|カ月|年)前?")
_DAYS = {"d": 1, "日": 1, "w": 7, "週": 7, "m": 30, "か": 30, "ヶ": 30, "ヵ": 30, "カ": 30, "y": 365, "年": 365}


@dataclass(frozen=True)
class Query:
    """A search, read. `before` and `after` are days of the searcher's own calendar; `after` begins with that day."""

    typed: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    before: date | None = None
    after: date | None = None
    in_title: bool = False

    @cached_property
    def text(self) -> str:
        """Everything that is looked for, without operators: what a new question's title could be."""
        return " ".join((*self.words, *self.phrases))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The words of the analysis that are looked for, in the order they were typed."""
        return tuple(term for term in terms(_BETWEEN.sub(" ", self.text)) if term)[:MOST_TERMS]

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Those without which nothing is found: all, but for words that only hold a sentence together."""
        phrased = set(terms(_BETWEEN.sub(" ", " ".join(self.phrases))))
        idle = light(self.text) - phrased
        heavy = tuple(term for term in self.terms if term not in idle)
        return heavy or self.terms

    @cached_property
    def unwanted(self) -> tuple[str, ...]:
        """Words of the analysis of which a document may have none."""
        found: dict[str, None] = {}
        for word in self.without:
            # A word of several parts is unwanted as a whole only: -e-mail does not shut out every mail.
            parts = terms(word)
            if len(parts) == 1:
                found[parts[0]] = None
        return tuple(found)[:MOST_TERMS]

    @cached_property
    def unwanted_phrases(self) -> tuple[str, ...]:
        """Phrases that must not stand in a document, words of several parts among them."""
        return (*self.without_phrases, *(word for word in self.without if len(terms(word)) > 1))

    @property
    def narrows(self) -> bool:
        """Whether any operator narrows what is found, so that it makes sense without a word."""
        return bool(
            self.tags or self.without_tags or self.categories or self.authors or self.states or self.types or self.before
            or self.after
        )

    @property
    def wants_threads(self) -> bool:
        """Whether a thread can be what is looked for."""
        return self.types != {"article"}

    @property
    def wants_articles(self) -> bool:
        """Whether an article can be: one has no category of the forum, no author, and no status."""
        return not (self.categories or self.authors or self.states) and (not self.types or "article" in self.types)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.terms and not self.narrows


@dataclass
class _Read:
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    without_phrases: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    without_tags: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    states: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    before: date | None = None
    after: date | None = None
    in_title: bool = False
    operators: int = 0

    def operator(self, name: str, value: str, minus: bool, today: date) -> bool:
        """Heed an operator; False when it is none, or says nothing that can be heeded."""
        value = value.strip()
        if not value or self.operators >= MOST_OPERATORS or (minus and name != "tag"):
            return False
        key = value.casefold()
        match name:
            case "tag":
                (self.without_tags if minus else self.tags).append(value)
            case "category":
                self.categories.append(value)
            case "author":
                self.authors.append(value.removeprefix("@"))
            case "is" if key in STATES:
                self.states.add(STATES[key])
            case "type" if key in TYPES:
                self.types.add(TYPES[key])
            case "in" if key in PLACES:
                self.in_title = True
            case "before" | "after":
                day = day_of(value, today)
                if day is None:
                    return False
                setattr(self, name, day)
            case _:
                return False
        self.operators += 1
        return True


def parse(typed: str, today: date) -> Query:
    """Read a search. `today` is the searcher's day, for dates such as `7d` or 昨日. Never fails: what it is not, is a word."""
    typed = clean_line(typed[: MOST_TYPED * 4])[:MOST_TYPED]
    read = _Read()
    for piece in _PIECE.finditer(typed.replace("\u3000", " ")):
        minus, name, quoted, bare = piece["minus"], piece["name"], piece["quoted"], piece["bare"]
        value = quoted if quoted is not None else bare
        operator = OPERATORS.get(name.casefold()) if name else None
        if operator and read.operator(operator, value, bool(minus), today):
            continue
        if name:
            # `error:0x80070005` and `http://…` are words; `foo:"bar baz"` is the word foo and a phrase.
            if quoted is None:
                value = piece.group().removeprefix(minus or "")
            else:
                (read.without if minus else read.words).append(name)
        if not value.strip():
            continue
        if quoted is not None and len(terms(value)) > 1:
            (read.without_phrases if minus else read.phrases).append(value.strip())
        else:
            (read.without if minus else read.words).append(value)
    return Query(
        typed=typed, words=tuple(read.words), phrases=tuple(read.phrases), without=tuple(read.without),
        without_phrases=tuple(read.without_phrases), tags=tuple(read.tags), without_tags=tuple(read.without_tags),
        categories=tuple(read.categories), authors=tuple(read.authors), states=frozenset(read.states),
        types=frozenset(read.types), before=read.before, after=read.after, in_title=read.in_title,
    )


def day_of(text: str, today: date) -> date | None:
    """The day a date names: 2025, 2025-03, 2025-03-07, 2025年3月, 7d, 2週間, yesterday, 昨日; None for anything else.

    A year or a month stands for its first day.
    """
    key = text.strip().casefold()
    if key in ("today", "今日", "本日"):
        return today
    if key in ("yesterday", "昨日"):
        return today - timedelta(days=1)
    try:
        if (match := _AGO.fullmatch(key)) and not (match[2] == "年" and len(match[1]) == 4):
            return today - timedelta(days=int(match[1]) * _DAYS[match[2][0]])
        if match := _DATE.fullmatch(key):
            return date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) if match[1] >= "1900" else None
    except (ValueError, OverflowError):
        return None
    return None
