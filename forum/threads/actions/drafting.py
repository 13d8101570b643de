"""Drafts on the server: what somebody was writing survives a crash and is there on another device."""

import contextlib
import re

from forum import clock, database
from forum.accounts.actor import Actor
from forum.accounts.policy import signed_in
from forum.errors import Conflict, Invalid
from forum.i18n import gettext as _
from forum.threads.models import Draft

_KEY = re.compile(r"ask|(?:reply|ticket):[1-9][0-9]{0,18}")
#: How many drafts a person may keep; the oldest give way.
MOST = 50
#: Characters of all fields of a draft together.
MOST_TEXT = 250_000


async def keep_draft(actor: Actor, key: str, data: dict[str, str], version: int) -> int:
    """Keep what was typed. `version` is the draft's as the writer knows it (0 for a new one); returns the new one.

    Raises Conflict when another device wrote since, so that neither text is lost; an empty text removes the draft.
    """
    signed_in(actor).require()
    if not _KEY.fullmatch(key) or sum(len(value) for value in data.values()) > MOST_TEXT:
        raise Invalid(_("This draft cannot be kept."))

    async def work() -> int:
        await database.lock_row("people", actor.id)
        kept = await Draft.get_or_none(person_id=actor.id, key=key)
        if kept is not None and kept.version != version and kept.data != data:
            raise Conflict(_("This text was changed on another device."))
        if kept is None:
            await Draft.create(person_id=actor.id, key=key, data=data, updated_at=clock.now(), version=version + 1)
            await database.execute(
                "DELETE FROM drafts WHERE person_id = $1 AND id NOT IN"
                " (SELECT id FROM drafts WHERE person_id = $1 ORDER BY updated_at DESC, id DESC LIMIT $2)", actor.id, MOST,
            )
            return version + 1
        kept.data, kept.updated_at = data, clock.now()
        kept.version += 1
        await kept.save()
        return kept.version

    if not any(value.strip() for name, value in data.items() if name in ("title", "body", "answer")):
        await discard_draft(actor, key)
        return 0
    return await database.transaction(work)


async def keep_what_is_typed(actor: Actor, key: str, data: dict[str, str]) -> None:
    """Keep what a form without script brings, over whatever its page had kept before."""
    for _attempt in range(2):
        kept = await Draft.get_or_none(person_id=actor.id, key=key)
        with contextlib.suppress(Conflict):
            await keep_draft(actor, key, data, kept.version if kept is not None else 0)
            return


async def discard_draft(actor: Actor, key: str) -> None:
    """Forget a draft: it was posted, or is not wanted."""
    if actor.is_guest:
        return
    await database.transaction(lambda: database.execute("DELETE FROM drafts WHERE person_id = $1 AND key = $2", actor.id, key))
