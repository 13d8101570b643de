"""Letters to the person whom a decision is about: worded before a transaction begins, and posted in it.

They are sent whatever somebody chose about news: whoever is moderated learns of it, and a suspended person sees no bell.
"""

from datetime import datetime

from forum import i18n, mail
from forum.accounts.letters import Reader, link
from forum.accounts.standing import reason_words
from forum.sanctions import tokens, wording


def sanctioned(reader: Reader, kind: str, reason: str, words: str, until: datetime | None) -> mail.Words:
    """What was decided, why, for how long, and how to appeal."""
    with i18n.use_locale(reader.locale):
        return _word(
            "sanctioned", reader, kind=kind, meaning=wording.what_it_means(kind), because=reason_words(reason), words=words,
            until=until, url=standing_url(reader.id),
        )


def lifted(reader: Reader, kind: str, words: str) -> mail.Words:
    """A sanction was taken back."""
    with i18n.use_locale(reader.locale):
        return _word("sanction_lifted", reader, kind=kind, words=words, url=link("/"))


def cleaned_up(reader: Reader, reason: str, words: str) -> mail.Words:
    """Everything that they posted is removed."""
    with i18n.use_locale(reader.locale):
        return _word(
            "posts_removed", reader, because=reason_words(reason), words=words, url=standing_url(reader.id)
        )


def answered(reader: Reader, outcome: str, words: str) -> mail.Words:
    """What came of an appeal."""
    with i18n.use_locale(reader.locale):
        return _word(
            "appeal_answered", reader, outcome=wording.outcome(outcome), words=words, url=standing_url(reader.id)
        )


def standing_url(person_id: int) -> str:
    """As `standing_path`, for a letter."""
    return link(standing_path(person_id))


def standing_path(person_id: int) -> str:
    """Where somebody reads what was decided about them, signed in or not."""
    return f"/standing/{tokens.write(person_id)}"


def _word(letter: str, reader: Reader, **values: object) -> mail.Words:
    return mail.word(letter, locale=reader.locale, time_zone=reader.zone, person_name=reader.display_name, **values)
