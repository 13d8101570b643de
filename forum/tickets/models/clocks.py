"""What the clocks of tickets and questions wrote down, as it happened."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class MetricEvent(Model):
    """One beat of a clock. Append-only: a beat that was taken back (its reply was deleted) gets `deleted_at`.

    `tickets/clocks.py` says what the metrics and types are and folds beats into durations.
    """

    id = fields.BigIntField(primary_key=True)
    #: ticket or thread, and its id.
    subject_type = fields.CharField(max_length=6)
    subject_id = fields.BigIntField()
    metric = fields.CharField(max_length=24)
    #: Counts what begins anew: a turn of the conversation, a reopening.
    instance_id = fields.IntField()
    #: activate, pause, fulfill or update_status (then `status` is the new one).
    type = fields.CharField(max_length=14)
    status = fields.CharField(max_length=10, default="")
    time = fields.DatetimeField()
    #: Whose doing it was: "a" and an audit's id, or what it follows from in a thread. The same cause beats once.
    cause = fields.CharField(max_length=24)
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "metric_events"
        unique_together = (("subject_type", "subject_id", "metric", "type", "cause"),)
        indexes = [Index(fields=("metric", "type", "time")), Index(fields=("time", "id"))]
