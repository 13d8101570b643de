"""The kinds of news a person may be told. `wording.py` has a sentence for each."""

#: From the strongest to the weakest: of one event a person hears the strongest kind only.
KINDS = (
    "mention",
    "accepted",
    "official",
    "article",
    "duplicate",
    "quote",
    "needs_info",
    "reminder",
    "removed",
    "waiting",
    "shown",
    "flag",
    "admitted",
    "review",
    "request",
    "ticket",
    "side_talk",
    "handed_over",
    "curated",
    "reply",
    "thread",
)

#: News of which a letter of its own was sent, so that nobody chooses about letters: decisions about a person.
LETTERED_APART = frozenset({"decided"})

#: Told even about a muted thread: whoever wrote something learns what moderators did with it, or that it waits, and why; whoever
#: is given work learns of it.
ALWAYS_TOLD = frozenset({"removed", "waiting", "shown", "curated", "handed_over"})
