"""The places of a person's own settings, shown at the side of each. A flat with settings of its own adds a line."""

from typing import Any

from forum.i18n import gettext as _
from forum.i18n import mark

#: Path, label (translated where it is shown) and icon, in the order of the list.
PLACES: list[tuple[str, str, str]] = [
    ("/settings", mark("Profile"), "user"),
    ("/settings/account", mark("E-mail and password"), "key"),
    ("/settings/notifications", mark("Notifications"), "bell"),
    ("/settings/sessions", mark("Signed-in browsers"), "lock"),
    ("/settings/standing", mark("Moderators' decisions"), "info"),
    ("/settings/privacy", mark("Your data"), "download"),
]


def settings_context(here: str) -> dict[str, Any]:
    """What layouts/admin.html needs to show these places, the one at `here` marked."""
    return {
        "admin_nav": [
            {"url": path, "label": _(label), "icon": icon, "current": path == here} for path, label, icon in PLACES
        ]
    }
