"""Tables of the knowledge base."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class ArticleCategory(Model):
    """The upper level of the tree. Its address stays when it is renamed. At least one of its names is given."""

    id = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=80, unique=True)
    name_en = fields.CharField(max_length=80, default="")
    name_ja = fields.CharField(max_length=80, default="")
    description_en = fields.CharField(max_length=300, default="")
    description_ja = fields.CharField(max_length=300, default="")
    position = fields.IntField(default=0)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "article_categories"


class ArticleSection(Model):
    """What articles stand in, and whom they are for."""

    id = fields.BigIntField(primary_key=True)
    category_id: int
    category = fields.ForeignKeyField("models.ArticleCategory", related_name=False, on_delete=fields.RESTRICT)
    name_en = fields.CharField(max_length=80, default="")
    name_ja = fields.CharField(max_length=80, default="")
    description_en = fields.CharField(max_length=300, default="")
    description_ja = fields.CharField(max_length=300, default="")
    position = fields.IntField(default=0)
    #: everyone, members, group or staff; `see_group_id` names the group when it is "group".
    see = fields.CharField(max_length=8, default="everyone")
    see_group_id: int | None
    see_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "article_sections"
        indexes = [Index(fields=("category_id", "position"))]


class Article(Model):
    """One article, whatever languages it is in."""

    id = fields.BigIntField(primary_key=True)
    section_id: int
    section = fields.ForeignKeyField("models.ArticleSection", related_name=False, on_delete=fields.RESTRICT)
    #: how_to, troubleshooting, faq, reference or policy.
    kind = fields.CharField(max_length=16)
    #: The language it is written in first; the others are translated from it.
    source_lang = fields.CharField(max_length=5)
    position = fields.IntField(default=0)
    #: Its own audience within the section's; "" for the section's own.
    see = fields.CharField(max_length=8, default="")
    see_group_id: int | None
    see_group = fields.ForeignKeyField("models.Group", related_name=False, null=True, on_delete=fields.RESTRICT)
    #: The labels, separated by commas: a cache of `article_labels` for lists.
    label_names = fields.CharField(max_length=400, default="")
    writer_id: int | None
    writer = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    reviewer_id: int | None
    reviewer = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: Who answers for it: who is to look at what needs attention.
    owner_id: int | None
    owner = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: Days for which a verification holds; 0 for ever.
    verify_days = fields.IntField(default=0)
    verified_at = fields.DatetimeField(null=True)
    verified_by_id: int | None
    verified_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    verified_until = fields.DatetimeField(null=True)
    archived_at = fields.DatetimeField(null=True)
    archived_by_id: int | None
    archived_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    created_at = fields.DatetimeField()
    created_by_id: int
    created_by = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    #: The rows in `article_views`.
    view_count = fields.IntField(default=0)
    #: Grows with every change of the article's details; forms compare it.
    version = fields.IntField(default=1)

    class Meta:
        table = "articles"
        indexes = [
            Index(fields=("section_id", "position", "id")),
            Index(fields=("kind", "id")),
            Index(fields=("owner_id", "id")),
            Index(fields=("verified_until", "id")),
            Index(fields=("view_count", "id")),
        ]


class ArticleTranslation(Model):
    """An article in one language: what readers get (a copy of the live revision), and where the next one stands."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    lang = fields.CharField(max_length=5)
    #: Of the live revision; before the first publication, of the newest one.
    title = fields.CharField(max_length=200)
    #: Its address, unlike those of the article's other languages. Changes by publishing under another title.
    slug = fields.CharField(max_length=100)
    html = fields.TextField()
    html_version = fields.IntField(default=0)
    plain = fields.TextField()
    excerpt = fields.CharField(max_length=300, default="")
    #: The headings: [[level, anchor, text]], level 2 and deeper.
    contents = fields.JSONField(default=list)
    #: Other titles under which people look for it, and [[label, value]] of what it is about.
    also_asked = fields.JSONField(default=list)
    environment = fields.JSONField(default=list)
    #: The number of the revision that readers get; None before the first publication.
    live_number = fields.IntField(null=True)
    #: The number of the revision in preparation, and how far it is: "", draft or in_review.
    staged_number = fields.IntField(null=True)
    stage = fields.CharField(max_length=10, default="")
    #: When the staged revision becomes live by itself, and who said so.
    publish_at = fields.DatetimeField(null=True)
    publish_minor = fields.BooleanField(default=False)
    publish_by_id: int | None
    publish_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    published_at = fields.DatetimeField(null=True)
    #: When readers last got another text.
    changed_at = fields.DatetimeField(null=True)
    #: Of a translation: the source's revision it was made from, and since when there is a newer one.
    source_number = fields.IntField(null=True)
    outdated_since = fields.DatetimeField(null=True)
    #: When words were taken out because a source lost them, until somebody has looked at what is left.
    redacted_at = fields.DatetimeField(null=True)
    revision_count = fields.IntField(default=0)
    #: Grows with everything that is saved or decided here.
    version = fields.IntField(default=1)

    class Meta:
        table = "article_translations"
        unique_together = (("article", "lang"),)
        indexes = [
            Index(fields=("changed_at", "id")),
            Index(fields=("stage", "id")),
            Index(fields=("publish_at", "id")),
            Index(fields=("html_version", "id")),
        ]


