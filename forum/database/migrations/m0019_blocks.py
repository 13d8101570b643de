"""Domains of e-mail addresses and ranges of network addresses from which no new members are taken."""

SQLITE = [
    """
    CREATE TABLE "blocks" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(10) NOT NULL,
        "value" VARCHAR(254) NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "until" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "created_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        CONSTRAINT "uid_blocks_kind_c5381b" UNIQUE ("kind", "value")
    )
    """,
]

POSTGRES = [
    """
    CREATE TABLE "blocks" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(10) NOT NULL,
        "value" VARCHAR(254) NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "until" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "created_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        CONSTRAINT "uid_blocks_kind_c5381b" UNIQUE ("kind", "value")
    )
    """,
]
