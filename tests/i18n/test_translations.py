"""Everything a person reads can be read in Japanese, and says the same thing."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from forum.i18n import DEFAULT_LOCALE, LOCALES
from tools import messages

OTHERS = [code for code in LOCALES if code != DEFAULT_LOCALE]

PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?([a-zA-Z%])")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
MARKERS = {"_", "gettext", "mark", "ngettext", "pgettext", "npgettext"}
VERDICTS = {"Verdict", "no"}
REFUSALS = {"Refusal", "NotFound", "Forbidden", "SignInNeeded", "Invalid", "Conflict", "TooMany", "Locked"} | VERDICTS


def names(text: str) -> set[str]:
    return {match[1] or match[2] for match in PLACEHOLDER.finditer(text) if match[2] != "%"}


def strings(message: object) -> list[str]:
    return [message] if isinstance(message, str) else list(message or ())  # type: ignore[call-overload]


@pytest.mark.parametrize("locale", OTHERS)
def test_every_text_is_translated(locale: str) -> None:
    lacking = messages.missing(locale)
    listed = "\n".join(f"{text.places[0]}: {text.source!r}" for text in lacking)
    assert not lacking, f"{len(lacking)} texts lack a translation (python tools/messages.py missing):\n{listed}"


@pytest.mark.parametrize("locale", OTHERS)
def test_no_translation_is_left_over(locale: str) -> None:
    left = [f"{path.name}: {messages.key_of(message)[1]!r}" for path, message in messages.stale(locale)]
    assert not left, "translations of texts that nobody uses:\n" + "\n".join(left)


@pytest.mark.parametrize("locale", OTHERS)
def test_every_translation_is_finished(locale: str) -> None:
    unfinished = [
        f"{path.name}: {messages.key_of(message)[1]!r}"
        for path, message in messages.translations(locale)
        if message.fuzzy or not strings(message.string) or not all(strings(message.string))
    ]
    assert not unfinished, "empty or fuzzy translations:\n" + "\n".join(unfinished)


@pytest.mark.parametrize("locale", OTHERS)
def test_a_text_is_translated_one_way_only(locale: str) -> None:
    ways: dict[messages.Key, dict[tuple[str, ...], str]] = defaultdict(dict)
    for path, message in messages.translations(locale):
        ways[messages.key_of(message)].setdefault(tuple(strings(message.string)), path.name)
    torn = {key[1]: said for key, said in ways.items() if len(said) > 1}
    assert not torn, f"translated in two ways: {torn}"


@pytest.mark.parametrize("locale", OTHERS)
def test_a_translation_fills_the_same_places(locale: str) -> None:
    wrong = []
    for path, message in messages.translations(locale):
        sources = strings(message.id)
        # A number may be left out where the form says it, but nothing may be asked for that nobody gives.
        given = set().union(*map(names, sources))
        for said in strings(message.string):
            asked = names(said)
            if asked - given or (given - {"num"}) - asked:
                wrong.append(f"{path.name}: {sources[0]!r} has {sorted(given)}, {said!r} has {sorted(asked)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("locale", OTHERS)
def test_every_translation_is_a_format_that_works(locale: str) -> None:
    for _, message in messages.translations(locale):
        for text in [*strings(message.id), *strings(message.string)]:
            text % dict.fromkeys(names(text), 1)


def test_a_japanese_translation_is_japanese() -> None:
    copied = [
        f"{path.name}: {said!r}"
        for path, message in messages.translations("ja")
        for said in strings(message.string)
        if len(re.findall(r"[A-Za-z]{2,}", PLACEHOLDER.sub("", said))) >= 2 and not JAPANESE.search(said)
    ]
    assert not copied, "left in English:\n" + "\n".join(copied)


def test_a_text_is_not_put_together_before_it_is_looked_up() -> None:
    wrong = []
    for path in sorted((messages.ROOT / "forum").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) in MARKERS:
                wrong += [
                    f"{path.relative_to(messages.ROOT)}:{node.lineno}"
                    for argument in node.args
                    if isinstance(argument, ast.JoinedStr)
                    or (isinstance(argument, ast.BinOp) and not isinstance(argument.op, ast.Sub))
                ]
    assert not wrong, "give the values as keyword arguments, so that the text can be found:\n" + "\n".join(wrong)


def test_a_refusal_speaks_the_readers_language() -> None:
    """The sentence of a refusal is read by a person: a bare literal cannot be translated."""
    bare = [
        f"{path.relative_to(messages.ROOT)}:{node.lineno}: {sentence!r}"
        for path in sorted((messages.ROOT / "forum").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _name(node.func) in REFUSALS
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]
        for sentence in _literals(argument)
        if " " in sentence
    ]
    assert not bare, "sentences outside of gettext:\n" + "\n".join(bare)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.Dict):
        return [text for value in node.values for text in _literals(value)]
    if isinstance(node, ast.JoinedStr):
        return [part.value for part in node.values if isinstance(part, ast.Constant)]
    return []


def test_an_area_is_named_after_its_flat() -> None:
    places = {
        "forum/threads/actions.py": "threads",
        "forum/tickets/actions/taking.py": "tickets",
        "forum/settings.py": "ground",
        "forum/web/answers.py": "ground",
        "templates/threads/show.html": "threads",
        "templates/layouts/base.html": "components",
        "templates/letters/reply.txt": "ground",
    }
    for place, area in places.items():
        assert messages.area(messages.ROOT / Path(place)) == area
