"""From the facts of threads that ask the same to the draft of an article. Pure.

Nothing is written that no source says. What the editor has to fill in stands in quotes that begin with a pencil (`MARK`).
A resolution is an accepted or an official reply, the official ones first; several stay apart, and those that say the same
are said once. Only when there is none the most helpful replies stand in, marked as nobody's word yet.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.kb.environment import MOST_CHARACTERS, MOST_FIELDS, MOST_TITLES
from forum.kb.kinds import FAQ, HOW_TO, TROUBLESHOOTING
from forum.kb_bridge.passages import escaped, passage
from forum.text.normalize import clean_line, fold

#: Begins what the editor has to fill in.
MARK = "✎"
#: Resolutions of one draft, and helpful replies that stand in where there are none.
MOST_RESOLUTIONS, MOST_GUESSES = 3, 2
#: Characters of the problem, and of the whole text.
LONGEST_PROBLEM, LONGEST_DRAFT = 2_000, 24_000
#: Thanks from which on a reply that nobody accepted may stand in.
HELPFUL_FROM = 1
MOST_LABELS, LONGEST_LABEL = 8, 40
#: Of two replies with so many of the shorter one's words in common one is enough.
SAME_WORDS = 0.8


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of a source thread that is shown."""

    post_id: int
    author_id: int
    source: str
    is_official: bool = False
    is_accepted: bool = False
    helpful_count: int = 0
    #: 0 for a reply that stands by itself, 1 for one to the opening post, 2 for one to another reply.
    speaks_to: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A source thread: its question with what the category's template asked, and its replies."""

    thread_id: int
    post_id: int
    author_id: int
    title: str
    question: str
    type: str = "question"
    lang: str = "en"
    answers: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An article to begin. `credits` are (post, person) of whose words it uses; `unconfirmed`: nobody vouches for them."""

    kind: str
    lang: str
    title: str
    body: str
    also_asked: str
    environment: str
    labels: tuple[str, ...]
    credits: tuple[tuple[int, int], ...]
    thread_ids: tuple[int, ...]
    resolutions: int
    is_unconfirmed: bool


def draft(threads: Sequence[Asked]) -> Draft:
    """The draft from these threads, the one in the middle first. Raises ValueError for none."""
    if not threads:
        raise ValueError("an article comes from at least one thread")
    hub = threads[0]
    lang = _language(threads)
    same = [thread for thread in threads if _lang(thread) == lang]
    told = next(iter(same), hub)
    resolutions, is_unconfirmed = _resolutions(threads, lang)
    title = cleaned_title(told.title)
    kind = _kind(told)
    problem = passage(told.question, LONGEST_PROBLEM)
    with use_locale(lang):
        body = _body(kind, problem, resolutions, is_unconfirmed, told)
    credits = [(one.reply.post_id, one.reply.author_id) for one in resolutions]
    if problem and (kind != FAQ or not _ASKS.search(told.title)):
        credits.append((told.post_id, told.author_id))
    return Draft(
        kind=kind, lang=lang, title=title, body=body, also_asked="\n".join(_also_asked(threads, title, lang)),
        environment="\n".join(f"{label}: {value}" for label, value in _environment([*same, *threads])),
        labels=_labels(threads), credits=tuple(credits), thread_ids=tuple(thread.thread_id for thread in threads),
        resolutions=0 if is_unconfirmed else len(resolutions), is_unconfirmed=is_unconfirmed,
    )


def to_fill_in(source: str) -> int:
    """How many places of a text still wait for the editor."""
    return sum(line.lstrip("> \t").startswith(MARK) for line in source.split("\n"))


#: What is said of a question's state or urgency, in front of or behind its title.
_STATE = re.compile(
    r"^\s*[\[(【（]?\s*(?:solved|closed|fixed|resolved|urgent|help|解決済み?|解決|急募|至急|質問)\s*(?:[\])】）]|[:：])\s*"
    r"|\s*[\[(【（]\s*(?:solved|closed|fixed|resolved|duplicate|on hold|urgent|解決済み?|解決|急募|至急)\s*[\])】）]\s*$",
    re.IGNORECASE,
)


def cleaned_title(title: str) -> str:
    """A question's title without what is said of its state, and without shouting marks."""
    line = clean_line(title)
    shorter = line
    while (match := _STATE.search(shorter)) is not None:
        shorter = shorter[: match.start()] + shorter[match.end():] if match.start() else shorter[match.end():]
    shorter = re.sub(r"[!?！？]{2,}", lambda marks: next((one for one in marks[0] if one in "?？"), marks[0][0]), shorter)
    shorter = clean_line(shorter.rstrip("!！ "))
    return (shorter if len(shorter) >= 5 else line)[:200]


