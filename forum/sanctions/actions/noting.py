"""Notes of the team about members."""

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.sanctions.actions.sanctioning import held
from forum.sanctions.events import NoteRemoved, NoteWritten
from forum.sanctions.forms import NoteForm
from forum.sanctions.models import Note
from forum.sanctions.policy import may_care, may_remove_note


async def write_note(actor: Actor, person_id: int, form: NoteForm) -> int:
    """Write down something about a member, for the team; returns the note's id. Raises NotFound, Forbidden, Invalid."""
    may_care(actor).require()
    form.check()

    async def work() -> int:
        await held(person_id)
        made = await Note.create(
            person_id=person_id, author_id=actor.id, text=form["text"], written_at=clock.now()
        )
        await events.record(NoteWritten(actor_id=actor.id, subject_id=person_id, note_id=made.id))
        return made.id

    return await database.transaction(work)


async def remove_note(actor: Actor, note_id: int) -> int:
    """Take a note away for good; returns whom it was about. Raises NotFound or Forbidden."""
    may_care(actor).require()

    async def work() -> int:
        note = await Note.get_or_none(id=note_id)
        if note is None:
            raise NotFound
        may_remove_note(actor, note.author_id).require()
        await note.delete()
        await events.record(NoteRemoved(actor_id=actor.id, subject_id=note.person_id, note_id=note_id))
        return note.person_id

    return await database.transaction(work)
