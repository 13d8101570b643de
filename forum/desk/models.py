"""Tables of the desk: saved views, and what people read and looked for of late."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class DeskView(Model):
    """A view that somebody saved. `scope` says for whom: me, team (then `team` is which) or everybody of the staff."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60)
    owner_id: int
    owner = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    scope = fields.CharField(max_length=9)
    team_id: int | None
    team = fields.ForeignKeyField("models.SupportGroup", related_name=False, null=True, on_delete=fields.CASCADE)
    #: all or any: whether every condition must hold, or one.
    rule = fields.CharField(max_length=3)
    #: [{"field", "values", "negated"}], see `desk/conditions.py`.
    conditions = fields.JSONField()
    #: Names of columns, separated by commas.
    columns = fields.CharField(max_length=120)
    grouping = fields.CharField(max_length=10)
    #: hurts, oldest or newest.
    sorting = fields.CharField(max_length=6)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "desk_views"
        indexes = [Index(fields=("owner_id", "id")), Index(fields=("scope", "team_id", "id"))]


class TrailStep(Model):
    """That a signed-in reader opened an article, or looked for something. Kept for some days, and only if they let us."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    #: article or search.
    kind = fields.CharField(max_length=7)
    #: The article, or 0; what was looked for, or "".
    article_id = fields.BigIntField(default=0)
    text = fields.CharField(max_length=300, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "trail_steps"
        indexes = [Index(fields=("person_id", "at", "id")), Index(fields=("at", "id"))]


class TrailRefusal(Model):
    """That a person does not want their steps kept."""

    person_id: int
    person = fields.OneToOneField("models.Person", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    refused_at = fields.DatetimeField()

    class Meta:
        table = "trail_refusals"
