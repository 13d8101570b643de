"""Who acts: a person as every policy, query and page sees them, a guest, or the system itself. Values, no tables."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

#: From the least to the most that a role may do. `system` acts without being anybody.
ROLES = ("member", "helper", "specialist", "moderator", "administrator")
#: A pause after which the next request begins another visit.
VISIT_GAP = timedelta(minutes=30)
STAFF = frozenset({"specialist", "moderator", "administrator", "system"})


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts or looks. A guest has id 0 and the role "guest"; never use None for a visitor."""

    id: int
    name: str
    display_name: str
    role: str
    language: str = ""
    time_zone: str = ""
    reputation: int = 0
    group_ids: frozenset[int] = field(default_factory=frozenset)
    email_verified: bool = False
    suspended: bool = False
    #: Whether the account waits for a moderator's look, where the community asks for one.
    held: bool = False
    #: Whether a moderator silenced the account, and for which reason of `standing.REASONS` (a suspended one's too).
    silenced: bool = False
    restricted_for: str = ""
    #: The session this actor came by; 0 outside of a browser.
    session_id: int = 0
    #: The network address this actor came from; "" outside of a browser.
    address: str = ""
    #: When the visit before this one ended; None for a first visit.
    last_visit_at: datetime | None = None

    @property
    def is_guest(self) -> bool:
        return self.id == 0

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_moderator(self) -> bool:
        return self.role in ("moderator", "administrator", "system")

    @property
    def is_administrator(self) -> bool:
        return self.role in ("administrator", "system")

    @property
    def path(self) -> str:
        return f"/users/{quote(self.name, safe='')}"

    @property
    def avatar_path(self) -> str | None:
        """The file a person chose as their picture. None draws it in the page from the name, which costs no request."""
        return None

    @property
    def picture_path(self) -> str:
        """The drawn picture as a file of its own, for places outside of our pages."""
        return f"{self.path}/avatar.svg"


GUEST = Actor(id=0, name="", display_name="", role="guest")
#: The actor of jobs and reactions: the row that the first migration makes.
SYSTEM = Actor(id=1, name="system", display_name="Kotae", role="system", email_verified=True)
