"""Tables of the bridge: articles that answered, and what was shown to those who were about to ask."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class ArticleAnswer(Model):
    """That a post answers with an article: the knowledge event "linked". It counts while the post stands."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    post_id: int
    post = fields.ForeignKeyField("models.Post", related_name=False, on_delete=fields.CASCADE)
    #: Who pointed to it; None when they left.
    person_id: int | None
    person = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    linked_at = fields.DatetimeField()

    class Meta:
        table = "article_answers"
        unique_together = (("post", "article"),)
        indexes = [
            Index(fields=("article_id", "id")), Index(fields=("thread_id", "id")), Index(fields=("person_id", "id")),
        ]


class Composing(Model):
    """One writing of a question. `key` is a hash of what the form carries; a visitor is known by nothing else."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    person_id: int | None
    person = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    category_id: int | None
    category = fields.ForeignKeyField("models.Category", related_name=False, null=True, on_delete=fields.SET_NULL)
    lang = fields.CharField(max_length=5)
    #: The title as it was typed, for as long as the settings keep it; "" otherwise.
    typed = fields.CharField(max_length=300, default="")
    started_at = fields.DatetimeField()
    #: When the suggestions were put aside.
    dismissed_at = fields.DatetimeField(null=True)
    #: What was posted all the same.
    posted_at = fields.DatetimeField(null=True)
    thread_id: int | None
    thread = fields.ForeignKeyField("models.Thread", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "composings"
        indexes = [
            Index(fields=("started_at", "id")), Index(fields=("person_id", "started_at")), Index(fields=("thread_id", "id")),
        ]


class Suggested(Model):
    """An article or a thread that was shown to somebody who was about to ask, and what came of it."""

    id = fields.BigIntField(primary_key=True)
    composing_id: int
    composing = fields.ForeignKeyField("models.Composing", related_name=False, on_delete=fields.CASCADE)
    article_id: int | None
    article = fields.ForeignKeyField("models.Article", related_name=False, null=True, on_delete=fields.CASCADE)
    thread_id: int | None
    thread = fields.ForeignKeyField("models.Thread", related_name=False, null=True, on_delete=fields.CASCADE)
    #: The best place it had among those shown, from 1.
    rank = fields.IntField()
    shown_at = fields.DatetimeField()
    opened_at = fields.DatetimeField(null=True)
    #: When its reader said that this solved it; None again when they take it back.
    solved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "suggestions"
        unique_together = (("composing", "article"), ("composing", "thread"))
        indexes = [Index(fields=("article_id", "shown_at")), Index(fields=("thread_id", "shown_at"))]
