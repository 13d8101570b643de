"""Care of people: sanctions with what is in force of them, appeals, and notes of the team."""

SQLITE = [
    'ALTER TABLE "people" ADD COLUMN "silenced_until" TIMESTAMP',
    'ALTER TABLE "people" ADD COLUMN "restricted_for" VARCHAR(20)',
    """
    CREATE TABLE "sanctions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(10) NOT NULL,
        "reason" VARCHAR(20) NOT NULL,
        "words" TEXT NOT NULL,
        "until" TIMESTAMP,
        "given_at" TIMESTAMP NOT NULL,
        "lifted_at" TIMESTAMP,
        "lifted_words" TEXT NOT NULL,
        "given_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "lifted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_sanctions_person__4c912f" ON "sanctions" ("person_id", "id")',
    'CREATE INDEX "idx_sanctions_lifted__4bcb37" ON "sanctions" ("lifted_at", "id")',
    """
    CREATE TABLE "appeals" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "about" VARCHAR(10) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "words" TEXT NOT NULL,
        "made_at" TIMESTAMP NOT NULL,
        "outcome" VARCHAR(10) NOT NULL,
        "answer" TEXT NOT NULL,
        "answered_at" TIMESTAMP,
        "answered_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "decider_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_appeals_about_969a64" UNIQUE ("about", "subject_id")
    )
    """,
    'CREATE INDEX "idx_appeals_answere_f6cd59" ON "appeals" ("answered_at", "id")',
    'CREATE INDEX "idx_appeals_person__af3843" ON "appeals" ("person_id", "id")',
    """
    CREATE TABLE "person_notes" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "text" TEXT NOT NULL,
        "written_at" TIMESTAMP NOT NULL,
        "author_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_person_note_person__902aba" ON "person_notes" ("person_id", "id")',
]

POSTGRES = [
    'ALTER TABLE "people" ADD COLUMN "silenced_until" TIMESTAMPTZ',
    'ALTER TABLE "people" ADD COLUMN "restricted_for" VARCHAR(20)',
    """
    CREATE TABLE "sanctions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(10) NOT NULL,
        "reason" VARCHAR(20) NOT NULL,
        "words" TEXT NOT NULL,
        "until" TIMESTAMPTZ,
        "given_at" TIMESTAMPTZ NOT NULL,
        "lifted_at" TIMESTAMPTZ,
        "lifted_words" TEXT NOT NULL,
        "given_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "lifted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_sanctions_person__4c912f" ON "sanctions" ("person_id", "id")',
    'CREATE INDEX "idx_sanctions_lifted__4bcb37" ON "sanctions" ("lifted_at", "id")',
    """
    CREATE TABLE "appeals" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "about" VARCHAR(10) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "words" TEXT NOT NULL,
        "made_at" TIMESTAMPTZ NOT NULL,
        "outcome" VARCHAR(10) NOT NULL,
        "answer" TEXT NOT NULL,
        "answered_at" TIMESTAMPTZ,
        "answered_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "decider_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_appeals_about_969a64" UNIQUE ("about", "subject_id")
    )
    """,
    'CREATE INDEX "idx_appeals_answere_f6cd59" ON "appeals" ("answered_at", "id")',
    'CREATE INDEX "idx_appeals_person__af3843" ON "appeals" ("person_id", "id")',
    """
    CREATE TABLE "person_notes" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "text" TEXT NOT NULL,
        "written_at" TIMESTAMPTZ NOT NULL,
        "author_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_person_note_person__902aba" ON "person_notes" ("person_id", "id")',
]
