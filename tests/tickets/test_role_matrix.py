"""Who may do what with tickets: every change there is, tried by everybody, against one table.

The ticket is aiko's, eve is in copy, ben takes part in a side conversation. Whoever does not see it is told that there is
no such thing (404), a guest is asked to sign in (401), whoever sees it and may not is told so (403).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from starlette.routing import Route

from forum import database
from forum.app import routes
from forum.tickets import actions
from tests.cast import EVERYONE, STAFF
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]
WRITERS = ("eve", "aiko", "finn", "ben", *STAFF)


@dataclass
class Target:
    """What an act is done to, with what it needs beside."""

    desk: Desk
    ticket: int
    talk: int
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """One change: its route, what is sent, who may do it, and who sees what it is done to but may not."""

    route: str
    values: dict[str, Any]
    may: tuple[str, ...]
    sees: tuple[str, ...] = EVERYONE
    prepare: Callable[[Target], Awaitable[None]] | None = None


async def closed(target: Target) -> None:
    await actions.close(await target.desk.world.cast.fresh("dev"), target.ticket)


async def taken(target: Target) -> None:
    await target.desk.set(target.ticket, assignee_id=target.more["who"])


async def merged(target: Target) -> None:
    other = await target.desk.open()
    await actions.merge(await target.desk.world.cast.fresh("dev"), target.ticket, other)


async def linked(target: Target) -> None:
    target.more["other_id"] = await target.desk.open()
    await actions.link(await target.desk.world.cast.fresh("dev"), target.ticket, target.more["other_id"], True)


async def talk_closed(target: Target) -> None:
    await actions.close_conversation(await target.desk.world.cast.fresh("dev"), target.talk, True)


R, D, S = "/requests/{id}", "/desk/tickets/{id}", "/desk/tickets/settings/{kind}/{id}"
C = "/requests/conversations/{id}"
SIDE, TALKERS = ("aiko", "eve"), ("ben", *STAFF)
TEXT = {"body": "A word about it.", "last": "999999"}
PROPERTIES = {"subject": "Other", "status": "open", "priority": "high", "version": "1"}

ACTS: tuple[Act, ...] = (
    Act("/requests", {"subject": "A new one", "body": "What is it?"}, WRITERS),
    Act(f"{R}/comments", TEXT, SIDE, SIDE),
    Act(f"{R}/solved", {}, ("aiko",), SIDE),
    Act(f"{R}/ccs", {"cc": "finn"}, ("aiko",), SIDE),
    Act(f"{R}/ccs/{{person_id}}/remove", {}, SIDE, SIDE),
    Act(f"{R}/follow-ups", TEXT, ("aiko",), SIDE, closed),
    Act(f"{C}/messages", TEXT, TALKERS, TALKERS),
    Act(f"{C}/closing", {}, STAFF, TALKERS),
    Act(f"{C}/closing/remove", {}, STAFF, TALKERS, talk_closed),
    Act("/desk/tickets", {"requester": "eve", "subject": "For her", "body": "By phone", "kind": "public"}, STAFF),
    Act(f"{D}/comments", {"kind": "note", **TEXT}, STAFF, STAFF),
    Act(f"{D}/properties", PROPERTIES, STAFF, STAFF),
    Act(f"{D}/lease", {}, STAFF, STAFF),
    Act(f"{D}/lease/remove", {}, STAFF, STAFF),
    Act(f"{D}/assignee", {}, STAFF, STAFF),
    Act(f"{D}/assignee/remove", {}, STAFF, STAFF, taken),
    Act(f"{D}/handover", {"note": "For you", "assignee": "{chika}"}, STAFF, STAFF),
    Act(f"{D}/followers", {}, STAFF, STAFF),
    Act(f"{D}/followers/remove", {}, STAFF, STAFF),
    Act(f"{D}/ccs", {"cc": "finn"}, STAFF, STAFF),
    Act(f"{D}/ccs/{{person_id}}/remove", {}, STAFF, STAFF),
    Act(f"{D}/merge", {"target": "{other}"}, STAFF, STAFF),
    Act(f"{D}/merge/remove", {}, STAFF, STAFF, merged),
    Act(f"{D}/links", {"other": "{other}"}, STAFF, STAFF),
    Act(f"{D}/links/{{other_id}}/remove", {}, STAFF, STAFF, linked),
    Act(f"{D}/conversations", {"people": "finn", "subject": "A question", "body": "Well?"}, STAFF, STAFF),
    Act(f"{D}/closing", {}, STAFF, STAFF),
    Act(f"{D}/follow-ups", TEXT, STAFF, STAFF, closed),
    Act(S, {"name": "Another team", "members": "dev"}, ("ada",)),
    Act(f"{S}/archive", {}, ("ada",)),
    Act(f"{S}/archive/remove", {}, ("ada",)),
)


def test_every_change_has_its_row() -> None:
    changes = {
        route.path for route in routes()
        if isinstance(route, Route) and "POST" in (route.methods or ())
        and route.path.startswith(("/requests", "/desk/tickets"))
    }
    assert changes == {act.route for act in ACTS}


async def test_everybody_is_let_or_refused_as_the_table_says(clock: ModuleType, world: World, visitor: Visit) -> None:
    desk = Desk(world)
    team = await desk.team()
    everybody = {who: await visitor(who) for who in EVERYONE}
    wrong = []
    for act in ACTS:
        target: Target | None = None
        for who in EVERYONE:
            if target is None or who in act.may:
                # What somebody may do changes it: each of them finds it as it was.
                target = await _target(desk, act, who)
            before = await _rows()
            values = {name: _filled(value, target) for name, value in act.values.items()}
            number = target.talk if "conversations/" in act.route else team.id if act.route.startswith(S) else target.ticket
            path = act.route.replace("{id}", str(number)).replace("{kind}", "groups")
            path = path.replace("{person_id}", str(world.cast.eve.id)).replace("{other_id}", str(target.more.get("other_id", 1)))
            answer = await everybody[who].post(path, values)
            if who in act.may:
                target = None
            expected = 303 if who in act.may else 401 if who == "guest" else 403 if who in act.sees else 404
            if answer.status != expected:
                wrong.append(f"{act.route} as {who}: {answer.status} instead of {expected} {answer.text[:200]}")
            if who not in act.may and await _rows() != before:
                wrong.append(f"{act.route}: {who} was refused and changed something all the same")
    assert wrong == []


async def _target(desk: Desk, act: Act, who: str) -> Target:
    cast = desk.world.cast
    ticket = await desk.open(cc_ids=[cast.eve.id])
    talk = await actions.open_conversation(await cast.fresh("dev"), ticket, "Aside", "Do you know?", ["ben"])
    target = Target(desk, ticket, talk, {"who": cast.person(who).id if who in STAFF else cast.dev.id})
    target.more["other"] = await desk.open()
    if act.prepare:
        await act.prepare(target)
    return target


def _filled(value: Any, target: Target) -> Any:
    return {"{chika}": str(target.desk.world.cast.chika.id), "{other}": str(target.more["other"])}.get(value, value)


async def _rows() -> list[tuple[int, ...]]:
    tables = ("tickets", "ticket_comments", "ticket_audits", "ticket_ccs", "ticket_followers", "side_messages", "events")
    counts = [await database.value(f"SELECT count(*) FROM {table}") for table in tables]
    return [(*counts, int(await database.value("SELECT sum(version) FROM tickets")))]
