"""Articles in the search, and the bridge's own: answers that are articles, and what was shown to whoever was about to ask.

As with posts, nothing is filled here: a job takes up the articles that are there already.
"""

SQLITE = [
    """
    CREATE TABLE "search_articles" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "lang" VARCHAR(5) NOT NULL,
        "analysis" INT NOT NULL,
        "title" TEXT NOT NULL,
        "asked" TEXT NOT NULL,
        "labels" TEXT NOT NULL,
        "words" TEXT NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_search_arti_article_9e6cce" ON "search_articles" ("article_id", "id")',
    """
    CREATE TABLE "search_article_spellings" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "head" VARCHAR(4) NOT NULL,
        "tail" VARCHAR(8) NOT NULL,
        "word" VARCHAR(24) NOT NULL,
        "document_id" INTEGER NOT NULL REFERENCES "search_articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_search_arti_documen_d0e694" UNIQUE ("document_id", "word")
    )
    """,
    'CREATE INDEX "idx_search_arti_head_972431" ON "search_article_spellings" ("head", "document_id")',
    'CREATE INDEX "idx_search_arti_tail_780ddf" ON "search_article_spellings" ("tail", "document_id")',
    """
    CREATE VIRTUAL TABLE "search_article_words" USING fts5(
        title, asked, labels, words, content='search_articles', content_rowid='id', detail=column,
        tokenize="ascii tokenchars '._:/@+#-'''"
    )
    """,
    """
    CREATE TRIGGER "search_article_words_added" AFTER INSERT ON "search_articles" BEGIN
        INSERT INTO search_article_words (rowid, title, asked, labels, words)
        VALUES (new.id, new.title, new.asked, new.labels, new.words);
    END
    """,
    """
    CREATE TRIGGER "search_article_words_removed" AFTER DELETE ON "search_articles" BEGIN
        INSERT INTO search_article_words (search_article_words, rowid, title, asked, labels, words)
        VALUES ('delete', old.id, old.title, old.asked, old.labels, old.words);
    END
    """,
    """
    CREATE TRIGGER "search_article_words_changed" AFTER UPDATE OF "id", "title", "asked", "labels", "words"
    ON "search_articles" BEGIN
        INSERT INTO search_article_words (search_article_words, rowid, title, asked, labels, words)
        VALUES ('delete', old.id, old.title, old.asked, old.labels, old.words);
        INSERT INTO search_article_words (rowid, title, asked, labels, words)
        VALUES (new.id, new.title, new.asked, new.labels, new.words);
    END
    """,
    """
    CREATE TABLE "article_answers" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "linked_at" TIMESTAMP NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_ans_post_id_733fd2" UNIQUE ("post_id", "article_id")
    )
    """,
    'CREATE INDEX "idx_article_ans_article_178c26" ON "article_answers" ("article_id", "id")',
    'CREATE INDEX "idx_article_ans_thread__b79ad3" ON "article_answers" ("thread_id", "id")',
    'CREATE INDEX "idx_article_ans_person__b43d07" ON "article_answers" ("person_id", "id")',
    """
    CREATE TABLE "composings" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "key" VARCHAR(64) NOT NULL UNIQUE,
        "lang" VARCHAR(5) NOT NULL,
        "typed" VARCHAR(300) NOT NULL,
        "started_at" TIMESTAMP NOT NULL,
        "dismissed_at" TIMESTAMP,
        "posted_at" TIMESTAMP,
        "category_id" BIGINT REFERENCES "categories" ("id") ON DELETE SET NULL,
        "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT REFERENCES "threads" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_composings_started_19fb37" ON "composings" ("started_at", "id")',
    'CREATE INDEX "idx_composings_person__c7a96f" ON "composings" ("person_id", "started_at")',
    'CREATE INDEX "idx_composings_thread__6e5c8d" ON "composings" ("thread_id", "id")',
    """
    CREATE TABLE "suggestions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "rank" INT NOT NULL,
        "shown_at" TIMESTAMP NOT NULL,
        "opened_at" TIMESTAMP,
        "solved_at" TIMESTAMP,
        "article_id" BIGINT REFERENCES "articles" ("id") ON DELETE CASCADE,
        "composing_id" BIGINT NOT NULL REFERENCES "composings" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_suggestions_composi_39ea4e" UNIQUE ("composing_id", "article_id"),
        CONSTRAINT "uid_suggestions_composi_b90152" UNIQUE ("composing_id", "thread_id")
    )
    """,
    'CREATE INDEX "idx_suggestions_article_7ee0c1" ON "suggestions" ("article_id", "shown_at")',
    'CREATE INDEX "idx_suggestions_thread__878748" ON "suggestions" ("thread_id", "shown_at")',
]

