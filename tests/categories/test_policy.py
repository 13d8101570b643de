"""Who may do what with categories and tags: every policy, for every part of the cast, with every audience."""

from dataclasses import dataclass, replace

import pytest

from forum.accounts import abilities
from forum.accounts.actor import GUEST, SYSTEM, Actor
from forum.accounts.policy import Verdict
from forum.categories import policy
from forum.categories.audience import AUDIENCES, Audience
from forum.errors import Forbidden, SignInNeeded

BETA = 7


def person(role: str = "member", **more: object) -> Actor:
    given = {"id": 5, "name": "x", "display_name": "X", "role": role, "email_verified": True, **more}
    return Actor(**given)  # type: ignore[arg-type]


PEOPLE: dict[str, Actor] = {
    "guest": GUEST,
    "unverified": person(email_verified=False),
    "suspended": person(suspended=True),
    "member": person(),
    "groupmember": person(group_ids=frozenset({BETA})),
    "trusted": person(reputation=50),
    "helper": person("helper"),
    "specialist": person("specialist"),
    "moderator": person("moderator"),
    "administrator": person("administrator"),
    "suspended administrator": person("administrator", suspended=True),
    "system": SYSTEM,
}
STAFF = {"specialist", "moderator", "administrator", "system"}
WRITERS = {"member", "groupmember", "trusted", "helper"} | STAFF


@dataclass(frozen=True)
class Shelf:
    """A category as policies see it."""

    seers: Audience
    askers: Audience
    answerers: Audience
    thread_types: tuple[str, ...] = ("question", "idea")
    is_archived: bool = False


def shelf(see: str, write: str, **more: object) -> Shelf:
    made = {kind: Audience(kind, BETA if kind == "group" else None) for kind in AUDIENCES}
    return Shelf(made[see], made[write], made[write], **more)  # type: ignore[arg-type]


def allowed(verdicts: dict[str, Verdict]) -> set[str]:
    return {who for who, verdict in verdicts.items() if verdict}


SEE = {
    "everyone": set(PEOPLE),
    "members": set(PEOPLE) - {"guest"},
    "group": {"groupmember", "moderator", "administrator", "suspended administrator", "system"},
    "staff": STAFF | {"suspended administrator"},
}
#: Who is able to write, of those who see the category, by the audience that is asked for.
WRITE = {
    "everyone": WRITERS,
    "members": WRITERS,
    "group": {"groupmember", "moderator", "administrator", "system"},
    "staff": STAFF,
}


@pytest.mark.parametrize("see", AUDIENCES)
def test_seeing(see: str) -> None:
    assert allowed({who: policy.may_see(actor, shelf(see, "members")) for who, actor in PEOPLE.items()}) == SEE[see]


@pytest.mark.parametrize("see", AUDIENCES)
@pytest.mark.parametrize("write", AUDIENCES)
def test_asking_and_answering(see: str, write: str) -> None:
    category = shelf(see, write)
    expected = SEE[see] & WRITE[write]
    assert allowed({who: policy.may_ask(actor, category, "question") for who, actor in PEOPLE.items()}) == expected
    assert allowed({who: policy.may_ask(actor, category) for who, actor in PEOPLE.items()}) == expected
    assert allowed({who: policy.may_answer(actor, category) for who, actor in PEOPLE.items()}) == expected


def test_only_the_types_a_category_takes() -> None:
    verdict = policy.may_ask(PEOPLE["administrator"], shelf("everyone", "members"), "announcement")
    assert not verdict and "type" in verdict.reason


def test_nobody_writes_in_an_archived_category() -> None:
    category = shelf("everyone", "members", is_archived=True)
    assert allowed({who: policy.may_see(actor, category) for who, actor in PEOPLE.items()}) == set(PEOPLE)
    assert not allowed({who: policy.may_ask(actor, category) for who, actor in PEOPLE.items()})
    assert not allowed({who: policy.may_answer(actor, category) for who, actor in PEOPLE.items()})


def test_managing() -> None:
    expected = {
        policy.may_manage_categories: {"administrator", "system"},
        policy.may_edit_tag: {"moderator", "administrator", "system"},
        policy.may_create_tag: STAFF | {"trusted"},
    }
    for may, who in expected.items():
        assert allowed({name: may(actor) for name, actor in PEOPLE.items()}) == who, may.__name__


@pytest.mark.parametrize("see", AUDIENCES)
def test_every_refusal_has_a_reason(see: str) -> None:
    category = shelf(see, "staff")
    for actor in PEOPLE.values():
        verdicts = [policy.may_see(actor, category), policy.may_ask(actor, category, "poem")]
        verdicts += [policy.may_answer(actor, category), policy.may_create_tag(actor), policy.may_edit_tag(actor)]
        assert all(verdict or verdict.reason for verdict in verdicts)


def test_a_guest_who_could_sign_in_is_asked_to() -> None:
    with pytest.raises(SignInNeeded):
        policy.may_ask(GUEST, shelf("everyone", "members"), "question").require()
    with pytest.raises(SignInNeeded):
        policy.may_manage_categories(GUEST).require()
    with pytest.raises(Forbidden) as refused:
        policy.may_ask(GUEST, shelf("staff", "staff"), "question").require()
    assert not isinstance(refused.value, SignInNeeded), "signing in would not help, and would tell that it is there"


def test_the_ladder() -> None:
    rungs = list(abilities.LADDER.values())
    assert rungs == sorted(rungs)
    for ability, needed in abilities.LADDER.items():
        assert abilities.has(person(reputation=needed), ability)
        assert not abilities.has(person(reputation=needed - 1), ability)
        assert abilities.has(person("specialist"), ability)
        assert not abilities.has(replace(GUEST, reputation=needed), ability)
    with pytest.raises(KeyError):
        abilities.has(person(), "fly")
