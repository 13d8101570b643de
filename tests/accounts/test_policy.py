"""Every question of accounts' policy, asked for everybody: guest, unconfirmed, suspended, and each role."""

from collections.abc import Callable

import pytest

from forum.accounts import policy
from forum.accounts.actor import GUEST, ROLES, SYSTEM, Actor
from forum.accounts.policy import Verdict
from forum.errors import Forbidden, SignInNeeded

ME, OTHER = 5, 6


def somebody(role: str = "member", *, confirmed: bool = True, suspended: bool = False) -> Actor:
    return Actor(id=ME, name="me", display_name="Me", role=role, email_verified=confirmed, suspended=suspended)


EVERYBODY: dict[str, Actor] = {
    "guest": GUEST,
    "unconfirmed": somebody(confirmed=False),
    "suspended": somebody(suspended=True),
    **{role: somebody(role) for role in ROLES},
    "unconfirmed administrator": somebody("administrator", confirmed=False),
    "suspended administrator": somebody("administrator", suspended=True),
    "system": SYSTEM,
}
ALL = set(EVERYBODY)
SIGNED_IN = ALL - {"guest"}
WRITERS = {*ROLES, "system"}
ADMINISTRATORS = {"administrator", "system"}

MATRIX: dict[str, tuple[Callable[[Actor], Verdict], set[str]]] = {
    "write at all": (policy.signed_in, WRITERS),
    "sign up": (lambda actor: policy.may_sign_up(actor, True), {"guest"}),
    "sign up where that is closed": (lambda actor: policy.may_sign_up(actor, False), set()),
    "keep one's account": (policy.may_keep_account, SIGNED_IN),
    "take one's own new address": (lambda actor: policy.may_take_address(actor, ME), SIGNED_IN - {"system"}),
    "take another's new address": (lambda actor: policy.may_take_address(actor, OTHER), set()),
    "edit one's own profile": (
        lambda actor: policy.may_edit_profile(actor, ME),
        SIGNED_IN - {"suspended", "suspended administrator", "system"},
    ),
    "edit another's profile": (lambda actor: policy.may_edit_profile(actor, OTHER), set()),
    "complete names": (policy.may_complete_names, WRITERS),
    "anonymise oneself": (lambda actor: policy.may_anonymise(actor, ME), SIGNED_IN),
    "anonymise another": (lambda actor: policy.may_anonymise(actor, OTHER), ADMINISTRATORS),
    "see one's own address": (lambda actor: policy.may_see_address(actor, ME), SIGNED_IN),
    "see another's address": (lambda actor: policy.may_see_address(actor, OTHER), ADMINISTRATORS),
    "manage people": (policy.may_manage_people, ADMINISTRATORS),
    "manage groups": (policy.may_manage_groups, ADMINISTRATORS),
    "give another a role": (lambda actor: policy.may_set_role(actor, OTHER, "moderator"), ADMINISTRATORS),
    "give oneself a role": (lambda actor: policy.may_set_role(actor, ME, "member"), {"system"}),
    "give a role that is none": (lambda actor: policy.may_set_role(actor, OTHER, "system"), set()),
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("what", MATRIX)
def test_who_may(what: str, who: str) -> None:
    ask, allowed = MATRIX[what]
    verdict = ask(EVERYBODY[who])
    assert bool(verdict) == (who in allowed)
    assert bool(verdict.reason) != bool(verdict)


@pytest.mark.parametrize("what", [what for what in MATRIX if not what.startswith(("sign up", "see", "give a role"))])
def test_a_guest_is_asked_to_sign_in(what: str) -> None:
    with pytest.raises(SignInNeeded):
        MATRIX[what][0](GUEST).require()


def test_whoever_is_signed_in_is_not_asked_to_sign_in() -> None:
    with pytest.raises(Forbidden) as refused:
        policy.may_manage_people(somebody()).require()
    assert not isinstance(refused.value, SignInNeeded)
