"""Care of people, continued: everything that somebody posted, removed in one step."""

SQLITE = [
    """
    CREATE TABLE "clean_ups" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "reason" VARCHAR(20) NOT NULL,
        "words" TEXT NOT NULL,
        "started_at" TIMESTAMP NOT NULL,
        "finished_at" TIMESTAMP,
        "undone_at" TIMESTAMP,
        "restored_at" TIMESTAMP,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "started_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "undone_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_clean_ups_person__2cc5da" ON "clean_ups" ("person_id", "id")',
    'CREATE INDEX "idx_clean_ups_restore_0a59a4" ON "clean_ups" ("restored_at", "finished_at")',
    """
    CREATE TABLE "cleaned_posts" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "removed_at" TIMESTAMP,
        "restored_at" TIMESTAMP,
        "clean_up_id" BIGINT NOT NULL REFERENCES "clean_ups" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_cleaned_pos_clean_u_9b6dbf" UNIQUE ("clean_up_id", "post_id")
    )
    """,
    'CREATE INDEX "idx_cleaned_pos_post_id_31c2bc" ON "cleaned_posts" ("post_id")',
]

POSTGRES = [
    """
    CREATE TABLE "clean_ups" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "reason" VARCHAR(20) NOT NULL,
        "words" TEXT NOT NULL,
        "started_at" TIMESTAMPTZ NOT NULL,
        "finished_at" TIMESTAMPTZ,
        "undone_at" TIMESTAMPTZ,
        "restored_at" TIMESTAMPTZ,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "started_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "undone_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_clean_ups_person__2cc5da" ON "clean_ups" ("person_id", "id")',
    'CREATE INDEX "idx_clean_ups_restore_0a59a4" ON "clean_ups" ("restored_at", "finished_at")',
    """
    CREATE TABLE "cleaned_posts" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "removed_at" TIMESTAMPTZ,
        "restored_at" TIMESTAMPTZ,
        "clean_up_id" BIGINT NOT NULL REFERENCES "clean_ups" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_cleaned_pos_clean_u_9b6dbf" UNIQUE ("clean_up_id", "post_id")
    )
    """,
    'CREATE INDEX "idx_cleaned_pos_post_id_31c2bc" ON "cleaned_posts" ("post_id")',
]
