"""Tables of the bridge: where articles came from, what deserves one, and what articles answered or spared."""

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
    #: The merge or split by which it came here; it goes back with it.
    move_id: int | None
    move = fields.ForeignKeyField("models.ThreadMove", related_name=False, null=True, on_delete=fields.SET_NULL)

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
    #: State, holder, reason and size before it was dismissed, so that this can be undone; null for nothing to undo. With an
    #: article, before it took over what a thread that was merged into its own had.
    before = fields.JSONField(null=True)
    #: The merge or split by which it came here; it goes back with it.
    move_id: int | None
    move = fields.ForeignKeyField("models.ThreadMove", related_name=False, null=True, on_delete=fields.SET_NULL)
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
    #: The merge or split by which it came here; it goes back with it.
    move_id: int | None
    move = fields.ForeignKeyField("models.ThreadMove", related_name=False, null=True, on_delete=fields.SET_NULL)

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


class ArticleTicketAnswer(Model):
    """The same of a public answer in a ticket; it counts while the ticket stands."""

    id = fields.BigIntField(primary_key=True)
    article_id: int
    article = fields.ForeignKeyField("models.Article", related_name=False, on_delete=fields.CASCADE)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    comment_id: int
    comment = fields.ForeignKeyField("models.TicketComment", related_name=False, on_delete=fields.CASCADE)
    #: Who pointed to it; None when they left.
    person_id: int | None
    person = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    linked_at = fields.DatetimeField()

    class Meta:
        table = "article_ticket_answers"
        unique_together = (("comment", "article"),)
        indexes = [
            Index(fields=("article_id", "id")), Index(fields=("ticket_id", "id")), Index(fields=("person_id", "id")),
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


# -- From threads to tickets ------------------------------------------------------------------------------------------


class Escalation(Model):
    """That a thread went on as a ticket: who took it there, why, and what became of the thread in public."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    ticket_id: int
    ticket = fields.OneToOneField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    #: Whose wish it was: staff, helper, asker or policy.
    origin = fields.CharField(max_length=8)
    #: Why: one of `escalated.REASONS`.
    reason = fields.CharField(max_length=12)
    #: What was to become of the thread: public, closed or unlisted; and whether that changed anything, to be taken back.
    visibility = fields.CharField(max_length=8)
    hid = fields.BooleanField(default=False)
    escalated_by_id: int | None
    escalated_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    escalated_at = fields.DatetimeField()
    #: When it was taken back, and by whom; then it is as if it had not been, but for the record.
    withdrawn_at = fields.DatetimeField(null=True)
    withdrawn_by_id: int | None
    withdrawn_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "escalations"
        indexes = [Index(fields=("thread_id", "id")), Index(fields=("escalated_at", "id"))]


class EscalationMember(Model):
    """Another thread of the cluster that was escalated, beside the one in the middle."""

    id = fields.BigIntField(primary_key=True)
    escalation_id: int
    escalation = fields.ForeignKeyField("models.Escalation", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)

    class Meta:
        table = "escalation_members"
        unique_together = (("escalation", "thread"),)
        indexes = [Index(fields=("thread_id", "escalation_id"))]


class EscalationRule(Model):
    """For one category: who may escalate beside staff, when the clock does, and what its tickets begin with.

    Without it the parent's holds.
    """

    category_id: int
    category = fields.OneToOneField("models.Category", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    by_asker = fields.BooleanField()
    by_helpers = fields.BooleanField()
    #: off, all, unanswered, viewed or cluster.
    policy = fields.CharField(max_length=10)
    #: Unanswered for so many hours; seen so often; so many threads that ask the same; how old a thread may be at most.
    hours = fields.IntField()
    in_business_hours = fields.BooleanField(default=False)
    views = fields.IntField()
    members = fields.IntField()
    within_days = fields.IntField()
    group_id: int | None
    group = fields.ForeignKeyField("models.SupportGroup", related_name=False, null=True, on_delete=fields.SET_NULL)
    priority = fields.CharField(max_length=6, default="")
    tags = fields.CharField(max_length=300, default="")
    #: Accepting the published reply solves the ticket; solving the ticket accepts the published reply.
    accept_solves = fields.BooleanField()
    solve_accepts = fields.BooleanField()
    updated_at = fields.DatetimeField()
    updated_by_id: int | None
    updated_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    version = fields.IntField(default=1)
    #: What the clock did last: when, how many threads it found, and how many became tickets.
    last_run_at = fields.DatetimeField(null=True)
    last_found = fields.IntField(default=0)
    last_made = fields.IntField(default=0)

    class Meta:
        table = "escalation_rules"


class PublishedReply(Model):
    """That a ticket's public comment stands in the thread as an official reply: once for each comment."""

    id = fields.BigIntField(primary_key=True)
    comment_id: int
    comment = fields.OneToOneField("models.TicketComment", related_name=False, on_delete=fields.CASCADE)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    post_id: int
    post = fields.OneToOneField("models.Post", related_name=False, on_delete=fields.CASCADE)
    published_by_id: int | None
    published_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    published_at = fields.DatetimeField()

    class Meta:
        table = "published_replies"
        indexes = [Index(fields=("ticket_id", "id")), Index(fields=("thread_id", "id"))]


class ContinuedPost(Model):
    """That a post goes on in private: its words stand in a ticket and nowhere else."""

    id = fields.BigIntField(primary_key=True)
    post_id: int
    post = fields.OneToOneField("models.Post", related_name=False, on_delete=fields.CASCADE)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    ticket_id: int
    ticket = fields.ForeignKeyField("models.Ticket", related_name=False, on_delete=fields.CASCADE)
    moved_by_id: int | None
    moved_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    moved_at = fields.DatetimeField()

    class Meta:
        table = "continued_posts"
        indexes = [Index(fields=("thread_id", "id")), Index(fields=("ticket_id", "id"))]
