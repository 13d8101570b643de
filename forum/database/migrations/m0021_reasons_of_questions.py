"""What questions in the forum are about: staff say so with the reasons that tickets have."""

_TABLE = """
    CREATE TABLE "thread_reasons" (
        "set_at" {moment} NOT NULL,
        "reason_id" BIGINT NOT NULL REFERENCES "contact_reasons" ("id") ON DELETE RESTRICT,
        "set_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """
_INDEX = 'CREATE INDEX "idx_thread_reas_reason__65f61e" ON "thread_reasons" ("reason_id", "thread_id")'

SQLITE = [_TABLE.format(moment="TIMESTAMP"), _INDEX]

POSTGRES = [_TABLE.format(moment="TIMESTAMPTZ"), _INDEX]
