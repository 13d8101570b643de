"""The index by which questions that ask the same are found: words, their counts, vectors, and fitted weights.

SQLite looks words up in an FTS5 index that keeps no text of its own and is kept in step by triggers; PostgreSQL in an
inverted index over the same words. Both split at spaces only: the words were made in Python (forum.text.tokens).
"""

_ONE_WORD = "string_to_array(\"title_tokens\" || ' ' || \"body_tokens\", ' ')"

SQLITE = [
    """
    CREATE TABLE "duplicate_texts" (
        "title_tokens" TEXT NOT NULL,
        "body_tokens" TEXT NOT NULL,
        "title_line" TEXT NOT NULL,
        "codes" TEXT NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "fingerprint" VARCHAR(64) NOT NULL,
        "version" INT NOT NULL,
        "indexed_at" TIMESTAMP NOT NULL,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_t_version_715b90" ON "duplicate_texts" ("version", "thread_id")',
    """
    CREATE TABLE "duplicate_vectors" (
        "embedder" VARCHAR(80) NOT NULL,
        "cell" INT NOT NULL,
        "title" BLOB NOT NULL,
        "whole" BLOB NOT NULL,
        "place" BLOB,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_v_embedde_de10b0" ON "duplicate_vectors" ("embedder", "cell", "thread_id")',
    """
    CREATE TABLE "duplicate_terms" (
        "term" VARCHAR(80) NOT NULL PRIMARY KEY,
        "thread_count" BIGINT NOT NULL,
        "title_count" BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE "duplicate_weights" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "detector_version" INT NOT NULL,
        "decisions" INT NOT NULL,
        "weights" JSON NOT NULL,
        "fitted_at" TIMESTAMP NOT NULL
    )
    """,
    """
    CREATE VIRTUAL TABLE "duplicate_words" USING fts5(
        title_tokens, body_tokens, content='duplicate_texts', content_rowid='thread_id',
        tokenize="ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{|}~\\'"
    )
    """,
    """
    CREATE TRIGGER "duplicate_words_added" AFTER INSERT ON "duplicate_texts" BEGIN
        INSERT INTO duplicate_words (rowid, title_tokens, body_tokens)
        VALUES (new.thread_id, new.title_tokens, new.body_tokens);
    END
    """,
    """
    CREATE TRIGGER "duplicate_words_removed" AFTER DELETE ON "duplicate_texts" BEGIN
        INSERT INTO duplicate_words (duplicate_words, rowid, title_tokens, body_tokens)
        VALUES ('delete', old.thread_id, old.title_tokens, old.body_tokens);
    END
    """,
    """
    CREATE TRIGGER "duplicate_words_changed" AFTER UPDATE OF title_tokens, body_tokens ON "duplicate_texts" BEGIN
        INSERT INTO duplicate_words (duplicate_words, rowid, title_tokens, body_tokens)
        VALUES ('delete', old.thread_id, old.title_tokens, old.body_tokens);
        INSERT INTO duplicate_words (rowid, title_tokens, body_tokens)
        VALUES (new.thread_id, new.title_tokens, new.body_tokens);
    END
    """,
]

POSTGRES = [
    """
    CREATE TABLE "duplicate_texts" (
        "title_tokens" TEXT NOT NULL,
        "body_tokens" TEXT NOT NULL,
        "title_line" TEXT NOT NULL,
        "codes" TEXT NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "fingerprint" VARCHAR(64) NOT NULL,
        "version" INT NOT NULL,
        "indexed_at" TIMESTAMPTZ NOT NULL,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_t_version_715b90" ON "duplicate_texts" ("version", "thread_id")',
    f'CREATE INDEX "idx_duplicate_texts_words" ON "duplicate_texts" USING gin (({_ONE_WORD})) WITH (fastupdate = off)',
    """
    CREATE TABLE "duplicate_vectors" (
        "embedder" VARCHAR(80) NOT NULL,
        "cell" INT NOT NULL,
        "title" BYTEA NOT NULL,
        "whole" BYTEA NOT NULL,
        "place" BYTEA,
        "thread_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_duplicate_v_embedde_de10b0" ON "duplicate_vectors" ("embedder", "cell", "thread_id")',
    """
    CREATE TABLE "duplicate_terms" (
        "term" VARCHAR(80) NOT NULL PRIMARY KEY,
        "thread_count" BIGINT NOT NULL,
        "title_count" BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE "duplicate_weights" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "detector_version" INT NOT NULL,
        "decisions" INT NOT NULL,
        "weights" JSONB NOT NULL,
        "fitted_at" TIMESTAMPTZ NOT NULL
    )
    """,
]
