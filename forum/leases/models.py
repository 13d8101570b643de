"""The table of leases."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Lease(Model):
    """That somebody is replying to a thread or ticket until `expires_at`. One row for each subject, passed on."""

    id = fields.BigIntField(primary_key=True)
    #: thread or ticket.
    subject_type = fields.CharField(max_length=10)
    subject_id = fields.BigIntField()
    holder_id: int
    holder = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    taken_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    #: From whom the holder took it over, who is told by it.
    taken_from_id: int | None
    taken_from = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "leases"
        unique_together = (("subject_type", "subject_id"),)
        indexes = [Index(fields=("expires_at", "id")), Index(fields=("holder_id", "id"))]
