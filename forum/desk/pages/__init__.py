"""Doors: the desk."""

from starlette.routing import BaseRoute

from forum.desk.pages import beside, bulk, inbox, trail, views

routes: list[BaseRoute] = [*inbox.routes, *views.routes, *bulk.routes, *beside.routes, *trail.routes]
