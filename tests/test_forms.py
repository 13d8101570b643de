"""Forms: what people type is cleaned, checked and told about field by field; nothing typed can stumble them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import Invalid
from forum.forms import Choice, Field, Form, Line, Number, Switch, Text
from forum.i18n import use_locale


class Order(Form):
    """A form with one field of each kind."""

    title = Line(least=3, most=10)
    note = Line(most=5, required=False)
    body = Text(least=3, most=20)
    size = Choice(("small", "large"))
    colour = Choice(lambda: ["red"], required=False)
    gift = Switch()
    terms = Switch(required=True)
    count = Number(1, 99)
    bonus = Number(-5, 5, required=False)

    def look_over(self) -> None:
        if self["gift"] and self["count"] > 50:
            self.errors["count"] = "Too many gifts."


GOOD = {"title": " A  title ", "body": "One\r\ntwo\n", "size": "small", "terms": "on", "count": " 7 "}


def read(**changes: str) -> Form:
    return Order.read({**GOOD, **changes})


def test_it_works() -> None:
    form = read()
    form.check()
    assert form.cleaned == {
        "title": "A title",
        "note": "",
        "body": "One\ntwo",
        "size": "small",
        "colour": "",
        "gift": False,
        "terms": True,
        "count": 7,
        "bonus": None,
    }


def test_an_empty_form_shows_every_field_and_complains_of_nothing() -> None:
    form = Order()
    assert set(form.values) == set(Order.fields)
    assert form.errors == {}
    assert Order({"title": "x"}).values["title"] == "x"


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("title", "", "Please fill this in."),
        ("title", " \t\u3000 ", "Please fill this in."),
        ("title", "\u200b\u202e", "Please fill this in."),
        ("title", "ab", "Please write at least 3 characters."),
        ("title", "a" * 11, "This is 1 character too long."),
        ("title", "a" * 30, "This is 20 characters too long."),
        ("note", "123456", "This is 1 character too long."),
        ("body", "\n\n", "Please fill this in."),
        ("body", "ab", "Please write at least 3 characters."),
        ("size", "", "Please fill this in."),
        ("size", "huge", "Please choose one of the options."),
        ("colour", "blue", "Please choose one of the options."),
        ("terms", "", "Please tick this to go on."),
        ("count", "", "Please fill this in."),
        ("count", "0", "Please enter a whole number from 1 to 99."),
        ("count", "100", "Please enter a whole number from 1 to 99."),
        ("count", "7.5", "Please enter a whole number from 1 to 99."),
        ("count", "７", "Please enter a whole number from 1 to 99."),
        ("count", "²", "Please enter a whole number from 1 to 99."),
        ("count", "-", "Please enter a whole number from 1 to 99."),
        ("count", "0" * 25 + "100", "Please enter a whole number from 1 to 99."),
        ("count", "9" * 5_000, "Please enter a whole number from 1 to 99."),
        ("bonus", "-6", "Please enter a whole number from -5 to 5."),
        ("bonus", "--5", "Please enter a whole number from -5 to 5."),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_field(name: str, typed: str, sentence: str) -> None:
    form = read(**{name: typed})
    assert form.errors == {name: sentence}
    assert form.values[name] == typed, "what was typed is kept"
    with pytest.raises(Invalid) as caught:
        form.check()
    assert caught.value.errors == {name: sentence}


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("title", "がぎぐ", "がぎぐ"),
        ("title", "か\u3099き\u3099く\u3099", "がぎぐ"),
        ("title", "a\nb\tc", "a b c"),
        ("title", "a" * 10, "a" * 10),
        ("title", "👩‍👩‍👧 x", "👩‍👩‍👧 x"),
        ("note", "", ""),
        ("body", "  code\n    more  ", "  code\n    more"),
        ("body", "a\x00b\x07c", "abc"),
        ("body", "a\ud800bc", "abc"),
        ("gift", "on", True),
        ("gift", "", False),
        ("count", "007", 7),
        ("bonus", "-5", -5),
        ("bonus", " ", None),
    ],
)
def test_what_is_taken_is_cleaned(name: str, typed: str, value: object) -> None:
    form = read(**{name: typed})
    assert form.errors == {}
    assert form[name] == value


def test_fields_are_looked_over_together_only_when_each_is_right() -> None:
    assert read(gift="on", count="60").errors == {"count": "Too many gifts."}
    assert set(read(gift="on", count="60", title="").errors) == {"title"}


def test_every_wrong_field_is_told_at_once() -> None:
    assert set(Order.read({}).errors) == {"title", "body", "size", "terms", "count"}


def test_an_actions_refusal_is_shown_beside_its_field() -> None:
    form = read()
    form.refuse(Invalid({"title": "This title is taken.", "": "Nothing was saved."}))
    assert form.errors == {"title": "This title is taken.", "": "Nothing was saved."}
    assert Invalid("Only a sentence.").errors == {"": "Only a sentence."}


def test_a_form_of_a_form_has_both_their_fields() -> None:
    class Longer(Order):
        more = Line(required=False)
        note = Line(most=100, required=False)

    assert set(Longer.fields) == {*Order.fields, "more"}
    assert Longer.read({**GOOD, "note": "x" * 50}).errors == {}
    assert "more" not in Order.fields


def test_sentences_are_in_the_readers_language() -> None:
    with use_locale("ja"):
        errors = read(title="", count="x", body="ab").errors
    assert len(errors) == 3
    assert all(not sentence.isascii() for sentence in errors.values())


ANYTHING = st.text(st.characters(), max_size=60) | st.text("0123456789-+. \n\x00", max_size=40)


@pytest.mark.parametrize("field", [*Order.fields.values()], ids=[*Order.fields])
@given(typed=ANYTHING)
def test_nothing_typed_can_stumble_a_field(field: Field, typed: str) -> None:
    """It gives a value or a sentence of ours; and what it gave, it would give again."""
    try:
        value: Any = field.clean(typed)
    except ValueError as error:
        assert str(error).startswith(("Please ", "This is "))
        return
    if isinstance(value, str):
        value.encode()
        assert "\x00" not in value
        assert field.clean(value) == value
