"""What decides who may find a thread stands beside its vectors, so that a search by meaning need not look at each thread.

Triggers keep it in step: it changes in the statement that moves, hides or deletes the thread, whoever writes.
"""

from forum.database.migrate import Rebuild

_THREAD = 'FROM "threads" t WHERE t."id" = "duplicate_vectors"."thread_id"'
_FINDABLE = '(t."deleted_at" IS NULL AND t."unlisted_at" IS NULL)'
_CHANGED = (
    'UPDATE "duplicate_vectors" SET "category_id" = NEW."category_id",'
    ' "findable" = (NEW."deleted_at" IS NULL AND NEW."unlisted_at" IS NULL) WHERE "thread_id" = NEW."id";'
)
_WHEN = 'AFTER UPDATE OF "category_id", "deleted_at", "unlisted_at" ON "threads"'

SQLITE = [
    Rebuild(
        "duplicate_vectors",
        """
        CREATE TABLE "duplicate_vectors" (
            "embedder" VARCHAR(80) NOT NULL,
            "cell" INT NOT NULL,
            "title" BLOB NOT NULL,
            "whole" BLOB NOT NULL,
            "place" BLOB,
            "category_id" BIGINT NOT NULL,
            "findable" INT NOT NULL,
            "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
        )
        """,
        (
            ("category_id", f'(SELECT t."category_id" {_THREAD})'),
            ("findable", f"(SELECT {_FINDABLE} {_THREAD})"),
        ),
    ),
    f'CREATE TRIGGER "duplicate_vectors_follow" {_WHEN} BEGIN {_CHANGED} END',
]

POSTGRES = [
    'ALTER TABLE "duplicate_vectors" ADD COLUMN "category_id" BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE "duplicate_vectors" ADD COLUMN "findable" BOOL NOT NULL DEFAULT FALSE',
    f'UPDATE "duplicate_vectors" SET "category_id" = t."category_id", "findable" = {_FINDABLE} {_THREAD}',
    'ALTER TABLE "duplicate_vectors" ALTER COLUMN "category_id" DROP DEFAULT',
    'ALTER TABLE "duplicate_vectors" ALTER COLUMN "findable" DROP DEFAULT',
    f"""
    CREATE FUNCTION "duplicate_vectors_follow"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_CHANGED}
        RETURN NULL;
    END
    $$
    """,
    f'CREATE TRIGGER "duplicate_vectors_follow" {_WHEN} FOR EACH ROW EXECUTE FUNCTION "duplicate_vectors_follow"()',
]
