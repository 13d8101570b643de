"""Doors: similar threads while asking, what is said beside a thread, and on the desk the queue and the board."""

from starlette.routing import BaseRoute

from forum.duplicates.pages import beside, deciding, recurring

routes: list[BaseRoute] = [*deciding.routes, *recurring.routes, *beside.routes]
