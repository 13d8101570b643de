"""Moderation: posts and threads out of sight until somebody has looked, flags, the review queue, screening.

What is held or hidden keeps its row and its words; `deleted_at` is set beside, so that every query that leaves out what
was deleted leaves it out as well.
"""

_OUT_OF_SIGHT = [
    f'ALTER TABLE "{table}" ADD COLUMN {column}'
    for table in ("threads", "posts")
    for column in ('"held_at" TIMESTAMP', '"hidden_at" TIMESTAMP', '"hidden_reason" VARCHAR(20)')
]
_HELD = 'ALTER TABLE "people" ADD COLUMN "held_at" TIMESTAMP'

SQLITE = [
    *_OUT_OF_SIGHT,
    _HELD,
    """
    CREATE TABLE "review_items" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(20) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "cause" VARCHAR(20) NOT NULL,
        "weight" INT NOT NULL,
        "opened_at" TIMESTAMP NOT NULL,
        "claimed_until" TIMESTAMP,
        "decided_at" TIMESTAMP,
        "decision" VARCHAR(20) NOT NULL,
        "reminded_at" TIMESTAMP,
        "version" INT NOT NULL,
        "claimed_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "decided_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        CONSTRAINT "uid_review_item_kind_234670" UNIQUE ("kind", "subject_id")
    )
    """,
    'CREATE INDEX "idx_review_item_decided_f351b5" ON "review_items" ("decided_at", "weight", "opened_at", "id")',
    'CREATE INDEX "idx_review_item_decided_e200b8" ON "review_items" ("decided_at", "opened_at")',
    """
    CREATE TABLE "review_decisions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "cause" VARCHAR(20) NOT NULL,
        "decision" VARCHAR(20) NOT NULL,
        "note" VARCHAR(300) NOT NULL,
        "decided_at" TIMESTAMP NOT NULL,
        "before" JSON,
        "undone_at" TIMESTAMP,
        "decided_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "item_id" BIGINT NOT NULL REFERENCES "review_items" ("id") ON DELETE CASCADE,
        "undone_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_review_deci_decided_cda8c9" ON "review_decisions" ("decided_at", "id")',
    'CREATE INDEX "idx_review_deci_item_id_424bc2" ON "review_decisions" ("item_id", "id")',
    """
    CREATE TABLE "screening_findings" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "rule" VARCHAR(20) NOT NULL,
        "evidence" VARCHAR(300) NOT NULL,
        "action" VARCHAR(10) NOT NULL,
        "found_at" TIMESTAMP NOT NULL,
        "item_id" BIGINT NOT NULL REFERENCES "review_items" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_screening_f_item_id_86e986" ON "screening_findings" ("item_id", "id")',
    """
    CREATE TABLE "flags" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "reason" VARCHAR(20) NOT NULL,
        "note" VARCHAR(500) NOT NULL,
        "weight" INT NOT NULL,
        "open_key" VARCHAR(45) UNIQUE,
        "created_at" TIMESTAMP NOT NULL,
        "outcome" VARCHAR(10) NOT NULL,
        "settled_at" TIMESTAMP,
        "item_id" BIGINT NOT NULL REFERENCES "review_items" ("id") ON DELETE CASCADE,
        "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_flags_item_id_ad7eff" ON "flags" ("item_id", "id")',
    'CREATE INDEX "idx_flags_person__331ed5" ON "flags" ("person_id", "outcome")',
    """
    CREATE TABLE "watched_words" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "word" VARCHAR(100) NOT NULL,
        "word_key" VARCHAR(200) NOT NULL UNIQUE,
        "action" VARCHAR(10) NOT NULL,
        "put" VARCHAR(100) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "created_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
]

POSTGRES = [
    *(statement.replace("TIMESTAMP", "TIMESTAMPTZ") for statement in (*_OUT_OF_SIGHT, _HELD)),
    """
    CREATE TABLE "review_items" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(20) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "cause" VARCHAR(20) NOT NULL,
        "weight" INT NOT NULL,
        "opened_at" TIMESTAMPTZ NOT NULL,
        "claimed_until" TIMESTAMPTZ,
        "decided_at" TIMESTAMPTZ,
        "decision" VARCHAR(20) NOT NULL,
        "reminded_at" TIMESTAMPTZ,
        "version" INT NOT NULL,
        "claimed_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "decided_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        CONSTRAINT "uid_review_item_kind_234670" UNIQUE ("kind", "subject_id")
    )
    """,
    'CREATE INDEX "idx_review_item_decided_f351b5" ON "review_items" ("decided_at", "weight", "opened_at", "id")',
    'CREATE INDEX "idx_review_item_decided_e200b8" ON "review_items" ("decided_at", "opened_at")',
    """
    CREATE TABLE "review_decisions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "cause" VARCHAR(20) NOT NULL,
        "decision" VARCHAR(20) NOT NULL,
        "note" VARCHAR(300) NOT NULL,
        "decided_at" TIMESTAMPTZ NOT NULL,
        "before" JSONB,
        "undone_at" TIMESTAMPTZ,
        "decided_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "item_id" BIGINT NOT NULL REFERENCES "review_items" ("id") ON DELETE CASCADE,
        "undone_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_review_deci_decided_cda8c9" ON "review_decisions" ("decided_at", "id")',
    'CREATE INDEX "idx_review_deci_item_id_424bc2" ON "review_decisions" ("item_id", "id")',
    """
    CREATE TABLE "screening_findings" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "rule" VARCHAR(20) NOT NULL,
        "evidence" VARCHAR(300) NOT NULL,
        "action" VARCHAR(10) NOT NULL,
        "found_at" TIMESTAMPTZ NOT NULL,
        "item_id" BIGINT NOT NULL REFERENCES "review_items" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_screening_f_item_id_86e986" ON "screening_findings" ("item_id", "id")',
    """
    CREATE TABLE "flags" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "reason" VARCHAR(20) NOT NULL,
        "note" VARCHAR(500) NOT NULL,
        "weight" INT NOT NULL,
        "open_key" VARCHAR(45) UNIQUE,
        "created_at" TIMESTAMPTZ NOT NULL,
        "outcome" VARCHAR(10) NOT NULL,
        "settled_at" TIMESTAMPTZ,
        "item_id" BIGINT NOT NULL REFERENCES "review_items" ("id") ON DELETE CASCADE,
        "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_flags_item_id_ad7eff" ON "flags" ("item_id", "id")',
    'CREATE INDEX "idx_flags_person__331ed5" ON "flags" ("person_id", "outcome")',
    """
    CREATE TABLE "watched_words" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "word" VARCHAR(100) NOT NULL,
        "word_key" VARCHAR(200) NOT NULL UNIQUE,
        "action" VARCHAR(10) NOT NULL,
        "put" VARCHAR(100) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "created_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
]
