"""The table of letters: a durable outbox, written in the transaction of what the letter tells."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Letter(Model):
    """One e-mail to one address, until it is sent and, without its words, for a while after."""

    id = fields.BigIntField(primary_key=True)
    recipient = fields.CharField(max_length=254)
    recipient_id = fields.BigIntField(null=True)
    subject = fields.CharField(max_length=300)
    text = fields.TextField()
    html = fields.TextField()
    headers: fields.JSONField[dict[str, str]] = fields.JSONField(default=dict)
    dedupe_key = fields.CharField(max_length=120, null=True, unique=True)
    created_at = fields.DatetimeField()
    send_after = fields.DatetimeField()
    claimed_until = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    last_error = fields.TextField(null=True)
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "letters"
        indexes = [Index(fields=("sent_at", "send_after", "id")), Index(fields=("recipient_id",))]
