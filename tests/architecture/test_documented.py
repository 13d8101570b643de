"""What an operator can turn is written down where an operator looks."""

import re

import pytest

from forum.settings import KNOBS, Knob
from tests.architecture.house import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"
# The manual comes with the first release; from then on no knob may be missing from it.
written = pytest.mark.xfail(not OPERATIONS.exists(), reason="docs/operations.md is still to be written", strict=True)


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.name)
def test_every_setting_says_what_it_means(knob: Knob) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", knob.name)
    assert len(knob.meaning) >= 20
    assert knob.meaning.endswith(".")
    assert knob.secret == (knob.kind == "secret")


@written
@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.name)
def test_every_setting_is_in_the_manual(knob: Knob) -> None:
    assert re.search(rf"\b{knob.name}\b", OPERATIONS.read_text(encoding="utf-8")), (
        f"{OPERATIONS.name} lacks {knob.name}"
    )


@written
def test_the_manual_knows_no_setting_that_is_gone() -> None:
    named = set(re.findall(r"^\|\s*`([A-Z][A-Z0-9_]+)`", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= {knob.name for knob in KNOBS}
