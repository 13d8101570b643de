"""Doors of tickets: the requester's side, the desk, saved replies, and what administrators arrange."""

from starlette.routing import BaseRoute

from forum.tickets.pages import arranging, belonging, desk, leases, macros, reasons, requests, ticket, working

routes: list[BaseRoute] = [
    *requests.routes, *arranging.routes, *desk.routes, *leases.routes, *macros.routes,
    *reasons.routes, *ticket.routes, *working.routes, *belonging.routes,
]
