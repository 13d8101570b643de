"""The letters about accounts, in their reader's language: worded before a transaction begins, and posted in it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from forum import mail, settings
from forum.i18n import LOCALES, current_locale


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is for, and how to speak to them."""

    id: int
    name: str
    display_name: str
    language: str = ""
    time_zone: str = ""

    @property
    def locale(self) -> str:
        """Their language; the one in force for those who chose none."""
        return self.language if self.language in LOCALES else current_locale()

    @property
    def zone(self) -> str:
        return self.time_zone or settings.current().site_time_zone


def link(path: str, secret: str = "") -> str:
    """An address in a letter: of the configured site, never of whatever host a request named."""
    return settings.current().site_url + path + (f"?token={quote(secret)}" if secret else "")


def verify(reader: Reader, secret: str, hours: int) -> mail.Words:
    """Please confirm that this address is yours."""
    return _word("verify_address", reader, url=link("/verify", secret), hours=hours)


def already_registered(reader: Reader) -> mail.Words:
    """Somebody signed up with the address of an account that exists: told to its owner and to nobody else."""
    return _word("already_registered", reader, handle=reader.name, url=link("/reset"))


def reset(reader: Reader, secret: str, hours: int) -> mail.Words:
    """Here you can choose a new password."""
    return _word("reset_password", reader, handle=reader.name, url=link("/reset/password", secret), hours=hours)


def new_address(reader: Reader, secret: str, hours: int) -> mail.Words:
    """Please confirm that your letters shall come here."""
    return _word("confirm_new_address", reader, handle=reader.name, url=link("/verify", secret), hours=hours)


def address_changed(reader: Reader, address: str) -> mail.Words:
    """To the old address: letters go elsewhere from now on."""
    return _word("address_changed", reader, handle=reader.name, new_address=address, url=link("/reset"))


def password_changed(reader: Reader, at: datetime) -> mail.Words:
    """Your password is another one now."""
    return _word("password_changed", reader, handle=reader.name, changed_at=at, url=link("/reset"))


def locked(reader: Reader, until: datetime) -> mail.Words:
    """Too many wrong passwords: nobody can sign in for a while."""
    return _word("account_locked", reader, handle=reader.name, locked_until=until, url=link("/reset"))


def _word(letter: str, reader: Reader, **values: object) -> mail.Words:
    return mail.word(letter, locale=reader.locale, time_zone=reader.zone, person_name=reader.display_name, **values)
