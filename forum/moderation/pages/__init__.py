"""Doors: flagging and reporting, and on the desk the review queue, its history, and the words that are watched."""

from starlette.routing import BaseRoute

from forum.moderation.pages import flagging, reviewing, watching

routes: list[BaseRoute] = [*flagging.routes, *reviewing.routes, *watching.routes]
