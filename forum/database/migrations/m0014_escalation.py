"""From threads to tickets: escalations and their rules, replies published back, posts that go on in private."""

SQLITE = [
    """
    CREATE TABLE "escalations" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "origin" VARCHAR(8) NOT NULL,
        "reason" VARCHAR(12) NOT NULL,
        "visibility" VARCHAR(8) NOT NULL,
        "hid" INT NOT NULL,
        "escalated_at" TIMESTAMP NOT NULL,
        "withdrawn_at" TIMESTAMP,
        "escalated_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "withdrawn_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "ticket_id" BIGINT NOT NULL UNIQUE REFERENCES "tickets" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_escalations_thread__a041fc" ON "escalations" ("thread_id", "id")',
    'CREATE INDEX "idx_escalations_escalat_7d77a4" ON "escalations" ("escalated_at", "id")',
    """
    CREATE TABLE "escalation_members" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "escalation_id" BIGINT NOT NULL REFERENCES "escalations" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_escalation__escalat_7c340e" UNIQUE ("escalation_id", "thread_id")
    )
    """,
    'CREATE INDEX "idx_escalation__thread__4e1811" ON "escalation_members" ("thread_id", "escalation_id")',
    """
    CREATE TABLE "escalation_rules" (
        "by_asker" INT NOT NULL,
        "by_helpers" INT NOT NULL,
        "policy" VARCHAR(10) NOT NULL,
        "hours" INT NOT NULL,
        "views" INT NOT NULL,
        "members" INT NOT NULL,
        "within_days" INT NOT NULL,
        "priority" VARCHAR(6) NOT NULL,
        "tags" VARCHAR(300) NOT NULL,
        "accept_solves" INT NOT NULL,
        "solve_accepts" INT NOT NULL,
        "updated_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "last_run_at" TIMESTAMP,
        "last_found" INT NOT NULL,
        "last_made" INT NOT NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL,
        "updated_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "category_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "categories" ("id") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE "published_replies" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "published_at" TIMESTAMP NOT NULL,
        "published_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "comment_id" BIGINT NOT NULL UNIQUE REFERENCES "ticket_comments" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL UNIQUE REFERENCES "posts" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_published_r_ticket__bd5e29" ON "published_replies" ("ticket_id", "id")',
    'CREATE INDEX "idx_published_r_thread__1566e3" ON "published_replies" ("thread_id", "id")',
    """
    CREATE TABLE "continued_posts" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "moved_at" TIMESTAMP NOT NULL,
        "moved_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL UNIQUE REFERENCES "posts" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_continued_p_thread__cf76e3" ON "continued_posts" ("thread_id", "id")',
    'CREATE INDEX "idx_continued_p_ticket__779aee" ON "continued_posts" ("ticket_id", "id")',
]

POSTGRES = [
    """
    CREATE TABLE "escalations" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "origin" VARCHAR(8) NOT NULL,
        "reason" VARCHAR(12) NOT NULL,
        "visibility" VARCHAR(8) NOT NULL,
        "hid" BOOL NOT NULL,
        "escalated_at" TIMESTAMPTZ NOT NULL,
        "withdrawn_at" TIMESTAMPTZ,
        "escalated_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "withdrawn_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "ticket_id" BIGINT NOT NULL UNIQUE REFERENCES "tickets" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_escalations_thread__a041fc" ON "escalations" ("thread_id", "id")',
    'CREATE INDEX "idx_escalations_escalat_7d77a4" ON "escalations" ("escalated_at", "id")',
    """
    CREATE TABLE "escalation_members" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "escalation_id" BIGINT NOT NULL REFERENCES "escalations" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_escalation__escalat_7c340e" UNIQUE ("escalation_id", "thread_id")
    )
    """,
    'CREATE INDEX "idx_escalation__thread__4e1811" ON "escalation_members" ("thread_id", "escalation_id")',
    """
    CREATE TABLE "escalation_rules" (
        "by_asker" BOOL NOT NULL,
        "by_helpers" BOOL NOT NULL,
        "policy" VARCHAR(10) NOT NULL,
        "hours" INT NOT NULL,
        "views" INT NOT NULL,
        "members" INT NOT NULL,
        "within_days" INT NOT NULL,
        "priority" VARCHAR(6) NOT NULL,
        "tags" VARCHAR(300) NOT NULL,
        "accept_solves" BOOL NOT NULL,
        "solve_accepts" BOOL NOT NULL,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "last_run_at" TIMESTAMPTZ,
        "last_found" INT NOT NULL,
        "last_made" INT NOT NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL,
        "updated_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "category_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "categories" ("id") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE "published_replies" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "published_at" TIMESTAMPTZ NOT NULL,
        "published_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "comment_id" BIGINT NOT NULL UNIQUE REFERENCES "ticket_comments" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL UNIQUE REFERENCES "posts" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_published_r_ticket__bd5e29" ON "published_replies" ("ticket_id", "id")',
    'CREATE INDEX "idx_published_r_thread__1566e3" ON "published_replies" ("thread_id", "id")',
    """
    CREATE TABLE "continued_posts" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "moved_at" TIMESTAMPTZ NOT NULL,
        "moved_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL UNIQUE REFERENCES "posts" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_continued_p_thread__cf76e3" ON "continued_posts" ("thread_id", "id")',
    'CREATE INDEX "idx_continued_p_ticket__779aee" ON "continued_posts" ("ticket_id", "id")',
]
