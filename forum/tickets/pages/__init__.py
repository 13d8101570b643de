"""Doors: tickets."""

from starlette.routing import BaseRoute

from forum.tickets.pages import macros

routes: list[BaseRoute] = [*macros.routes]
