"""Doors of the bridge."""

from starlette.routing import BaseRoute

from forum.kb_bridge.pages import (
    deflection,
    escalating,
    escalation_report,
    escalation_rules,
    meeting,
    privately,
    returning,
)

routes: list[BaseRoute] = [*meeting.routes, *deflection.routes, *escalating.routes, *returning.routes,
    *escalation_report.routes, *escalation_rules.routes, *privately.routes]
