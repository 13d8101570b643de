"""How people want to be told: on their page of settings, or by the link in a letter."""

from forum import clock, database
from forum.accounts.actor import Actor
from forum.notifications import queries
from forum.notifications.actions.watching import choose
from forum.notifications.forms import Told
from forum.notifications.models import Preference
from forum.notifications.policy import may_choose


async def save_choices(actor: Actor, form: Told) -> None:
    """Save how a person wants to be told. Raises SignInNeeded or Invalid.

    What waited for a letter under the old choice gets none under a new one; it stays under the bell.
    """
    may_choose(actor).require()
    form.check()
    before = await queries.choices_of(actor)
    silent = form.silent_kinds

    async def work() -> None:
        await database.lock_row("people", actor.id)
        values = {
            "letters": form["letters"], "silent_kinds": ",".join(silent), "watch_own": form["watch_own"],
            "watch_replied": form["watch_replied"], "updated_at": clock.now(),
        }
        if not await Preference.filter(person_id=actor.id).update(**values):
            await Preference.create(person_id=actor.id, **values)
        if form["letters"] != before.letters:
            await _forgo(actor.id)
        else:
            await _forgo(actor.id, [kind for kind in silent if kind not in before.silent_kinds])

    await database.transaction(work)


async def stop_letters(person_id: int) -> None:
    """Send no letters to a person any more, because they followed the link in one. Again is as once."""

    async def work() -> None:
        await database.lock_row("people", person_id)
        if await database.value("SELECT 1 FROM people WHERE id = $1 AND anonymised_at IS NULL", person_id) is None:
            return
        now = clock.now()
        if not await Preference.filter(person_id=person_id).update(letters="never", updated_at=now):
            await Preference.create(person_id=person_id, letters="never", updated_at=now)
        await _forgo(person_id)

    await database.transaction(work)


async def mute_by_letter(person_id: int, thread_id: int) -> None:
    """Mute a thread for a person, because they followed the link in a letter about it. Again is as once."""

    async def work() -> None:
        if await database.value("SELECT 1 FROM threads WHERE id = $1", thread_id) is not None:
            await choose(person_id, "thread", thread_id, "muted")
            await database.execute(
                "UPDATE notifications SET lettered_at = $1"
                " WHERE person_id = $2 AND thread_id = $3 AND lettered_at IS NULL",
                clock.now(), person_id, thread_id,
            )

    await database.transaction(work)


async def _forgo(person_id: int, kinds: list[str] | None = None) -> None:
    """Decide that no letter tells of what waits for one (of these kinds, which are our own words)."""
    if kinds == []:
        return
    which = "" if kinds is None else f" AND kind IN ({', '.join(repr(kind) for kind in kinds)})"
    await database.execute(
        f"UPDATE notifications SET lettered_at = $1 WHERE person_id = $2 AND lettered_at IS NULL{which}",
        clock.now(), person_id,
    )
