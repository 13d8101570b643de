"""Doors of tickets: the requester's side, the desk, saved replies, and what administrators arrange."""

from starlette.routing import BaseRoute

from forum.tickets.pages import arranging, desk, leases, macros, requests, working

routes: list[BaseRoute] = [
    *requests.routes, *arranging.routes, *desk.routes, *leases.routes, *macros.routes, *working.routes,
]
