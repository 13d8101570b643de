"""What imports need: where things came from, links between threads, and the scores and views that came along."""

from forum.database.migrate import Rebuild

SQLITE = [
    Rebuild(
        "threads",
        """
        CREATE TABLE "threads" (
            "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
            "type" VARCHAR(12) NOT NULL,
            "title" VARCHAR(200) NOT NULL,
            "slug" VARCHAR(100) NOT NULL,
            "lang" VARCHAR(5) NOT NULL,
            "status" VARCHAR(10) NOT NULL,
            "status_reason" VARCHAR(200) NOT NULL,
            "status_at" TIMESTAMP NOT NULL,
            "answers" JSON NOT NULL,
            "tag_names" VARCHAR(300) NOT NULL,
            "solution_post_id" BIGINT,
            "answer_excerpt" VARCHAR(300) NOT NULL,
            "excerpt" VARCHAR(300) NOT NULL,
            "created_at" TIMESTAMP NOT NULL,
            "last_activity_at" TIMESTAMP NOT NULL,
            "last_position" INT NOT NULL,
            "reply_count" INT NOT NULL,
            "response_count" INT NOT NULL,
            "view_count" INT NOT NULL,
            "imported_views" INT NOT NULL,
            "same_problem_count" INT NOT NULL,
            "first_response_at" TIMESTAMP,
            "waiting_since" TIMESTAMP,
            "pinned_until" TIMESTAMP,
            "locked_at" TIMESTAMP,
            "deleted_at" TIMESTAMP,
            "deleted_reason" VARCHAR(300) NOT NULL,
            "version" INT NOT NULL,
            "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
            "category_id" BIGINT NOT NULL REFERENCES "categories" ("id") ON DELETE RESTRICT,
            "deleted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
            "locked_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
            "status_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
        )
        """,
        (("imported_views", "0"),),
    ),
    Rebuild(
        "posts",
        """
        CREATE TABLE "posts" (
            "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
            "position" INT NOT NULL,
            "author_role" VARCHAR(16) NOT NULL,
            "source" TEXT NOT NULL,
            "html" TEXT NOT NULL,
            "html_version" INT NOT NULL,
            "plain" TEXT NOT NULL,
            "lang" VARCHAR(5) NOT NULL,
            "fingerprint" VARCHAR(64) NOT NULL,
            "submit_key" VARCHAR(40),
            "created_at" TIMESTAMP NOT NULL,
            "edited_at" TIMESTAMP,
            "revision_count" INT NOT NULL,
            "helpful_count" INT NOT NULL,
            "imported_score" INT NOT NULL,
            "official_at" TIMESTAMP,
            "deleted_at" TIMESTAMP,
            "deleted_reason" VARCHAR(300) NOT NULL,
            "version" INT NOT NULL,
            "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
            "deleted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
            "edited_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
            "reply_to_id" BIGINT REFERENCES "posts" ("id") ON DELETE SET NULL,
            "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE RESTRICT,
            CONSTRAINT "uid_posts_thread__ad0535" UNIQUE ("thread_id", "position"),
            CONSTRAINT "uid_posts_author__026a42" UNIQUE ("author_id", "submit_key")
        )
        """,
        (("imported_score", "0"),),
    ),
    """
    CREATE TABLE "thread_links" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(10) NOT NULL,
        "origin" VARCHAR(20) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "from_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "to_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_thread_link_from_th_186528" UNIQUE ("from_thread_id", "to_thread_id", "kind")
    )
    """,
    'CREATE INDEX "idx_thread_link_to_thre_af13bb" ON "thread_links" ("to_thread_id", "kind")',
    """
    CREATE TABLE "imported" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "source" VARCHAR(120) NOT NULL,
        "kind" VARCHAR(12) NOT NULL,
        "external_id" VARCHAR(60) NOT NULL,
        "local_id" BIGINT NOT NULL,
        CONSTRAINT "uid_imported_source_3b3b08" UNIQUE ("source", "kind", "external_id")
    )
    """,
    'CREATE INDEX "idx_imported_kind_4bdecc" ON "imported" ("kind", "local_id")',
    'CREATE INDEX "idx_imported_kind_656953" ON "imported" ("kind", "external_id")',
]

POSTGRES = [
    'ALTER TABLE "threads" ADD COLUMN "imported_views" INT NOT NULL DEFAULT 0',
    'ALTER TABLE "threads" ALTER COLUMN "imported_views" DROP DEFAULT',
    'ALTER TABLE "posts" ADD COLUMN "imported_score" INT NOT NULL DEFAULT 0',
    'ALTER TABLE "posts" ALTER COLUMN "imported_score" DROP DEFAULT',
    """
    CREATE TABLE "thread_links" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(10) NOT NULL,
        "origin" VARCHAR(20) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "from_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "to_thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_thread_link_from_th_186528" UNIQUE ("from_thread_id", "to_thread_id", "kind")
    )
    """,
    'CREATE INDEX "idx_thread_link_to_thre_af13bb" ON "thread_links" ("to_thread_id", "kind")',
    """
    CREATE TABLE "imported" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "source" VARCHAR(120) NOT NULL,
        "kind" VARCHAR(12) NOT NULL,
        "external_id" VARCHAR(60) NOT NULL,
        "local_id" BIGINT NOT NULL,
        CONSTRAINT "uid_imported_source_3b3b08" UNIQUE ("source", "kind", "external_id")
    )
    """,
    'CREATE INDEX "idx_imported_kind_4bdecc" ON "imported" ("kind", "local_id")',
    'CREATE INDEX "idx_imported_kind_656953" ON "imported" ("kind", "external_id")',
]
