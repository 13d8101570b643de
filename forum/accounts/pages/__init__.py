"""The accounts' door: coming in, one's own settings, profiles, and staff's pages of people, groups and blocks."""

from starlette.routing import BaseRoute

from forum.accounts.pages import blocking, desk, entering, own, people

routes: list[BaseRoute] = [*entering.routes, *own.routes, *people.routes, *desk.routes, *blocking.routes]
