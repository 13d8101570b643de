"""The letters that tell news, in their reader's language: worded before a transaction begins, and posted in it."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from forum import i18n, mail, settings
from forum.accounts.letters import Reader
from forum.i18n import gettext as _
from forum.notifications import tokens, wording
from forum.notifications.views import NewsLine

#: Where a person chooses which letters they get.
CHOICES_PATH = "/settings/notifications"
LIST_PATH = "/notifications"


def locale_of(reader: Reader) -> str:
    """The reader's language, the community's for those who chose none: no request is at hand to ask."""
    return reader.language if reader.language in i18n.LOCALES else settings.current().site_language


def about_thread(reader: Reader, lines: Sequence[NewsLine]) -> mail.Words:
    """What happened in one thread, the oldest first."""
    first = lines[0]
    with i18n.use_locale(locale_of(reader)):
        if [line.kind for line in lines] == ["reminder"]:
            return _word(
                "solved_reminder", reader, thread_title=first.title, url=_address(first.path),
                **_ways_out(reader, first),
            )
        title = first.title if first.thread_id is not None else _("Your part in the community")
        return _word(
            "news", reader, thread_title=title, items=_items(lines),
            is_answer=first.thread_id is not None and first.kind != "thread",
            why=wording.why(lines), **_ways_out(reader, first),
        )


def of_the_day(reader: Reader, lines: Sequence[NewsLine], more: int) -> mail.Words:
    """What happened since yesterday, with how many lines are left for the bell."""
    with i18n.use_locale(locale_of(reader)):
        return _word(
            "daily", reader, items=_items(lines), count=len(lines) + more, more=more, list_url=_address(LIST_PATH),
            unsubscribe_url=unsubscribe_url(reader.id), preferences_url=_address(CHOICES_PATH),
        )


def headers(reader: Reader, thread_id: int | None = None) -> dict[str, str]:
    """How to unsubscribe with one click, and which letters belong together: those about one thread."""
    given = mail.unsubscribe_headers(unsubscribe_url(reader.id))
    if thread_id is not None:
        root = f"<thread-{thread_id}@{urlsplit(settings.current().site_url).hostname or 'localhost'}>"
        given |= {"In-Reply-To": root, "References": root}
    return given


def unsubscribe_url(person_id: int, thread_id: int | None = None) -> str:
    """The address at which letters about a thread, or all letters, are turned off."""
    return _address(f"/unsubscribe/{tokens.write(person_id, thread_id)}")


def _ways_out(reader: Reader, line: NewsLine) -> dict[str, str]:
    found = {"unsubscribe_url": unsubscribe_url(reader.id), "preferences_url": _address(CHOICES_PATH)}
    if line.thread_id is not None:
        found["mute_url"] = unsubscribe_url(reader.id, line.thread_id)
    return found


def _items(lines: Sequence[NewsLine]) -> list[dict[str, str]]:
    return [
        {
            "sentence": wording.sentence(line), "thread_title": line.title, "excerpt": line.excerpt,
            "url": _address(line.path or LIST_PATH),
        }
        for line in lines
    ]


def _address(path: str) -> str:
    """An address in a letter: of the configured site, written so that every mail program can follow it."""
    return settings.current().site_url + quote(path, safe="/?#=&%-._~")


def _word(letter: str, reader: Reader, **values: object) -> mail.Words:
    name = reader.display_name or reader.name
    return mail.word(letter, locale=locale_of(reader), time_zone=reader.zone, person_name=name, **values)
