"""Every read of tickets: the requester's side, the desk, what forms ask, the clocks; permission is in each."""

from forum.tickets.queries.access import Access, access, family, visible_condition, waiting_since
from forum.tickets.queries.arranging import (
    agents,
    fields,
    form,
    forms,
    group_members,
    groups,
    my_groups,
    organizations,
    reasons,
    shared_organizations,
)
from forum.tickets.queries.clocks import LEAST_WAITS, beats, measures, usual_wait
from forum.tickets.queries.desk import audits, conditions, missed_promises, ticket_on_desk, tickets
from forum.tickets.queries.requests import conversation, request, requests, sees

__all__ = [
    "LEAST_WAITS",
    "Access",
    "access",
    "agents",
    "audits",
    "beats",
    "conditions",
    "conversation",
    "family",
    "fields",
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
    "requests",
    "sees",
    "shared_organizations",
    "ticket_on_desk",
    "tickets",
    "usual_wait",
    "visible_condition",
    "waiting_since",
]
