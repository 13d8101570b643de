"""What is said in tickets and what was done to them: comments, audits, side conversations."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class TicketAudit(Model):
    """One update of a ticket, whole. Append-only.

    `events` are what it consisted of, in Zendesk's words: {"type": "Create" or "Change", "field_name", "value",
    "previous_value"}, {"type": "Comment", "comment_id", "public"}, {"type": "Merge" …}. For staff only.
    """

    id = fields.BigIntField(primary_key=True)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    author_id: int
    author = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    via = fields.CharField(max_length=10)
    events = fields.JSONField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_audits"
        indexes = [Index(fields=("ticket_id", "id")), Index(fields=("author_id", "id"))]


class TicketComment(Model):
    """A public comment or a note: Markdown source and rendered HTML both, with the renderer's version."""

    id = fields.BigIntField(primary_key=True)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    audit_id: int
    audit = fields.ForeignKeyField("models.TicketAudit", related_name=False, on_delete=fields.CASCADE)
    author_id: int
    author = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    #: The author's role when they wrote it, for metrics.
    author_role = fields.CharField(max_length=16)
    is_public = fields.BooleanField()
    #: Whether staff wrote it for the requester to read: what counts as an answer. Never what the program wrote.
    is_reply = fields.BooleanField()
    source = fields.TextField()
    html = fields.TextField()
    html_version = fields.IntField()
    plain = fields.TextField()
    lang = fields.CharField(max_length=5, default="")
    #: A hash of the text, by which the same text sent twice is known.
    fingerprint = fields.CharField(max_length=64)
    submit_key = fields.CharField(max_length=40, null=True)
    via = fields.CharField(max_length=10)
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_comments"
        unique_together = (("author", "submit_key"),)
        indexes = [Index(fields=("ticket_id", "id")), Index(fields=("html_version", "id"))]


class SideConversation(Model):
    """Talk inside a ticket with people who see nothing else of it."""

    id = fields.BigIntField(primary_key=True)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    subject = fields.CharField(max_length=200)
    #: open or closed.
    state = fields.CharField(max_length=6)
    created_by_id: int
    created_by = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    message_count = fields.IntField(default=0)
    version = fields.IntField(default=1)

    class Meta:
        table = "side_conversations"
        indexes = [Index(fields=("ticket_id", "id"))]


class SideParticipant(Model):
    """Who takes part in a side conversation, beside staff."""

    id = fields.BigIntField(primary_key=True)
    conversation_id: int
    conversation = fields.ForeignKeyField("models.SideConversation", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    created_at = fields.DatetimeField()

    class Meta:
        table = "side_participants"
        unique_together = (("conversation", "person"),)
        indexes = [Index(fields=("person_id", "conversation_id"))]


class SideMessage(Model):
    """A message in a side conversation."""

    id = fields.BigIntField(primary_key=True)
    conversation_id: int
    conversation = fields.ForeignKeyField("models.SideConversation", related_name=False, on_delete=fields.CASCADE)
    author_id: int
    author = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    author_role = fields.CharField(max_length=16)
    source = fields.TextField()
    html = fields.TextField()
    html_version = fields.IntField()
    plain = fields.TextField()
    lang = fields.CharField(max_length=5, default="")
    submit_key = fields.CharField(max_length=40, null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "side_messages"
        unique_together = (("author", "submit_key"),)
        indexes = [Index(fields=("conversation_id", "id")), Index(fields=("html_version", "id"))]
