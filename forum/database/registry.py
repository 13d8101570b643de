"""The module names of all tables, lowest floor first. Names only: the ground imports no flat."""

MODELS: list[str] = [
    "forum.events.models",
    "forum.jobs.models",
    "forum.mail.models",
    "forum.accounts.models",
    "forum.categories.models",
    "forum.leases.models",
    "forum.threads.models",
    "forum.kb.models",
    "forum.solutions.models",
    "forum.tickets.models",
    "forum.sanctions.models",
    "forum.search.models",
    "forum.duplicates.models",
    "forum.kb_bridge.models",
    "forum.notifications.models",
    "forum.desk.models",
    "forum.transfer.models",
]
