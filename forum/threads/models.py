"""Tables of threads, posts and what people do with them."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Thread(Model):
    """A question, problem, idea, discussion or announcement, with its cached summary for lists."""

    id = fields.BigIntField(primary_key=True)
    type = fields.CharField(max_length=12)
    title = fields.CharField(max_length=200)
    slug = fields.CharField(max_length=100)
    category_id: int
    category = fields.ForeignKeyField("models.Category", related_name=False, on_delete=fields.RESTRICT)
    author_id: int
    author = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    #: The language of the opening text: en, ja or "".
    lang = fields.CharField(max_length=5, default="")
    #: open, needs_info, solved or closed: a summary; who, when and why stand in the events and in `solutions`.
    status = fields.CharField(max_length=10, default="open")
    #: For solved: asker_accepted, staff_accepted, asker_says, by_article, duplicate. For closed: the reason given.
    status_reason = fields.CharField(max_length=200, default="")
    status_by_id: int | None
    status_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    status_at = fields.DatetimeField()
    #: The category template's fields with their answers: [{"label","value"}].
    answers = fields.JSONField(default=list)
    #: The tags' names, sorted, separated by commas: a cache of `thread_tags` for lists.
    tag_names = fields.CharField(max_length=300, default="")
    #: The accepted reply (a summary of `solutions`), and one line of it for lists.
    solution_post_id = fields.BigIntField(null=True)
    answer_excerpt = fields.CharField(max_length=300, default="")
    excerpt = fields.CharField(max_length=300, default="")
    created_at = fields.DatetimeField()
    last_activity_at = fields.DatetimeField()
    #: The last position given to a reply, and how many replies a reader sees.
    last_position = fields.IntField(default=0)
    reply_count = fields.IntField(default=0)
    #: Of those, the ones by somebody other than the asker: what answers count as.
    response_count = fields.IntField(default=0)
    #: The rows in `views` and the looks that an import brought along.
    view_count = fields.IntField(default=0)
    imported_views = fields.IntField(default=0)
    same_problem_count = fields.IntField(default=0)
    #: When somebody other than the asker first replied.
    first_response_at = fields.DatetimeField(null=True)
    #: The oldest message of the asker that nobody else has answered since; None when the last word was another's.
    waiting_since = fields.DatetimeField(null=True)
    pinned_until = fields.DatetimeField(null=True)
    locked_at = fields.DatetimeField(null=True)
    locked_by_id: int | None
    locked_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: What readers are told; the team's own words stand in the events.
    locked_reason = fields.CharField(max_length=200, null=True)
    #: Reached by its address only: in no list, search, suggestion, feed or sitemap.
    unlisted_at = fields.DatetimeField(null=True)
    unlisted_by_id: int | None
    unlisted_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    #: Read, but no longer written in, and out of the ordinary lists.
    archived_at = fields.DatetimeField(null=True)
    archived_by_id: int | None
    archived_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    archived_reason = fields.CharField(max_length=200, null=True)
    #: Seconds between two replies of one person; None for as soon as they like.
    slow_seconds = fields.IntField(null=True)
    #: The thread in which its posts stand since it was merged; it is deleted itself then.
    merged_into_id = fields.BigIntField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    deleted_by_id: int | None
    deleted_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    deleted_reason = fields.CharField(max_length=300, default="")
    #: Grows with every change a reader could see; pages and drafts compare it.
    version = fields.IntField(default=1)

    class Meta:
        table = "threads"
        indexes = [
            Index(fields=("last_activity_at", "id")),
            Index(fields=("created_at", "id")),
            Index(fields=("status", "last_activity_at", "id")),
            Index(fields=("status", "status_at", "id")),
            Index(fields=("response_count", "created_at", "id")),
            Index(fields=("same_problem_count", "view_count", "id")),
            Index(fields=("waiting_since", "id")),
            Index(fields=("category_id", "last_activity_at", "id")),
            Index(fields=("category_id", "created_at", "id")),
            Index(fields=("author_id", "created_at", "id")),
            Index(fields=("type", "last_activity_at", "id")),
            Index(fields=("pinned_until", "id")),
        ]


class ThreadTag(Model):
    """A tag on a thread; `last_activity_at` follows the thread's, so that a tag's list needs one index."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    tag_id: int
    tag = fields.ForeignKeyField("models.Tag", related_name=False, on_delete=fields.RESTRICT)
    last_activity_at = fields.DatetimeField()

    class Meta:
        table = "thread_tags"
        unique_together = (("thread", "tag"),)
        indexes = [Index(fields=("tag_id", "last_activity_at", "thread_id"))]


