"""Contested marks, as the moderators' queue shows them."""

from collections.abc import Sequence

from forum import database
from forum.accounts.actor import Actor
from forum.duplicates.queries.pairs import visible_pair, words_on
from forum.duplicates.views import PairSide
from forum.errors import NotFound
from forum.i18n import gettext as _
from forum.moderation.queries.evidence import Teller, record_of
from forum.moderation.views import Evidence, Text
from forum.threads.views import thread_path


async def _titles(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    found = await database.rows(
        "SELECT p.id, t.title, t.lang FROM duplicate_pairs p JOIN threads t ON t.id = COALESCE((SELECT m.thread_id"
        " FROM duplicate_marks m WHERE m.thread_id IN (p.low_thread_id, p.high_thread_id) ORDER BY m.thread_id DESC LIMIT 1),"
        f" p.high_thread_id) WHERE p.id IN ({database.id_list(ids)})"
    )
    return {row["id"]: (row["title"], row["lang"]) for row in found}


async def _evidence(viewer: Actor, pair_id: int) -> Evidence:
    try:
        pair = await visible_pair(viewer, pair_id)
    except NotFound:
        return Evidence(_("It is not there any more."), (), None)
    words = [
        Text(
            _("Says that it is another question") if word.kind == "contested" else _("Says that it was asked before"), "",
            "", "", word.author, word.at, plain=word.text,
        )
        for word in await words_on(pair)
    ]
    asker = await database.value(
        "SELECT person_id FROM duplicate_contests WHERE settled_at IS NULL AND thread_id IN ($1, $2) ORDER BY id DESC LIMIT 1",
        pair.low.id, pair.high.id,
    )
    texts = [*words, _side(pair.low), _side(pair.high)]
    return Evidence("", texts, await record_of(asker) if asker is not None else None)


def _side(side: PairSide) -> Text:
    return Text(
        "", side.title, thread_path(side.id, side.slug), side.lang, side.author, side.created_at, plain=side.text
    )


CONTESTED = Teller("duplicate", _titles, _evidence)
