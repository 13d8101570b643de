"""Doors: making articles of threads, proposals and rules on the desk; meeting articles while asking, and what that spares."""

from starlette.routing import BaseRoute

from forum.kb_bridge.pages import deflection, meeting, promoting, proposals, rules

routes: list[BaseRoute] = [
    *rules.routes, *proposals.routes, *promoting.routes, *meeting.routes, *deflection.routes,
]
