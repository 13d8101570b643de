"""Saved replies, and where they were used."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Macro(Model):
    """A saved reply with what it changes: `body` may hold placeholders, `changes` are fields (`tickets/macros.py`)."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=80)
    body = fields.TextField()
    #: {"status", "priority", "assignee", "group_id", "tags", "public", "thread_status"}, each only if it is changed.
    changes = fields.JSONField()
    #: For whom: me (its owner), team (then `group` is which) or all.
    scope = fields.CharField(max_length=4)
    owner_id: int
    owner = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    group_id: int | None
    group = fields.ForeignKeyField("models.SupportGroup", related_name=False, null=True, on_delete=fields.CASCADE)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "macros"
        indexes = [Index(fields=("owner_id", "id")), Index(fields=("scope", "group_id", "id"))]


class MacroUse(Model):
    """That a saved reply went out with somebody's words, in a ticket or a thread. How often it is used is their number."""

    id = fields.BigIntField(primary_key=True)
    macro_id: int
    macro = fields.ForeignKeyField("models.Macro", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    #: ticket or thread.
    subject_type = fields.CharField(max_length=10)
    subject_id = fields.BigIntField()
    used_at = fields.DatetimeField()

    class Meta:
        table = "macro_uses"
        indexes = [
            Index(fields=("macro_id", "used_at")), Index(fields=("person_id", "id")), Index(fields=("used_at", "id")),
        ]
