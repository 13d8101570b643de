"""Doors of the bridge: threads that go on as tickets, and what comes back of them."""

from starlette.routing import BaseRoute

from forum.kb_bridge.pages import escalating

routes: list[BaseRoute] = [*escalating.routes]
