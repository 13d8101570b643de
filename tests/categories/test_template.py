"""What a category asks: answers, and the editor's rows. Tables."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.categories import template
from forum.categories.template import TemplateField

VERSION = TemplateField("version", "Version", required=True)
ROUTER = TemplateField("router", "Router")
PHONE = TemplateField("phone", "Phone", "choice", ("Android", "iPhone・iPad"), required=True)
SYSTEM = TemplateField("system", "System", "choice", ("Linux", "macOS"))
TRIED = TemplateField("tried", "I restarted it", "checkbox", required=True)
TERMS = TemplateField("terms", "再起動しました", "checkbox")

ANSWERS = [
    ("text", VERSION, "4.2", "4.2", False),
    ("text is one line", VERSION, " 4.2\n\tbeta ", "4.2 beta", False),
    ("text, required, empty", VERSION, " \u200b ", None, True),
    ("text, optional, empty", ROUTER, "", None, False),
    ("text, too long", ROUTER, "x" * 501, None, True),
    ("text, just fits", ROUTER, "x" * 500, "x" * 500, False),
    ("text that is markup stays text", ROUTER, "<b>hi</b>", "<b>hi</b>", False),
    ("choice", PHONE, "iPhone・iPad", "iPhone・iPad", False),
    ("choice, another", PHONE, "Nokia", None, True),
    ("choice, required, empty", PHONE, "", None, True),
    ("choice, optional, empty", SYSTEM, "", None, False),
    ("choice, optional, another", SYSTEM, "BeOS", None, True),
    ("box, ticked", TRIED, "1", template.TICKED, False),
    ("box, required, empty", TRIED, "", None, True),
    ("box, optional, empty", TERMS, "", None, False),
]


@pytest.mark.parametrize(
    ("field", "typed", "value", "refused"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS]
)
def test_an_answer(field: TemplateField, typed: str, value: str | None, refused: bool) -> None:
    answers, errors = template.read_answers([field], {field.key: typed})
    assert answers == ([] if value is None else [{"label": field.label, "value": value}])
    assert list(errors) == ([field.key] if refused else [])
    assert all(errors.values())


def test_answers_stand_in_the_templates_order_and_what_nobody_asked_is_left_out() -> None:
    values = {"field_phone": "Android", "field_version": "4.2", "field_other": "x", "version": "y", "field_tried": "on"}
    answers, errors = template.read_answers([VERSION, PHONE, TRIED], values)
    assert [answer["value"] for answer in answers] == ["4.2", "Android", template.TICKED]
    assert not errors


def test_what_was_not_sent_is_empty() -> None:
    answers, errors = template.read_answers([VERSION, ROUTER, PHONE, TRIED], {})
    assert not answers
    assert set(errors) == {"field_version", "field_phone", "field_tried"}


def test_a_template_survives_being_kept() -> None:
    fields = (VERSION, PHONE, replace(TERMS, help="なるべく"))
    assert template.revive(template.storable(fields)) == fields


def test_rows_are_read_in_order_whatever_their_numbers() -> None:
    rows = template.read_rows({
        "label-3": " Second  one ", "kind-3": "choice", "choices-3": "a\n\n b \nc", "required-3": "1",
        "label-0": "First", "help-0": "h", "name-0": "first", "label-x": "no", "kind-7": "text", "version": "2",
    })
    assert rows == [
        TemplateField("first", "First", help="h"),
        TemplateField("", "Second one", "choice", ("a", "b", "c"), True),
    ]


A, B, C = (TemplateField(name, name.upper()) for name in "abc")
STEPS = [
    ("up-1", [B, A, C], 0),
    ("up-0", [A, B, C], 0),
    ("down-0", [B, A, C], 1),
    ("down-2", [A, B, C], 2),
    ("remove-1", [A, C], None),
    ("add", [A, B, C, TemplateField("", "")], 3),
    ("up-9", [A, B, C], None),
    ("down--1", [A, B, C], None),
    ("explode", [A, B, C], None),
    ("remove-١", [A, C], None),
]


@pytest.mark.parametrize(("step", "after", "cursor"), STEPS, ids=[row[0] for row in STEPS])
def test_the_editors_buttons(step: str, after: list[TemplateField], cursor: int | None) -> None:
    rows = [A, B, C]
    assert template.rearranged(rows, step) == (after, cursor)
    assert rows == [A, B, C]


def test_there_is_an_end_to_adding() -> None:
    rows = [replace(A, label=str(number)) for number in range(template.MAX_FIELDS)]
    assert len(template.rearranged(rows, "add")[0]) == template.MAX_FIELDS
    _ready, errors = template.checked([*rows, B])
    assert "" in errors


FAULTS = [
    (TemplateField("", ""), {"label-0"}),
    (TemplateField("", "x" * 121), {"label-0"}),
    (TemplateField("", "L", "poem"), {"kind-0"}),
    (TemplateField("", "L", "choice", ()), {"choices-0"}),
    (TemplateField("", "L", "choice", ("a", "a")), {"choices-0"}),
    (TemplateField("", "L", "choice", tuple(map(str, range(31)))), {"choices-0"}),
    (TemplateField("", "L", "choice", ("a", "x" * 81)), {"choices-0"}),
    (TemplateField("", "L", help="x" * 301), {"help-0"}),
    (TemplateField("", "", "poem", help="x" * 301), {"label-0", "kind-0", "help-0"}),
    (TemplateField("", "L", "choice", ("a", "b")), set()),
]


@pytest.mark.parametrize(("row", "wrong"), FAULTS)
def test_what_an_editor_may_not_leave(row: TemplateField, wrong: set[str]) -> None:
    assert set(template.checked([row])[1]) == wrong


def test_two_fields_with_one_label_confuse() -> None:
    _ready, errors = template.checked([TemplateField("a", "Printer"), TemplateField("b", "ＰＲＩＮＴＥＲ")])
    assert set(errors) == {"label-1"}


def test_names_are_made_once_and_stay() -> None:
    rows = [
        TemplateField("hub_software", "Something else by now"),
        TemplateField("", "Hub software!"),
        TemplateField("", "お使いの機種"),
        TemplateField("", "2 colours"),
        TemplateField("hub_software", "A forged double"),
        TemplateField("<script>", "Field"),
    ]
    ready, errors = template.checked(rows)
    assert not errors
    assert [field.name for field in ready] == [
        "hub_software", "hub_software_2", "field", "field_2_colours", "a_forged_double", "field_2",
    ]
    assert template.checked(ready)[0] == ready


def test_only_a_choice_has_choices() -> None:
    ready, _errors = template.checked([TemplateField("", "L", "text", ("left", "over"))])
    assert ready[0].choices == ()


@given(st.lists(st.builds(TemplateField, st.text(max_size=5), st.text(max_size=10)), max_size=6))
def test_names_never_clash(rows: list[TemplateField]) -> None:
    names = [field.name for field in template.checked(rows)[0]]
    assert len(names) == len(set(names))
    assert all(name.isascii() and name.replace("_", "").isalnum() for name in names)
