"""Doors of the bridge."""

from starlette.routing import BaseRoute

from forum.kb_bridge.pages import deflection, escalating, meeting, returning

routes: list[BaseRoute] = [*meeting.routes, *deflection.routes, *escalating.routes, *returning.routes]
