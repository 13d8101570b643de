"""Tables of sanctions, appeals and notes."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Sanction(Model):
    """A warning, silence or suspension, kept for ever. Lifting it fills the last columns and removes nothing."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    #: A kind of `accounts.standing.SANCTIONS`, for a reason of `REASONS`.
    kind = fields.CharField(max_length=10)
    reason = fields.CharField(max_length=20)
    #: What the person reads. Forgotten when they leave.
    words = fields.TextField(default="")
    #: None for a warning, and for what has no end.
    until = fields.DatetimeField(null=True)
    given_by_id: int | None
    given_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    given_at = fields.DatetimeField()
    lifted_at = fields.DatetimeField(null=True)
    lifted_by_id: int | None
    lifted_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    lifted_words = fields.TextField(default="")

    class Meta:
        table = "sanctions"
        indexes = [Index(fields=("person_id", "id")), Index(fields=("lifted_at", "id"))]


class Appeal(Model):
    """That somebody asks for a second look at a decision about them: one for each decision."""

    id = fields.BigIntField(primary_key=True)
    #: sanction (then `subject_id` is its row) or deed (an event: a deletion, a closed thread …).
    about = fields.CharField(max_length=10)
    subject_id = fields.BigIntField()
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    words = fields.TextField()
    made_at = fields.DatetimeField()
    #: Who made the decision, and so does not answer. None where nobody is left.
    decider_id: int | None
    decider = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: upheld (the decision was taken back) or kept; "" while it waits.
    outcome = fields.CharField(max_length=10, default="")
    #: What the person reads.
    answer = fields.TextField(default="")
    answered_by_id: int | None
    answered_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "appeals"
        unique_together = (("about", "subject_id"),)
        indexes = [Index(fields=("answered_at", "id")), Index(fields=("person_id", "id"))]


class Note(Model):
    """What the team wrote down about a member. Staff alone read it, and the member in the download of their data."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    author_id: int | None
    author = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    text = fields.TextField()
    written_at = fields.DatetimeField()

    class Meta:
        table = "person_notes"
        indexes = [Index(fields=("person_id", "id"))]
