"""Placeholders of saved replies: {{ticket.id}} becomes the number, and nothing but what is on the list becomes anything. Pure.

A placeholder is a name that is looked up in a table, not an expression: there is nothing in it to reach further with. What
is put in is text, escaped so that Markdown shows it as it is.
"""

import re
from collections.abc import Mapping

#: Every placeholder there is. Those of tickets have no value beside a thread, and the other way round.
NAMES = (
    "ticket.id", "ticket.title", "ticket.url", "ticket.requester.name", "ticket.assignee.name", "ticket.team",
    "thread.id", "thread.title", "thread.url", "thread.author.name", "agent.name", "site.name",
)
_PLACEHOLDER = re.compile(r"\{\{[ \t]*([^{}\n]{1,60}?)[ \t]*\}\}")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~@＠&:./-])")


def unknown(text: str) -> list[str]:
    """The placeholders of a text that are none, each once, as they are spelled."""
    found = (match for match in _PLACEHOLDER.finditer(text) if match[1] not in NAMES)
    return list(dict.fromkeys(match[0] for match in found))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in. What has no value here, or is none, stays as it stands."""

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name not in NAMES or name not in values:
            return match[0]
        value = " ".join(values[name].split())
        # Addresses are ours; escaped, they would be none.
        return value if name.endswith(".url") else _MARKS.sub(r"\\\1", value)

    return _PLACEHOLDER.sub(put, text)


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """The placeholders of a text that stay as they stand, because there is no value for them here."""
    found = (match for match in _PLACEHOLDER.finditer(text) if match[1] not in values)
    return list(dict.fromkeys(match[0] for match in found))
