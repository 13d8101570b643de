"""Doors of tickets: the requester's side, the desk, macros, and what administrators arrange."""

from starlette.routing import BaseRoute

from forum.tickets.pages import arranging, desk, macros, requests, working

routes: list[BaseRoute] = [
    *requests.routes, *arranging.routes, *macros.routes, *desk.routes, *working.routes
]
