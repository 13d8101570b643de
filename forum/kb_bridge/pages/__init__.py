"""Doors of the bridge: articles from threads, meeting them while asking, and threads that go on as tickets."""

from starlette.routing import BaseRoute

from forum.kb_bridge.pages import (
    deflection,
    escalating,
    escalation_report,
    escalation_rules,
    meeting,
    privately,
    promoting,
    proposals,
    returning,
    rules,
)

routes: list[BaseRoute] = [
    *rules.routes, *proposals.routes, *promoting.routes, *meeting.routes, *deflection.routes, *escalating.routes,
    *returning.routes, *escalation_report.routes, *escalation_rules.routes, *privately.routes,
]
