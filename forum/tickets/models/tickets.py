"""A ticket and what hangs on it: tags, answers, followers, people in copy, merges and links."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Ticket(Model):
    """What somebody asks of the team. Its description is its first comment.

    `tickets_open_source` (a unique index of the migration) lets one source have one ticket that is not closed.
    """

    id = fields.BigIntField(primary_key=True)
    subject = fields.CharField(max_length=200)
    #: The language of the first comment: en, ja or "".
    lang = fields.CharField(max_length=5, default="")
    #: new, open, pending, on_hold, solved or closed; requesters read on_hold as open.
    status = fields.CharField(max_length=8)
    #: "" (none given), low, normal, high or urgent, and its rank (0 to 4) for sorting.
    priority = fields.CharField(max_length=6, default="")
    priority_rank = fields.IntField(default=0)
    #: "" (none given), question, incident, problem or task.
    type = fields.CharField(max_length=8, default="")
    requester_id: int
    requester = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    submitter_id: int
    submitter = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    assignee_id: int | None
    assignee = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    group_id: int | None
    group = fields.ForeignKeyField("models.SupportGroup", related_name=False, null=True, on_delete=fields.SET_NULL)
    organization_id: int | None
    organization = fields.ForeignKeyField("models.Organization", related_name=False, null=True, on_delete=fields.SET_NULL)
    reason_id: int | None
    reason = fields.ForeignKeyField("models.ContactReason", related_name=False, null=True, on_delete=fields.SET_NULL)
    form_id: int | None
    form = fields.ForeignKeyField("models.TicketForm", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: The problem of which this is an incident; what a closed ticket is continued by; what it was merged into.
    problem_id: int | None
    problem = fields.ForeignKeyField("models.Ticket", related_name=False, null=True, on_delete=fields.SET_NULL)
    follow_up_of_id: int | None
    follow_up_of = fields.ForeignKeyField("models.Ticket", related_name=False, null=True, on_delete=fields.SET_NULL)
    merged_into_id: int | None
    merged_into = fields.ForeignKeyField("models.Ticket", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: How it came: web, desk, forum, mail, api or follow_up. Of what: thread, post, cluster … and its id.
    via = fields.CharField(max_length=10)
    source_type = fields.CharField(max_length=20, null=True)
    source_id = fields.BigIntField(null=True)
    external_id = fields.CharField(max_length=100, null=True, unique=True)
    #: The group whose staff alone (and moderators) work on it, because it was made from what only that group reads.
    see_group_id: int | None
    see_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    #: The form's own key: a second submit of the same form finds the first ticket.
    submit_key = fields.CharField(max_length=40, null=True)
    #: The tags, sorted, separated by commas: a cache of `ticket_tags` for lists.
    tag_names = fields.CharField(max_length=400, default="")
    #: By when it is to be settled (staff only), and what the requester was promised.
    due_at = fields.DatetimeField(null=True)
    promised_at = fields.DatetimeField(null=True)
    #: Whether there is a public comment: without one the requester does not see the ticket.
    is_public = fields.BooleanField(default=True)
    #: The oldest public comment of the requester's side that staff have not answered since; None while solved.
    waiting_since = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    #: When anything last changed, and anything that the requester sees.
    updated_at = fields.DatetimeField()
    public_updated_at = fields.DatetimeField()
    #: Moments that the metrics name.
    first_reply_at = fields.DatetimeField(null=True)
    initially_assigned_at = fields.DatetimeField(null=True)
    assigned_at = fields.DatetimeField(null=True)
    assignee_updated_at = fields.DatetimeField(null=True)
    requester_updated_at = fields.DatetimeField(null=True)
    status_updated_at = fields.DatetimeField()
    latest_comment_added_at = fields.DatetimeField(null=True)
    solved_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    #: Public comments by staff; changes from solved to unsolved; how many assignees and teams it has had.
    reply_count = fields.IntField(default=0)
    reopen_count = fields.IntField(default=0)
    assignee_stations = fields.IntField(default=0)
    group_stations = fields.IntField(default=0)
    #: Its own comments, notes among them.
    comment_count = fields.IntField(default=0)
    #: Grows with every update; forms compare it.
    version = fields.IntField(default=1)

    class Meta:
        table = "tickets"
        unique_together = (("submitter", "submit_key"),)
        indexes = [
            Index(fields=("status", "priority_rank", "waiting_since", "id")),
            Index(fields=("requester_id", "public_updated_at", "id")),
            Index(fields=("organization_id", "public_updated_at", "id")),
            Index(fields=("assignee_id", "status", "id")),
            Index(fields=("group_id", "status", "id")),
            Index(fields=("problem_id", "id")),
            Index(fields=("merged_into_id", "id")),
            Index(fields=("follow_up_of_id", "id")),
            Index(fields=("source_type", "source_id")),
            Index(fields=("status", "solved_at", "id")),
            Index(fields=("status", "updated_at", "id")),
            Index(fields=("promised_at", "id")),
            Index(fields=("waiting_since", "id")),
            Index(fields=("updated_at", "id")),
            Index(fields=("created_at", "id")),
            Index(fields=("reason_id", "created_at")),
        ]


class TicketTag(Model):
    """A tag on a ticket: staff's own words, apart from the tags of threads."""

    id = fields.BigIntField(primary_key=True)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    name = fields.CharField(max_length=40)

    class Meta:
        table = "ticket_tags"
        unique_together = (("ticket", "name"),)
        indexes = [Index(fields=("name", "ticket_id"))]


class TicketValue(Model):
    """What a ticket answers to a custom field, as text: a checkbox "1", a date in ISO form, a dropdown its value."""

    id = fields.BigIntField(primary_key=True)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    field_id: int
    field = fields.ForeignKeyField("models.TicketField", related_name=False, on_delete=fields.CASCADE)
    value = fields.TextField()

    class Meta:
        table = "ticket_values"
        unique_together = (("ticket", "field"),)
        indexes = [Index(fields=("field_id", "ticket_id"))]


class TicketFollower(Model):
    """Staff who is told of everything. The requester never learns of it."""

    id = fields.BigIntField(primary_key=True)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_followers"
        unique_together = (("ticket", "person"),)
        indexes = [Index(fields=("person_id", "ticket_id"))]


class TicketCc(Model):
    """Who is in copy: reads the public comments, is told of them and may answer."""

    id = fields.BigIntField(primary_key=True)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    added_by_id: int | None
    added_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_ccs"
        unique_together = (("ticket", "person"),)
        indexes = [Index(fields=("person_id", "ticket_id"))]


class TicketMerge(Model):
    """That a ticket went on as another. Its comments stay where they are and are read there too; undoing is a mark."""

    id = fields.BigIntField(primary_key=True)
    source_id: int
    source = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    target_id: int
    target = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    merged_by_id: int | None
    merged_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    merged_at = fields.DatetimeField()
    #: What to give back when it is undone: the source's status, what the target gained.
    before = fields.JSONField()
    undone_at = fields.DatetimeField(null=True)
    undone_by_id: int | None
    undone_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "ticket_merges"
        indexes = [Index(fields=("source_id", "id")), Index(fields=("target_id", "id"))]


class TicketLink(Model):
    """That two tickets belong together (`related`), the lower id first."""

    id = fields.BigIntField(primary_key=True)
    low_id: int
    low = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    high_id: int
    high = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    created_by_id: int | None
    created_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_links"
        unique_together = (("low", "high"),)
        indexes = [Index(fields=("high_id", "low_id"))]
