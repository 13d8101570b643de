"""Markdown becomes HTML a browser may be given, whatever was typed."""

import json
import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.text import worker
from forum.text.conformance import commonmark_html, friendly_html, gfm_html
from forum.text.markdown import RENDERER_VERSION, is_simple, render, render_safely
from forum.text.sanitising import ATTRIBUTES, ELEMENTS, STYLE_CLASSES, VALUES, sanitise
from tests.shared_data import shared

POST_CAP = 65_536
EXTERNAL = ' rel="nofollow ugc noopener"'

WRITTEN = {
    "heading": ("# One", "<h3>One</h3>"),
    "deep heading": ("##### Five", "<h6>Five</h6>"),
    "line break": ("one\ntwo", "<p>one<br>\ntwo</p>"),
    "emphasis before a letter": ("**重要。**です", "<p><strong>重要。</strong>です</p>"),
    "emphasis around brackets": ("これは**「鍵」**だ", "<p>これは<strong>「鍵」</strong>だ</p>"),
    "strikethrough": ("~~old~~ new", "<p><s>old</s> new</p>"),
    "one tilde is a tilde": ("3~5個、7~9個", "<p>3~5個、7~9個</p>"),
    "raw html is text": ("<b onclick=x>hi</b>", "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>"),
    "link": ("[a](https://example.com/)", f'<p><a href="https://example.com/"{EXTERNAL}>a</a></p>'),
    "link within the site": ("[a](/threads/1)", '<p><a href="/threads/1">a</a></p>'),
    "anchor": ("[a](#reply-3)", '<p><a href="#reply-3">a</a></p>'),
    "script address": ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
    "script address in disguise": ("[a](&nbsp;javascript:alert(1))", "<p>[a](&nbsp;javascript:alert(1))</p>"),
    "unknown scheme": ("<firefoxurl:x>", "<p>&lt;firefoxurl:x&gt;</p>"),
    "address of another host in disguise": ("[a](//example.net)", "<p>[a](//example.net)</p>"),
    "image": ("![a](/uploads/1.png)", '<p><img src="/uploads/1.png" alt="a" loading="lazy" decoding="async"></p>'),
    "image by mail": ("![a](mailto:x@example.com)", "<p>a</p>"),
    "bare address": (
        "see https://example.com/a.",
        f'<a href="https://example.com/a"{EXTERNAL}>https://example.com/a</a>.',
    ),
    "bare www": ("www.example.com", f'<a href="http://www.example.com"{EXTERNAL}>www.example.com</a>'),
    "address in Japanese": ("詳細はhttps://example.com/aを見て", ">https://example.com/a</a>を見て"),
    "address before a particle": ("https://example.com/を見て", ">https://example.com/</a>を見て"),
    "address with Japanese in it": ("https://example.com/wiki/日本語。", ">https://example.com/wiki/日本語</a>。"),
    "address in Japanese brackets": ("（https://example.com/a）", ">https://example.com/a</a>）"),
    "address in a link": ("[https://example.com](/x)", '<p><a href="/x">https://example.com</a></p>'),
    "address in code": ("`https://example.com`", "<p><code>https://example.com</code></p>"),
    "ftp stays text": ("ftp://example.com/a", "<p>ftp://example.com/a</p>"),
    "e-mail": ("write to a.b@example.com.", '<a href="mailto:a.b@example.com">a.b@example.com</a>.'),
    "task": (
        "- [x] done\n- [ ] open",
        '<label class="task"><input type="checkbox" disabled="" checked=""> done</label></li>',
    ),
    "table": ("|a|b|\n|-:|-|\n|1|2|", '<td class="align-right">1</td>'),
    "table frame": ("|a|\n|-|\n|1|", '<div class="table-scroll" tabindex="0"><table>'),
    "code": ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
    "coloured code": ("```py\nreturn 1\n```", '<span class="tok-k">return </span><span class="tok-m">1\n</span>'),
    "unknown language": ("```klingon\nqapla\n```", "<pre><code>qapla\n</code></pre>"),
    "direction mark in code": ("`a\u202eb`", '<code>a<span class="tok-bidi">U+202E</span>b</code>'),
    "no identifiers": ("# head {#x}", "<h3>head {#x}</h3>"),
    "formula": ("so $a_1 * b_1 * \\{c\\}$ is", r"<p>so $a_1 * b_1 * \{c\}$ is</p>"),
    "formula of its own": ("$$\n\\frac{a}{b} \\\\ _c_ &amp; @tanaka\n$$", "$$\n\\frac{a}{b} \\\\ _c_ &amp;amp; @tanaka\n$$"),
    "formula in a link": ("[$x_1 y_1$](/x)", '<a href="/x">$x_1 y_1$</a>'),
    "formula in Japanese": ("式$a*b*c$は", "<p>式$a*b*c$は</p>"),
    "environment": ("\\begin{align} a_1 &= b*c*d \\\\ e \\end{align}", "a_1 &amp;= b*c*d \\\\ e \\end{align}</p>"),
    "prices are no formula": ("from $5 to **not more** than 10$ or US$9", "<strong>not more</strong>"),
    "variables are no formula": ("$HOME *and* $PATH", "<p>$HOME <em>and</em> $PATH</p>"),
    "dollars after backslashes": (r"\$a *b* c_1$", "<p>$a <em>b</em> c_1$</p>"),
    "code between dollars": ("$a_1 `b$` *c*", "<p>$a_1 <code>b$</code> <em>c</em></p>"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("source", "expected"), WRITTEN.values(), ids=WRITTEN.keys())
def test_it_writes(source: str, expected: str) -> None:
    assert expected in render(source).html


def test_plain_keeps_the_words_only() -> None:
    source = "# Title\n\n**Bold** [link](/x) ![pic](/p.png)\n\n- one\n- two\n\n|a|b|\n|-|-|\n|c|d|\n\n```\ncode\n```"
    assert render(source).plain.split() == ["Title", "Bold", "link", "pic", "one", "two", *"abcd", "code"]
    assert "Title\nBold" in render(source).plain


MENTIONS = [
    ("@tanaka hello", ("tanaka",)),
    ("hello @tanaka.", ("tanaka",)),
    ("@tanakaさん、どうも", ("tanaka",)),
    ("ありがとう@田中さん", ("田中",)),
    ("＠tanaka どうぞ", ("tanaka",)),
    ("@a.b-c_d", ("a.b-c_d",)),
    ("@Mika @mika", ("Mika",)),
    ("(@mika)", ("mika",)),
    ("@x", ()),
    ("a@tanaka", ()),
    ("mail a@tanaka.example please", ()),
    ("`@tanaka`", ()),
    ("```\n@tanaka\n```", ()),
    ("[@tanaka](/x)", ()),
    ("\\@tanaka", ()),
    ("https://example.com/@tanaka", ()),
    ("@@tanaka", ()),
    ("@" + "a" * 31, ()),
    ("> @tanaka said", ()),
]


@pytest.mark.parametrize(("source", "mentions"), MENTIONS)
def test_mentions(source: str, mentions: tuple[str, ...]) -> None:
    assert render(source).mentions == mentions


def test_only_known_people_are_linked_and_the_longest_name_wins() -> None:
    people = {"anna": "Anna", "田中": "田中", "田中さんた": "田中さんた"}
    done = render("@ANNA @annabel @田中さんへ @田中さんたへ @nobody", people=people)
    assert done.mentions == ("Anna", "田中", "田中さんた")
    assert '<a class="mention" href="/users/Anna">@Anna</a>' in done.html
    assert "@annabel" in done.html and "@nobody" in done.html
    assert done.html.count("<a ") == 3


def test_a_crowd_is_not_called() -> None:
    assert len(render(" ".join(f"@person{n}" for n in range(500))).mentions) == 50


# Hostile texts: each fills a whole post.
HOSTILE = {
    "stars": "*" * 30_000 + "a" + "*" * 30_000,
    "open brackets": "[" * 30_000 + "a" + "]" * 30_000,
    "images": "![" * 20_000 + "](a)" * 6_000,
    "links": "[a](" * 16_000,
    "quotes": "> " * 32_000 + "a",
    "lists": "".join("  " * depth + "* a\n" for depth in range(250)),
    "backticks": "".join("e" + "`" * run for run in range(360)),
    "wide table": "|" + "a|" * 10_000 + "\n|" + "-|" * 10_000 + "\n|" + "b|" * 10_000,
    "long table": "|" + "a|" * 64 + "\n|" + "-|" * 64 + "\n" + "x\n" * 32_000,
    "aligned table": "|a|b|\n|-:|-:|\n" + "|a|b\n" * 13_000,
    "references": "[x]: http://example.com/" + "a" * 30_000 + "\n\n" + "[x] " * 1_900,
    "addresses": "www.a.b " * 8_000,
    "addresses with schemes": "http://a.b " * 6_000,
    "e-mail": "a@b.co " * 9_000,
    "mentions": "@ab " * 16_000,
    "emphasis": "*a **a " * 9_000,
    "underscores": "_a_ __b" * 9_000,
    "tildes": "~~a " * 16_000,
    "entities": "&amp;&#x41;" * 5_900,
    "angles": "<" * 65_000 + ">",
    "line ends": "\r\n\r" * 21_000,
    "empty lines": "a\n\n" * 21_000,
    "code": "```java\n" + "a " * 32_000 + "\n```",
    "many codes": "```java\na b c\n```\n" * 3_600,
    "endless host": "www.a.b_" * 8_000,
    "endless host after a scheme": "http://" + "a." * 32_000,
    "schemes": "http://a_" * 7_000,
    "colons": ":" * 65_000,
    "null": "abc\0de\0" * 9_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_stay_small_and_are_never_lost(source: str) -> None:
    done = render(source[:POST_CAP])
    assert len(done.html.encode()) < max(8 * len(source.encode()), 40_000)
    assert done.html or not source.strip()


def test_too_deep_a_text_is_shown_as_typed() -> None:
    source = "> " * 100 + "<end>"
    assert render(source).html == f'<pre tabindex="0">{"&gt; " * 100}&lt;end&gt;</pre>\n'
    assert render(source).plain == source


async def test_safe_rendering_equals_rendering() -> None:
    for source in ("short **and** simple @mika", "```python\nx = 1\n```\n" * 20, "long 長い文。\n\n" * 900):
        assert await render_safely(source) == render(source)
    assert (await render_safely("```py\n1\n```\n@mika", people={"mika": "Mika"})).mentions == ("Mika",)


def test_only_short_texts_are_rendered_on_the_spot() -> None:
    assert is_simple("How do I print?\n\nI tried `lpr` and [this](/kb/1).")
    assert not is_simple("a" * 10_000)
    assert not is_simple("```java\nclass A {}\n```")
    assert not is_simple("![" * 100)


async def test_a_text_that_takes_too_long_is_shown_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    def impatient(source: str, people: object) -> worker.Answer:
        return worker_ask(source, None, 0.0)

    worker_ask = worker.render_elsewhere
    monkeypatch.setattr("forum.text.markdown.render_elsewhere", impatient)
    source = "a <b>\n" * 5_000
    done = await render_safely(source)
    assert done.html.startswith('<pre tabindex="0">a &lt;b&gt;\n')
    assert done.plain == source
    assert done.version == RENDERER_VERSION


def test_a_killed_child_is_replaced() -> None:
    with pytest.raises(worker.RenderingFailed, match="longer than 0 s"):
        worker.render_elsewhere("a b\n" * 10_000, None, 0.0)
    assert worker.render_elsewhere("hello", None)[0] == "<p>hello</p>\n"
    child = worker._idle[-1]
    child._process.kill()
    child._process.wait()
    assert worker.render_elsewhere("again", None)[0] == "<p>again</p>\n"


@given(st.text(max_size=300))
def test_any_text_gives_allowed_html(source: str) -> None:
    _assert_allowed(render(source).html)


_PIECES = [
    "*",
    "**",
    "_",
    "`",
    "```",
    "~~",
    "[",
    "](",
    ")",
    "![",
    "<",
    ">",
    "> ",
    "- ",
    "- [ ] ",
    "1. ",
    "\n",
    "\n\n",
    "|",
    "|-|\n",
    "# ",
    "@ab",
    "http://",
    "javascript:",
    "&#x3c;",
    '"',
    "あ",
    "。",
    "<script>",
    "\\",
    "    ",
    "www.",
    "a",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
def test_any_mark_up_gives_allowed_html(source: str) -> None:
    done = render(source)
    _assert_allowed(done.html)
    assert sanitise(done.html) == done.html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">a</a>',
        '<a href="x" target="_blank" style="x:y" class="button">a</a>',
        "<svg onload=alert(1)>",
        "<iframe src=x></iframe>",
        '<input type="text" name="password">',
        '<p id="location">a</p>',
        "<!-- a -->",
        '<pre tabindex="3">a</pre>',
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
        '<div class="dialog">a</div>',
    ],
)
def test_the_second_wall_stands_alone(html: str) -> None:
    _assert_allowed(sanitise(html))


def test_common_mark() -> None:
    cases = _cases("commonmark-0.31.2.json")
    assert [case["number"] for case in cases if not _same(commonmark_html(case["markdown"]), case["html"])] == []


def test_github_flavour() -> None:
    cases = [case for case in _cases("gfm.json") if case["ext"] in ("table", "strikethrough", "autolink")]
    assert [case["number"] for case in cases if not _same(gfm_html(case["markdown"]), case["html"])] == []


def test_east_asian_emphasis() -> None:
    cases = _cases("cjk.json")
    failed = [case for case in cases if not _same(friendly_html(case["markdown"]), case["cjk_friendly_html"])]
    assert [case["markdown"] for case in failed] == []


CONTEXTS = (
    "{}",
    "[{}](/x)",
    "[x]({})",
    '[x](/x "{}")',
    "![{}](/a.png)",
    "![x]({})",
    "<{}>",
    "```{}\ncode\n```",
    "|a|\n|-|\n|{}|",
)


def test_known_attacks_give_allowed_html() -> None:
    corpus = shared("data/security/xss-dev.txt")
    if corpus is None:
        pytest.skip("the corpus of attacks is not here")
    attacks = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    for attack in attacks[::9]:
        for context in CONTEXTS:
            _assert_allowed(render(context.replace("{}", attack)).html)


def _cases(name: str) -> list[dict[str, str]]:
    path = shared(f"data/security/markdown/{name}")
    if path is None:
        pytest.skip(f"{name} is not here")
    cases: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    return cases


def _same(html: str, expected: str) -> bool:
    return html.strip() == expected.strip() or _normal(html) == _normal(expected)


def _normal(html: str) -> str:
    tree = html5lib.parseFragment(html.strip())
    return html5lib.serialize(tree, quote_attr_values="always", alphabetical_attributes=True).replace("\n", "")


def _assert_allowed(html: str) -> None:
    for element in html5lib.parseFragment(html, container="div", namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert isinstance(element.tag, str) and element.tag in ELEMENTS, html
        for name, value in element.attrib.items():
            if name == "class":
                assert set(value.split()) <= STYLE_CLASSES.get(element.tag, set()), html
            elif name in VALUES.get(element.tag, {}):
                assert value in VALUES[element.tag][name], html
            else:
                assert name in ATTRIBUTES.get(element.tag, set()), html
            if name in ("href", "src"):
                assert re.match(r"https?:|mailto:|[^:]*(?:[/?#]|\Z)", value), html
