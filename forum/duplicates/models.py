"""Tables of the duplicates flat: the index by which texts are compared, then what people and the detector decided."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

# ---- the index: derived from threads and posts, and made again from them at any time -------------------------------


class DuplicateText(Model):
    """The words of one thread's opening, as candidates are found by them and pairs compared."""

    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, on_delete=fields.CASCADE, primary_key=True)
    #: Words separated by spaces, in reading order (forum.text.tokens).
    title_tokens = fields.TextField()
    body_tokens = fields.TextField()
    #: The title in one width, case and kana, for comparing letter by letter.
    title_line = fields.TextField()
    #: Error codes, versions and numbers, separated by spaces.
    codes = fields.TextField()
    lang = fields.CharField(max_length=5)
    #: Tells whether the text changed materially.
    fingerprint = fields.CharField(max_length=64)
    #: How the words were made: an index of another version is made anew.
    version = fields.IntField()
    indexed_at = fields.DatetimeField()

    class Meta:
        table = "duplicate_texts"
        indexes = [Index(fields=("version", "thread_id"))]


class DuplicateVector(Model):
    """What one thread's opening means, as one embedder sees it: rows of int8, to be multiplied by 1/127."""

    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, on_delete=fields.CASCADE, primary_key=True)
    embedder = fields.CharField(max_length=80)
    #: The region of meaning in which it is looked for.
    cell = fields.IntField()
    title = fields.BinaryField()
    whole = fields.BinaryField()
    #: Where the built-in vectors see it, when these are another embedder's: cells are drawn by them.
    place = fields.BinaryField(null=True)
    #: The thread's category, and whether it is neither deleted nor unlisted: kept in step by triggers on the threads.
    category_id = fields.BigIntField()
    findable = fields.BooleanField()

    class Meta:
        table = "duplicate_vectors"
        indexes = [Index(fields=("embedder", "cell", "thread_id"))]


class DuplicateTerm(Model):
    """In how many indexed threads a word stands. The empty word counts the threads, and a space the words of bodies."""

    term = fields.CharField(max_length=80, primary_key=True)
    thread_count = fields.BigIntField()
    title_count = fields.BigIntField()

    class Meta:
        table = "duplicate_terms"


class DuplicateWeights(Model):
    """Weights that were fitted to this community's own decisions; the newest row is in force, none means the built-in ones."""

    id = fields.BigIntField(primary_key=True)
    detector_version = fields.IntField()
    decisions = fields.IntField()
    weights = fields.JSONField()
    fitted_at = fields.DatetimeField()

    class Meta:
        table = "duplicate_weights"


# ---- what people and the detector decided ------------------------------------------------------------------------


class Pair(Model):
    """Two threads that may ask the same, the older number first, and what was decided of them.

    A pair that nobody decided is a suspicion: shown to staff and helpers, never counted as a fact.
    """

    id = fields.BigIntField(primary_key=True)
    low_thread_id: int
    low_thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    high_thread_id: int
    high_thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    #: The detector's estimate, from 0 to 1, that the two ask the same; 0 for pairs that only people named.
    score = fields.FloatField()
    #: What spoke for it and against: the features' values, by name.
    parts = fields.JSONField(default=dict)
    detector_version = fields.IntField()
    #: What the texts were when the pair was scored: a decision "not a duplicate" holds for these.
    low_fingerprint = fields.CharField(max_length=64, default="")
    high_fingerprint = fields.CharField(max_length=64, default="")
    #: Who brought it up first: detector, person or imported.
    origin = fields.CharField(max_length=10)
    #: suspected, duplicate, related, not_duplicate or snoozed.
    state = fields.CharField(max_length=15)
    decided_by_id: int | None
    decided_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    decided_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=300, default="")
    snoozed_until = fields.DatetimeField(null=True)
    #: While the asker contests the mark: which contest of theirs it is. From the second on moderators decide.
    contest_count = fields.IntField(default=0)
    #: How many people suggested it.
    suggestion_count = fields.IntField(default=0)
    #: What stood here before the last decision, so that it can be undone for a while; null for nothing to undo.
    before = fields.JSONField(null=True)
    created_at = fields.DatetimeField()
    scored_at = fields.DatetimeField()
    #: Grows with every decision; two deciders compare it.
    version = fields.IntField(default=1)

    class Meta:
        table = "duplicate_pairs"
        unique_together = (("low_thread", "high_thread"),)
        indexes = [
            Index(fields=("high_thread_id", "state")),
            Index(fields=("state", "score", "id")),
            Index(fields=("contest_count", "id")),
            Index(fields=("decided_by_id", "decided_at")),
        ]


