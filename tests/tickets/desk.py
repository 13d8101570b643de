"""Tickets for tests: opened, answered and changed by the cast, with teams, organisations, reasons and a form at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from forum import clock
from forum.tickets import actions, queries
from forum.tickets.actions import Opening, Update, Updated
from forum.tickets.clocks import Measures
from forum.tickets.models import (
    ContactReason,
    Organization,
    OrganizationDomain,
    OrganizationMember,
    SupportGroup,
    SupportMember,
    Ticket,
    TicketField,
    TicketForm,
    TicketFormField,
)
from forum.tickets.views import DeskTicket
from tests.world import World


@dataclass
class Desk:
    """The world's tickets. Every builder gives what it made and makes up what it is not told."""

    world: World
    _count: int = 0

    async def open(self, by: str = "aiko", **given: Any) -> int:
        """A ticket; returns its id."""
        self._count += 1
        words = {"subject": f"Order {self._count} has not come", "body": f"I have waited for parcel {self._count}."}
        opened = await actions.open_ticket(await self.world.cast.fresh(by), Opening(**(words | given)))
        return opened.ticket_id

    async def say(self, ticket_id: int, by: str, body: str = "", **given: Any) -> Updated:
        """A public comment (with `public=False` a note), perhaps with `fields` changed."""
        self._count += 1
        text = body or f"A word about it, the {self._count}th."
        return await actions.update(await self.world.cast.fresh(by), ticket_id, Update(comment=text, **given))

    async def set(self, ticket_id: int, by: str = "dev", **fields: Any) -> Updated:
        """Other fields."""
        return await actions.update(await self.world.cast.fresh(by), ticket_id, Update(fields=fields))

    async def row(self, ticket_id: int) -> Ticket:
        return await Ticket.get(id=ticket_id)

    async def seen(self, ticket_id: int) -> DeskTicket:
        """The ticket as dev works on it."""
        return await queries.ticket_on_desk(await self.world.cast.fresh("dev"), ticket_id)

    async def measures(self, ticket_id: int) -> Measures:
        return await queries.measures("ticket", ticket_id)

    async def team(self, name: str = "First line", members: Sequence[str] = ("dev",)) -> SupportGroup:
        """A team of people of the cast."""
        team = await SupportGroup.create(name=name, name_key=name.casefold(), created_at=clock.now())
        for who in members:
            await SupportMember.create(group=team, person=self.world.cast.person(who), added_at=clock.now())
        return team

    async def organization(
        self, name: str = "Acme", members: Sequence[str] = ("aiko", "finn"), *, shared: bool = True, comments: bool = False,
        domain: str = "",
    ) -> Organization:
        """An organisation of people of the cast."""
        made = await Organization.create(
            name=name, name_key=name.casefold(), shared_tickets=shared, shared_comments=comments, created_at=clock.now()
        )
        for who in members:
            await OrganizationMember.create(
                organization=made, person=self.world.cast.person(who), origin="added", added_at=clock.now()
            )
        if domain:
            await OrganizationDomain.create(organization=made, domain=domain)
        return made

    async def reason(self, name: str = "Delivery", parent: ContactReason | None = None) -> ContactReason:
        return await ContactReason.create(name_en=name, name_ja="配送", parent=parent, created_at=clock.now())

    async def form(self, *, group: SupportGroup | None = None) -> tuple[TicketForm, dict[str, TicketField]]:
        """A form with a field of every kind, and its fields by kind: the dropdown is required on submit, the internal
        text on solve."""
        form = await TicketForm.create(name_en="Order", name_ja="注文", group=group, created_at=clock.now())
        made: dict[str, TicketField] = {}
        kinds = ("dropdown", "text", "multiline", "checkbox", "number", "date", "regexp")
        for position, kind in enumerate(kinds):
            made[kind] = await TicketField.create(
                kind=kind, title_en=f"A {kind}", title_ja=f"欄 {kind}", position=position, created_at=clock.now(),
                options=[{"value": "red", "en": "Red", "ja": "赤"}, {"value": "blue", "en": "Blue", "ja": "青"}]
                if kind == "dropdown" else [],
                pattern=r"[A-Z]{2}-\d{4}" if kind == "regexp" else "",
            )
            await TicketFormField.create(
                form=form, field=made[kind], position=position, shown_to_requester=kind != "text",
                required_on_submit=kind == "dropdown", required_on_solve=kind == "text",
            )
        return form, made


async def everything(world: World) -> None:
    """Tickets to which everything has happened that is kept of one."""
    desk = Desk(world)
    cast = world.cast
    team = await desk.team(members=("dev", "chika"))
    await desk.organization(domain="example.com")
    reason = await desk.reason("Late parcel", await desk.reason())
    asked = await world.a_thread("finn", title="When does it come?")
    await actions.set_thread_reason(await cast.fresh("chika"), asked.thread_id, reason.id)
    form, fields = await desk.form(group=team)
    dropdown = f"field_{fields['dropdown'].id}"
    first = await desk.open(
        form_id=form.id, answers={dropdown: "red"}, reason_id=reason.id, submit_key="a-key", cc_ids=[cast.eve.id],
        subject="Where <is> my parcel?", body="It should have come *yesterday* & did not.",
    )
    clock.advance(timedelta(minutes=20))
    dev, chika = await cast.fresh("dev"), await cast.fresh("chika")
    await actions.take(dev, first)
    await desk.say(first, "dev", "It is on its way, @aiko.", fields={"status": "pending", "priority": "high", "tags": ["late"]})
    await desk.say(first, "dev", "The driver lost it.", public=False)
    clock.advance(timedelta(minutes=20))
    await desk.say(first, "aiko")
    await actions.follow(chika, first, True)
    talk = await actions.open_conversation(dev, first, "The parcel", "Have you seen it?", ["ben"], "another-key")
    await actions.say(await cast.fresh("ben"), talk, "No.")
    problem = await desk.open("dev", requester_id=cast.eve.id, type="problem", promised_at=clock.now() + timedelta(days=1))
    incident = await desk.open("finn", subject="Mine too")
    await desk.set(incident, problem_id=problem, type="incident")
    await actions.link(dev, first, problem, True)
    twin = await desk.open(body="Still waiting for the parcel.")
    await actions.merge(dev, twin, first)
    await desk.set(problem, status="solved")
    await world.settle()
    old = await desk.open("eve", source=("thread", 1), by_requester=True)
    await actions.close(dev, old)
    await actions.follow_up(await cast.fresh("eve"), old, "It came back.")