class ThreadLink(Model):
    """That one thread asks what another does (`duplicate`), or that they belong together (`related`)."""

    id = fields.BigIntField(primary_key=True)
    from_thread_id: int
    from_thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    to_thread_id: int
    to_thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    #: duplicate or related.
    kind = fields.CharField(max_length=10)
    #: Who says so: "imported" for what was decided where the threads come from.
    origin = fields.CharField(max_length=20)
    created_at = fields.DatetimeField()

    class Meta:
        table = "thread_links"
        unique_together = (("from_thread", "to_thread", "kind"),)
        indexes = [Index(fields=("to_thread_id", "kind"))]


class Post(Model):
    """One message: Markdown source and rendered HTML both, with the renderer's version."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.RESTRICT)
    position = fields.IntField()
    author_id: int
    author = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    #: The author's role when they wrote it, for metrics.
    author_role = fields.CharField(max_length=16)
    source = fields.TextField()
    html = fields.TextField()
    html_version = fields.IntField()
    plain = fields.TextField()
    lang = fields.CharField(max_length=5, default="")
    #: A hash of the text, by which the same text sent twice is known.
    fingerprint = fields.CharField(max_length=64)
    #: The form's own key: a second submit of the same form finds the first post.
    submit_key = fields.CharField(max_length=40, null=True)
    reply_to_id: int | None
    reply_to = fields.ForeignKeyField("models.Post", related_name=False, null=True, on_delete=fields.SET_NULL)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    edited_by_id: int | None
    edited_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    revision_count = fields.IntField(default=1)
    #: The rows in `helpful_votes` and the score that an import brought along, which may be below zero.
    helpful_count = fields.IntField(default=0)
    imported_score = fields.IntField(default=0)
    #: When a specialist marked it official: a summary of `official_marks`.
    official_at = fields.DatetimeField(null=True)
    #: When a moderator last took something out of it for good: a summary of `post_redactions`.
    redacted_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    deleted_by_id: int | None
    deleted_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    deleted_reason = fields.CharField(max_length=300, default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "posts"
        unique_together = (("thread", "position"), ("author", "submit_key"))
        indexes = [Index(fields=("author_id", "created_at", "id")), Index(fields=("html_version", "id"))]


class Revision(Model):
    """What a post (and, for the opening post, its title) said from `created_at` on. Append-only, but for the grace period."""

    id = fields.BigIntField(primary_key=True)
    post_id: int
    post = fields.ForeignKeyField("models.Post", related_name=False, on_delete=fields.RESTRICT)
    number = fields.IntField()
    title = fields.CharField(max_length=200, default="")
    source = fields.TextField()
    author_id: int
    author = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.RESTRICT)
    reason = fields.CharField(max_length=200, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "revisions"
        unique_together = (("post", "number"),)


class HelpfulVote(Model):
    """One person's thanks for one post."""

    id = fields.BigIntField(primary_key=True)
    post_id: int
    post = fields.ForeignKeyField("models.Post", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    created_at = fields.DatetimeField()

    class Meta:
        table = "helpful_votes"
        unique_together = (("post", "person"),)
        indexes = [Index(fields=("person_id", "created_at"))]


class SameProblem(Model):
    """One person who has the thread's problem too."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    created_at = fields.DatetimeField()

    class Meta:
        table = "same_problems"
        unique_together = (("thread", "person"),)
        indexes = [Index(fields=("person_id", "created_at"))]


class View(Model):
    """One viewer who opened one thread on one day (UTC). `viewer_key` is p:ID, or a keyed hash for visitors."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    viewer_key = fields.CharField(max_length=40)
    day = fields.DateField()

    class Meta:
        table = "views"
        unique_together = (("thread", "viewer_key", "day"),)
        indexes = [Index(fields=("day",))]


class ReadMark(Model):
    """How far a person has read a thread."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    position = fields.IntField()
    read_at = fields.DatetimeField()

    class Meta:
        table = "read_marks"
        unique_together = (("person", "thread"),)


class Draft(Model):
    """What a person was writing: `key` is "ask" or "reply:THREAD"; `data` is the form as typed."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    key = fields.CharField(max_length=40)
    data = fields.JSONField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "drafts"
        unique_together = (("person", "key"),)


class Bookmark(Model):
    """A thread that a person keeps at hand."""

    id = fields.BigIntField(primary_key=True)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    created_at = fields.DatetimeField()

    class Meta:
        table = "bookmarks"
        unique_together = (("person", "thread"),)
        indexes = [Index(fields=("person_id", "created_at", "id"))]


class ThreadTimer(Model):
    """What happens to a thread by the clock; gone once it has happened or was cancelled."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    #: close, reopen, lock, unlock, relist or unslow.
    kind = fields.CharField(max_length=10)
    #: When it is looked at. With `days`, it happens so long after the last reply: one that comes meanwhile puts it off.
    due_at = fields.DatetimeField()
    days = fields.IntField(null=True)
    reason = fields.CharField(max_length=200, default="")
    set_by_id: int | None
    set_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    set_at = fields.DatetimeField()

    class Meta:
        table = "thread_timers"
        unique_together = (("thread", "kind"),)
        indexes = [Index(fields=("due_at", "id"))]


class ThreadMove(Model):
    """That posts of one thread stand in another: some were split off, or the whole thread was merged."""

    id = fields.BigIntField(primary_key=True)
    #: split or merge.
    kind = fields.CharField(max_length=6)
    from_thread_id: int
    from_thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    to_thread_id: int
    to_thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    #: Of a merge: the place at which the other thread begins; a post's new position is its old one and this.
    base = fields.IntField(default=0)
    reason = fields.CharField(max_length=200, default="")
    moved_by_id: int | None
    moved_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    moved_at = fields.DatetimeField()
    #: What was carried along besides posts, so that it can be taken back.
    carried = fields.JSONField(default=dict)
    undone_at = fields.DatetimeField(null=True)
    undone_by_id: int | None
    undone_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "thread_moves"
        indexes = [Index(fields=("from_thread_id", "undone_at")), Index(fields=("to_thread_id", "undone_at"))]


class MovedPost(Model):
    """Where a post stood before it was split off: what leads from its old address to the new one."""

    id = fields.BigIntField(primary_key=True)
    move_id: int
    move = fields.ForeignKeyField("models.ThreadMove", related_name=False, on_delete=fields.CASCADE)
    post_id: int
    post = fields.ForeignKeyField("models.Post", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    position = fields.IntField()

    class Meta:
        table = "moved_posts"
        unique_together = (("move", "post"), ("thread", "position"))
        indexes = [Index(fields=("post_id",))]


class PostRedaction(Model):
    """That something was taken out of a post for good: who, when and why, without what it was."""

    id = fields.BigIntField(primary_key=True)
    post_id: int
    post = fields.ForeignKeyField("models.Post", related_name=False, on_delete=fields.CASCADE)
    #: pieces, whole or withdrawn (it goes on elsewhere, in private).
    kind = fields.CharField(max_length=10)
    #: In how many places it stood.
    place_count = fields.IntField(default=0)
    reason = fields.CharField(max_length=200, default="")
    redacted_by_id: int | None
    redacted_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    redacted_at = fields.DatetimeField()

    class Meta:
        table = "post_redactions"
        indexes = [Index(fields=("post_id", "id"))]
