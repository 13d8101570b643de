"""Tables of the search: the words of every post and article, what people looked for, and what nobody found.

`search_documents` is made of `posts` and `threads`, `search_articles` of what readers of the knowledge base get; both can
be made again at any time. They say nothing of who may read what, and nothing of what was deleted: a search joins the
living rows for that. SQLite has its words a second time in the FTS5 tables `search_words` and `search_article_words`,
which triggers keep in step; PostgreSQL has GIN indexes over `words`.
"""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

#: What stands between the titles that an article was also asked under: no word, so that no phrase reaches across.
ASKED_APART = " | "


class WordsField(fields.TextField):
    """Words separated by spaces on SQLite, a tsvector of the same words on PostgreSQL. Written by SQL only."""

    class _db_postgres:
        SQL_TYPE = "TSVECTOR"


class PostKey(fields.BigIntField):
    """A post's id as a table's own key; on SQLite the very number of the row, so that finding it is one step."""

    class _db_sqlite:
        SQL_TYPE = "INTEGER"


class SearchDocument(Model):
    """The words of one post, under its id. Title and tags stand with the opening post only."""

    id = PostKey(primary_key=True, generated=False)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    position = fields.IntField()
    #: The version of the analysis (`forum.text.tokens.VERSION`) that made the words.
    analysis = fields.IntField()
    title = fields.TextField()
    tags = fields.TextField()
    words = WordsField()

    class Meta:
        table = "search_documents"
        indexes = [Index(fields=("thread_id", "id"))]


class SearchSpelling(Model):
    """A word as it is written in a category, by which a searcher's slip of the finger is put right."""

    id = fields.BigIntField(primary_key=True)
    category_id: int
    category = fields.ForeignKeyField("models.Category", related_name=False, on_delete=fields.CASCADE)
    #: The first letter and the last two, which few slips change both.
    head = fields.CharField(max_length=4)
    tail = fields.CharField(max_length=8)
    word = fields.CharField(max_length=24)

    class Meta:
        table = "search_spellings"
        unique_together = (("category", "word"),)
        indexes = [Index(fields=("head", "category_id")), Index(fields=("tail", "category_id"))]


class SearchArticle(Model):
    """The words of one article in one language, as its readers have it, under the id of its `article_translations` row."""

    id = PostKey(primary_key=True, generated=False)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    lang = fields.CharField(max_length=5)
    analysis = fields.IntField()
    title = fields.TextField()
    #: The titles under which it was also asked, with ASKED_APART between them.
    asked = fields.TextField()
    labels = fields.TextField()
    words = WordsField()

    class Meta:
        table = "search_articles"
        indexes = [Index(fields=("article_id", "id"))]


class SearchArticleSpelling(Model):
    """A word as it is written in an article, by which a slip of the finger is put right for those who read it."""

    id = fields.BigIntField(primary_key=True)
    #: Of `search_articles`: without the words there are no spellings.
    document_id: int
    document = fields.ForeignKeyField("models.SearchArticle", related_name=False, on_delete=fields.CASCADE)
    head = fields.CharField(max_length=4)
    tail = fields.CharField(max_length=8)
    word = fields.CharField(max_length=24)

    class Meta:
        table = "search_article_spellings"
        unique_together = (("document", "word"),)
        indexes = [Index(fields=("head", "document_id")), Index(fields=("tail", "document_id"))]


class SearchProgress(Model):
    """How far the words of what was here before have been taken up: posts in the row with the id 1, articles in that with 2."""

    id = fields.IntField(primary_key=True, generated=False)
    analysis = fields.IntField()
    #: Posts up to this id have their words; `goal` is the last one that there was at the start.
    upto = fields.BigIntField()
    goal = fields.BigIntField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "search_progress"


class RecentSearch(Model):
    """What a person looked for a short while ago; only they see it."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    query = fields.CharField(max_length=300)
    searched_at = fields.DatetimeField()

    class Meta:
        table = "recent_searches"
        unique_together = (("person", "query"),)
        indexes = [Index(fields=("person_id", "searched_at"))]


class SavedSearch(Model):
    """A search that a person keeps under a name."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    name = fields.CharField(max_length=60)
    query = fields.CharField(max_length=300)
    created_at = fields.DatetimeField()

    class Meta:
        table = "saved_searches"
        unique_together = (("person", "name"),)


class MissedSearch(Model):
    """Words that somebody looked for and found nothing. It does not say who."""

    id = fields.BigIntField(primary_key=True)
    query = fields.CharField(max_length=100, unique=True)
    count = fields.IntField()
    first_at = fields.DatetimeField()
    last_at = fields.DatetimeField()

    class Meta:
        table = "missed_searches"
        indexes = [Index(fields=("last_at",))]


