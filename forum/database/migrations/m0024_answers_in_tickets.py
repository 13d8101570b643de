"""Which answers in tickets point to articles, as is kept of replies in threads; saved replies by when they
went out; and what waits, and tickets, in the orders of views that are grouped."""

_TABLE = """
    CREATE TABLE "article_ticket_answers" (
        "id" {id},
        "linked_at" {moment} NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "comment_id" BIGINT NOT NULL REFERENCES "ticket_comments" ("id") ON DELETE CASCADE,
        "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_tic_comment_466842" UNIQUE ("comment_id", "article_id")
    )
    """
_INDEXES = [
    'CREATE INDEX "idx_article_tic_article_4598e0" ON "article_ticket_answers" ("article_id", "id")',
    'CREATE INDEX "idx_article_tic_ticket__232cb6" ON "article_ticket_answers" ("ticket_id", "id")',
    'CREATE INDEX "idx_article_tic_person__a49b99" ON "article_ticket_answers" ("person_id", "id")',
    'CREATE INDEX "idx_macro_uses_used_at_3602a8" ON "macro_uses" ("used_at", "id")',
    'CREATE INDEX "idx_tickets_status_9e6725" ON "tickets" ("status", "updated_at", "id")',
    """
    CREATE INDEX "threads_that_wait_by_category" ON "threads" ("category_id", "waiting_since", "id")
    WHERE "waiting_since" IS NOT NULL AND "status" = 'open' AND "archived_at" IS NULL AND "deleted_at" IS NULL
    AND "unlisted_at" IS NULL
    """,
]

SQLITE = [_TABLE.format(id="INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", moment="TIMESTAMP"), *_INDEXES]

POSTGRES = [
    _TABLE.format(id="BIGSERIAL NOT NULL PRIMARY KEY", moment="TIMESTAMPTZ"), *_INDEXES,
]
