"""Who is replying: leases on threads and tickets."""

SQLITE = [
    """
    CREATE TABLE "leases" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "subject_type" VARCHAR(10) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "taken_at" TIMESTAMP NOT NULL,
        "expires_at" TIMESTAMP NOT NULL,
        "holder_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "taken_from_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        CONSTRAINT "uid_leases_subject_93e2ca" UNIQUE ("subject_type", "subject_id")
    )
    """,
    'CREATE INDEX "idx_leases_expires_28df92" ON "leases" ("expires_at", "id")',
    'CREATE INDEX "idx_leases_holder__8d4e49" ON "leases" ("holder_id", "id")',
]

POSTGRES = [
    """
    CREATE TABLE "leases" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "subject_type" VARCHAR(10) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "taken_at" TIMESTAMPTZ NOT NULL,
        "expires_at" TIMESTAMPTZ NOT NULL,
        "holder_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "taken_from_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        CONSTRAINT "uid_leases_subject_93e2ca" UNIQUE ("subject_type", "subject_id")
    )
    """,
    'CREATE INDEX "idx_leases_expires_28df92" ON "leases" ("expires_at", "id")',
    'CREATE INDEX "idx_leases_holder__8d4e49" ON "leases" ("holder_id", "id")',
]
