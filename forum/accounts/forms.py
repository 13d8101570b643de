"""What people may submit about accounts: signing up and in, profile, address, password, roles and groups."""

from functools import cache
from zoneinfo import available_timezones

from forum import mail
from forum.accounts import names
from forum.accounts.actor import ROLES
from forum.forms import Choice, Field, Form, Line, Switch, Text
from forum.i18n import LOCALES
from forum.i18n import gettext as _

BIO_LENGTH = 2_000
#: Days for which a domain or range is blocked; "forever" has no end.
BLOCK_LENGTHS = ("7", "30", "90", "365", "forever")


@cache
def time_zones() -> frozenset[str]:
    """All there are. Read once, and not at the start: it takes six hundred files."""
    return frozenset(available_timezones())


class Handle(Field):
    """A handle: 2 to 30 letters, digits, "_", "-" and "." of any script."""

    def clean(self, raw: str) -> str:
        super().clean(raw)
        return names.clean_handle(raw)


class Address(Field):
    """An e-mail address that letters can be sent to."""

    def clean(self, raw: str) -> str:
        super().clean(raw)
        try:
            return mail.clean_address(raw)
        except mail.BadAddress as error:
            raise ValueError(_("Please enter an e-mail address like name@example.com.")) from error


class Password(Field):
    """A password as typed; whether it is good enough depends on whose it is (see `passwords.objection`)."""

    def clean(self, raw: str) -> str:
        return str(super().clean(raw))


class SignUp(Form):
    """Making an account. Without a display name the handle is shown."""

    name = Handle()
    display_name = Line(most=60, required=False)
    email = Address()
    password = Password()


class SignIn(Form):
    """Signing in: `login` is a handle or an e-mail address."""

    login = Line(most=254)
    password = Password()


class AskReset(Form):
    """Asking for a letter with which to choose a new password."""

    email = Address()


class NewPassword(Form):
    """The password to use from now on."""

    password = Password()


class ChangePassword(Form):
    """A new password, with the old one as proof."""

    old_password = Password()
    password = Password()


class ChangeAddress(Form):
    """A new e-mail address, with the password as proof."""

    email = Address()
    email_password = Password()


class Profile(Form):
    """What others see of a person, and how the pages speak to them."""

    display_name = Line(most=60, required=False)
    bio = Text(most=BIO_LENGTH, required=False)
    language = Choice(LOCALES, required=False)
    time_zone = Choice(time_zones, required=False)


class Leave(Form):
    """Deleting one's own account, with the password as proof."""

    leave_password = Password()


class RoleChoice(Form):
    """A role to give."""

    role = Choice(ROLES)


class GroupForm(Form):
    """A group's name and what it is for."""

    name = Line(least=2, most=60)
    description = Line(most=300, required=False)


class Membership(Form):
    """Whom to add to a group, by handle."""

    name = Line(most=40)


class BlockForm(Form):
    """A domain or address range to block, why (for the team), and for how many days."""

    target = Line(most=260)
    reason = Line(least=3, most=200)
    length = Choice(BLOCK_LENGTHS)
    #: That members who have such an address are no reason against it.
    confirmed = Switch()
