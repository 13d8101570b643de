"""Doors of tickets: the requester's side, the desk, and what administrators arrange."""

from starlette.routing import BaseRoute

from forum.tickets.pages import arranging, desk, requests, working

routes: list[BaseRoute] = [*requests.routes, *arranging.routes, *desk.routes, *working.routes]
