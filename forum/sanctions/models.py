"""Tables of sanctions, appeals, notes and clean-ups."""

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


class CleanUp(Model):
    """That everything somebody posted was removed in one step, which is undone in one step."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    #: A reason of `accounts.standing.REASONS`.
    reason = fields.CharField(max_length=20)
    #: What the person reads, also as the reason of each post. Forgotten when they leave.
    words = fields.TextField(default="")
    started_by_id: int | None
    started_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: What was posted after this moment is not this step's to remove.
    started_at = fields.DatetimeField()
    #: When all was removed; from `undone_at` on nothing more is.
    finished_at = fields.DatetimeField(null=True)
    undone_at = fields.DatetimeField(null=True)
    undone_by_id: int | None
    undone_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: When all was back.
    restored_at = fields.DatetimeField(null=True)

    class Meta:
        table = "clean_ups"
        indexes = [Index(fields=("person_id", "id")), Index(fields=("restored_at", "finished_at"))]


class CleanedPost(Model):
    """A post that a clean-up took. One that was deleted at another moment since is not its to bring back."""

    id = fields.BigIntField(primary_key=True)
    clean_up_id: int
    clean_up = fields.ForeignKeyField("models.CleanUp", related_name=False, on_delete=fields.CASCADE)
    post_id: int
    post = fields.ForeignKeyField("models.Post", related_name=False, on_delete=fields.CASCADE)
    #: The post's own `deleted_at`; null where it could not be removed.
    removed_at = fields.DatetimeField(null=True)
    restored_at = fields.DatetimeField(null=True)

    class Meta:
        table = "cleaned_posts"
        unique_together = (("clean_up", "post"),)
        indexes = [Index(fields=("post_id",))]
