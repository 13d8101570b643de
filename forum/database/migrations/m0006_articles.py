"""The knowledge base: its tree, articles in several languages with their revisions, and what readers say of them."""

SQLITE = [
    """
    CREATE TABLE "article_categories" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "slug" VARCHAR(80) NOT NULL UNIQUE,
        "name_en" VARCHAR(80) NOT NULL,
        "name_ja" VARCHAR(80) NOT NULL,
        "description_en" VARCHAR(300) NOT NULL,
        "description_ja" VARCHAR(300) NOT NULL,
        "position" INT NOT NULL,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL
    )
    """,
    """
    CREATE TABLE "article_sections" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name_en" VARCHAR(80) NOT NULL,
        "name_ja" VARCHAR(80) NOT NULL,
        "description_en" VARCHAR(300) NOT NULL,
        "description_ja" VARCHAR(300) NOT NULL,
        "position" INT NOT NULL,
        "see" VARCHAR(8) NOT NULL,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "category_id" BIGINT NOT NULL REFERENCES "article_categories" ("id") ON DELETE RESTRICT,
        "see_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_article_sec_categor_eab842" ON "article_sections" ("category_id", "position")',
    """
    CREATE TABLE "articles" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(16) NOT NULL,
        "source_lang" VARCHAR(5) NOT NULL,
        "position" INT NOT NULL,
        "see" VARCHAR(8) NOT NULL,
        "label_names" VARCHAR(400) NOT NULL,
        "verify_days" INT NOT NULL,
        "verified_at" TIMESTAMP,
        "verified_until" TIMESTAMP,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "view_count" INT NOT NULL,
        "version" INT NOT NULL,
        "archived_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "created_by_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "owner_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "reviewer_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "section_id" BIGINT NOT NULL REFERENCES "article_sections" ("id") ON DELETE RESTRICT,
        "see_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT,
        "verified_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "writer_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_articles_section_f0bfd1" ON "articles" ("section_id", "position", "id")',
    'CREATE INDEX "idx_articles_kind_7a9c9a" ON "articles" ("kind", "id")',
    'CREATE INDEX "idx_articles_owner_i_e705ea" ON "articles" ("owner_id", "id")',
    'CREATE INDEX "idx_articles_verifie_d8c219" ON "articles" ("verified_until", "id")',
    'CREATE INDEX "idx_articles_view_co_bd2721" ON "articles" ("view_count", "id")',
    """
    CREATE TABLE "article_addresses" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "slug" VARCHAR(100) NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_add_article_17930c" UNIQUE ("article_id", "slug")
    )
    """,
    """
    CREATE TABLE "article_labels" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(40) NOT NULL,
        "name_key" VARCHAR(80) NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_lab_article_9ecf7f" UNIQUE ("article_id", "name_key")
    )
    """,
    'CREATE INDEX "idx_article_lab_name_ke_73f8bc" ON "article_labels" ("name_key", "article_id")',
    """
    CREATE TABLE "article_relations" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "position" INT NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "other_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_rel_article_c96720" UNIQUE ("article_id", "other_id")
    )
    """,
    """
    CREATE TABLE "article_translations" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "title" VARCHAR(200) NOT NULL,
        "slug" VARCHAR(100) NOT NULL,
        "html" TEXT NOT NULL,
        "html_version" INT NOT NULL,
        "plain" TEXT NOT NULL,
        "excerpt" VARCHAR(300) NOT NULL,
        "contents" JSON NOT NULL,
        "also_asked" JSON NOT NULL,
        "environment" JSON NOT NULL,
        "live_number" INT,
        "staged_number" INT,
        "stage" VARCHAR(10) NOT NULL,
        "publish_at" TIMESTAMP,
        "publish_minor" INT NOT NULL,
        "published_at" TIMESTAMP,
        "changed_at" TIMESTAMP,
        "source_number" INT,
        "outdated_since" TIMESTAMP,
        "revision_count" INT NOT NULL,
        "version" INT NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "publish_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        CONSTRAINT "uid_article_tra_article_973607" UNIQUE ("article_id", "lang")
    )
    """,
    'CREATE INDEX "idx_article_tra_changed_14090f" ON "article_translations" ("changed_at", "id")',
    'CREATE INDEX "idx_article_tra_stage_01c830" ON "article_translations" ("stage", "id")',
    'CREATE INDEX "idx_article_tra_publish_3bf5ed" ON "article_translations" ("publish_at", "id")',
    'CREATE INDEX "idx_article_tra_html_ve_dd1d6b" ON "article_translations" ("html_version", "id")',
    """
    CREATE TABLE "article_broken_links" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "target" VARCHAR(300) NOT NULL,
        "found_at" TIMESTAMP NOT NULL,
        "translation_id" BIGINT NOT NULL REFERENCES "article_translations" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_bro_transla_ad9357" UNIQUE ("translation_id", "target")
    )
    """,
    """
    CREATE TABLE "article_leases" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "until" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "translation_id" BIGINT NOT NULL REFERENCES "article_translations" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_lea_transla_5da854" UNIQUE ("translation_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_article_lea_until_30ad62" ON "article_leases" ("until", "id")',
    """
    CREATE TABLE "article_revisions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "number" INT NOT NULL,
        "title" VARCHAR(200) NOT NULL,
        "source" TEXT NOT NULL,
        "also_asked" TEXT NOT NULL,
        "environment" TEXT NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "source_number" INT,
        "published_at" TIMESTAMP,
        "minor" INT NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "published_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "translation_id" BIGINT NOT NULL REFERENCES "article_translations" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_rev_transla_b459df" UNIQUE ("translation_id", "number")
    )
    """,
    'CREATE INDEX "idx_article_rev_author__7bbfb6" ON "article_revisions" ("author_id", "id")',
    """
    CREATE TABLE "article_comments" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "body" TEXT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "revision_id" BIGINT NOT NULL REFERENCES "article_revisions" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_article_com_revisio_0e2692" ON "article_comments" ("revision_id", "id")',
    'CREATE INDEX "idx_article_com_author__65ccfa" ON "article_comments" ("author_id", "id")',
    """
    CREATE TABLE "article_flags" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(10) NOT NULL,
        "note" VARCHAR(500) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "resolved_at" TIMESTAMP,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "resolved_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "revision_id" BIGINT NOT NULL REFERENCES "article_revisions" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_fla_revisio_fb8c2b" UNIQUE ("revision_id", "person_id", "kind")
    )
    """,
    'CREATE INDEX "idx_article_fla_person__cb62b7" ON "article_flags" ("person_id", "id")',
    """
    CREATE TABLE "article_views" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "viewer_key" VARCHAR(40) NOT NULL,
        "day" DATE NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_vie_article_8141ee" UNIQUE ("article_id", "viewer_key", "day")
    )
    """,
    'CREATE INDEX "idx_article_vie_day_6dfc39" ON "article_views" ("day")',
    """
    CREATE TABLE "article_votes" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "reader_key" VARCHAR(40) NOT NULL,
        "helpful" INT NOT NULL,
        "reason" VARCHAR(500) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "revision_id" BIGINT NOT NULL REFERENCES "article_revisions" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_vot_revisio_af9f7f" UNIQUE ("revision_id", "reader_key")
    )
    """,
    'CREATE INDEX "idx_article_vot_reader__494216" ON "article_votes" ("reader_key", "id")',
]

