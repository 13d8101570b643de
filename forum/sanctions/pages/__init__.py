"""Doors to sanctions: a person's own standing, and what moderators do."""

from starlette.routing import BaseRoute

from forum.sanctions.pages import appeals, members, own

routes: list[BaseRoute] = [*own.routes, *members.routes, *appeals.routes]
