"""Care of threads: unlisting, archives, slow mode, timers, splits and merges, and what moderators took out of posts."""

SQLITE = [
    'ALTER TABLE "threads" ADD COLUMN "locked_reason" VARCHAR(200)',
    'ALTER TABLE "threads" ADD COLUMN "unlisted_at" TIMESTAMP',
    'ALTER TABLE "threads" ADD COLUMN "unlisted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL',
    'ALTER TABLE "threads" ADD COLUMN "archived_at" TIMESTAMP',
    'ALTER TABLE "threads" ADD COLUMN "archived_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL',
    'ALTER TABLE "threads" ADD COLUMN "archived_reason" VARCHAR(200)',
    'ALTER TABLE "threads" ADD COLUMN "slow_seconds" INT',
    'ALTER TABLE "threads" ADD COLUMN "merged_into_id" BIGINT',
    'ALTER TABLE "posts" ADD COLUMN "redacted_at" TIMESTAMP',
    """
    CREATE TABLE "thread_timers" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(10) NOT NULL,
        "due_at" TIMESTAMP NOT NULL,
        "days" INT,
        "reason" VARCHAR(200) NOT NULL,
        "set_at" TIMESTAMP NOT NULL,
        "set_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_thread_time_thread__91810a" UNIQUE ("thread_id", "kind")
    )
    """,
    'CREATE INDEX "idx_thread_time_due_at_223e3a" ON "thread_timers" ("due_at", "id")',
    """
    CREATE TABLE "thread_moves" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(6) NOT NULL,
        "base" INT NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "moved_at" TIMESTAMP NOT NULL,
        "carried" JSON NOT NULL,
        "undone_at" TIMESTAMP,
        "from_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "moved_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "to_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "undone_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_thread_move_from_th_05db87" ON "thread_moves" ("from_thread_id", "undone_at")',
    'CREATE INDEX "idx_thread_move_to_thre_d137a4" ON "thread_moves" ("to_thread_id", "undone_at")',
    """
    CREATE TABLE "moved_posts" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "position" INT NOT NULL,
        "move_id" BIGINT NOT NULL REFERENCES "thread_moves" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_moved_posts_move_id_a6f93a" UNIQUE ("move_id", "post_id"),
        CONSTRAINT "uid_moved_posts_thread__425dd4" UNIQUE ("thread_id", "position")
    )
    """,
    'CREATE INDEX "idx_moved_posts_post_id_8a3d2e" ON "moved_posts" ("post_id")',
    """
    CREATE TABLE "post_redactions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(10) NOT NULL,
        "place_count" INT NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "redacted_at" TIMESTAMP NOT NULL,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        "redacted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_post_redact_post_id_7a4505" ON "post_redactions" ("post_id", "id")',
]

POSTGRES = [
    'ALTER TABLE "threads" ADD COLUMN "locked_reason" VARCHAR(200)',
    'ALTER TABLE "threads" ADD COLUMN "unlisted_at" TIMESTAMPTZ',
    'ALTER TABLE "threads" ADD COLUMN "unlisted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL',
    'ALTER TABLE "threads" ADD COLUMN "archived_at" TIMESTAMPTZ',
    'ALTER TABLE "threads" ADD COLUMN "archived_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL',
    'ALTER TABLE "threads" ADD COLUMN "archived_reason" VARCHAR(200)',
    'ALTER TABLE "threads" ADD COLUMN "slow_seconds" INT',
    'ALTER TABLE "threads" ADD COLUMN "merged_into_id" BIGINT',
    'ALTER TABLE "posts" ADD COLUMN "redacted_at" TIMESTAMPTZ',
    """
    CREATE TABLE "thread_timers" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(10) NOT NULL,
        "due_at" TIMESTAMPTZ NOT NULL,
        "days" INT,
        "reason" VARCHAR(200) NOT NULL,
        "set_at" TIMESTAMPTZ NOT NULL,
        "set_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_thread_time_thread__91810a" UNIQUE ("thread_id", "kind")
    )
    """,
    'CREATE INDEX "idx_thread_time_due_at_223e3a" ON "thread_timers" ("due_at", "id")',
    """
    CREATE TABLE "thread_moves" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(6) NOT NULL,
        "base" INT NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "moved_at" TIMESTAMPTZ NOT NULL,
        "carried" JSONB NOT NULL,
        "undone_at" TIMESTAMPTZ,
        "from_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "moved_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "to_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "undone_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_thread_move_from_th_05db87" ON "thread_moves" ("from_thread_id", "undone_at")',
    'CREATE INDEX "idx_thread_move_to_thre_d137a4" ON "thread_moves" ("to_thread_id", "undone_at")',
    """
    CREATE TABLE "moved_posts" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "position" INT NOT NULL,
        "move_id" BIGINT NOT NULL REFERENCES "thread_moves" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_moved_posts_move_id_a6f93a" UNIQUE ("move_id", "post_id"),
        CONSTRAINT "uid_moved_posts_thread__425dd4" UNIQUE ("thread_id", "position")
    )
    """,
    'CREATE INDEX "idx_moved_posts_post_id_8a3d2e" ON "moved_posts" ("post_id")',
    """
    CREATE TABLE "post_redactions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(10) NOT NULL,
        "place_count" INT NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "redacted_at" TIMESTAMPTZ NOT NULL,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        "redacted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_post_redact_post_id_7a4505" ON "post_redactions" ("post_id", "id")',
]
