"""Tables of the scheduled work."""

from tortoise import fields
from tortoise.models import Model


class JobRun(Model):
    """When a job last ran and who holds its lease."""

    name = fields.CharField(max_length=80, primary_key=True)
    due_at = fields.DatetimeField()
    leased_until = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    error = fields.TextField(null=True)

    class Meta:
        table = "job_runs"
