"""No template holds a text that cannot be translated: in its markup, in an attribute that is read aloud, in a call."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

# Names are the same in every language, and each language is listed under its own.
NAMES = {"Kotae", "English", "日本語", "Markdown", "Atom", "JSON", "CSV", "API", "URL", "Esc", "Ctrl", "Enter", "Tab"}
SPOKEN = {"aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt", "label", "summary"}
SPEECHLESS = {"script", "style", "code", "pre", "kbd", "svg"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
TRANSLATORS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]+(?:[ ,.!?…].*)?|[a-z]+ [a-z]+ [a-z ]+[.!?…]?")

# A block or macro may hold a mere value, or attributes, that another template puts into a tag.
VALUE = re.compile(r"(\{%-?\s*block\s+\w+\s*-?%\})[a-z][a-z0-9-]*(?=\{%-?\s*endblock)")
ATTRIBUTE = re.compile(r'[\w-]+="[^"<>]*"')

# What Jinja puts in is not a word: a mark of its own stands for it.
HOLE = "\x1a"
TAG = re.compile(
    r"\{#.*?#\}"
    r"|\{%-?\s*(?:trans)\b.*?\{%-?\s*endtrans\s*-?%\}"
    r"|\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)


class Listener(HTMLParser):
    """Collects what a reader, or a listener, would be told by the literal parts of a template."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.heard: list[tuple[int, str]] = []
        self.speechless: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in attrs:
            if value and (name in SPOKEN or (name.startswith("data-") and SENTENCE.fullmatch(value))):
                self._hear(value)
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            self._hear(given.get("value") or "")
        if tag == "meta" and given.get("name") == "description":
            self._hear(given.get("content") or "")
        if tag in SPEECHLESS and tag not in VOID:
            self.speechless.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.speechless:
            while self.speechless.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.speechless:
            self._hear(data)

    def _hear(self, text: str) -> None:
        words = WORD.findall(ATTRIBUTE.sub(" ", text).replace(HOLE, " "))
        if words and not set(words) <= NAMES:
            self.heard.append((self.getpos()[0], " ".join(text.replace(HOLE, "…").split())))


def literal_texts(source: str) -> list[tuple[int, str]]:
    """The line and the words of every text in the markup that no translation function gives."""

    def hole(tag: re.Match[str]) -> str:
        # A name that touches what is put in (`class="is-{{ x }}"`) stays one word; lines stay where they were.
        return HOLE + "\n" * tag[0].count("\n")

    listener = Listener()
    listener.feed(TAG.sub(hole, VALUE.sub(r"\1", source)))
    listener.close()
    return listener.heard


def unwrapped_strings(source: str) -> list[tuple[int, str]]:
    """The line and the text of every string in an expression that reads like a sentence but is not looked up."""
    return list(_strings(Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(source)))


def _strings(node: nodes.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATORS:
        for argument in node.kwargs:
            yield from _strings(argument)
        return
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str) and SENTENCE.fullmatch(node.value) and node.value not in NAMES:
            yield node.lineno, node.value
        return
    for child in node.iter_child_nodes():
        yield from _strings(child)


# The page of all components shows made-up threads by made-up people, to developers.
PAGES = sorted(
    path
    for path in TEMPLATES.rglob("*.*")
    if path.suffix in (".html", ".txt") and path.relative_to(TEMPLATES).parts[0] != "design"
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_text_of_a_template_can_be_translated(path: Path) -> None:
    source = path.read_text()
    found = literal_texts(source) + unwrapped_strings(source)
    assert not found, "\n".join(f"{path.relative_to(TEMPLATES)}:{line}: {text!r}" for line, text in found)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello there</p>",
        "<p>{{ name }} replied</p>",
        '<button aria-label="Close">×</button>',
        '<input placeholder="Search">',
        '<img alt="A cat">',
        '<input type="submit" value="Send">',
        '<p data-saved="Draft saved">{{ _("x") }}</p>',
        '{{ submit("Post reply") }}',
        '{% set title = "Sign in" %}',
        "<svg><title>x</title></svg><p>After the picture</p>",
    ],
)
def test_a_bare_text_is_found(source: str) -> None:
    assert literal_texts(source) or unwrapped_strings(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p>{{ _("Hello there") }}</p>',
        "<p>{% trans %}Hello there{% endtrans %}</p>",
        '<p class="is-{{ kind }}">{# A note to ourselves #}12 · {{ n }}</p>',
        '<code>make run</code><a href="/x" data-behaviour="copy-code">{{ _("Copy") }}</a>',
        '{{ ngettext("%(num)s reply", "%(num)s replies", n) }}',
        '{{ icon("arrow-left") }}{% if kind == "needs_info" %}×{% endif %}',
        "<svg><path d='M1 1'/></svg>",
        '{% block main_class %}trouble{% endblock %}',
        '{% macro aria(id) %}{% if id %} aria-required="true"{% endif %}{% endmacro %}',
        '<a lang="ja">日本語</a>',
    ],
)
def test_a_translated_text_is_left_alone(source: str) -> None:
    assert not literal_texts(source)
    assert not unwrapped_strings(source)
