"""What people and the detector decide of pairs of threads: pairs, marks, suggestions, contests, and recurring clusters.

A mark says that a thread is a duplicate of its canonical thread. Triggers keep marks flat: no thread is both, so that
there are neither chains nor circles, whoever writes and at the same time as whom.
"""

SQLITE = [
    """
    CREATE TABLE "duplicate_pairs" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "score" REAL NOT NULL,
        "parts" JSON NOT NULL,
        "detector_version" INT NOT NULL,
        "low_fingerprint" VARCHAR(64) NOT NULL,
        "high_fingerprint" VARCHAR(64) NOT NULL,
        "origin" VARCHAR(10) NOT NULL,
        "state" VARCHAR(15) NOT NULL,
        "decided_at" TIMESTAMP,
        "reason" VARCHAR(300) NOT NULL,
        "snoozed_until" TIMESTAMP,
        "contest_count" INT NOT NULL,
        "suggestion_count" INT NOT NULL,
        "before" JSON,
        "created_at" TIMESTAMP NOT NULL,
        "scored_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "decided_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "high_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "low_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "ck_duplicate_p_low_high" CHECK ("low_thread_id" < "high_thread_id"),
        CONSTRAINT "uid_duplicate_p_low_thr_01a2a1" UNIQUE ("low_thread_id", "high_thread_id")
    )
    """,
    'CREATE INDEX "idx_duplicate_p_high_th_27ca09" ON "duplicate_pairs" ("high_thread_id", "state")',
    'CREATE INDEX "idx_duplicate_p_state_b81b55" ON "duplicate_pairs" ("state", "score", "id")',
    'CREATE INDEX "idx_duplicate_p_contest_eb6bfe" ON "duplicate_pairs" ("contest_count", "id")',
    'CREATE INDEX "idx_duplicate_p_decided_6f7497" ON "duplicate_pairs" ("decided_by_id", "decided_at")',
    """
    CREATE TABLE "duplicate_marks" (
        "path" JSON NOT NULL,
        "marked_at" TIMESTAMP NOT NULL,
        "status_before" JSON,
        "canonical_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "marked_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_m_canonic_667926" ON "duplicate_marks" ("canonical_id", "thread_id")',
    """
    CREATE TABLE "duplicate_carried" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "declined_at" TIMESTAMP,
        "canonical_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_duplicate_c_canonic_b416fd" UNIQUE ("canonical_id", "person_id")
    )
    """,
    """
    CREATE TABLE "duplicate_suggestions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "note" VARCHAR(300) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "target_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_duplicate_s_thread__455e12" UNIQUE ("thread_id", "target_id", "person_id")
    )
    """,
    """
    CREATE TABLE "duplicate_contests" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "reason" VARCHAR(500) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "settled_at" TIMESTAMP,
        "canonical_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "settled_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_c_thread__00eb56" ON "duplicate_contests" ("thread_id", "settled_at")',
    """
    CREATE TABLE "duplicate_dues" (
        "due_at" TIMESTAMP NOT NULL,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_d_due_at_9d05ac" ON "duplicate_dues" ("due_at")',
    """
    CREATE TABLE "duplicate_clusters" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "member_count" INT NOT NULL,
        "confirmed_count" INT NOT NULL,
        "weight" REAL NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "grown_at" TIMESTAMP NOT NULL,
        "hub_id" BIGINT NOT NULL UNIQUE REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_c_weight_ed786e" ON "duplicate_clusters" ("weight", "id")',
    """
    CREATE TABLE "duplicate_members" (
        "confirmed" INT NOT NULL,
        "score" REAL NOT NULL,
        "cluster_id" BIGINT NOT NULL REFERENCES "duplicate_clusters" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_m_cluster_19b1dd" ON "duplicate_members" ("cluster_id", "confirmed")',
    """
    CREATE TRIGGER "duplicate_marks_inserted" BEFORE INSERT ON "duplicate_marks"
    WHEN NEW."thread_id" = NEW."canonical_id"
        OR EXISTS (SELECT 1 FROM "duplicate_marks" m WHERE m."thread_id" = NEW."canonical_id")
        OR EXISTS (SELECT 1 FROM "duplicate_marks" m WHERE m."canonical_id" = NEW."thread_id")
    BEGIN
        SELECT RAISE(ABORT, 'a canonical thread is no duplicate');
    END
    """,
    """
    CREATE TRIGGER "duplicate_marks_updated" BEFORE UPDATE OF "thread_id", "canonical_id" ON "duplicate_marks"
    WHEN NEW."thread_id" = NEW."canonical_id"
        OR EXISTS (SELECT 1 FROM "duplicate_marks" m WHERE m."thread_id" = NEW."canonical_id")
        OR EXISTS (SELECT 1 FROM "duplicate_marks" m WHERE m."canonical_id" = NEW."thread_id")
    BEGIN
        SELECT RAISE(ABORT, 'a canonical thread is no duplicate');
    END
    """,
]

POSTGRES = [
    """
    CREATE TABLE "duplicate_pairs" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "score" DOUBLE PRECISION NOT NULL,
        "parts" JSONB NOT NULL,
        "detector_version" INT NOT NULL,
        "low_fingerprint" VARCHAR(64) NOT NULL,
        "high_fingerprint" VARCHAR(64) NOT NULL,
        "origin" VARCHAR(10) NOT NULL,
        "state" VARCHAR(15) NOT NULL,
        "decided_at" TIMESTAMPTZ,
        "reason" VARCHAR(300) NOT NULL,
        "snoozed_until" TIMESTAMPTZ,
        "contest_count" INT NOT NULL,
        "suggestion_count" INT NOT NULL,
        "before" JSONB,
        "created_at" TIMESTAMPTZ NOT NULL,
        "scored_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "decided_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "high_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "low_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "ck_duplicate_p_low_high" CHECK ("low_thread_id" < "high_thread_id"),
        CONSTRAINT "uid_duplicate_p_low_thr_01a2a1" UNIQUE ("low_thread_id", "high_thread_id")
    )
    """,
    'CREATE INDEX "idx_duplicate_p_high_th_27ca09" ON "duplicate_pairs" ("high_thread_id", "state")',
    'CREATE INDEX "idx_duplicate_p_state_b81b55" ON "duplicate_pairs" ("state", "score", "id")',
    'CREATE INDEX "idx_duplicate_p_contest_eb6bfe" ON "duplicate_pairs" ("contest_count", "id")',
    'CREATE INDEX "idx_duplicate_p_decided_6f7497" ON "duplicate_pairs" ("decided_by_id", "decided_at")',
    """
    CREATE TABLE "duplicate_marks" (
        "path" JSONB NOT NULL,
        "marked_at" TIMESTAMPTZ NOT NULL,
        "status_before" JSONB,
        "canonical_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "marked_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_m_canonic_667926" ON "duplicate_marks" ("canonical_id", "thread_id")',
    """
    CREATE TABLE "duplicate_carried" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "declined_at" TIMESTAMPTZ,
        "canonical_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_duplicate_c_canonic_b416fd" UNIQUE ("canonical_id", "person_id")
    )
    """,
    """
    CREATE TABLE "duplicate_suggestions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "note" VARCHAR(300) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "target_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_duplicate_s_thread__455e12" UNIQUE ("thread_id", "target_id", "person_id")
    )
    """,
    """
    CREATE TABLE "duplicate_contests" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "reason" VARCHAR(500) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "settled_at" TIMESTAMPTZ,
        "canonical_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "settled_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_c_thread__00eb56" ON "duplicate_contests" ("thread_id", "settled_at")',
    """
    CREATE TABLE "duplicate_dues" (
        "due_at" TIMESTAMPTZ NOT NULL,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_d_due_at_9d05ac" ON "duplicate_dues" ("due_at")',
    """
    CREATE TABLE "duplicate_clusters" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "member_count" INT NOT NULL,
        "confirmed_count" INT NOT NULL,
        "weight" DOUBLE PRECISION NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "grown_at" TIMESTAMPTZ NOT NULL,
        "hub_id" BIGINT NOT NULL UNIQUE REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_c_weight_ed786e" ON "duplicate_clusters" ("weight", "id")',
    """
    CREATE TABLE "duplicate_members" (
        "confirmed" BOOL NOT NULL,
        "score" DOUBLE PRECISION NOT NULL,
        "cluster_id" BIGINT NOT NULL REFERENCES "duplicate_clusters" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_m_cluster_19b1dd" ON "duplicate_members" ("cluster_id", "confirmed")',
    # The lock makes those who mark take turns, so that each sees what the one before left.
    """
    CREATE FUNCTION "duplicate_marks_stay_flat"() RETURNS trigger AS '
    BEGIN
        PERFORM pg_advisory_xact_lock(7221904114);
        IF NEW."thread_id" = NEW."canonical_id"
            OR EXISTS (SELECT 1 FROM "duplicate_marks" m WHERE m."thread_id" = NEW."canonical_id")
            OR EXISTS (SELECT 1 FROM "duplicate_marks" m WHERE m."canonical_id" = NEW."thread_id")
        THEN
            RAISE EXCEPTION ''a canonical thread is no duplicate'' USING ERRCODE = ''check_violation'';
        END IF;
        RETURN NEW;
    END
    ' LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER "duplicate_marks_flat" BEFORE INSERT OR UPDATE OF "thread_id", "canonical_id" ON "duplicate_marks"
    FOR EACH ROW EXECUTE FUNCTION "duplicate_marks_stay_flat"()
    """,
]