POSTGRES = [
    """
    CREATE TABLE "search_articles" (
        "id" BIGINT NOT NULL PRIMARY KEY,
        "lang" VARCHAR(5) NOT NULL,
        "analysis" INT NOT NULL,
        "title" TEXT NOT NULL,
        "asked" TEXT NOT NULL,
        "labels" TEXT NOT NULL,
        "words" TSVECTOR NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_search_arti_article_9e6cce" ON "search_articles" ("article_id", "id")',
    """
    CREATE TABLE "search_article_spellings" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "head" VARCHAR(4) NOT NULL,
        "tail" VARCHAR(8) NOT NULL,
        "word" VARCHAR(24) NOT NULL,
        "document_id" BIGINT NOT NULL REFERENCES "search_articles" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_search_arti_documen_d0e694" UNIQUE ("document_id", "word")
    )
    """,
    'CREATE INDEX "idx_search_arti_head_972431" ON "search_article_spellings" ("head", "document_id")',
    'CREATE INDEX "idx_search_arti_tail_780ddf" ON "search_article_spellings" ("tail", "document_id")',
    'CREATE INDEX "idx_search_article_words" ON "search_articles" USING gin ("words") WITH (fastupdate=off)',
    """
    CREATE TABLE "article_answers" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "linked_at" TIMESTAMPTZ NOT NULL,
        "article_id" BIGINT NOT NULL REFERENCES "articles" ("id") ON DELETE CASCADE,
        "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_article_ans_post_id_733fd2" UNIQUE ("post_id", "article_id")
    )
    """,
    'CREATE INDEX "idx_article_ans_article_178c26" ON "article_answers" ("article_id", "id")',
    'CREATE INDEX "idx_article_ans_thread__b79ad3" ON "article_answers" ("thread_id", "id")',
    'CREATE INDEX "idx_article_ans_person__b43d07" ON "article_answers" ("person_id", "id")',
    """
    CREATE TABLE "composings" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "key" VARCHAR(64) NOT NULL UNIQUE,
        "lang" VARCHAR(5) NOT NULL,
        "typed" VARCHAR(300) NOT NULL,
        "started_at" TIMESTAMPTZ NOT NULL,
        "dismissed_at" TIMESTAMPTZ,
        "posted_at" TIMESTAMPTZ,
        "category_id" BIGINT REFERENCES "categories" ("id") ON DELETE SET NULL,
        "person_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "thread_id" BIGINT REFERENCES "threads" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_composings_started_19fb37" ON "composings" ("started_at", "id")',
    'CREATE INDEX "idx_composings_person__c7a96f" ON "composings" ("person_id", "started_at")',
    'CREATE INDEX "idx_composings_thread__6e5c8d" ON "composings" ("thread_id", "id")',
    """
    CREATE TABLE "suggestions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "rank" INT NOT NULL,
        "shown_at" TIMESTAMPTZ NOT NULL,
        "opened_at" TIMESTAMPTZ,
        "solved_at" TIMESTAMPTZ,
        "article_id" BIGINT REFERENCES "articles" ("id") ON DELETE CASCADE,
        "composing_id" BIGINT NOT NULL REFERENCES "composings" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_suggestions_composi_39ea4e" UNIQUE ("composing_id", "article_id"),
        CONSTRAINT "uid_suggestions_composi_b90152" UNIQUE ("composing_id", "thread_id")
    )
    """,
    'CREATE INDEX "idx_suggestions_article_7ee0c1" ON "suggestions" ("article_id", "shown_at")',
    'CREATE INDEX "idx_suggestions_thread__878748" ON "suggestions" ("thread_id", "shown_at")',
]
