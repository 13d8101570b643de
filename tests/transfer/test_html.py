"""HTML of other forums becomes Markdown that is shown with the same words."""

import pytest
from bs4 import BeautifulSoup

from forum.text.markdown import render
from forum.transfer.html import to_markdown
from forum.transfer.stackexchange.rows import rows
from forum.transfer.stackexchange.threads import comment_markdown
from tests.shared_data import shared

CONVERTED = {
    "bold in a raised link": (
        "<p>must<sup><strong><a href='https://a.example/1'>[1]</a></strong></sup> stay <i>(so)</i>me <b>bold</b>s</p>",
        "must[[1]](https://a.example/1) stay (so)me **bold**s",
    ),
    "bold beside Japanese": ("<p>言葉<b>「引用」</b>です</p>", "言葉**「引用」**です"),
    "a formula": (r"<p>so $\frac{a}{b}$, $\{x\} \\ a_1*b_1*c$</p>", r"so $\frac{a}{b}$, $\{x\} \\ a_1*b_1*c$"),
    "a formula of its own": ("<p>$$\na &amp;= b \\\\\nc &lt; d\n$$</p>", r"$$ a &= b \\ c < d $$"),
    "a formula with entities": ("<p>$a &lt; b$ and $0&lt;x_1&gt;y$</p>", "$a < b$ and $0<x_1>y$"),
    "an environment": ("<p>\\begin{align}a_1&amp;=b_1\\\\c\\end{align}</p>", r"\begin{align}a_1&=b_1\\c\end{align}"),
    "a formula between escaped dollars": (r"<p>of \$x_1 + y\$ at \$5</p>", r"of $x_1 + y$ at \\$5"),
    "a formula of Discourse": ('<p>so <span class="math">x_1*y*</span></p>', "so $x_1*y*$"),
    "stars and dollars": ("<p>$5 *is* a price, 10$ too</p>", r"$5 \*is\* a price, 10$ too"),
    "code": ("<p>use <code>a * b `c`</code></p>", "use `` a * b `c` ``"),
    "a code block": ('<pre class="lang-py"><code>a = "```"\n</code></pre>', '````py\na = "```"\n````'),
    "lists within lists": (
        "<ol start='3'><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
        "3. a\n   - b\n4. c",
    ),
    "a quote with a list": ("<blockquote><p>a</p><ul><li>b</li></ul></blockquote>", "> a\n>\n> - b"),
    "a table": (
        "<table><thead><tr><th>a|b</th><th>c</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        "| a\\|b | c |\n| --- | --- |\n| 1 | 2 |",
    ),
    "an image with a link around": (
        '<a href="https://a.example/"><img src="https://i.example/x (1).png" alt="a [b]"></a>',
        "[![a (b)](https://i.example/x%20%281%29.png)](https://a.example/)",
    ),
    "blanks to fill in": ("<p>fill ______ in</p>", r"fill \_\_\_\_\_\_ in"),
    "lines that look like lists": ("<p>a:<br>\n1) b<br>\n- c<br>\n* d<br># e</p>", "a:  \n1\\) b  \n\\- c  \n\\* d  \n\\# e"),
    "a bare address": ("<p>at https://a.example/b_(c)_d, or</p>", "at https://a.example/b_(c)_d, or"),
    "an address no post may lead to": ('<a href="ftp://a.example/b_">the file</a>', "the file (ftp://a.example/b\\_)"),
    "half a bracket in a link": ('<a href="https://a.example/">b] c</a>', r"[b\] c](https://a.example/)"),
    "raised": ("<p>x<sup>2</sup> y<sup>a+b</sup> 1<sup>er</sup> z<sup>1.</sup></p>", "x² y^(a+b) 1er z¹."),
    "lowered": ("<p>H<sub>2</sub>O <sub>(ij)</sub></p>", "H₂O ₍ᵢⱼ₎"),
    "small print": ("<p><sub><sup>1. said <em>before</em></sup></sub></p>", r"1\. said *before*"),
    "an old page": ("<font color=red><b>A</b><br>B</font><p>C<p>D", "**A**  \nB\n\nC\n\nD"),
    "words and what they mean": ("<dl><dt>a</dt><dd>b</dd></dl>", "**a**\n\nb"),
    "an image in the page itself": ('<p>a <img src="data:image/png;base64,x" alt="b_"></p>', "a b\\_"),
    "a script": ("<p>a</p><script>alert(1)</script>", "a"),
    "raw mark-up in words": ("<p>&lt;b&gt; &amp;amp; [a](b) `c`</p>", r"\<b> \&amp; [a\](b) \`c\`"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("html", "markdown"), CONVERTED.values(), ids=CONVERTED)
def test_it_becomes_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html) == (markdown, True)


@pytest.mark.parametrize(
    "html",
    ["<div>" * 5_000 + "deep", "<!--" * 20_000, "<a " * 20_000, "<" * 50_000, "&" * 50_000, "<b>" * 3_000, "$a_" * 20_000,
     "<p>" + "\\$" * 20_000, "<table>" * 400 + "x", "a\0b\ud800<p>c"],
    ids=["deep", "comments", "tags", "signs", "entities", "bold", "dollars", "escaped", "tables", "unstorable"],
)  # fmt: skip
def test_hostile_texts_end(html: str) -> None:
    markdown, _whole = to_markdown(html)
    render(markdown)


def test_comments_keep_formulas_and_begin_no_blocks() -> None:
    assert comment_markdown(r"1. see $a_1 \{b\}$ and `$c` - yes") == r"1\. see $a_1 \{b\}$ and `$c` - yes"


def _letters(html: str) -> str:
    return "".join(BeautifulSoup(html, "html.parser").get_text().split())


@pytest.mark.parametrize("site", ["conlang.meta", "french.meta", "quantumcomputing"])
def test_words_of_real_posts_survive(site: str) -> None:
    """Letter by letter, but for what is raised and lowered, and addresses that are told."""
    folder = shared(f"data/stackexchange/{site}.stackexchange.com")
    if folder is None:
        pytest.skip("no such dump here")
    looked = changed = 0
    for _line, row in rows(folder / "Posts.xml", lambda _line, _what: None):
        html = row["Body"]
        if row["PostTypeId"] not in ("1", "2") or "<sup" in html or "<sub" in html or "ftp:" in html:
            continue
        looked += 1
        changed += _letters(html) != _letters(render(to_markdown(html)[0]).html)
        if looked == 400:
            break
    assert changed <= looked // 100