POSTGRES = [
    """
    CREATE TABLE "article_categories" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "slug" VARCHAR(80) NOT NULL UNIQUE,
        "name_en" VARCHAR(80) NOT NULL,
        "name_ja" VARCHAR(80) NOT NULL,
        "description_en" VARCHAR(300) NOT NULL,
        "description_ja" VARCHAR(300) NOT NULL,
        "position" INT NOT NULL,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL
    )
    """,
    """
    CREATE TABLE "article_sections" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name_en" VARCHAR(80) NOT NULL,
        "name_ja" VARCHAR(80) NOT NULL,
        "description_en" VARCHAR(300) NOT NULL,
        "description_ja" VARCHAR(300) NOT NULL,
        "position" INT NOT NULL,
        "see" VARCHAR(8) NOT NULL,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "category_id" BIGINT NOT NULL REFERENCES "article_categories" ("id") ON DELETE RESTRICT,
        "see_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_article_sec_categor_eab842" ON "article_sections" ("category_id", "position")',
    """
    CREATE TABLE "articles" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(16) NOT NULL,
        "source_lang" VARCHAR(5) NOT NULL,
        "position" INT NOT NULL,
        "see" VARCHAR(8) NOT NULL,
        "label_names" VARCHAR(400) NOT NULL,
        "verify_days" INT NOT NULL,
        "verified_at" TIMESTAMPTZ,
        "verified_until" TIMESTAMPTZ,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "view_count" INT NOT NULL,
        "version" INT NOT NULL,
        "archived_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "created_by_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "owner_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "reviewer_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "section_id" BIGINT NOT NULL REFERENCES "article_sections" ("id") ON DELETE RESTRICT,
        "see_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT,
        "verified_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "writer_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_articles_section_f0bfd1" ON "articles" ("section_id", "position", "id")',
    'CREATE INDEX "idx_articles_kind_7a9c9a" ON "articles" ("kind", "id")',
    'CREATE INDEX "idx_articles_owner_i_e705ea" ON "articles" ("owner_id", "id")',
    'CREATE INDEX "idx_articles_verifie_d8c219" ON "articles" ("verified_until", "id")',
    'CREATE INDEX "idx_articles_view_co_bd2721" ON "articles" ("view_count", "id")',
    """
    CREATE TABLE "article_addresses" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "slug" VARCHAR(100) NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_add_article_17930c" UNIQUE ("article_id", "slug")
    )
    """,
    """
    CREATE TABLE "article_labels" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(40) NOT NULL,
        "name_key" VARCHAR(80) NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_lab_article_9ecf7f" UNIQUE ("article_id", "name_key")
    )
    """,
    'CREATE INDEX "idx_article_lab_name_ke_73f8bc" ON "article_labels" ("name_key", "article_id")',
    """
    CREATE TABLE "article_relations" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "position" INT NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "other_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_rel_article_c96720" UNIQUE ("article_id", "other_id")
    )
    """,
    """
    CREATE TABLE "article_translations" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "lang" VARCHAR(5) NOT NULL,
        "title" VARCHAR(200) NOT NULL,
        "slug" VARCHAR(100) NOT NULL,
        "html" TEXT NOT NULL,
        "html_version" INT NOT NULL,
        "plain" TEXT NOT NULL,
        "excerpt" VARCHAR(300) NOT NULL,
        "contents" JSONB NOT NULL,
        "also_asked" JSONB NOT NULL,
        "environment" JSONB NOT NULL,
        "live_number" INT,
        "staged_number" INT,
        "stage" VARCHAR(10) NOT NULL,
        "publish_at" TIMESTAMPTZ,
        "publish_minor" BOOL NOT NULL,
        "published_at" TIMESTAMPTZ,
        "changed_at" TIMESTAMPTZ,
        "source_number" INT,
        "outdated_since" TIMESTAMPTZ,
        "revision_count" INT NOT NULL,
        "version" INT NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "publish_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        CONSTRAINT "uid_article_tra_article_973607" UNIQUE ("article_id", "lang")
    )
    """,
    'CREATE INDEX "idx_article_tra_changed_14090f" ON "article_translations" ("changed_at", "id")',
    'CREATE INDEX "idx_article_tra_stage_01c830" ON "article_translations" ("stage", "id")',
    'CREATE INDEX "idx_article_tra_publish_3bf5ed" ON "article_translations" ("publish_at", "id")',
    'CREATE INDEX "idx_article_tra_html_ve_dd1d6b" ON "article_translations" ("html_version", "id")',
    """
    CREATE TABLE "article_broken_links" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "target" VARCHAR(300) NOT NULL,
        "found_at" TIMESTAMPTZ NOT NULL,
        "translation_id" BIGINT NOT NULL REFERENCES "article_translations" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_bro_transla_ad9357" UNIQUE ("translation_id", "target")
    )
    """,
    """
    CREATE TABLE "article_leases" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "until" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "translation_id" BIGINT NOT NULL REFERENCES "article_translations" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_lea_transla_5da854" UNIQUE ("translation_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_article_lea_until_30ad62" ON "article_leases" ("until", "id")',
    """
    CREATE TABLE "article_revisions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "number" INT NOT NULL,
        "title" VARCHAR(200) NOT NULL,
        "source" TEXT NOT NULL,
        "also_asked" TEXT NOT NULL,
        "environment" TEXT NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "source_number" INT,
        "published_at" TIMESTAMPTZ,
        "minor" BOOL NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "published_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "translation_id" BIGINT NOT NULL REFERENCES "article_translations" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_rev_transla_b459df" UNIQUE ("translation_id", "number")
    )
    """,
    'CREATE INDEX "idx_article_rev_author__7bbfb6" ON "article_revisions" ("author_id", "id")',
    """
    CREATE TABLE "article_comments" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "body" TEXT NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "revision_id" BIGINT NOT NULL REFERENCES "article_revisions" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_article_com_revisio_0e2692" ON "article_comments" ("revision_id", "id")',
    'CREATE INDEX "idx_article_com_author__65ccfa" ON "article_comments" ("author_id", "id")',
    """
    CREATE TABLE "article_flags" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(10) NOT NULL,
        "note" VARCHAR(500) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "resolved_at" TIMESTAMPTZ,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "resolved_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "revision_id" BIGINT NOT NULL REFERENCES "article_revisions" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_fla_revisio_fb8c2b" UNIQUE ("revision_id", "person_id", "kind")
    )
    """,
    'CREATE INDEX "idx_article_fla_person__cb62b7" ON "article_flags" ("person_id", "id")',
    """
    CREATE TABLE "article_views" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "viewer_key" VARCHAR(40) NOT NULL,
        "day" DATE NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_vie_article_8141ee" UNIQUE ("article_id", "viewer_key", "day")
    )
    """,
    'CREATE INDEX "idx_article_vie_day_6dfc39" ON "article_views" ("day")',
    """
    CREATE TABLE "article_votes" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "reader_key" VARCHAR(40) NOT NULL,
        "helpful" BOOL NOT NULL,
        "reason" VARCHAR(500) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "revision_id" BIGINT NOT NULL REFERENCES "article_revisions" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_vot_revisio_af9f7f" UNIQUE ("revision_id", "reader_key")
    )
    """,
    'CREATE INDEX "idx_article_vot_reader__494216" ON "article_votes" ("reader_key", "id")',
]
