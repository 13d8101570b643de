"""The audit trail in words: what each account event says to an administrator. Pure."""

from collections.abc import Mapping

from forum.i18n import gettext as _
from forum.i18n import mark, ngettext

_SENTENCES = {
    "person.registered": mark("made an account"),
    "person.unlocked": mark("lifted the lock"),
    "person.reset_asked": mark("asked for a new password by letter"),
    "person.password_recovered": mark("chose a new password by letter"),
    "person.password_changed": mark("changed the password"),
    "person.profile_changed": mark("changed the profile"),
    "person.bio_held": mark("held the biography for a moderator's look"),
    "person.bio_shown": mark("let the biography be seen"),
}
ROLE_NAMES = {
    "member": mark("Member"),
    "helper": mark("Helper"),
    "specialist": mark("Specialist"),
    "moderator": mark("Moderator"),
    "administrator": mark("Administrator"),
    "system": mark("System"),
}


def told(name: str, data: Mapping[str, object]) -> str:
    """What happened, without the names of who did it to whom."""
    match name:
        case "person.email_verified":
            return _("changed the e-mail address") if data.get("changed") else _("confirmed the e-mail address")
        case "person.sign_in_locked":
            minutes = int(str(data.get("minutes", 0)))
            return ngettext(
                "too many wrong passwords: locked for %(num)s minute",
                "too many wrong passwords: locked for %(num)s minutes",
                minutes,
            )
        case "person.role_changed":
            before, after = role_name(str(data.get("before"))), role_name(str(data.get("after")))
            return _("changed the role from %(before)s to %(after)s", before=before, after=after)
        case "person.anonymised":
            return _("deleted the account") if data.get("deleted") else _("made the account anonymous")
        case "group.created":
            return _("made the group “%(group)s”", group=data.get("name"))
        case "group.edited":
            return _("edited the group “%(group)s”", group=data.get("after"))
        case "group.deleted":
            return _("deleted the group “%(group)s”", group=data.get("name"))
        case "group.joined":
            return _("added a person to a group")
        case "group.left":
            return _("took a person out of a group")
    return _(_SENTENCES[name]) if name in _SENTENCES else name


def role_name(role: str) -> str:
    """A role as a person reads it."""
    return _(ROLE_NAMES[role]) if role in ROLE_NAMES else role
