"""What this flat does when accounts beneath it change."""

from forum.accounts.actor import SYSTEM
from forum.accounts.events import PersonAnonymised
from forum.moderation.actions import casework
from forum.sanctions.actions.appealing import KIND
from forum.sanctions.models import Appeal, CleanUp, Note, Sanction


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: that there were sanctions stays on record; words about them and by them go, and so do the notes.

    An appeal of theirs that waits has nobody to be answered to.
    """
    await Sanction.filter(person_id=event.subject_id).update(words="", lifted_words="")
    await Appeal.filter(person_id=event.subject_id).update(words="", answer="")
    await CleanUp.filter(person_id=event.subject_id).update(words="")
    await Note.filter(person_id=event.subject_id).delete()
    for appeal in await Appeal.filter(person_id=event.subject_id, answered_at=None).order_by("id"):
        await casework.close_elsewhere(SYSTEM, KIND, appeal.id, "handled", "", "handled")
