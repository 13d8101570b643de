"""The search: the words of every post with their index, spellings, and searches that people keep or that found nothing.

The words are made in Python and split at spaces only. SQLite keeps its FTS5 index in step by triggers. Nothing is filled
here: a job takes up what is in the database already, in slices.
"""

SQLITE = [
    """
    CREATE TABLE "missed_searches" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "query" VARCHAR(100) NOT NULL UNIQUE,
        "count" INT NOT NULL,
        "first_at" TIMESTAMP NOT NULL,
        "last_at" TIMESTAMP NOT NULL
    )
    """,
    'CREATE INDEX "idx_missed_sear_last_at_501785" ON "missed_searches" ("last_at")',
    """
    CREATE TABLE "recent_searches" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "query" VARCHAR(300) NOT NULL,
        "searched_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_recent_sear_person__b7197f" UNIQUE ("person_id", "query")
    )
    """,
    'CREATE INDEX "idx_recent_sear_person__3fc1c7" ON "recent_searches" ("person_id", "searched_at")',
    """
    CREATE TABLE "saved_searches" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(60) NOT NULL,
        "query" VARCHAR(300) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_saved_searc_person__fc97b9" UNIQUE ("person_id", "name")
    )
    """,
    """
    CREATE TABLE "search_documents" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "position" INT NOT NULL,
        "analysis" INT NOT NULL,
        "title" TEXT NOT NULL,
        "tags" TEXT NOT NULL,
        "words" TEXT NOT NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_search_docu_thread__644f53" ON "search_documents" ("thread_id", "id")',
    """
    CREATE TABLE "search_progress" (
        "id" INT NOT NULL PRIMARY KEY,
        "analysis" INT NOT NULL,
        "upto" BIGINT NOT NULL,
        "goal" BIGINT NOT NULL,
        "finished_at" TIMESTAMP
    )
    """,
    """
    CREATE TABLE "search_spellings" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "head" VARCHAR(4) NOT NULL,
        "tail" VARCHAR(8) NOT NULL,
        "word" VARCHAR(24) NOT NULL,
        "category_id" BIGINT NOT NULL REFERENCES "categories" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_search_spel_categor_da8f8a" UNIQUE ("category_id", "word")
    )
    """,
    'CREATE INDEX "idx_search_spel_head_6f7f35" ON "search_spellings" ("head", "category_id")',
    'CREATE INDEX "idx_search_spel_tail_2ad46c" ON "search_spellings" ("tail", "category_id")',
    """
    CREATE VIRTUAL TABLE "search_words" USING fts5(
        title, tags, words, content='search_documents', content_rowid='id', detail=column,
        tokenize="ascii tokenchars '._:/@+#-'''"
    )
    """,
    """
    CREATE TRIGGER "search_words_added" AFTER INSERT ON "search_documents" BEGIN
        INSERT INTO search_words (rowid, title, tags, words) VALUES (new.id, new.title, new.tags, new.words);
    END
    """,
    """
    CREATE TRIGGER "search_words_removed" AFTER DELETE ON "search_documents" BEGIN
        INSERT INTO search_words (search_words, rowid, title, tags, words)
        VALUES ('delete', old.id, old.title, old.tags, old.words);
    END
    """,
    """
    CREATE TRIGGER "search_words_changed" AFTER UPDATE OF "id", "title", "tags", "words" ON "search_documents" BEGIN
        INSERT INTO search_words (search_words, rowid, title, tags, words)
        VALUES ('delete', old.id, old.title, old.tags, old.words);
        INSERT INTO search_words (rowid, title, tags, words) VALUES (new.id, new.title, new.tags, new.words);
    END
    """,
]

POSTGRES = [
    """
    CREATE TABLE "missed_searches" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "query" VARCHAR(100) NOT NULL UNIQUE,
        "count" INT NOT NULL,
        "first_at" TIMESTAMPTZ NOT NULL,
        "last_at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE INDEX "idx_missed_sear_last_at_501785" ON "missed_searches" ("last_at")',
    """
    CREATE TABLE "recent_searches" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "query" VARCHAR(300) NOT NULL,
        "searched_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_recent_sear_person__b7197f" UNIQUE ("person_id", "query")
    )
    """,
    'CREATE INDEX "idx_recent_sear_person__3fc1c7" ON "recent_searches" ("person_id", "searched_at")',
    """
    CREATE TABLE "saved_searches" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(60) NOT NULL,
        "query" VARCHAR(300) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_saved_searc_person__fc97b9" UNIQUE ("person_id", "name")
    )
    """,
    """
    CREATE TABLE "search_documents" (
        "id" BIGINT NOT NULL PRIMARY KEY,
        "position" INT NOT NULL,
        "analysis" INT NOT NULL,
        "title" TEXT NOT NULL,
        "tags" TEXT NOT NULL,
        "words" TSVECTOR NOT NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_search_docu_thread__644f53" ON "search_documents" ("thread_id", "id")',
    """
    CREATE TABLE "search_progress" (
        "id" INT NOT NULL PRIMARY KEY,
        "analysis" INT NOT NULL,
        "upto" BIGINT NOT NULL,
        "goal" BIGINT NOT NULL,
        "finished_at" TIMESTAMPTZ
    )
    """,
    """
    CREATE TABLE "search_spellings" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "head" VARCHAR(4) NOT NULL,
        "tail" VARCHAR(8) NOT NULL,
        "word" VARCHAR(24) NOT NULL,
        "category_id" BIGINT NOT NULL REFERENCES "categories" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_search_spel_categor_da8f8a" UNIQUE ("category_id", "word")
    )
    """,
    'CREATE INDEX "idx_search_spel_head_6f7f35" ON "search_spellings" ("head", "category_id")',
    'CREATE INDEX "idx_search_spel_tail_2ad46c" ON "search_spellings" ("tail", "category_id")',
    'CREATE INDEX "idx_search_words" ON "search_documents" USING gin ("words") WITH (fastupdate=off)',
]
