"""Tables of categories and tags."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from forum.categories.audience import Audience


class Category(Model):
    """A shelf for threads. A child's audience is never wider than its parent's."""

    id = fields.BigIntField(primary_key=True)
    parent = fields.ForeignKeyField("models.Category", related_name=False, null=True, on_delete=fields.RESTRICT)
    name = fields.CharField(max_length=60)
    slug = fields.CharField(max_length=80, unique=True)
    description = fields.CharField(max_length=500, default="")
    colour = fields.CharField(max_length=7, default="#4a6670")
    position = fields.IntField(default=0)
    #: everyone, members, group or staff; `*_group_id` names the group when it is "group".
    see = fields.CharField(max_length=8, default="everyone")
    see_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    ask = fields.CharField(max_length=8, default="members")
    ask_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    answer = fields.CharField(max_length=8, default="members")
    answer_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    #: The thread types it takes, separated by commas.
    types = fields.CharField(max_length=80, default="question,problem,idea,discussion")
    #: The fields asked of every new thread: [{"name","label","kind","choices","required","help"}].
    template = fields.JSONField(default=list)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    #: Set by Tortoise from the foreign keys.
    parent_id: int | None
    see_group_id: int | None
    ask_group_id: int | None
    answer_group_id: int | None

    class Meta:
        table = "categories"
        indexes = [Index(fields=("parent_id", "position"))]

    @property
    def seers(self) -> Audience:
        """Who may see it."""
        return Audience(self.see, self.see_group_id)

    @property
    def askers(self) -> Audience:
        """Who may ask in it, of those who see it."""
        return Audience(self.ask, self.ask_group_id)

    @property
    def answerers(self) -> Audience:
        """Who may answer in it, of those who see it."""
        return Audience(self.answer, self.answer_group_id)

    @property
    def thread_types(self) -> tuple[str, ...]:
        """The thread types it takes."""
        return tuple(self.types.split(",")) if self.types else ()

    @property
    def is_archived(self) -> bool:
        """Whether it was put away: read, but not written in."""
        return self.archived_at is not None

    @property
    def path(self) -> str:
        """Where it is read."""
        return f"/categories/{self.slug}"


class Tag(Model):
    """A word that threads carry. A synonym points to the tag it stands for and is never on a thread itself."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=40)
    name_key = fields.CharField(max_length=80, unique=True)
    description = fields.CharField(max_length=500, default="")
    synonym_of = fields.ForeignKeyField("models.Tag", related_name=False, null=True, on_delete=fields.RESTRICT)
    #: Threads in categories that everyone may see, so that the number tells nobody of the others.
    thread_count = fields.IntField(default=0)
    created_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    created_at = fields.DatetimeField()

    #: Set by Tortoise from the foreign keys.
    synonym_of_id: int | None
    created_by_id: int | None

    class Meta:
        table = "tags"
        indexes = [Index(fields=("thread_count", "id")), Index(fields=("synonym_of_id",))]

    @property
    def is_synonym(self) -> bool:
        """Whether it is only another spelling of a tag."""
        return self.synonym_of_id is not None
