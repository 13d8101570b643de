"""Tables of the outbox. Event rows are append-only; a delivery row lives until its listener has answered."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class EventRecord(Model):
    """One fact: who did what to which thing, when. The same rows feed the audit trail, histories and insights."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60)
    actor_id = fields.BigIntField(null=True)
    subject_type = fields.CharField(max_length=20)
    subject_id = fields.BigIntField()
    data = fields.JSONField()
    at = fields.DatetimeField()

    class Meta:
        table = "events"
        indexes = [
            Index(fields=("subject_type", "subject_id", "id")),
            Index(fields=("name", "id")),
            Index(fields=("actor_id", "id")),
        ]


class Delivery(Model):
    """One event that one listener has still to hear. Deleted when it has; kept with its error when it cannot."""

    id = fields.BigIntField(primary_key=True)
    event_id: int
    event = fields.ForeignKeyField("models.EventRecord", related_name=False, on_delete=fields.RESTRICT)
    listener = fields.CharField(max_length=120)
    attempts = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    claimed_until = fields.DatetimeField(null=True)
    stuck_at = fields.DatetimeField(null=True)
    error = fields.TextField(null=True)

    class Meta:
        table = "deliveries"
        unique_together = (("event", "listener"),)
        indexes = [Index(fields=("due_at", "id"))]
