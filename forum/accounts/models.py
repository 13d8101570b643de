"""Tables of people, their sessions and groups."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Person(Model):
    """An account. The row with id 1 is the system's own (see `accounts.actor.SYSTEM`)."""

    id = fields.BigIntField(primary_key=True)
    #: The handle: unique, used in addresses and mentions. `name_key` is its folded form.
    name = fields.CharField(max_length=30)
    name_key = fields.CharField(max_length=60, unique=True)
    display_name = fields.CharField(max_length=60)
    #: None once anonymised. `email_key` is the lower-cased address, kept only by the account that the address belongs
    #: to: the last to sign up with it until one confirms it, and from then on that one.
    email = fields.CharField(max_length=254, null=True)
    email_key = fields.CharField(max_length=254, null=True, unique=True)
    email_verified_at = fields.DatetimeField(null=True)
    password_hash = fields.CharField(max_length=255, default="")
    role = fields.CharField(max_length=16, default="member")
    bio = fields.TextField(default="")
    bio_html = fields.TextField(default="")
    #: Interface language, "" for what the browser asks for.
    language = fields.CharField(max_length=5, default="")
    #: IANA name, "" for the site's.
    time_zone = fields.CharField(max_length=60, default="")
    reputation = fields.IntField(default=0)
    accepted_count = fields.IntField(default=0)
    helpful_count = fields.IntField(default=0)
    #: Guesses that led to locks since the person last signed in, and the last such lock: a summary of `address_locks`
    #: for administrators.
    failed_sign_ins = fields.IntField(default=0)
    locked_until = fields.DatetimeField(null=True)
    #: What is in force of the sanctions that moderators gave, summed up (`standing.Standing`).
    suspended_until = fields.DatetimeField(null=True)
    #: Since when a new account waits for a moderator's look, where the community asks for one.
    held_at = fields.DatetimeField(null=True)
    #: Since when what they write about themselves waits for a moderator's look; others do not see it meanwhile.
    bio_held_at = fields.DatetimeField(null=True)
    silenced_until = fields.DatetimeField(null=True)
    restricted_for = fields.CharField(max_length=20, null=True)
    anonymised_at = fields.DatetimeField(null=True)
    last_seen_at = fields.DatetimeField(null=True)
    #: When the visit before this one ended: what came since is new to them.
    previous_seen_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "people"
        indexes = [Index(fields=("reputation", "id"))]


class Session(Model):
    """One signed-in browser. Only a hash of the cookie's secret is kept, so that the table signs nobody in."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    secret_hash = fields.CharField(max_length=64, unique=True)
    user_agent = fields.CharField(max_length=300, default="")
    address = fields.CharField(max_length=45, default="")
    created_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "sessions"
        indexes = [Index(fields=("person_id", "last_used_at"))]


class Token(Model):
    """A one-use secret in a letter: `purpose` is verify, reset or change (then `email` is the new address)."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    purpose = fields.CharField(max_length=10)
    secret_hash = fields.CharField(max_length=64, unique=True)
    email = fields.CharField(max_length=254, default="")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "tokens"
        indexes = [Index(fields=("person_id", "purpose"))]


class AddressLock(Model):
    """Failed guesses at one door, whether or not anybody lives behind it.

    `address` is a network address (over all accounts), `login:` and a hash of what was typed as name or address (so
    that names nobody has lock like all others), or `person:` and an id (guesses at the password of who is signed in).
    """

    address = fields.CharField(max_length=45, primary_key=True)
    failed_count = fields.IntField(default=0)
    first_failed_at = fields.DatetimeField()
    locked_until = fields.DatetimeField(null=True)

    class Meta:
        table = "address_locks"


class Group(Model):
    """A named set of people to whom a category may be opened."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60)
    name_key = fields.CharField(max_length=120, unique=True)
    description = fields.CharField(max_length=300, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "groups"


class GroupMember(Model):
    """A person's place in a group."""

    id = fields.BigIntField(primary_key=True)
    group_id: int
    group = fields.ForeignKeyField("models.Group", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    added_at = fields.DatetimeField()

    class Meta:
        table = "group_members"
        unique_together = (("group", "person"),)
        indexes = [Index(fields=("person_id",))]


class ReputationEntry(Model):
    """Points a person earned (or lost again), one row per reason and thing; `people.reputation` is their sum.

    The person's `accepted_count` and `helpful_count` count their rows of those reasons.
    """

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    #: helpful, accepted or accepting; imported for the score a post brought along from another forum.
    reason = fields.CharField(max_length=20)
    #: What earned it: a vote's id for `helpful`, a post's id for the others.
    subject_id = fields.BigIntField()
    points = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        table = "reputation_entries"
        unique_together = (("person", "reason", "subject_id"),)
        indexes = [Index(fields=("at", "person_id"))]


class Block(Model):
    """A domain of e-mail addresses, or a range of network addresses, from which the community takes no new members."""

    id = fields.BigIntField(primary_key=True)
    #: domain or network; `value` is spelt as `blocks.read` spells it.
    kind = fields.CharField(max_length=10)
    value = fields.CharField(max_length=254)
    #: For the team.
    reason = fields.CharField(max_length=200)
    #: None for without end.
    until = fields.DatetimeField(null=True)
    created_by_id: int | None
    created_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    created_at = fields.DatetimeField()

    class Meta:
        table = "blocks"
        unique_together = (("kind", "value"),)
