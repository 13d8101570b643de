"""Tables of tickets: the tickets and what is said in them, who works on them, what forms ask, and the clocks."""

from forum.tickets.models.arranging import (
    ContactReason,
    Organization,
    OrganizationDomain,
    OrganizationMember,
    SupportGroup,
    SupportMember,
    ThreadReason,
    TicketField,
    TicketForm,
    TicketFormField,
)
from forum.tickets.models.clocks import MetricEvent
from forum.tickets.models.macros import Macro, MacroUse
from forum.tickets.models.talking import (
    SideConversation,
    SideMessage,
    SideParticipant,
    TicketAudit,
    TicketComment,
)
from forum.tickets.models.tickets import (
    Ticket,
    TicketCc,
    TicketFollower,
    TicketLink,
    TicketMerge,
    TicketTag,
    TicketValue,
)

__all__ = [
    "ContactReason",
    "Macro",
    "MacroUse",
    "MetricEvent",
    "Organization",
    "OrganizationDomain",
    "OrganizationMember",
    "SideConversation",
    "SideMessage",
    "SideParticipant",
    "SupportGroup",
    "SupportMember",
    "ThreadReason",
    "Ticket",
    "TicketAudit",
    "TicketCc",
    "TicketComment",
    "TicketField",
    "TicketFollower",
    "TicketForm",
    "TicketFormField",
    "TicketLink",
    "TicketMerge",
    "TicketTag",
    "TicketValue",
]
