"""Searches that people keep or want forgotten, and misses that staff have dealt with."""

from datetime import timedelta

from tortoise.exceptions import IntegrityError

from forum import clock, database
from forum.accounts.actor import Actor
from forum.errors import Invalid, NotFound
from forum.i18n import gettext as _
from forum.search.forms import Keep
from forum.search.models import SavedSearch
from forum.search.policy import may_save, may_see_misses, may_tidy

#: How long a search that found nothing is told of after it was last made.
MISSES_KEPT = timedelta(days=90)


async def keep(actor: Actor, form: Keep) -> int:
    """Keep a search under a name; gives its id. Raises Invalid for a name that another search has, or one too many."""
    may_save(actor, 0).require()
    form.check()

    async def work() -> int:
        await database.lock_row("people", actor.id)
        count = await SavedSearch.filter(person_id=actor.id).count()
        verdict = may_save(actor, count)
        if not verdict:
            raise Invalid({"name": verdict.reason})
        kept = await SavedSearch.create(
            person_id=actor.id, name=form.called, query=form["q"], created_at=clock.now()
        )
        return int(kept.id)

    try:
        return await database.transaction(work)
    except IntegrityError as error:
        raise Invalid({"name": _("You keep a search of this name already.")}) from error


async def remove(actor: Actor, search_id: int) -> None:
    """Let go of a search that one keeps. Raises NotFound for one that is not theirs."""
    may_tidy(actor).require()
    if not await database.execute("DELETE FROM saved_searches WHERE id = $1 AND person_id = $2", search_id, actor.id):
        raise NotFound


async def clear_recent(actor: Actor) -> None:
    """Forget what the actor looked for of late."""
    may_tidy(actor).require()
    await database.execute("DELETE FROM recent_searches WHERE person_id = $1", actor.id)


async def remove_miss(actor: Actor, miss_id: int) -> None:
    """Take a search that found nothing from the list: it has been dealt with. It comes back when it misses again."""
    may_see_misses(actor).require()
    if not await database.execute("DELETE FROM missed_searches WHERE id = $1", miss_id):
        raise NotFound


async def forget_misses() -> None:
    """Forget searches that found nothing long ago."""
    await database.execute("DELETE FROM missed_searches WHERE last_at < $1", clock.now() - MISSES_KEPT)


async def forget_person(person_id: int) -> None:
    """Forget all searches of somebody who left."""
    for table in ("recent_searches", "saved_searches"):
        await database.execute(f"DELETE FROM {table} WHERE person_id = $1", person_id)
