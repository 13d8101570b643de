"""Tables of the bridge: where articles came from, whose words they use, and what deserves one."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class ArticlePromotion(Model):
    """That an article was begun from threads; the sources say from which."""

    article_id: int
    article = fields.OneToOneField("models.Article", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    #: The thread it was begun from, or the one in the middle of the cluster.
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    promoted_by_id: int | None
    promoted_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    promoted_at = fields.DatetimeField()
    #: Whom it may be for although a source is for fewer, who confirmed that and when; "" for nobody.
    wider_see = fields.CharField(max_length=8, default="")
    wider_group_id: int | None
    wider_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.SET_NULL)
    wider_by_id: int | None
    wider_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    wider_at = fields.DatetimeField(null=True)
    #: When the people of its sources were told; they are told once.
    told_at = fields.DatetimeField(null=True)

    class Meta:
        table = "article_promotions"
        indexes = [Index(fields=("thread_id", "article_id"))]


class ArticleSource(Model):
    """A thread that an article was made from. While the article is read, its card stands in the thread."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    added_at = fields.DatetimeField()
    added_by_id: int | None
    added_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "article_sources"
        unique_together = (("article", "thread"),)
        indexes = [Index(fields=("thread_id", "article_id"))]


class ArticleCredit(Model):
    """A post whose words an article uses, and who wrote it."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    post_id: int
    post = fields.ForeignKeyField("models.Post", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)

    class Meta:
        table = "article_credits"
        unique_together = (("article", "post"),)
        indexes = [Index(fields=("person_id", "id"))]


class Proposal(Model):
    """That a thread, or the cluster around it, deserves an article, and what came of that. One for each thread."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    #: open, taken, handed_over, written, dismissed or done.
    state = fields.CharField(max_length=12)
    #: Who brought it up: system, people or staff.
    origin = fields.CharField(max_length=8)
    opened_at = fields.DatetimeField()
    opened_by_id: int | None
    opened_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: Who writes it, or to whom it was handed.
    holder_id: int | None
    holder = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    state_at = fields.DatetimeField()
    state_by_id: int | None
    state_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: Why it was dismissed, or what was said when it was handed over.
    reason = fields.CharField(max_length=500, default="")
    #: How many threads asked the same at that moment: what was dismissed comes back when more do.
    member_count = fields.IntField(default=1)
    #: The rows in `article_wishes`.
    wish_count = fields.IntField(default=0)
    article_id: int | None
    article = fields.ForeignKeyField("models.Article", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: State, holder, reason and size before it was dismissed, so that this can be undone; null for nothing to undo.
    before = fields.JSONField(null=True)
    #: Grows with every decision; two deciders compare it.
    version = fields.IntField(default=1)

    class Meta:
        table = "article_proposals"
        indexes = [Index(fields=("state", "id")), Index(fields=("holder_id", "id")), Index(fields=("article_id", "id"))]


class Wish(Model):
    """One person's word that a thread deserves an article."""

    id = fields.BigIntField(primary_key=True)
    proposal_id: int
    proposal = fields.ForeignKeyField("models.Proposal", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    created_at = fields.DatetimeField()

    class Meta:
        table = "article_wishes"
        unique_together = (("thread", "person"),)
        indexes = [Index(fields=("proposal_id", "id")), Index(fields=("person_id", "id"))]


class PromotionRule(Model):
    """For one category: where its articles begin, and from when on the system proposes one. Without it the parent's holds."""

    category_id: int
    category = fields.OneToOneField("models.Category", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    section_id: int | None
    section = fields.ForeignKeyField("models.ArticleSection", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: Whether the system proposes anything here.
    proposes = fields.BooleanField()
    #: Threads that ask the same, people who asked, and how many of a hundred are solved, among those of the last days.
    members = fields.IntField()
    askers = fields.IntField()
    solved_percent = fields.IntField()
    within_days = fields.IntField()
    updated_at = fields.DatetimeField()
    updated_by_id: int | None
    updated_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    version = fields.IntField(default=1)

    class Meta:
        table = "promotion_rules"
