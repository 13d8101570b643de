"""The finder of the tests itself: what it finds, and what a form would send."""

import httpx
import pytest

from tests.visits import FilledForm, Page, Visitor

HTML = """<!doctype html><html lang="ja"><body><h1>Hello <b>there</b></h1><script>let x = 1</script>
<ul class="list wide"><li id="a"><a href="/threads/1" data-kind="x y">One</a></li>
<li><span><a href="/users/2">Two</a></span></li></ul>
<form id="f" action="/things?x=1" method="post"><input name="title" value="T"><textarea name="body">
two
lines</textarea><input type="checkbox" name="on" checked><input type="checkbox" name="off" value="1">
<input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
<select name="s"><option value="">None</option><option selected>Big</option></select>
<input name="gone" value="x" disabled><button name="go" value="preview">Preview</button><button>Send</button></form>
<input name="outside" value="o" form="f"></body></html>"""


@pytest.fixture
def page() -> Page:
    request = httpx.Request("GET", "http://forum.test/here?y=2")
    return Page(Visitor(httpx.AsyncClient()), httpx.Response(200, html=HTML, request=request))


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("h1", ["Hello there"]),
        ("ul.list.wide a", ["One", "Two"]),
        ("li > a", ["One"]),
        ("#a a, li span", ["One", "Two"]),
        ('a[href^="/users/"]', ["Two"]),
        ("a[data-kind~=y]", ["One"]),
        ('a[href="/threads/1"]', ["One"]),
        ("[data-kind]", ["One"]),
        ("p", []),
    ],
)
def test_it_finds(page: Page, selector: str, words: list[str]) -> None:
    assert [one.text for one in page.find_all(selector)] == words


def test_scripts_say_nothing(page: Page) -> None:
    assert "let x" not in page.text
    assert page.text.startswith("Hello there")


def test_finding_nothing_fails(page: Page) -> None:
    with pytest.raises(AssertionError, match="nothing matches"):
        page.find("table")
    with pytest.raises(AssertionError, match="does not know"):
        page.find("li:first-child")


def test_a_form_sends_what_a_browser_would(page: Page) -> None:
    form: FilledForm = page.form("/things")
    assert form.fields == {
        "title": ["T"],
        "body": ["two\nlines"],
        "on": ["on"],
        "r": ["2"],
        "s": ["Big"],
        "outside": ["o"],
    }
    assert form.action == "/things?x=1"
    assert [button.text for button in form.buttons] == ["Preview", "Send"]
    assert "off" in form.names
    assert "off" not in form


async def test_a_field_that_is_not_there_cannot_be_filled_in(page: Page) -> None:
    with pytest.raises(AssertionError, match="no field"):
        await page.form("/things").submit(titel="x")
    with pytest.raises(AssertionError, match="no form for"):
        page.form("/nowhere")
