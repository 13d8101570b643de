"""What tickets are sorted by and what forms ask: teams, organisations, contact reasons, fields and forms."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class SupportGroup(Model):
    """A team: staff who take the same tickets. Not a group of accounts, to which categories may be opened."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60)
    name_key = fields.CharField(max_length=120, unique=True)
    description = fields.CharField(max_length=300, default="")
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "support_groups"


class SupportMember(Model):
    """A staff member's place in a team."""

    id = fields.BigIntField(primary_key=True)
    group_id: int
    group = fields.ForeignKeyField("models.SupportGroup", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    added_at = fields.DatetimeField()

    class Meta:
        table = "support_members"
        unique_together = (("group", "person"),)
        indexes = [Index(fields=("person_id",))]


class Organization(Model):
    """Whom requesters belong to: a company, a school, a department."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    name_key = fields.CharField(max_length=240, unique=True)
    details = fields.CharField(max_length=500, default="")
    #: For staff only.
    notes = fields.TextField(default="")
    #: Whether its members read each other's tickets, and whether they may comment there too.
    shared_tickets = fields.BooleanField(default=False)
    shared_comments = fields.BooleanField(default=False)
    #: The team that its tickets go to first.
    group_id: int | None
    group = fields.ForeignKeyField("models.SupportGroup", related_name=False, null=True, on_delete=fields.SET_NULL)
    external_id = fields.CharField(max_length=100, null=True, unique=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "organizations"


class OrganizationDomain(Model):
    """A mail domain whose people belong to the organisation; a domain has one organisation at most."""

    id = fields.BigIntField(primary_key=True)
    organization_id: int
    organization = fields.ForeignKeyField("models.Organization", related_name=False, on_delete=fields.CASCADE)
    domain = fields.CharField(max_length=253, unique=True)

    class Meta:
        table = "organization_domains"
        indexes = [Index(fields=("organization_id", "id"))]


class OrganizationMember(Model):
    """A person's place in an organisation. `origin` says by what: added (by staff) or domain (by their address)."""

    id = fields.BigIntField(primary_key=True)
    organization_id: int
    organization = fields.ForeignKeyField("models.Organization", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    origin = fields.CharField(max_length=6)
    added_at = fields.DatetimeField()

    class Meta:
        table = "organization_members"
        unique_together = (("organization", "person"),)
        indexes = [Index(fields=("person_id", "id"))]


class ContactReason(Model):
    """What questions and tickets are about: a tree, so that numbers can be read coarsely and finely."""

    id = fields.BigIntField(primary_key=True)
    parent_id: int | None
    parent = fields.ForeignKeyField("models.ContactReason", related_name=False, null=True, on_delete=fields.RESTRICT)
    name_en = fields.CharField(max_length=80, default="")
    name_ja = fields.CharField(max_length=80, default="")
    position = fields.IntField(default=0)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "contact_reasons"
        indexes = [Index(fields=("parent_id", "position"))]


class ThreadReason(Model):
    """What a question in the forum is about, as staff say; without a row nobody has said. Staff alone read it."""

    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    reason_id: int
    reason = fields.ForeignKeyField("models.ContactReason", related_name=False, on_delete=fields.RESTRICT)
    set_at = fields.DatetimeField()
    set_by_id: int | None
    set_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "thread_reasons"
        indexes = [Index(fields=("reason_id", "thread_id"))]


class TicketField(Model):
    """One thing that forms may ask or staff may note, beyond what every ticket has."""

    id = fields.BigIntField(primary_key=True)
    #: text, multiline, dropdown, checkbox, number, date or regexp.
    kind = fields.CharField(max_length=10)
    title_en = fields.CharField(max_length=80, default="")
    title_ja = fields.CharField(max_length=80, default="")
    hint_en = fields.CharField(max_length=300, default="")
    hint_ja = fields.CharField(max_length=300, default="")
    #: Of a dropdown: [{"value", "en", "ja"}]. A value stays for good, for tickets keep it.
    options = fields.JSONField(default=list)
    #: Of the kind regexp: what the whole answer must look like (`tickets/patterns.py` says which are safe).
    pattern = fields.CharField(max_length=200, default="")
    position = fields.IntField(default=0)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "ticket_fields"


class TicketForm(Model):
    """What a requester fills in for one kind of request."""

    id = fields.BigIntField(primary_key=True)
    name_en = fields.CharField(max_length=80, default="")
    name_ja = fields.CharField(max_length=80, default="")
    description_en = fields.CharField(max_length=300, default="")
    description_ja = fields.CharField(max_length=300, default="")
    #: The team that its tickets go to first.
    group_id: int | None
    group = fields.ForeignKeyField("models.SupportGroup", related_name=False, null=True, on_delete=fields.SET_NULL)
    position = fields.IntField(default=0)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "ticket_forms"


class TicketFormField(Model):
    """A field's place in a form. One that is not shown to the requester is filled in by staff."""

    id = fields.BigIntField(primary_key=True)
    form_id: int
    form = fields.ForeignKeyField("models.TicketForm", related_name=False, on_delete=fields.CASCADE)
    field_id: int
    field = fields.ForeignKeyField("models.TicketField", related_name=False, on_delete=fields.CASCADE)
    position = fields.IntField()
    shown_to_requester = fields.BooleanField(default=True)
    required_on_submit = fields.BooleanField(default=False)
    required_on_solve = fields.BooleanField(default=False)

    class Meta:
        table = "ticket_form_fields"
        unique_together = (("form", "field"),)
