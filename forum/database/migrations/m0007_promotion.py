"""From threads to articles: promotions with their sources and credits, proposals with wishes, rules; solved by an article."""

SQLITE = [
    'ALTER TABLE "solutions" ADD COLUMN "article_id" BIGINT REFERENCES "articles" ("id") ON DELETE SET NULL',
    'CREATE INDEX "idx_solutions_article_dd38bb" ON "solutions" ("article_id", "id")',
    """
    CREATE TABLE "article_promotions" (
        "promoted_at" TIMESTAMP NOT NULL,
        "wider_see" VARCHAR(8) NOT NULL,
        "wider_at" TIMESTAMP,
        "told_at" TIMESTAMP,
        "promoted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "wider_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "wider_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE SET NULL,
        "article_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "articles" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_article_pro_thread__7fa937" ON "article_promotions" ("thread_id", "article_id")',
    """
    CREATE TABLE "article_sources" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "added_at" TIMESTAMP NOT NULL,
        "added_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_sou_article_c42ef8" UNIQUE ("article_id", "thread_id")
    )
    """,
    'CREATE INDEX "idx_article_sou_thread__8f2915" ON "article_sources" ("thread_id", "article_id")',
    """
    CREATE TABLE "article_credits" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_cre_article_cc065f" UNIQUE ("article_id", "post_id")
    )
    """,
    'CREATE INDEX "idx_article_cre_person__27be04" ON "article_credits" ("person_id", "id")',
    """
    CREATE TABLE "article_proposals" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "state" VARCHAR(12) NOT NULL,
        "origin" VARCHAR(8) NOT NULL,
        "opened_at" TIMESTAMP NOT NULL,
        "state_at" TIMESTAMP NOT NULL,
        "reason" VARCHAR(500) NOT NULL,
        "member_count" INT NOT NULL,
        "wish_count" INT NOT NULL,
        "before" JSON,
        "version" INT NOT NULL,
        "article_id" BIGINT REFERENCES "articles" ("id") ON DELETE SET NULL,
        "holder_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "opened_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "state_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL UNIQUE REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_article_pro_state_7fefd2" ON "article_proposals" ("state", "id")',
    'CREATE INDEX "idx_article_pro_holder__44b053" ON "article_proposals" ("holder_id", "id")',
    'CREATE INDEX "idx_article_pro_article_ccd85d" ON "article_proposals" ("article_id", "id")',
    """
    CREATE TABLE "article_wishes" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "proposal_id" BIGINT NOT NULL REFERENCES "article_proposals" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_wis_thread__de20c8" UNIQUE ("thread_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_article_wis_proposa_c0cdca" ON "article_wishes" ("proposal_id", "id")',
    'CREATE INDEX "idx_article_wis_person__c823ad" ON "article_wishes" ("person_id", "id")',
    """
    CREATE TABLE "promotion_rules" (
        "proposes" INT NOT NULL,
        "members" INT NOT NULL,
        "askers" INT NOT NULL,
        "solved_percent" INT NOT NULL,
        "within_days" INT NOT NULL,
        "updated_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "section_id" BIGINT REFERENCES "article_sections" ("id") ON DELETE SET NULL,
        "updated_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "category_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "categories" ("id") ON DELETE CASCADE
    )
    """,
]

POSTGRES = [
    'ALTER TABLE "solutions" ADD COLUMN "article_id" BIGINT REFERENCES "articles" ("id") ON DELETE SET NULL',
    'CREATE INDEX "idx_solutions_article_dd38bb" ON "solutions" ("article_id", "id")',
    """
    CREATE TABLE "article_promotions" (
        "promoted_at" TIMESTAMPTZ NOT NULL,
        "wider_see" VARCHAR(8) NOT NULL,
        "wider_at" TIMESTAMPTZ,
        "told_at" TIMESTAMPTZ,
        "promoted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        "wider_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "wider_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE SET NULL,
        "article_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "articles" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_article_pro_thread__7fa937" ON "article_promotions" ("thread_id", "article_id")',
    """
    CREATE TABLE "article_sources" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "added_at" TIMESTAMPTZ NOT NULL,
        "added_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_sou_article_c42ef8" UNIQUE ("article_id", "thread_id")
    )
    """,
    'CREATE INDEX "idx_article_sou_thread__8f2915" ON "article_sources" ("thread_id", "article_id")',
    """
    CREATE TABLE "article_credits" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_cre_article_cc065f" UNIQUE ("article_id", "post_id")
    )
    """,
    'CREATE INDEX "idx_article_cre_person__27be04" ON "article_credits" ("person_id", "id")',
    """
    CREATE TABLE "article_proposals" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "state" VARCHAR(12) NOT NULL,
        "origin" VARCHAR(8) NOT NULL,
        "opened_at" TIMESTAMPTZ NOT NULL,
        "state_at" TIMESTAMPTZ NOT NULL,
        "reason" VARCHAR(500) NOT NULL,
        "member_count" INT NOT NULL,
        "wish_count" INT NOT NULL,
        "before" JSONB,
        "version" INT NOT NULL,
        "article_id" BIGINT REFERENCES "articles" ("id") ON DELETE SET NULL,
        "holder_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "opened_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "state_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT NOT NULL UNIQUE REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_article_pro_state_7fefd2" ON "article_proposals" ("state", "id")',
    'CREATE INDEX "idx_article_pro_holder__44b053" ON "article_proposals" ("holder_id", "id")',
    'CREATE INDEX "idx_article_pro_article_ccd85d" ON "article_proposals" ("article_id", "id")',
    """
    CREATE TABLE "article_wishes" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "proposal_id" BIGINT NOT NULL REFERENCES "article_proposals" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_wis_thread__de20c8" UNIQUE ("thread_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_article_wis_proposa_c0cdca" ON "article_wishes" ("proposal_id", "id")',
    'CREATE INDEX "idx_article_wis_person__c823ad" ON "article_wishes" ("person_id", "id")',
    """
    CREATE TABLE "promotion_rules" (
        "proposes" BOOL NOT NULL,
        "members" INT NOT NULL,
        "askers" INT NOT NULL,
        "solved_percent" INT NOT NULL,
        "within_days" INT NOT NULL,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "section_id" BIGINT REFERENCES "article_sections" ("id") ON DELETE SET NULL,
        "updated_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "category_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "categories" ("id") ON DELETE CASCADE
    )
    """,
]
