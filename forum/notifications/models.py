"""Tables of watches, notifications and preferences."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Watch(Model):
    """A person's level on a thread, category or tag. No row means normal."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    #: thread, category or tag.
    target_type = fields.CharField(max_length=10)
    target_id = fields.BigIntField()
    #: watching, normal (said so: nothing puts it back to watching) or muted.
    level = fields.CharField(max_length=10)
    #: asked, replied, same_problem, duplicate (of one that is watched) or chosen.
    reason = fields.CharField(max_length=15)
    created_at = fields.DatetimeField()

    class Meta:
        table = "watches"
        unique_together = (("person", "target_type", "target_id"),)
        indexes = [Index(fields=("target_type", "target_id", "level"))]


class Notification(Model):
    """One line under the bell. The same event tells a person once, whatever they watch."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    event_id: int
    event = fields.ForeignKeyField("models.EventRecord", related_name=False, on_delete=fields.RESTRICT)
    #: reply, mention, accepted, official, thread, reminder … : `wording.py` has a sentence for each.
    kind = fields.CharField(max_length=20)
    actor_id: int | None
    actor = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    thread_id: int | None
    thread = fields.ForeignKeyField("models.Thread", related_name=False, null=True, on_delete=fields.CASCADE)
    post_id: int | None
    post = fields.ForeignKeyField("models.Post", related_name=False, null=True, on_delete=fields.CASCADE)
    #: Of news about a ticket: the ticket, or the side conversation in it, of which its participants see nothing else.
    ticket_id: int | None
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, null=True, on_delete=fields.CASCADE)
    conversation_id: int | None
    conversation = fields.ForeignKeyField(
        "models.SideConversation", related_name=False, null=True, on_delete=fields.CASCADE
    )
    created_at = fields.DatetimeField()
    read_at = fields.DatetimeField(null=True)
    #: When a letter told of it, or when it was decided that none does.
    lettered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notifications"
        unique_together = (("person", "event"),)
        indexes = [Index(fields=("person_id", "read_at", "id")), Index(fields=("lettered_at", "id"))]


class Preference(Model):
    """How a person wants to be told. No row means the defaults below."""

    person_id: int
    person = fields.OneToOneField("models.Person", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    #: at_once, daily or never.
    letters = fields.CharField(max_length=10, default="at_once")
    #: Kinds for which no letter is sent, separated by commas.
    silent_kinds = fields.CharField(max_length=300, default="")
    watch_own = fields.BooleanField(default=True)
    watch_replied = fields.BooleanField(default=True)
    last_daily_at = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "notification_preferences"