class Mark(Model):
    """That a thread is a duplicate, and of which one. A canonical thread is never a duplicate itself: triggers hold to it."""

    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    canonical_id: int
    canonical = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    #: The threads it was a duplicate of before those became duplicates themselves, the first one first.
    path = fields.JSONField(default=list)
    marked_by_id: int | None
    marked_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)
    marked_at = fields.DatetimeField()
    #: The thread's status, its reason, who set it and when, before it was marked; null where marking left it as it was.
    status_before = fields.JSONField(null=True)

    class Meta:
        table = "duplicate_marks"
        indexes = [Index(fields=("canonical_id", "thread_id"))]


class Carried(Model):
    """Somebody who has a canonical thread's problem because they have a duplicate's; gone when that is undone."""

    id = fields.BigIntField(primary_key=True)
    canonical_id: int
    canonical = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    #: When they said that the canonical thread is not their problem: they are not carried along again.
    declined_at = fields.DatetimeField(null=True)

    class Meta:
        table = "duplicate_carried"
        unique_together = (("canonical", "person"),)


class Suggestion(Model):
    """Somebody's word that a thread was asked before, and where."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    target_id: int
    target = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    note = fields.CharField(max_length=300, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "duplicate_suggestions"
        unique_together = (("thread", "target", "person"),)


class Contest(Model):
    """The asker's word that their thread is not what it was marked as a duplicate of. `settled_at` ends it."""

    id = fields.BigIntField(primary_key=True)
    thread_id: int
    thread = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    canonical_id: int
    canonical = fields.ForeignKeyField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    person_id: int
    person = fields.ForeignKeyField("models.Person", related_name=False, on_delete=fields.CASCADE)
    reason = fields.CharField(max_length=500)
    created_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    settled_by_id: int | None
    settled_by = fields.ForeignKeyField("models.Person", related_name=False, null=True, on_delete=fields.SET_NULL)

    class Meta:
        table = "duplicate_contests"
        indexes = [Index(fields=("thread_id", "settled_at"))]


class Due(Model):
    """A thread whose pairs are to be scored again, since when."""

    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    due_at = fields.DatetimeField()

    class Meta:
        table = "duplicate_dues"
        indexes = [Index(fields=("due_at",))]


class Cluster(Model):
    """Threads around one of them, the hub, that ask the same again and again. Its id outlives another hub and more members."""

    id = fields.BigIntField(primary_key=True)
    hub_id: int
    hub = fields.OneToOneField("models.Thread", related_name=False, on_delete=fields.CASCADE)
    #: How many threads, and how many of them by a decision; for choosing which clusters are looked at first.
    member_count = fields.IntField()
    confirmed_count = fields.IntField()
    #: What to act on first, over all its members whoever may read them: never shown, only for choosing.
    weight = fields.FloatField()
    created_at = fields.DatetimeField()
    grown_at = fields.DatetimeField()

    class Meta:
        table = "duplicate_clusters"
        indexes = [Index(fields=("weight", "id"))]


class Member(Model):
    """A thread of a cluster, besides its hub: by a decision, or suspected with the detector's score."""

    thread_id: int
    thread = fields.OneToOneField("models.Thread", related_name=False, primary_key=True, on_delete=fields.CASCADE)
    cluster_id: int
    cluster = fields.ForeignKeyField("models.Cluster", related_name=False, on_delete=fields.CASCADE)
    confirmed = fields.BooleanField()
    score = fields.FloatField()

    class Meta:
        table = "duplicate_members"
        indexes = [Index(fields=("cluster_id", "confirmed"))]
