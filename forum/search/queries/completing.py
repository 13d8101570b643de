"""How a search may go on: operators, and the values of the one that is being typed, as far as the viewer knows of them."""

import re
from collections.abc import Sequence

from forum.accounts import queries as people
from forum.accounts.actor import Actor
from forum.accounts.policy import may_complete_names
from forum.categories import queries as categories
from forum.i18n import current_locale
from forum.i18n import gettext as _
from forum.search.queries.own import recent, saved
from forum.search.query import OPERATORS, PLACES, STATES, TYPES
from forum.search.views import Completion
from forum.text.normalize import fold

SHOWN = 8
_LAST = re.compile(r"(?P<before>(?:.*\s)?)(?P<minus>-?)(?P<name>[^\s:：\"“”]+)[:：](?P<value>[\"“”]?[^\"“”]*)$")
_WORD = re.compile(r"(?P<before>(?:.*\s)?)(?P<word>[^\s:：\"“”]*)$")
#: The operators as they are offered, by language; both are understood in both.
_OFFERED = {
    "en": ("tag:", "category:", "author:", "is:", "type:", "before:", "after:", "in:title"),
    "ja": ("タグ:", "カテゴリ:", "投稿者:", "状態:", "種類:", "以前:", "以降:", "対象:タイトル"),
}
_VALUES = {"is": STATES, "type": TYPES, "in": PLACES}


async def completions(viewer: Actor, typed: str) -> list[Completion]:
    """What could come next: own searches while nothing is typed, operators by their beginnings, values after a colon."""
    if not typed.strip():
        own = [*await saved(viewer), *await recent(viewer)]
        return [Completion(one.query, one.name, _("Saved") if one.id else _("Recent")) for one in own][:SHOWN]
    if match := _LAST.match(typed):
        name = OPERATORS.get(match["name"].casefold())
        if name:
            values = await _values(viewer, name, match["value"].strip("\"“”"))
            start = f"{match['before']}{match['minus']}{match['name']}:"
            return [Completion(f"{start}{_quoted(value)} ", f"{match['name']}:{value}", note) for value, note in values]
        return []
    word = _WORD.match(typed)
    if word is None or not word["word"]:
        return []
    key = fold(word["word"])
    offered = _OFFERED.get(current_locale(), _OFFERED["en"])
    return [
        Completion(f"{word['before']}{one}", one, _meaning(OPERATORS[one.partition(':')[0]]))
        for one in offered
        if fold(one).startswith(key) or (len(key) > 1 and OPERATORS[one.partition(":")[0]].startswith(key))
    ][:SHOWN]


async def _values(viewer: Actor, name: str, begun: str) -> Sequence[tuple[str, str]]:
    """Values of an operator that begin as typed, each with a note."""
    if name == "tag":
        found = await categories.suggest_tags(viewer, begun, SHOWN) if begun else await categories.popular_tags(SHOWN)
        return [(tag.name, str(tag.thread_count)) for tag in found]
    if name == "author":
        if not begun or not may_complete_names(viewer):
            return [("me", _("what you wrote"))] if not viewer.is_guest and "me".startswith(begun) else []
        return [(one["name"], one["display_name"]) for one in await people.suggest(viewer, begun)][:SHOWN]
    key = fold(begun)
    if name == "category":
        nodes = [one for node in await categories.tree(viewer) for one in (node, *node.children)]
        return [(one.slug, one.name) for one in nodes if key in fold(one.name) or fold(one.slug).startswith(key)][:SHOWN]
    known = _VALUES.get(name, {})
    japanese = current_locale() == "ja"
    shown: dict[str, str] = {}
    for written, meant in known.items():
        # One spelling of each, in the reader's language, unless what is typed begins like another.
        fits = fold(written).startswith(key) if key else written.isascii() != japanese
        if fits and meant not in shown:
            shown[meant] = written
    return [(written, "") for written in shown.values()][:SHOWN]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _meaning(name: str) -> str:
    return {
        "tag": _("with this tag"),
        "category": _("in this category"),
        "author": _("written by"),
        "is": _("solved, unanswered, open, official …"),
        "type": _("article, question, problem, idea …"),
        "before": _("written before a day"),
        "after": _("written from a day on"),
        "in": _("words of the title only"),
    }[name]
