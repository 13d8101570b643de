"""Tables of categories and tags."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Category(Model):
    """A shelf for threads. A child's audience is never wider than its parent's."""

    id = fields.BigIntField(primary_key=True)
    parent = fields.ForeignKeyField("models.Category", related_name=False, null=True, on_delete=fields.RESTRICT)
    name = fields.CharField(max_length=60)
    slug = fields.CharField(max_length=80, unique=True)
    description = fields.CharField(max_length=500, default="")
    colour = fields.CharField(max_length=7, default="#4a6670")
    position = fields.IntField(default=0)
    #: everyone, members, group or staff; `*_group_id` names the group when it is "group".
    see = fields.CharField(max_length=8, default="everyone")
    see_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    ask = fields.CharField(max_length=8, default="members")
    ask_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    answer = fields.CharField(max_length=8, default="members")
    answer_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    #: The thread types it takes, separated by commas.
    types = fields.CharField(max_length=80, default="question,problem,idea,discussion")
    #: The fields asked of every new thread: [{"name","label","kind","choices","required","help"}].
    template = fields.JSONField(default=list)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "categories"
        indexes = [Index(fields=("parent_id", "position"))]


class Tag(Model):
    """A word that threads carry. A synonym points to the tag it stands for and is never on a thread itself."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=40)
    name_key = fields.CharField(max_length=80, unique=True)
    description = fields.CharField(max_length=500, default="")
    synonym_of = fields.ForeignKeyField("models.Tag", related_name=False, null=True, on_delete=fields.RESTRICT)
    thread_count = fields.IntField(default=0)
    created_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    created_at = fields.DatetimeField()

    class Meta:
        table = "tags"
        indexes = [Index(fields=("thread_count", "id")), Index(fields=("synonym_of_id",))]
