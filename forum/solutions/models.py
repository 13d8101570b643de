"""Tables of solutions. Both keys of `Solution` are unique: concurrent accepts leave exactly one."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Solution(Model):
    """By which post (None: the asker says so without one), whose word and why a thread is solved."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, on_delete=fields.RESTRICT)
    post_id: int | None
    post = fields.OneToOneField("models.Post", related_name=False, null=True, on_delete=fields.RESTRICT)
    #: asker_accepted, staff_accepted, asker_says, by_article or duplicate.
    source = fields.CharField(max_length=16)
    accepted_by_id: int
    accepted_by = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    accepted_at = fields.DatetimeField()
    note = fields.CharField(max_length=500, default="")
    #: Of by_article: the article that answered it.
    article_id: int | None
    article = fields.ForeignKeyField("models.Article", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "solutions"
        indexes = [Index(fields=("accepted_at", "id")), Index(fields=("article_id", "id"))]


class OfficialMark(Model):
    """A specialist's word that a reply is the official one."""

    id = fields.BigIntField(primary_key=True)
    post_id: int
    post = fields.OneToOneField("models.Post", related_name=False, on_delete=fields.CASCADE)
    marked_by_id: int
    marked_by = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    marked_at = fields.DatetimeField()

    class Meta:
        table = "official_marks"


class SolvedReminder(Model):
    """A thread whose asker is to be asked whether it is solved. `answered_at` ends it."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    due_at = fields.DatetimeField()
    sent_count = fields.IntField(default=0)
    last_sent_at = fields.DatetimeField(null=True)
    #: The asker said "still open", or the thread was solved: no more reminders until another reply comes.
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "solved_reminders"
        indexes = [Index(fields=("due_at", "id"))]
