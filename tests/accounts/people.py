"""What the tests of accounts share: passwords, browsers, and the letters that went out."""

import re

from forum.accounts import passwords
from forum.accounts.browsers import Browser
from forum.accounts.forms import SignIn, SignUp
from forum.accounts.models import Person
from forum.events.models import EventRecord
from forum.mail.models import Letter

PASSWORD = "correct horse 電池"
HOME = Browser("192.0.2.1", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")


async def with_password(person: Person, password: str = PASSWORD) -> Person:
    """Give a person of the cast a password."""
    person.password_hash = await passwords.hashed(password)
    await person.save(update_fields=["password_hash"])
    return person


def sign_up_form(name: str = "mika", email: str = "mika@example.com", **more: str) -> SignUp:
    """A filled-in form for a new account."""
    return SignUp.read({"name": name, "email": email, "password": PASSWORD, **more})


def sign_in_form(login: str, password: str = PASSWORD) -> SignIn:
    """A filled-in form for signing in."""
    return SignIn.read({"login": login, "password": password})


async def letters_to(address: str) -> list[Letter]:
    """The letters that wait for an address, oldest first."""
    return await Letter.filter(recipient=address).order_by("id")


async def token_in(address: str) -> str:
    """The secret in the newest letter to an address that holds one."""
    for letter in reversed(await letters_to(address)):
        if found := re.search(r"\?token=([\w-]+)", letter.text):
            return found[1]
    raise AssertionError(f"no letter to {address} holds a secret")


async def events_named(name: str) -> list[EventRecord]:
    """The events of one kind, oldest first."""
    return await EventRecord.filter(name=name).order_by("id")


async def person_named(name: str) -> Person:
    """A person as the database has them now."""
    return await Person.get(name_key=name)
