"""Audiences as sets: whom they reach, and that "lies within" means what sets mean by it."""

from itertools import product

import pytest

from forum.accounts.actor import GUEST, ROLES, SYSTEM, Actor
from forum.categories.audience import AUDIENCES, Audience

BETA, GAMMA = 7, 8


def actor(role: str, *groups: int) -> Actor:
    return Actor(id=5, name="x", display_name="X", role=role, group_ids=frozenset(groups), email_verified=True)


EVERYBODY = [
    GUEST,
    SYSTEM,
    *(actor(role, *groups) for role, groups in product(ROLES, [(), (BETA,), (GAMMA,), (BETA, GAMMA)])),
]
ALL = [Audience("everyone"), Audience("members"), Audience("group", BETA), Audience("group", GAMMA), Audience("staff")]

REACHED = {
    # audience: guest, member, member of beta, specialist, moderator, administrator
    "everyone": (True, True, True, True, True, True),
    "members": (False, True, True, True, True, True),
    "group": (False, False, True, False, True, True),
    "staff": (False, False, False, True, True, True),
}


@pytest.mark.parametrize("kind", AUDIENCES)
def test_whom_an_audience_reaches(kind: str) -> None:
    people = [
        GUEST, actor("member"), actor("member", BETA), actor("specialist"), actor("moderator"), actor("administrator")
    ]
    audience = Audience(kind, BETA if kind == "group" else None)
    assert tuple(audience.reaches(person) for person in people) == REACHED[kind]


@pytest.mark.parametrize(("inner", "outer"), list(product(ALL, ALL)), ids=str)
def test_lying_within_is_what_sets_mean_by_it(inner: Audience, outer: Audience) -> None:
    reached = {number for number, person in enumerate(EVERYBODY) if inner.reaches(person)}
    allowed = {number for number, person in enumerate(EVERYBODY) if outer.reaches(person)}
    assert inner.lies_within(outer) == (reached <= allowed)


def test_an_unknown_audience_reaches_nobody() -> None:
    assert not any(Audience("friends").reaches(person) for person in EVERYBODY)
    assert not any(Audience("group", None).reaches(person) for person in EVERYBODY if not person.is_moderator)
