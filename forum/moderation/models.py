"""Tables of flags, the review queue with its history, what screening found, and the words it watches."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Item(Model):
    """One thing in the review queue. It is there once, and comes back to the same row when there is new cause."""

    id = fields.BigIntField(primary_key=True)
    #: A kind of `actions.casework`: post, person, duplicate …
    kind = fields.CharField(max_length=20)
    subject_id = fields.BigIntField()
    #: flags, held, approval, report, contested …: what brought it here last.
    cause = fields.CharField(max_length=20)
    #: How pressing it is, in hundredths of a plain flag.
    weight = fields.IntField(default=0)
    #: Since when it waits; with `decided_at` it waits no more.
    opened_at = fields.DatetimeField()
    #: Who looks at it, and until when nobody else needs to.
    claimed_by_id: int | None
    claimed_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    claimed_until = fields.DatetimeField(null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by_id: int | None
    decided_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    decision = fields.CharField(max_length=20, default="")
    #: When moderators were reminded that it grows old.
    reminded_at = fields.DatetimeField(null=True)
    #: Grows with every change of what a moderator decides on.
    version = fields.IntField(default=1)

    class Meta:
        table = "review_items"
        unique_together = (("kind", "subject_id"),)
        indexes = [Index(fields=("decided_at", "weight", "opened_at", "id")), Index(fields=("decided_at", "opened_at"))]


class Decision(Model):
    """What a moderator decided on an item, with what it takes to undo it. Append-only but for the undoing."""

    id = fields.BigIntField(primary_key=True)
    item_id: int
    item = fields.ForeignKeyField("models.Item", related_name=False, on_delete=fields.CASCADE)
    cause = fields.CharField(max_length=20)
    decision = fields.CharField(max_length=20)
    note = fields.CharField(max_length=300, default="")
    #: None for the system, or for somebody whose account is gone.
    decided_by_id: int | None
    decided_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    decided_at = fields.DatetimeField()
    #: What it was before, as the kind needs it to undo the decision; null when it cannot be undone.
    before = fields.JSONField(null=True)
    undone_at = fields.DatetimeField(null=True)
    undone_by_id: int | None
    undone_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "review_decisions"
        indexes = [Index(fields=("decided_at", "id")), Index(fields=("item_id", "id"))]


class Flag(Model):
    """One person's word that something needs a moderator: about a post, or about a person."""

    id = fields.BigIntField(primary_key=True)
    item_id: int
    item = fields.ForeignKeyField("models.Item", related_name=False, on_delete=fields.CASCADE)
    #: None for screening's own.
    person_id: int | None
    person = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    reason = fields.CharField(max_length=20)
    note = fields.CharField(max_length=500, default="")
    #: In hundredths of a plain flag (`weighing.py`), as it was when it was raised.
    weight = fields.IntField()
    #: ITEM:PERSON while it is open, so that there is one; null from then on.
    open_key = fields.CharField(max_length=45, null=True, unique=True)
    created_at = fields.DatetimeField()
    #: upheld, dismissed, handled or withdrawn; "" while open.
    outcome = fields.CharField(max_length=10, default="")
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "flags"
        indexes = [Index(fields=("item_id", "id")), Index(fields=("person_id", "outcome"))]


class Finding(Model):
    """What screening noticed in a text, and what followed from it."""

    id = fields.BigIntField(primary_key=True)
    item_id: int
    item = fields.ForeignKeyField("models.Item", related_name=False, on_delete=fields.CASCADE)
    #: A rule of `screening.RULES`.
    rule = fields.CharField(max_length=20)
    #: The words or numbers that it went by.
    evidence = fields.CharField(max_length=300, default="")
    #: hold or flag.
    action = fields.CharField(max_length=10)
    found_at = fields.DatetimeField()

    class Meta:
        table = "screening_findings"
        indexes = [Index(fields=("item_id", "id"))]


class WatchedWord(Model):
    """A word or phrase that screening looks for in what people post."""

    id = fields.BigIntField(primary_key=True)
    word = fields.CharField(max_length=100)
    #: Folded: case, width and kana make no difference.
    word_key = fields.CharField(max_length=200, unique=True)
    #: block, hold, flag, tag or replace.
    action = fields.CharField(max_length=10)
    #: The tag to add, or what to write instead.
    put = fields.CharField(max_length=100, default="")
    created_by_id: int | None
    created_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    created_at = fields.DatetimeField()

    class Meta:
        table = "watched_words"
