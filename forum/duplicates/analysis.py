"""What of a text is compared: its words, its codes and its title letter by letter. Pure thinking.

Both sides of every comparison come from here, the thread in the index and the question that is still being typed.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import intern

from forum.text.language import guess
from forum.text.tokens import codes, folded, tokens

#: Grows when the words of the same text come out differently: the index is then made anew.
ANALYSIS_VERSION = 1
#: What is read of a title and of an opening post. Later paragraphs tell of attempts, and blur what is asked.
TITLE_CHARACTERS = 300
BODY_CHARACTERS = 1_500
TITLE_WORDS = 60
BODY_WORDS = 180
#: Lines of a code block that are read: the first ones name the error.
CODE_LINES = 4
MOST_CODES = 24

_QUOTE = re.compile(r"^[ ]{0,3}>.*$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(.*?)(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s[^)\n]*)?\)|https?://([^\s/<>]+)\S*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Analysed:
    """A text as it is compared. `title` and `body` are words in reading order, with their repeats."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    codes: frozenset[str]
    #: The title with width, case and kana made one.
    line: str
    #: "en", "ja" or "".
    lang: str

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of the title, each once."""
        return frozenset(self.title)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of title and body, each once."""
        return frozenset(self.title + self.body)

    @cached_property
    def fingerprint(self) -> str:
        """The same for texts between which no comparison can tell a difference."""
        text = "\n".join((" ".join(self.title), " ".join(self.body), self.line))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def analyse(title: str, body: str = "", lang: str | None = None) -> Analysed:
    """The words of a title and of Markdown (or plain text) beneath it; bounded, whatever comes. `lang` None: guessed."""
    return analyse_titles([title], body, lang)[0]


def analyse_titles(titles: Sequence[str], body: str, lang: str | None = None) -> list[Analysed]:
    """The same for several titles of one text, which is read once."""
    prose = readable(body)
    words, body_codes = tuple(tokens(prose)[:BODY_WORDS]), codes(prose)
    return [
        Analysed(
            tuple(tokens(title)[:TITLE_WORDS]),
            words,
            frozenset(sorted(codes(title) | body_codes)[:MOST_CODES]),
            _SPACE.sub(" ", folded(title)).strip(),
            guess(f"{title}\n{prose}") if lang is None else lang,
        )
        for title in (each[:TITLE_CHARACTERS] for each in titles)
    ]


def stored(title: str, body: str, known_codes: str, line: str, lang: str) -> Analysed:
    """What was kept in the index, as it was when `analyse` made it."""
    return Analysed(_split(title), _split(body), frozenset(_split(known_codes)), line, lang)


def readable(source: str) -> str:
    """Of a post's source, the author's own words: without quotations and addresses, and the head only of long code."""
    source = source[: 4 * BODY_CHARACTERS]
    source = _QUOTE.sub("", source)
    source = _FENCE.sub(lambda match: "\n".join(match[2].splitlines()[:CODE_LINES]) + "\n", source)
    source = _ADDRESS.sub(lambda match: match[1] or match[2] or " ", source)
    return source[:BODY_CHARACTERS]


def is_worth_asking(analysed: Analysed) -> bool:
    """Whether there is a word to look for at all."""
    return bool(analysed.title or analysed.body)


def _split(words: str) -> tuple[str, ...]:
    # One word is one string, in however many texts: a whole corpus in memory is several times smaller for it.
    return tuple(map(intern, words.split(" "))) if words else ()