_HOW_TO = re.compile(
    r"^\W*(?:how (?:do|can|to|should|would|could)|what(?:'s| is) the (?:best |right |easiest )?way|is there (?:a|any) way)\b"
    r"|(?:方法|やり方|手順|仕方)|(?:するには|たいのですが|どうやって|どうすれば|どのように)", re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:error|fail(?:s|ed|ure)?|crash\w*|freez\w*|broken|stuck|cannot|can't|can not|won't|doesn't|does not|don't|didn't"
    r"|isn't|not (?:working|found|recogni[sz]ed|showing|detected|responding)|no longer|missing|problems?|issues?|unable"
    r"|black screen|slow)\b"
    r"|(?:エラー|できない|できません|しない|しません|ならない|なりません|失敗|不具合|落ちる|止まる|消え|遅い|おかしい|動かない|動きません)",
    re.IGNORECASE,
)


#: Asks what something is, whatever it is: "What is error correction?"
_WHAT = re.compile(r"^\W*(?:what(?:'s| is| are| does| do)|which|who|are there|is there)\b|とは", re.IGNORECASE)


#: What looks like a how-to and is none: a mistake is mended, and a difference is explained, not made.
_NO_HOW_TO = re.compile(r"(?:error|エラー|\bdiffer\b|違い)", re.IGNORECASE)
#: A title that is a question already.
_ASKS = re.compile(
    r"[?？]|(?:か|とは)。?$|^\W*(?:what|why|who|which|when|where|how|is|are|do|does|did|can|could|should|may|will|would)\b",
    re.IGNORECASE,
)


def _kind(thread: Asked) -> str:
    if _HOW_TO.search(thread.title) and not _NO_HOW_TO.search(thread.title):
        return HOW_TO
    if thread.type == "problem" or (_TROUBLE.search(thread.title) and not _WHAT.search(thread.title)):
        return TROUBLESHOOTING
    return FAQ


