"""Every read of tickets: the requester's side, the desk, what forms ask, the clocks; permission is in each."""

from forum.tickets.queries.about import about
from forum.tickets.queries.access import Access, access, family, visible_condition, waiting_since
from forum.tickets.queries.arranging import (
    agents,
    archived_fields,
    fields,
    form,
    forms,
    group_members,
    groups,
    my_groups,
    organizations,
    reasons,
    setting,
    shared_organizations,
)
from forum.tickets.queries.clocks import LEAST_WAITS, beats, measures, usual_wait
from forum.tickets.queries.desk import WHO_FILTERS, audits, conditions, missed_promises, ticket_on_desk, tickets
from forum.tickets.queries.requests import conversation, request, requests, sees
from forum.tickets.queries.telling import (
    followers,
    requester_of,
    requesting_side,
    talking,
    was_answered_with_status,
    working_side,
)

__all__ = [
    "LEAST_WAITS",
    "WHO_FILTERS",
    "Access",
    "about",
    "access",
    "agents",
    "archived_fields",
    "audits",
    "beats",
    "conditions",
    "conversation",
    "family",
    "fields",
    "followers",
    "form",
    "forms",
    "group_members",
    "groups",
    "measures",
    "missed_promises",
    "my_groups",
    "organizations",
    "reasons",
    "request",
    "requester_of",
    "requesting_side",
    "requests",
    "sees",
    "setting",
    "shared_organizations",
    "talking",
    "ticket_on_desk",
    "tickets",
    "usual_wait",
    "visible_condition",
    "waiting_since",
    "was_answered_with_status",
    "working_side",
]
