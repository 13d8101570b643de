"""The accounts' door: coming in, one's own settings, profiles, and the administrators' pages of people and groups."""

from starlette.routing import BaseRoute

from forum.accounts.pages import desk, entering, own, people

routes: list[BaseRoute] = [*entering.routes, *own.routes, *people.routes, *desk.routes]
