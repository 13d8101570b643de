"""Tickets of what only a group reads, for the staff of that group; and waiting threads found without looking at all others."""

_COLUMN = 'ALTER TABLE "tickets" ADD COLUMN "see_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT'

#: Tickets that were made before: as the category of their thread is today.
_KEPT = """
    UPDATE "tickets" SET "see_group_id" = (
        SELECT MIN(c."see_group_id") FROM "categories" c JOIN "threads" t ON t."category_id" = c."id"
        WHERE c."see" = 'group' AND (
            t."id" IN (SELECT e."thread_id" FROM "escalations" e WHERE e."ticket_id" = "tickets"."id")
            OR t."id" IN (SELECT p."thread_id" FROM "continued_posts" p WHERE p."ticket_id" = "tickets"."id")
        )
    ) WHERE "via" = 'forum'
"""

#: What the desk's inbox lists and counts of threads: a few among very many. All that its permission asks is in it.
_WAITING = """
    CREATE INDEX "threads_that_wait" ON "threads"
    ("waiting_since", "id", "category_id", "status", "deleted_at", "archived_at", "unlisted_at", "lang")
    WHERE "waiting_since" IS NOT NULL AND "status" = 'open' AND "archived_at" IS NULL AND "deleted_at" IS NULL
    AND "unlisted_at" IS NULL
"""

SQLITE = [_COLUMN, _KEPT, _WAITING]
POSTGRES = [_COLUMN, _KEPT, _WAITING]
