"""Pure thinking about sanctions: the ladder, what is in force, who may act on whom."""

from datetime import timedelta

import pytest

from forum import clock
from forum.accounts.actor import GUEST, ROLES, SYSTEM, Actor
from forum.accounts.standing import FOREVER, REASONS, Restriction, Standing, reason_words, standing
from forum.sanctions import tokens
from forum.sanctions.ladder import Past, Step, suggest
from forum.sanctions.policy import may_answer_appeal, may_appeal, may_remove_note, may_sanction

NOW = clock.now()


def acting(person_id: int, role: str, **more: bool) -> Actor:
    return Actor(id=person_id, name=f"p{person_id}", display_name="", role=role, email_verified=True, **more)


def days_ago(*days: int) -> list[Past]:
    return [Past(NOW - timedelta(days=number), False) for number in days]


@pytest.mark.parametrize(
    ("past", "reason", "step"),
    [
        ([], "off_topic", Step("warning", None)),
        ([], "abuse", Step("silence", 1)),
        ([], "personal_data", Step("silence", 1)),
        ([], "spam", Step("suspension", 7)),
        ([], "evasion", Step("suspension", 7)),
        (days_ago(1), "off_topic", Step("silence", 1)),
        (days_ago(1), "abuse", Step("silence", 7)),
        (days_ago(1), "evasion", Step("suspension", 30)),
        (days_ago(1), "spam", Step("suspension", None)),
        (days_ago(1, 2), "off_topic", Step("silence", 7)),
        (days_ago(1, 2, 3), "off_topic", Step("suspension", 7)),
        (days_ago(1, 2, 3, 4), "other", Step("suspension", 30)),
        (days_ago(1, 2, 3, 4, 5), "other", Step("suspension", None)),
        (days_ago(*range(1, 40)), "other", Step("suspension", None)),
        # What is a year old, or was taken back, does not count.
        (days_ago(365, 400), "off_topic", Step("warning", None)),
        (days_ago(364), "off_topic", Step("silence", 1)),
        ([Past(NOW, True), Past(NOW, True)], "off_topic", Step("warning", None)),
        ([Past(NOW, True)], "spam", Step("suspension", 7)),
    ],
)
def test_the_ladder_suggests_the_next_step(past: list[Past], reason: str, step: Step) -> None:
    assert suggest(past, reason, NOW) == step


def test_what_is_in_force_is_what_lasts_longest() -> None:
    soon, later, past = NOW + timedelta(days=1), NOW + timedelta(days=9), NOW - timedelta(days=1)
    assert standing([], NOW) == Standing()
    assert standing([Restriction("silence", "abuse", past)], NOW) == Standing()
    given = [Restriction("silence", "abuse", later), Restriction("silence", "spam", soon)]
    assert standing(given, NOW) == Standing(None, later, "abuse")
    given.append(Restriction("suspension", "evasion", soon))
    assert standing(given, NOW) == Standing(soon, later, "evasion")
    given.append(Restriction("suspension", "other", None))
    assert standing(given, NOW) == Standing(FOREVER, later, "other")
    assert all(reason_words(reason) != reason_words("") for reason in REASONS)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_acts_on_themselves_or_a_role_as_high(role: str) -> None:
    acts_on = {other for other in ROLES if may_sanction(acting(7, role), 8, other)}
    lower = set(ROLES[: ROLES.index(role)])
    assert acts_on == (lower if role in ("moderator", "administrator") else set())
    assert not may_sanction(acting(7, role), 7, "member")
    assert not may_sanction(acting(7, role), 1, "system")
    assert not may_sanction(acting(7, role, suspended=True), 8, "member")
    assert not may_sanction(GUEST, 8, "member")
    assert may_sanction(SYSTEM, 8, "administrator")


def test_appeals_are_for_whom_it_is_about_and_answered_by_somebody_else() -> None:
    moderator = acting(7, "moderator")
    assert may_appeal(acting(8, "member", suspended=True), 8)
    assert not may_appeal(acting(8, "member"), 9) and not may_appeal(GUEST, 9)
    assert may_answer_appeal(moderator, 8, "member", 9) and may_answer_appeal(moderator, 8, "member", None)
    assert not may_answer_appeal(moderator, 8, "member", 7)
    assert not may_answer_appeal(moderator, 8, "moderator", 9)
    assert not may_answer_appeal(moderator, 7, "moderator", 9)
    assert may_remove_note(moderator, 7) and not may_remove_note(moderator, 9)
    assert may_remove_note(acting(6, "administrator"), 9) and not may_remove_note(acting(8, "member"), 8)


def test_the_secret_of_a_letter_names_one_person_and_cannot_be_made_up() -> None:
    secret = tokens.write(41)
    assert tokens.read(secret) == 41
    assert secret != tokens.write(42)
    for wrong in ("", secret[:-1], secret + "A", "A" * 32, tokens.write(42)[:12] + secret[12:], "あ" * 32):
        assert tokens.read(wrong) is None
