"""What this flat does when accounts beneath it change."""

from forum.accounts.events import PersonAnonymised
from forum.sanctions.models import Appeal, CleanUp, Note, Sanction


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: that there were sanctions stays on record; words about them and by them go, and so do the notes."""
    await Sanction.filter(person_id=event.subject_id).update(words="", lifted_words="")
    await Appeal.filter(person_id=event.subject_id).update(words="", answer="")
    await CleanUp.filter(person_id=event.subject_id).update(words="")
    await Note.filter(person_id=event.subject_id).delete()
