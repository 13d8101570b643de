"""Who is replying, saved replies, views of the desk, and what people read and looked for of late."""

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
    """
    CREATE TABLE "macros" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(80) NOT NULL,
        "body" TEXT NOT NULL,
        "changes" JSON NOT NULL,
        "scope" VARCHAR(4) NOT NULL,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "updated_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE CASCADE,
        "owner_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_macros_owner_i_b70088" ON "macros" ("owner_id", "id")',
    'CREATE INDEX "idx_macros_scope_1d8a19" ON "macros" ("scope", "group_id", "id")',
    """
    CREATE TABLE "macro_uses" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "subject_type" VARCHAR(10) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "used_at" TIMESTAMP NOT NULL,
        "macro_id" BIGINT NOT NULL REFERENCES "macros" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_macro_uses_macro_i_f65f86" ON "macro_uses" ("macro_id", "used_at")',
    'CREATE INDEX "idx_macro_uses_person__93dfc6" ON "macro_uses" ("person_id", "id")',
    """
    CREATE TABLE "desk_views" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(60) NOT NULL,
        "scope" VARCHAR(9) NOT NULL,
        "rule" VARCHAR(3) NOT NULL,
        "conditions" JSON NOT NULL,
        "columns" VARCHAR(120) NOT NULL,
        "grouping" VARCHAR(10) NOT NULL,
        "sorting" VARCHAR(6) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "owner_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "team_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_desk_views_owner_i_f3c3ca" ON "desk_views" ("owner_id", "id")',
    'CREATE INDEX "idx_desk_views_scope_177c05" ON "desk_views" ("scope", "team_id", "id")',
    """
    CREATE TABLE "trail_refusals" (
        "refused_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE "trail_steps" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(7) NOT NULL,
        "article_id" BIGINT NOT NULL,
        "text" VARCHAR(300) NOT NULL,
        "at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_trail_steps_person__04e3a1" ON "trail_steps" ("person_id", "at", "id")',
    'CREATE INDEX "idx_trail_steps_at_9b3c1e" ON "trail_steps" ("at", "id")',
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
    """
    CREATE TABLE "macros" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(80) NOT NULL,
        "body" TEXT NOT NULL,
        "changes" JSONB NOT NULL,
        "scope" VARCHAR(4) NOT NULL,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE CASCADE,
        "owner_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_macros_owner_i_b70088" ON "macros" ("owner_id", "id")',
    'CREATE INDEX "idx_macros_scope_1d8a19" ON "macros" ("scope", "group_id", "id")',
    """
    CREATE TABLE "macro_uses" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "subject_type" VARCHAR(10) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "used_at" TIMESTAMPTZ NOT NULL,
        "macro_id" BIGINT NOT NULL REFERENCES "macros" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_macro_uses_macro_i_f65f86" ON "macro_uses" ("macro_id", "used_at")',
    'CREATE INDEX "idx_macro_uses_person__93dfc6" ON "macro_uses" ("person_id", "id")',
    """
    CREATE TABLE "desk_views" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(60) NOT NULL,
        "scope" VARCHAR(9) NOT NULL,
        "rule" VARCHAR(3) NOT NULL,
        "conditions" JSONB NOT NULL,
        "columns" VARCHAR(120) NOT NULL,
        "grouping" VARCHAR(10) NOT NULL,
        "sorting" VARCHAR(6) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "owner_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "team_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_desk_views_owner_i_f3c3ca" ON "desk_views" ("owner_id", "id")',
    'CREATE INDEX "idx_desk_views_scope_177c05" ON "desk_views" ("scope", "team_id", "id")',
    """
    CREATE TABLE "trail_refusals" (
        "refused_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE "trail_steps" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(7) NOT NULL,
        "article_id" BIGINT NOT NULL,
        "text" VARCHAR(300) NOT NULL,
        "at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_trail_steps_person__04e3a1" ON "trail_steps" ("person_id", "at", "id")',
    'CREATE INDEX "idx_trail_steps_at_9b3c1e" ON "trail_steps" ("at", "id")',
]
