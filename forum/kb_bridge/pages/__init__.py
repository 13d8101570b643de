"""Doors: making articles of threads, the queue of proposals on the desk, and the rules of categories."""

from starlette.routing import BaseRoute

from forum.kb_bridge.pages import promoting, proposals, rules

routes: list[BaseRoute] = [*rules.routes, *proposals.routes, *promoting.routes]
