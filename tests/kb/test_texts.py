"""Pure thinking: what an article's text becomes, how two texts are merged, what is read of typed lists."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import i18n
from forum.kb.dressing import dress, render
from forum.kb.environment import read_fields, read_titles
from forum.kb.merging import is_decided, merge
from forum.text.markdown import render as render_post

i18n.load()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# One\n\n### Two\n\n# Three", [(2, "h-one"), (3, "h-two"), (2, "h-three")]),
        ("#### Deep\n\n#### Deep", [(2, "h-deep"), (2, "h-deep-2")]),
        ("## Renamed since {#reset}\n\n## 手順", [(2, "h-reset"), (2, "h-手順")]),
        ("## {#only}", [(2, "h-only")]),
        ("## !!!", [(2, "h--")]),
        ("text", []),
    ],
)
async def test_headings(source: str, expected: list[tuple[int, str]]) -> None:
    dressed = await render(source, "en")
    assert [(one.level, one.anchor) for one in dressed.contents] == expected
    assert "{#" not in dressed.html and "{#" not in dressed.plain


@pytest.mark.parametrize(
    ("source", "kind", "said"),
    [
        ("> [!NOTE]\n> Mind this.", "notice-info", "Mind this."),
        ("> [!warning]\n>\n> - a list", "notice-warning", "a list"),
        ("> [!TIP]\n> ```\n> code\n> ```", "notice-success", "code"),
        ("> [!CAUTION]\n> > a quote", "notice-danger", "a quote"),
    ],
)
async def test_callouts(source: str, kind: str, said: str) -> None:
    html = (await render(source, "ja")).html
    assert f'class="callout notice {kind}"' in html and said in html and "[!" not in html
    assert any(word in html for word in ("メモ", "ヒント", "警告", "注意"))


@pytest.mark.parametrize("source", ["> [!NOTE] in a line", "> [!OTHER]\n> x", "> text\n> [!NOTE]", "[!NOTE]\nx"])
async def test_what_is_no_callout_stays_as_written(source: str) -> None:
    html = (await render(source, "en")).html
    assert "callout" not in html and "[!" in html


@pytest.mark.parametrize(
    "source",
    [
        '## <img src=x onerror="alert(1)">',
        '## a" onmouseover="alert(1)',
        '![<h3>" onload=alert(1)</h3>](/x.png)',
        '## x {#a"onclick=1}',
        "> [!NOTE]\n> <script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "## <h2 id=main>",
    ],
)
async def test_nothing_gets_through(source: str) -> None:
    html = (await render(source, "en")).html
    for node in html5lib.parse(html, namespaceHTMLElements=False).iter():
        assert node.tag != "script"
        assert not [name for name in node.attrib if name.startswith("on")]
        assert not (node.get("href") or "").startswith("javascript")
        assert (node.get("id") or "h-").startswith("h-")


@given(st.text(alphabet="#> [!NOTE]\n\n`*{}-_a<\"'&;日", max_size=80))
def test_dressing_ends_and_is_stable(text: str) -> None:
    html = render_post(text).html
    once, _contents, _links = dress(html, "en")
    assert once.count("<div") == once.count("</div>")


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "expected", "conflicts"),
    [
        ("a\nb\nc", "a\nb\nc", "a\nB\nc", "a\nB\nc", 0),
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC", 0),
        ("a\nb\nc", "a\nX\nc", "a\nX\nc", "a\nX\nc", 0),
        ("a\nb\nc", "a\nX\nc", "a\nY\nc", "a\n<<<<<<< T\nX\n=======\nY\n>>>>>>> M\nc", 1),
        ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd", 0),
        ("", "x", "y", "<<<<<<< T\nx\n=======\ny\n>>>>>>> M", 1),
        ("a", "a\nb", "b\na", "b\na\nb", 0),
    ],
)
def test_merging(base: str, theirs: str, mine: str, expected: str, conflicts: int) -> None:
    merged = merge(base, theirs, mine, "T", "M")
    assert (merged.text, merged.conflicts) == (expected, conflicts)
    assert is_decided(merged.text) is (conflicts == 0)


_lines = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=8).map("\n".join)


@given(_lines, _lines, _lines)
def test_no_line_that_anybody_added_is_lost(base: str, theirs: str, mine: str) -> None:
    merged = merge(base, theirs, mine, "T", "M").text.split("\n")
    before = base.split("\n")
    for line in {*theirs.split("\n"), *mine.split("\n")} - set(before):
        assert line in merged
    assert merge(base, base, mine, "T", "M").text == mine
    assert merge(base, theirs, base, "T", "M").text == theirs


def test_a_huge_text_merges_in_no_time() -> None:
    base = "\n".join(["same"] * 20_000)
    merged = merge(base, f"x\n{base}\ny", base.replace("same", "other"), "T", "M")
    assert merged.conflicts


def test_typed_lists() -> None:
    assert read_fields("Software: 4.2\nハブ：Hub 2\njust words\n\nEmpty:") == [
        ("Software", "4.2"), ("ハブ", "Hub 2"), ("", "just words"),
    ]
    assert read_titles(" One \none\n\nTwo\nTitle", ("title",)) == ["One", "Two"]