class ArticleRevision(Model):
    """What somebody saved. Append-only, but for the note of its publication."""

    id = fields.BigIntField(primary_key=True)
    translation_id: int
    translation = fields.ForeignKeyField("models.ArticleTranslation", related_name=False, on_delete=fields.CASCADE)
    number = fields.IntField()
    title = fields.CharField(max_length=200)
    source = fields.TextField()
    #: One title, and one `label: value`, on each line.
    also_asked = fields.TextField()
    environment = fields.TextField()
    reason = fields.CharField(max_length=200, default="")
    author_id: int
    author = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    created_at = fields.DatetimeField()
    #: Of a translation: the source's revision in view when this was written.
    source_number = fields.IntField(null=True)
    published_at = fields.DatetimeField(null=True)
    published_by_id: int | None
    published_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: Whether translations stayed right although it was published.
    minor = fields.BooleanField(default=False)

    class Meta:
        table = "article_revisions"
        unique_together = (("translation", "number"),)
        indexes = [Index(fields=("author_id", "id"))]


class ArticleComment(Model):
    """What somebody of the team said about a revision."""

    id = fields.BigIntField(primary_key=True)
    revision_id: int
    revision = fields.ForeignKeyField("models.ArticleRevision", related_name=False, on_delete=fields.CASCADE)
    author_id: int
    author = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    body = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "article_comments"
        indexes = [Index(fields=("revision_id", "id")), Index(fields=("author_id", "id"))]


class ArticleLease(Model):
    """That somebody has the editor open, until `until`. A warning to others, no lock."""

    id = fields.BigIntField(primary_key=True)
    translation_id: int
    translation = fields.ForeignKeyField("models.ArticleTranslation", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    until = fields.DatetimeField()

    class Meta:
        table = "article_leases"
        unique_together = (("translation", "person"),)
        indexes = [Index(fields=("until", "id"))]


class ArticleLabel(Model):
    """A label on an article."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    name = fields.CharField(max_length=40)
    name_key = fields.CharField(max_length=80)

    class Meta:
        table = "article_labels"
        unique_together = (("article", "name_key"),)
        indexes = [Index(fields=("name_key", "article_id"))]


class ArticleRelation(Model):
    """That an article names another as worth reading next."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    other_id: int
    other = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    position = fields.IntField()

    class Meta:
        table = "article_relations"
        unique_together = (("article", "other"),)


class ArticleAddress(Model):
    """An address that an article had or has in one language: old ones lead to the present one."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    slug = fields.CharField(max_length=100)
    lang = fields.CharField(max_length=5)

    class Meta:
        table = "article_addresses"
        unique_together = (("article", "slug"),)


class ArticleVote(Model):
    """Whether a revision helped one reader. `reader_key` is p:ID, or for visitors a keyed hash that knows them nowhere else."""

    id = fields.BigIntField(primary_key=True)
    revision_id: int
    revision = fields.ForeignKeyField("models.ArticleRevision", related_name=False, on_delete=fields.CASCADE)
    reader_key = fields.CharField(max_length=40)
    helpful = fields.BooleanField()
    reason = fields.CharField(max_length=500, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "article_votes"
        unique_together = (("revision", "reader_key"),)
        indexes = [Index(fields=("reader_key", "id"))]


class ArticleFlag(Model):
    """A reader's word that a revision is outdated or wrong, until somebody of the team has dealt with it."""

    id = fields.BigIntField(primary_key=True)
    revision_id: int
    revision = fields.ForeignKeyField("models.ArticleRevision", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    #: outdated or incorrect.
    kind = fields.CharField(max_length=10)
    note = fields.CharField(max_length=500, default="")
    created_at = fields.DatetimeField()
    resolved_at = fields.DatetimeField(null=True)
    resolved_by_id: int | None
    resolved_by = fields.ForeignKeyField(
        "models.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )

    class Meta:
        table = "article_flags"
        unique_together = (("revision", "person", "kind"),)
        indexes = [Index(fields=("person_id", "id"))]


class ArticleView(Model):
    """One viewer who opened one article on one day (UTC). `viewer_key` is p:ID, or a keyed hash for visitors."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    viewer_key = fields.CharField(max_length=40)
    day = fields.DateField()

    class Meta:
        table = "article_views"
        unique_together = (("article", "viewer_key", "day"),)
        indexes = [Index(fields=("day",))]


class ArticleBrokenLink(Model):
    """A link of a live version that leads its readers nowhere, found by looking (external ones are never followed)."""

    id = fields.BigIntField(primary_key=True)
    translation_id: int
    translation = fields.ForeignKeyField("models.ArticleTranslation", related_name=False, on_delete=fields.CASCADE)
    target = fields.CharField(max_length=300)
    found_at = fields.DatetimeField()

    class Meta:
        table = "article_broken_links"
        unique_together = (("translation", "target"),)
