"""What pages may weigh, and what may not stand in a template: nothing inline, nothing from elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.web.assets import Assets
from tests.architecture.house import ROOT

#: What a reader's page loads at most.
CSS_BYTES = 45 * 1024
JS_BYTES = 20 * 1024
#: What the desk loads beside it.
DESK_CSS_BYTES = 14 * 1024
DESK_JS_BYTES = 10 * 1024
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"

#: Addresses that name a vocabulary and are never fetched.
VOCABULARIES = (
    "http://www.w3.org/",
    "https://www.w3.org/",
    "https://schema.org",
    "http://www.sitemaps.org/schemas/",
    "http://a9.com/-/spec/opensearch/",
    "http://purl.org/",
)
_COMMENTS = re.compile(r"\{#.*?#\}|<!--.*?-->|/\*.*?\*/", re.DOTALL)
_ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s"'<>)]*""", re.IGNORECASE)
_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
_SAFE = re.compile(r"([\w.\[\]\"']+)\s*\|\s*safe\b")


def faults(path: Path) -> Iterator[str]:
    """What is wrong with one template or asset."""
    text = _COMMENTS.sub("", path.read_text(encoding="utf-8"))
    name = path.name
    for address in _ADDRESS.findall(text):
        if not address.startswith(VOCABULARIES):
            yield f"{name} names the address {address}"
    if path.suffix == ".html":
        if re.search(r"<style\b", text, re.IGNORECASE) or re.search(r"<[^>]*\sstyle\s*=", text, re.IGNORECASE):
            yield f"{name} has an inline style"
        for tag in re.findall(r"<script\b[^>]*>", text, re.IGNORECASE):
            if "src=" not in tag and "application/ld+json" not in tag:
                yield f"{name} has an inline script"
        if _HANDLER.search(text):
            yield f"{name} has an inline handler"
        if "javascript:" in text.lower():
            yield f"{name} has a javascript: address"
        if re.search(r"autoescape\s+false", text):
            yield f"{name} turns escaping off"
        for expression in _SAFE.findall(text):
            if not re.search(r"html\b", expression):
                yield f"{name} trusts {expression}: only stored HTML of ours may go unescaped"
    if path.suffix == ".js":
        for forbidden in (r"\beval\(", r"new Function\b", r"document\.write\b"):
            if re.search(forbidden, text):
                yield f"{name} has {forbidden}"
    if path.suffix == ".css" and "@import" in text:
        yield f"{name} imports another sheet"


def all_files() -> list[Path]:
    kinds = (".html", ".css", ".js", ".svg")
    found = [path for folder in (TEMPLATES, STATIC) for path in folder.rglob("*") if path.suffix in kinds]
    # Letters need their styles inline: mail programs fetch none.
    return sorted(path for path in found if TEMPLATES / "letters" not in path.parents)


@pytest.mark.parametrize(("name", "most"), [("css", CSS_BYTES), ("css/desk", DESK_CSS_BYTES)])
def test_styles_fit_the_budget(name: str, most: int) -> None:
    assert 1_000 < len(Assets().by_path[Assets().url(name).removeprefix("/assets/")].body) <= most


def test_scripts_fit_the_budget() -> None:
    scripts = {served: asset.body for served, asset in Assets().by_path.items() if served.startswith("js/")}
    desk = {served for served in scripts if "/behaviours/desk/" in served}
    assert len(scripts) > 3
    assert sum(len(body) for served, body in scripts.items() if served not in desk) <= JS_BYTES
    assert sum(len(scripts[served]) for served in desk) <= DESK_JS_BYTES


@pytest.mark.parametrize("path", all_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    assert list(faults(path)) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("_*.html")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_partial_lists_its_inputs_first(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{#"), f"{path.name} does not say what it needs"


def test_no_script_hides_in_pictures() -> None:
    for path in STATIC.rglob("*.svg"):
        assert "<script" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<p style="color: red">x</p>'),
        ("a.html", "<style>p {}</style>"),
        ("a.html", "<script>alert(1)</script>"),
        ("a.html", '<script type="module">x</script>'),
        ("a.html", '<button onclick="x()">x</button>'),
        ("a.html", '<a href="javascript:x()">x</a>'),
        ("a.html", '<img src="https://cdn.example.net/x.png">'),
        ("a.html", '<img src="//cdn.example.net/x.png">'),
        ("a.html", "{{ person.bio|safe }}"),
        ("a.html", "{% autoescape false %}x{% endautoescape %}"),
        ("a.css", "@import 'b.css';"),
        ("a.css", "p { background: url(https://cdn.example.net/x.png) }"),
        ("a.js", "eval('x')"),
    ],
)
def test_a_fault_is_seen(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert list(faults(tmp_path / name)) != []


def test_what_only_looks_like_a_fault_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '{# https://example.com #}<svg xmlns="http://www.w3.org/2000/svg"></svg><script src="/a.js"></script>'
        '<script type="application/ld+json">{}</script>{{ post.html|safe }}<p data-once="1">one=two</p>'
    )
    assert list(faults(tmp_path / "a.html")) == []
