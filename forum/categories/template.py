"""What a category asks of every new thread: its fields, the editor that arranges them, reading the answers. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.text.normalize import clean_line, fold

KINDS = ("text", "choice", "checkbox")
MAX_FIELDS = 12
MAX_CHOICES = 30
MAX_LABEL = 120
MAX_CHOICE = 80
MAX_HELP = 300
MAX_ANSWER = 500
#: How a ticked box reads above the question, in any language.
TICKED = "✓"

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NOT_IN_NAMES = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One thing asked: `name` stays for good, `label` is what people read, `choices` are for the kind "choice"."""

    name: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    help: str = ""

    @property
    def key(self) -> str:
        """Its name in a submitted form."""
        return f"field_{self.name}"


Template = Sequence[TemplateField]


def revive(stored: Sequence[Mapping[str, Any]]) -> tuple[TemplateField, ...]:
    """The fields as a category's row keeps them."""
    return tuple(
        TemplateField(
            name=field["name"], label=field["label"], kind=field["kind"], choices=tuple(field.get("choices", ())),
            required=bool(field.get("required")), help=field.get("help", ""),
        )
        for field in stored
    )


def storable(template: Template) -> list[dict[str, Any]]:
    """The fields as JSON for a category's row."""
    return [
        {
            "name": field.name, "label": field.label, "kind": field.kind, "choices": list(field.choices),
            "required": field.required, "help": field.help,
        }
        for field in template
    ]


def read_answers(template: Template, values: Mapping[str, str]) -> tuple[list[dict[str, str]], dict[str, str]]:
    """What was submitted for the template's fields (each under `field_NAME`), cleaned.

    Returns the answers in the template's order as [{"label", "value"}], without those left empty, and a sentence for
    each field that cannot be taken, under its `field_NAME`.
    """
    answers: list[dict[str, str]] = []
    errors: dict[str, str] = {}
    for field in template:
        try:
            value = _answer(field, values.get(field.key, ""))
        except ValueError as error:
            errors[field.key] = str(error)
            continue
        if value:
            answers.append({"label": field.label, "value": value})
    return answers, errors


def _answer(field: TemplateField, raw: str) -> str:
    value = clean_line(raw)
    if field.kind == "checkbox":
        if field.required and not value:
            raise ValueError(_("Please tick this to go on."))
        return TICKED if value else ""
    if field.required and not value:
        raise ValueError(_("Please fill this in."))
    if field.kind == "choice" and value and value not in field.choices:
        raise ValueError(_("Please choose one of the options."))
    if len(value) > MAX_ANSWER:
        over = len(value) - MAX_ANSWER
        raise ValueError(ngettext("This is %(num)s character too long.", "This is %(num)s characters too long.", over))
    return value


def read_rows(values: Mapping[str, str]) -> list[TemplateField]:
    """The editor's rows as submitted (`label-0`, `kind-0`, `choices-0` …), in order, unchecked; at most one extra."""
    numbers = sorted({int(match[1]) for key in values if (match := re.fullmatch(r"label-(\d{1,3})", key))})
    return [
        TemplateField(
            name=values.get(f"name-{number}", ""),
            label=clean_line(values.get(f"label-{number}", "")),
            kind=values.get(f"kind-{number}", "text"),
            choices=tuple(filter(None, map(clean_line, values.get(f"choices-{number}", "").split("\n")))),
            required=bool(values.get(f"required-{number}")),
            help=clean_line(values.get(f"help-{number}", "")),
        )
        for number in numbers[: MAX_FIELDS + 1]
    ]


def rearranged(rows: list[TemplateField], step: str) -> tuple[list[TemplateField], int | None]:
    """The rows after one of the editor's buttons, and the row that the cursor belongs in (None when that one is gone).

    `step` is "add", "remove-N", "up-N" or "down-N"; one that makes no sense changes nothing.
    """
    rows = list(rows)
    if step == "add":
        if len(rows) < MAX_FIELDS:
            rows.append(TemplateField(name="", label=""))
        return rows, len(rows) - 1
    match = re.fullmatch(r"(remove|up|down)-(\d{1,3})", step)
    if match is None or int(match[2]) >= len(rows):
        return rows, None
    verb, at = match[1], int(match[2])
    if verb == "remove":
        del rows[at]
        return rows, None
    to = max(0, min(len(rows) - 1, at + (-1 if verb == "up" else 1)))
    rows.insert(to, rows.pop(at))
    return rows, to


def checked(rows: Sequence[TemplateField]) -> tuple[tuple[TemplateField, ...], dict[str, str]]:
    """The rows ready to be kept, each with a name, and a sentence for each input that cannot be taken (`label-0` …)."""
    errors: dict[str, str] = {}
    if len(rows) > MAX_FIELDS:
        errors[""] = ngettext(
            "A template has %(num)s field at most.", "A template has %(num)s fields at most.", MAX_FIELDS
        )
    labels: set[str] = set()
    names = {row.name for row in rows if _NAME.fullmatch(row.name)}
    ready: list[TemplateField] = []
    for number, row in enumerate(rows):
        errors.update({f"{key}-{number}": sentence for key, sentence in _faults(row, labels).items()})
        labels.add(fold(row.label))
        if not _NAME.fullmatch(row.name) or any(other.name == row.name for other in ready):
            row = replace(row, name=_fresh_name(row.label, names))
            names.add(row.name)
        ready.append(replace(row, choices=tuple(dict.fromkeys(row.choices)) if row.kind == "choice" else ()))
    return tuple(ready), errors


def _faults(row: TemplateField, labels: set[str]) -> dict[str, str]:
    faults = {}
    if not row.label:
        faults["label"] = _("Please fill this in.")
    elif fold(row.label) in labels:
        faults["label"] = _("Another field has this label already.")
    elif len(row.label) > MAX_LABEL:
        faults["label"] = _too_long(len(row.label) - MAX_LABEL)
    if row.kind not in KINDS:
        faults["kind"] = _("Please choose one of the options.")
    if row.kind == "choice":
        if len(set(row.choices)) < 2:
            faults["choices"] = _("Please give at least two choices, one on each line.")
        elif len(row.choices) > MAX_CHOICES:
            faults["choices"] = ngettext("%(num)s choice at most.", "%(num)s choices at most.", MAX_CHOICES)
        elif (longest := max(map(len, row.choices))) > MAX_CHOICE:
            faults["choices"] = _too_long(longest - MAX_CHOICE)
    if len(row.help) > MAX_HELP:
        faults["help"] = _too_long(len(row.help) - MAX_HELP)
    return faults


def _too_long(over: int) -> str:
    return ngettext("This is %(num)s character too long.", "This is %(num)s characters too long.", over)


def _fresh_name(label: str, taken: set[str]) -> str:
    stem = _NOT_IN_NAMES.sub("_", fold(label)).strip("_")[:30].strip("_")
    if not stem or not stem[0].isalpha():
        stem = f"field_{stem}".rstrip("_")
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}"
    return name