def _body(kind: str, problem: str, resolutions: "Sequence[_Resolution]", is_unconfirmed: bool, told: Asked) -> str:
    solved = _solved(kind, resolutions, is_unconfirmed, told.thread_id)
    what = problem or _mark(_("What people see, with the exact words of the message."))
    if kind == FAQ and _ASKS.search(told.title):
        parts = [solved]
    elif kind == FAQ:
        # The title of such an entry is all of the question: this one says too little to be it.
        parts = [_mark(_("The title does not ask yet: say in it what people ask.")), problem, solved]
    elif kind == HOW_TO:
        parts = [
            problem or _mark(_("What this does, and when it is needed, in one or two sentences.")),
            "## " + _("Steps"), solved,
            "## " + _("If it does not work"), _mark(_("What to try, or where to ask.")),
        ]
    else:
        parts = [
            "## " + _("What happens"), what,
            "## " + _("Why it happens"), _mark(_("The cause, in plain words.")),
            "## " + _("What helps"), solved,
            "## " + _("If nothing helps"), _mark(_("What to try, or where to ask.")),
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _solved(kind: str, resolutions: "Sequence[_Resolution]", is_unconfirmed: bool, told_id: int) -> str:
    if not resolutions:
        return _mark(_("No reply was accepted or official yet: what helps?"))
    parts = [_mark(_("Nobody accepted this or made it official: is it right?"))] if is_unconfirmed else []
    level = "##" if kind == FAQ else "###"
    for number, one in enumerate(resolutions, 1):
        if len(resolutions) > 1:
            parts.append(f"{level} {_way(number)}")
        if one.thread_id != told_id:
            parts.append(_mark(_("This answered “%(title)s”: does it answer this too?", title=escaped(one.title))))
        if _POINTS_ELSEWHERE.search(one.text) and len(one.text) < _SHORT:
            parts.append(_mark(_("This points elsewhere: what is written there?")))
        elif _SPEAKS_TO_SOMEBODY.search(one.text):
            parts.append(_mark(_("This speaks to the asker, or of other replies: say it so that everybody understands it.")))
        parts.append(one.text)
    return "\n\n".join(parts)


#: A reply as short as this with a link to another thread says where the answer is instead of giving it.
_SHORT = 400
_POINTS_ELSEWHERE = re.compile(r"\]\(<?(?:https?://[^/\s)]+)?/(?:threads|replies|questions|a|q)/\d")
_SPEAKS_TO_SOMEBODY = re.compile(
    r"\b(?:your (?:[\w-]+ )?(?:question|code|post|example|comment|log|screenshot|diagram)|what do you mean|my answer"
    r"|you(?:'ve| have)? (?:asked|linked|gave|given|mention(?:ed)?|wrote|posted|described?)|as you (?:say|said|noted)"
    r"|you(?:'re| are) (?:right|correct)|(?:other|previous|earlier|accepted) (?:answers?|repl(?:y|ies)|comments?)"
    r"|(?:'s|in the) (?:answer|comments?)|the OP)\b"
    # Whoever is named there wrote something of which the article has no word.
    r"|\]\(<?/users/"
    r"|(?:ご質問|質問者|おっしゃる|他の回答|ほかの回答|上の回答|コメント(?:に|で|の))", re.IGNORECASE,
)


def _way(number: int) -> str:
    return _("Way %(number)s", number=number)


def _mark(words: str) -> str:
    return f"> {MARK} {words}"


@dataclass(frozen=True, slots=True)
class _Resolution:
    """A reply that says what helps, as a part of an article, and the question that it answered."""

    reply: Reply
    text: str
    thread_id: int
    title: str


def _resolutions(threads: Sequence[Asked], lang: str) -> tuple[list[_Resolution], bool]:
    """The replies that say what helps with their texts, the best first, and whether nobody vouches for them."""
    ranked = sorted(
        ((_lang(thread) == lang, reply, place, thread) for place, thread in enumerate(threads) for reply in thread.replies),
        # Of two accepted ones that of the question in the middle first, whose title the article has.
        key=lambda entry: (
            not entry[1].is_official, not entry[1].is_accepted, not entry[0], entry[2] > 0, -entry[1].helpful_count,
            entry[2], entry[1].post_id,
        ),
    )
    # Whoever reads the article reads one language: another one speaks only when nobody of this one does.
    vouched = [(own, reply, thread) for own, reply, _place, thread in ranked if reply.is_official or reply.is_accepted]
    chosen = [(reply, thread) for own, reply, thread in vouched if own] or [
        (reply, thread) for _own, reply, thread in vouched
    ]
    if chosen:
        return _distinct(chosen, MOST_RESOLUTIONS), False
    # What was said to another reply is talk about it; what quotes the question may be, and comes last.
    guesses = sorted((
        (reply, thread) for own, reply, place, thread in ranked
        if own and place == 0 and reply.helpful_count >= HELPFUL_FROM and reply.speaks_to < 2
    ), key=lambda guess: guess[0].speaks_to)
    return _distinct(guesses, MOST_GUESSES), bool(guesses)


def _distinct(replies: Iterable[tuple[Reply, Asked]], most: int) -> list[_Resolution]:
    kept: list[_Resolution] = []
    seen: list[set[str]] = []
    room = LONGEST_DRAFT
    for reply, thread in replies:
        text = passage(reply.source, min(6_000, room))
        words = _words(text)
        if not text or any(_overlap(words, other) >= SAME_WORDS for other in seen):
            continue
        if len(text) > room or len(kept) == most:
            break
        kept.append(_Resolution(reply, text, thread.thread_id, thread.title))
        seen.append(words)
        room -= len(text)
    return kept


def _words(text: str) -> set[str]:
    """Words; of what is written without spaces, pairs of letters."""
    folded = fold(text)
    found = set(re.findall(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*", folded))
    for run in re.findall(r"[\u3040-\u30ff\u3400-\u9fff]+", folded):
        found.update(run[at : at + 2] for at in range(max(1, len(run) - 1)))
    return found


def _overlap(one: set[str], two: set[str]) -> float:
    shorter = min(len(one), len(two))
    return len(one & two) / shorter if shorter else 0.0


def _language(threads: Sequence[Asked]) -> str:
    """The hub's language, unless only others of the threads are solved: then theirs, in which something can be said."""
    own = _lang(threads[0])
    solved = Counter(
        _lang(thread) for thread in threads if any(reply.is_official or reply.is_accepted for reply in thread.replies)
    )
    if not solved or solved[own]:
        return own
    return solved.most_common(1)[0][0]


def _lang(thread: Asked) -> str:
    return "ja" if thread.lang == "ja" else "en"


def _also_asked(threads: Sequence[Asked], title: str, lang: str) -> list[str]:
    """The other titles, those in the article's language first, each once however it is spelled."""
    seen = {fold(title)}
    found = []
    for thread in sorted(threads, key=lambda one: _lang(one) != lang):
        other = cleaned_title(thread.title)
        if fold(other) not in seen:
            seen.add(fold(other))
            found.append(other)
    # One title more may be too long for the field, when all are as long as titles get.
    return found[: MOST_TITLES - 1]


def _environment(threads: Iterable[Asked]) -> list[tuple[str, str]]:
    """What the template asked for and people answered: each label with all its values, those named most often first."""
    labels: dict[str, tuple[str, Counter[str]]] = {}
    spelled: dict[str, str] = {}
    counted: set[int] = set()
    for thread in threads:
        if thread.thread_id in counted:
            continue
        counted.add(thread.thread_id)
        for raw_label, raw_value in thread.answers:
            label, value = clean_line(raw_label).replace(":", " ").replace("：", " "), clean_line(raw_value)
            # A long answer describes something; only a short one says for what an article holds.
            if not label or not value or len(value) > MOST_CHARACTERS:
                continue
            spelled.setdefault(fold(value), value)
            labels.setdefault(fold(label), (clean_line(label), Counter()))[1][fold(value)] += 1
    found = []
    for label, values in labels.values():
        joined = ""
        for value, _count in values.most_common():
            longer = f"{joined}, {spelled[value]}" if joined else spelled[value]
            if len(longer) > MOST_CHARACTERS:
                break
            joined = longer
        found.append((label[:MOST_CHARACTERS], joined))
    return found[:MOST_FIELDS]


def _labels(threads: Sequence[Asked]) -> tuple[str, ...]:
    """The hub's tags, then those that half of the threads carry."""
    carried = Counter(tag for thread in threads for tag in set(thread.tags))
    common = [tag for tag, count in carried.most_common() if 2 * count >= len(threads) and len(threads) > 1]
    found = [tag for tag in dict.fromkeys([*threads[0].tags, *common]) if len(tag) <= LONGEST_LABEL and "," not in tag]
    return tuple(found[:MOST_LABELS])
