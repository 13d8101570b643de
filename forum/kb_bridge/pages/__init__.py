"""Doors of the bridge."""

from starlette.routing import BaseRoute

from forum.kb_bridge.pages import deflection, meeting

routes: list[BaseRoute] = [*meeting.routes, *deflection.routes]
