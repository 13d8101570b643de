"""The first schema: people, shelves, threads, solutions, notifications, and the outbox they stand on."""

SQLITE = [
    """
    CREATE TABLE "events" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(60) NOT NULL,
        "actor_id" BIGINT,
        "subject_type" VARCHAR(20) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "data" JSON NOT NULL,
        "at" TIMESTAMP NOT NULL
    )
    """,
    'CREATE INDEX "idx_events_subject_5ab351" ON "events" ("subject_type", "subject_id", "id")',
    'CREATE INDEX "idx_events_name_f1e7ee" ON "events" ("name", "id")',
    'CREATE INDEX "idx_events_actor_i_d3829b" ON "events" ("actor_id", "id")',
    """
    CREATE TABLE "deliveries" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "listener" VARCHAR(120) NOT NULL,
        "attempts" INT NOT NULL,
        "due_at" TIMESTAMP NOT NULL,
        "claimed_until" TIMESTAMP,
        "stuck_at" TIMESTAMP,
        "error" TEXT,
        "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
        CONSTRAINT "uid_deliveries_event_i_17ea27" UNIQUE ("event_id", "listener")
    )
    """,
    'CREATE INDEX "idx_deliveries_due_at_15f9a0" ON "deliveries" ("due_at", "id")',
    """
    CREATE TABLE "job_runs" (
        "name" VARCHAR(80) NOT NULL PRIMARY KEY,
        "due_at" TIMESTAMP NOT NULL,
        "leased_until" TIMESTAMP,
        "finished_at" TIMESTAMP,
        "error" TEXT
    )
    """,
    """
    CREATE TABLE "letters" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "recipient" VARCHAR(254) NOT NULL,
        "recipient_id" BIGINT,
        "subject" VARCHAR(300) NOT NULL,
        "text" TEXT NOT NULL,
        "html" TEXT NOT NULL,
        "headers" JSON NOT NULL,
        "dedupe_key" VARCHAR(120) UNIQUE,
        "created_at" TIMESTAMP NOT NULL,
        "send_after" TIMESTAMP NOT NULL,
        "claimed_until" TIMESTAMP,
        "attempts" INT NOT NULL,
        "last_error" TEXT,
        "sent_at" TIMESTAMP
    )
    """,
    'CREATE INDEX "idx_letters_sent_at_4e59d8" ON "letters" ("sent_at", "send_after", "id")',
    'CREATE INDEX "idx_letters_recipie_928086" ON "letters" ("recipient_id")',
    """
    CREATE TABLE "address_locks" (
        "address" VARCHAR(45) NOT NULL PRIMARY KEY,
        "failed_count" INT NOT NULL,
        "first_failed_at" TIMESTAMP NOT NULL,
        "locked_until" TIMESTAMP
    )
    """,
    """
    CREATE TABLE "groups" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(60) NOT NULL,
        "name_key" VARCHAR(120) NOT NULL UNIQUE,
        "description" VARCHAR(300) NOT NULL,
        "created_at" TIMESTAMP NOT NULL
    )
    """,
    """
    CREATE TABLE "people" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(30) NOT NULL,
        "name_key" VARCHAR(60) NOT NULL UNIQUE,
        "display_name" VARCHAR(60) NOT NULL,
        "email" VARCHAR(254),
        "email_key" VARCHAR(254) UNIQUE,
        "email_verified_at" TIMESTAMP,
        "password_hash" VARCHAR(255) NOT NULL,
        "role" VARCHAR(16) NOT NULL,
        "bio" TEXT NOT NULL,
        "bio_html" TEXT NOT NULL,
        "language" VARCHAR(5) NOT NULL,
        "time_zone" VARCHAR(60) NOT NULL,
        "reputation" INT NOT NULL,
        "accepted_count" INT NOT NULL,
        "helpful_count" INT NOT NULL,
        "failed_sign_ins" INT NOT NULL,
        "locked_until" TIMESTAMP,
        "suspended_until" TIMESTAMP,
        "anonymised_at" TIMESTAMP,
        "last_seen_at" TIMESTAMP,
        "previous_seen_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL
    )
    """,
    'CREATE INDEX "idx_people_reputat_3bc303" ON "people" ("reputation", "id")',
    """
    CREATE TABLE "group_members" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "added_at" TIMESTAMP NOT NULL,
        "group_id" BIGINT NOT NULL REFERENCES "groups" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_group_membe_group_i_1a3476" UNIQUE ("group_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_group_membe_person__b1547d" ON "group_members" ("person_id")',
    """
    CREATE TABLE "reputation_entries" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "reason" VARCHAR(20) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "points" INT NOT NULL,
        "at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_reputation__person__b47bc9" UNIQUE ("person_id", "reason", "subject_id")
    )
    """,
    'CREATE INDEX "idx_reputation__at_ddb2af" ON "reputation_entries" ("at", "person_id")',
    """
    CREATE TABLE "sessions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "secret_hash" VARCHAR(64) NOT NULL UNIQUE,
        "user_agent" VARCHAR(300) NOT NULL,
        "address" VARCHAR(45) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "last_used_at" TIMESTAMP NOT NULL,
        "expires_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_sessions_person__cb9f1b" ON "sessions" ("person_id", "last_used_at")',
    """
    CREATE TABLE "tokens" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "purpose" VARCHAR(10) NOT NULL,
        "secret_hash" VARCHAR(64) NOT NULL UNIQUE,
        "email" VARCHAR(254) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "expires_at" TIMESTAMP NOT NULL,
        "used_at" TIMESTAMP,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_tokens_person__e458e5" ON "tokens" ("person_id", "purpose")',
    """
    CREATE TABLE "categories" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(60) NOT NULL,
        "slug" VARCHAR(80) NOT NULL UNIQUE,
        "description" VARCHAR(500) NOT NULL,
        "colour" VARCHAR(7) NOT NULL,
        "position" INT NOT NULL,
        "see" VARCHAR(8) NOT NULL,
        "ask" VARCHAR(8) NOT NULL,
        "answer" VARCHAR(8) NOT NULL,
        "types" VARCHAR(80) NOT NULL,
        "template" JSON NOT NULL,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "answer_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT,
        "ask_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT,
        "parent_id" BIGINT REFERENCES "categories" ("id") ON DELETE RESTRICT,
        "see_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_categories_parent__d9d61b" ON "categories" ("parent_id", "position")',
    """
    CREATE TABLE "tags" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(40) NOT NULL,
        "name_key" VARCHAR(80) NOT NULL UNIQUE,
        "description" VARCHAR(500) NOT NULL,
        "thread_count" INT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "created_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "synonym_of_id" BIGINT REFERENCES "tags" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_tags_thread__93fc8b" ON "tags" ("thread_count", "id")',
    'CREATE INDEX "idx_tags_synonym_16e1f5" ON "tags" ("synonym_of_id")',
    """
    CREATE TABLE "drafts" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "key" VARCHAR(40) NOT NULL,
        "data" JSON NOT NULL,
        "updated_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_drafts_person__cdb918" UNIQUE ("person_id", "key")
    )
    """,
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
    'CREATE INDEX "idx_threads_last_ac_0ee3e7" ON "threads" ("last_activity_at", "id")',
    'CREATE INDEX "idx_threads_created_cee835" ON "threads" ("created_at", "id")',
    'CREATE INDEX "idx_threads_status_a8ecc7" ON "threads" ("status", "last_activity_at", "id")',
    'CREATE INDEX "idx_threads_status_21b417" ON "threads" ("status", "status_at", "id")',
    'CREATE INDEX "idx_threads_respons_4f3ade" ON "threads" ("response_count", "created_at", "id")',
    'CREATE INDEX "idx_threads_same_pr_af6bb6" ON "threads" ("same_problem_count", "view_count", "id")',
    'CREATE INDEX "idx_threads_waiting_5fb25c" ON "threads" ("waiting_since", "id")',
    'CREATE INDEX "idx_threads_categor_4f56b8" ON "threads" ("category_id", "last_activity_at", "id")',
    'CREATE INDEX "idx_threads_categor_0832ff" ON "threads" ("category_id", "created_at", "id")',
    'CREATE INDEX "idx_threads_author__12d5c6" ON "threads" ("author_id", "created_at", "id")',
    'CREATE INDEX "idx_threads_type_438f9f" ON "threads" ("type", "last_activity_at", "id")',
    'CREATE INDEX "idx_threads_pinned__b82e71" ON "threads" ("pinned_until", "id")',
    """
    CREATE TABLE "bookmarks" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_bookmarks_person__5d5f43" UNIQUE ("person_id", "thread_id")
    )
    """,
    'CREATE INDEX "idx_bookmarks_person__d83820" ON "bookmarks" ("person_id", "created_at", "id")',
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
    'CREATE INDEX "idx_posts_author__ffbbfb" ON "posts" ("author_id", "created_at", "id")',
    'CREATE INDEX "idx_posts_html_ve_0b8d43" ON "posts" ("html_version", "id")',
    """
    CREATE TABLE "helpful_votes" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_helpful_vot_post_id_f553b9" UNIQUE ("post_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_helpful_vot_person__d6a907" ON "helpful_votes" ("person_id", "created_at")',
    """
    CREATE TABLE "read_marks" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "position" INT NOT NULL,
        "read_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_read_marks_person__becf2a" UNIQUE ("person_id", "thread_id")
    )
    """,
    """
    CREATE TABLE "revisions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "number" INT NOT NULL,
        "title" VARCHAR(200) NOT NULL,
        "source" TEXT NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "uid_revisions_post_id_8b12d5" UNIQUE ("post_id", "number")
    )
    """,
    """
    CREATE TABLE "same_problems" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_same_proble_thread__ec264e" UNIQUE ("thread_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_same_proble_person__24f645" ON "same_problems" ("person_id", "created_at")',
    """
    CREATE TABLE "thread_tags" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "last_activity_at" TIMESTAMP NOT NULL,
        "tag_id" BIGINT NOT NULL REFERENCES "tags" ("id") ON DELETE RESTRICT,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_thread_tags_thread__63a1aa" UNIQUE ("thread_id", "tag_id")
    )
    """,
    'CREATE INDEX "idx_thread_tags_tag_id_49fa0e" ON "thread_tags" ("tag_id", "last_activity_at", "thread_id")',
    """
    CREATE TABLE "views" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "viewer_key" VARCHAR(40) NOT NULL,
        "day" DATE NOT NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_views_thread__6712c3" UNIQUE ("thread_id", "viewer_key", "day")
    )
    """,
    'CREATE INDEX "idx_views_day_2e7e10" ON "views" ("day")',
    """
    CREATE TABLE "official_marks" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "marked_at" TIMESTAMP NOT NULL,
        "marked_by_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "post_id" BIGINT NOT NULL UNIQUE REFERENCES "posts" ("id") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE "solutions" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "source" VARCHAR(16) NOT NULL,
        "accepted_at" TIMESTAMP NOT NULL,
        "note" VARCHAR(500) NOT NULL,
        "accepted_by_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "thread_id" BIGINT NOT NULL UNIQUE REFERENCES "threads" ("id") ON DELETE RESTRICT,
        "post_id" BIGINT UNIQUE REFERENCES "posts" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_solutions_accepte_62eaef" ON "solutions" ("accepted_at", "id")',
    """
    CREATE TABLE "solved_reminders" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "due_at" TIMESTAMP NOT NULL,
        "sent_count" INT NOT NULL,
        "last_sent_at" TIMESTAMP,
        "answered_at" TIMESTAMP,
        "thread_id" BIGINT NOT NULL UNIQUE REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_solved_remi_due_at_4e7bc8" ON "solved_reminders" ("due_at", "id")',
    """
    CREATE TABLE "notifications" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(20) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "read_at" TIMESTAMP,
        "lettered_at" TIMESTAMP,
        "actor_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "post_id" BIGINT REFERENCES "posts" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_notificatio_person__eebc7a" UNIQUE ("person_id", "event_id")
    )
    """,
    'CREATE INDEX "idx_notificatio_person__1dd940" ON "notifications" ("person_id", "read_at", "id")',
    'CREATE INDEX "idx_notificatio_lettere_131374" ON "notifications" ("lettered_at", "id")',
    """
    CREATE TABLE "notification_preferences" (
        "letters" VARCHAR(10) NOT NULL,
        "silent_kinds" VARCHAR(300) NOT NULL,
        "watch_own" INT NOT NULL,
        "watch_replied" INT NOT NULL,
        "last_daily_at" TIMESTAMP,
        "updated_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE "watches" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "target_type" VARCHAR(10) NOT NULL,
        "target_id" BIGINT NOT NULL,
        "level" VARCHAR(10) NOT NULL,
        "reason" VARCHAR(15) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_watches_person__ad84d8" UNIQUE ("person_id", "target_type", "target_id")
    )
    """,
    'CREATE INDEX "idx_watches_target__a185d5" ON "watches" ("target_type", "target_id", "level")',
    """
    INSERT INTO people (id, name, name_key, display_name, password_hash, role, bio, bio_html, language, time_zone, reputation, accepted_count, helpful_count, failed_sign_ins, created_at, version) VALUES (1, 'system', 'system', 'Kotae', '', 'system', '', '', '', '', 0, 0, 0, 0, '2026-01-01 00:00:00+00:00', 1)
    """,
]

POSTGRES = [
    """
    CREATE TABLE "events" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(60) NOT NULL,
        "actor_id" BIGINT,
        "subject_type" VARCHAR(20) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "data" JSONB NOT NULL,
        "at" TIMESTAMPTZ NOT NULL
    )
    """,
    'CREATE INDEX "idx_events_subject_5ab351" ON "events" ("subject_type", "subject_id", "id")',
    'CREATE INDEX "idx_events_name_f1e7ee" ON "events" ("name", "id")',
    'CREATE INDEX "idx_events_actor_i_d3829b" ON "events" ("actor_id", "id")',
    """
    CREATE TABLE "deliveries" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "listener" VARCHAR(120) NOT NULL,
        "attempts" INT NOT NULL,
        "due_at" TIMESTAMPTZ NOT NULL,
        "claimed_until" TIMESTAMPTZ,
        "stuck_at" TIMESTAMPTZ,
        "error" TEXT,
        "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
        CONSTRAINT "uid_deliveries_event_i_17ea27" UNIQUE ("event_id", "listener")
    )
    """,
    'CREATE INDEX "idx_deliveries_due_at_15f9a0" ON "deliveries" ("due_at", "id")',
    """
    CREATE TABLE "job_runs" (
        "name" VARCHAR(80) NOT NULL PRIMARY KEY,
        "due_at" TIMESTAMPTZ NOT NULL,
        "leased_until" TIMESTAMPTZ,
        "finished_at" TIMESTAMPTZ,
        "error" TEXT
    )
    """,
    """
    CREATE TABLE "letters" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "recipient" VARCHAR(254) NOT NULL,
        "recipient_id" BIGINT,
        "subject" VARCHAR(300) NOT NULL,
        "text" TEXT NOT NULL,
        "html" TEXT NOT NULL,
        "headers" JSONB NOT NULL,
        "dedupe_key" VARCHAR(120) UNIQUE,
        "created_at" TIMESTAMPTZ NOT NULL,
        "send_after" TIMESTAMPTZ NOT NULL,
        "claimed_until" TIMESTAMPTZ,
        "attempts" INT NOT NULL,
        "last_error" TEXT,
        "sent_at" TIMESTAMPTZ
    )
    """,
    'CREATE INDEX "idx_letters_sent_at_4e59d8" ON "letters" ("sent_at", "send_after", "id")',
    'CREATE INDEX "idx_letters_recipie_928086" ON "letters" ("recipient_id")',
    """
    CREATE TABLE "address_locks" (
        "address" VARCHAR(45) NOT NULL PRIMARY KEY,
        "failed_count" INT NOT NULL,
        "first_failed_at" TIMESTAMPTZ NOT NULL,
        "locked_until" TIMESTAMPTZ
    )
    """,
    """
    CREATE TABLE "groups" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(60) NOT NULL,
        "name_key" VARCHAR(120) NOT NULL UNIQUE,
        "description" VARCHAR(300) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL
    )
    """,
    """
    CREATE TABLE "people" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(30) NOT NULL,
        "name_key" VARCHAR(60) NOT NULL UNIQUE,
        "display_name" VARCHAR(60) NOT NULL,
        "email" VARCHAR(254),
        "email_key" VARCHAR(254) UNIQUE,
        "email_verified_at" TIMESTAMPTZ,
        "password_hash" VARCHAR(255) NOT NULL,
        "role" VARCHAR(16) NOT NULL,
        "bio" TEXT NOT NULL,
        "bio_html" TEXT NOT NULL,
        "language" VARCHAR(5) NOT NULL,
        "time_zone" VARCHAR(60) NOT NULL,
        "reputation" INT NOT NULL,
        "accepted_count" INT NOT NULL,
        "helpful_count" INT NOT NULL,
        "failed_sign_ins" INT NOT NULL,
        "locked_until" TIMESTAMPTZ,
        "suspended_until" TIMESTAMPTZ,
        "anonymised_at" TIMESTAMPTZ,
        "last_seen_at" TIMESTAMPTZ,
        "previous_seen_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL
    )
    """,
    'CREATE INDEX "idx_people_reputat_3bc303" ON "people" ("reputation", "id")',
    """
    CREATE TABLE "group_members" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "added_at" TIMESTAMPTZ NOT NULL,
        "group_id" BIGINT NOT NULL REFERENCES "groups" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_group_membe_group_i_1a3476" UNIQUE ("group_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_group_membe_person__b1547d" ON "group_members" ("person_id")',
    """
    CREATE TABLE "reputation_entries" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "reason" VARCHAR(20) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "points" INT NOT NULL,
        "at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_reputation__person__b47bc9" UNIQUE ("person_id", "reason", "subject_id")
    )
    """,
    'CREATE INDEX "idx_reputation__at_ddb2af" ON "reputation_entries" ("at", "person_id")',
    """
    CREATE TABLE "sessions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "secret_hash" VARCHAR(64) NOT NULL UNIQUE,
        "user_agent" VARCHAR(300) NOT NULL,
        "address" VARCHAR(45) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "last_used_at" TIMESTAMPTZ NOT NULL,
        "expires_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_sessions_person__cb9f1b" ON "sessions" ("person_id", "last_used_at")',
    """
    CREATE TABLE "tokens" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "purpose" VARCHAR(10) NOT NULL,
        "secret_hash" VARCHAR(64) NOT NULL UNIQUE,
        "email" VARCHAR(254) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "expires_at" TIMESTAMPTZ NOT NULL,
        "used_at" TIMESTAMPTZ,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_tokens_person__e458e5" ON "tokens" ("person_id", "purpose")',
    """
    CREATE TABLE "categories" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(60) NOT NULL,
        "slug" VARCHAR(80) NOT NULL UNIQUE,
        "description" VARCHAR(500) NOT NULL,
        "colour" VARCHAR(7) NOT NULL,
        "position" INT NOT NULL,
        "see" VARCHAR(8) NOT NULL,
        "ask" VARCHAR(8) NOT NULL,
        "answer" VARCHAR(8) NOT NULL,
        "types" VARCHAR(80) NOT NULL,
        "template" JSONB NOT NULL,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "answer_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT,
        "ask_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT,
        "parent_id" BIGINT REFERENCES "categories" ("id") ON DELETE RESTRICT,
        "see_group_id" BIGINT REFERENCES "groups" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_categories_parent__d9d61b" ON "categories" ("parent_id", "position")',
    """
    CREATE TABLE "tags" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(40) NOT NULL,
        "name_key" VARCHAR(80) NOT NULL UNIQUE,
        "description" VARCHAR(500) NOT NULL,
        "thread_count" INT NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "created_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "synonym_of_id" BIGINT REFERENCES "tags" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_tags_thread__93fc8b" ON "tags" ("thread_count", "id")',
    'CREATE INDEX "idx_tags_synonym_16e1f5" ON "tags" ("synonym_of_id")',
    """
    CREATE TABLE "drafts" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "key" VARCHAR(40) NOT NULL,
        "data" JSONB NOT NULL,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_drafts_person__cdb918" UNIQUE ("person_id", "key")
    )
    """,
    """
    CREATE TABLE "threads" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "type" VARCHAR(12) NOT NULL,
        "title" VARCHAR(200) NOT NULL,
        "slug" VARCHAR(100) NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "status" VARCHAR(10) NOT NULL,
        "status_reason" VARCHAR(200) NOT NULL,
        "status_at" TIMESTAMPTZ NOT NULL,
        "answers" JSONB NOT NULL,
        "tag_names" VARCHAR(300) NOT NULL,
        "solution_post_id" BIGINT,
        "answer_excerpt" VARCHAR(300) NOT NULL,
        "excerpt" VARCHAR(300) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "last_activity_at" TIMESTAMPTZ NOT NULL,
        "last_position" INT NOT NULL,
        "reply_count" INT NOT NULL,
        "response_count" INT NOT NULL,
        "view_count" INT NOT NULL,
        "same_problem_count" INT NOT NULL,
        "first_response_at" TIMESTAMPTZ,
        "waiting_since" TIMESTAMPTZ,
        "pinned_until" TIMESTAMPTZ,
        "locked_at" TIMESTAMPTZ,
        "deleted_at" TIMESTAMPTZ,
        "deleted_reason" VARCHAR(300) NOT NULL,
        "version" INT NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "category_id" BIGINT NOT NULL REFERENCES "categories" ("id") ON DELETE RESTRICT,
        "deleted_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "locked_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "status_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_threads_last_ac_0ee3e7" ON "threads" ("last_activity_at", "id")',
    'CREATE INDEX "idx_threads_created_cee835" ON "threads" ("created_at", "id")',
    'CREATE INDEX "idx_threads_status_a8ecc7" ON "threads" ("status", "last_activity_at", "id")',
    'CREATE INDEX "idx_threads_status_21b417" ON "threads" ("status", "status_at", "id")',
    'CREATE INDEX "idx_threads_respons_4f3ade" ON "threads" ("response_count", "created_at", "id")',
    'CREATE INDEX "idx_threads_same_pr_af6bb6" ON "threads" ("same_problem_count", "view_count", "id")',
    'CREATE INDEX "idx_threads_waiting_5fb25c" ON "threads" ("waiting_since", "id")',
    'CREATE INDEX "idx_threads_categor_4f56b8" ON "threads" ("category_id", "last_activity_at", "id")',
    'CREATE INDEX "idx_threads_categor_0832ff" ON "threads" ("category_id", "created_at", "id")',
    'CREATE INDEX "idx_threads_author__12d5c6" ON "threads" ("author_id", "created_at", "id")',
    'CREATE INDEX "idx_threads_type_438f9f" ON "threads" ("type", "last_activity_at", "id")',
    'CREATE INDEX "idx_threads_pinned__b82e71" ON "threads" ("pinned_until", "id")',
    """
    CREATE TABLE "bookmarks" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_bookmarks_person__5d5f43" UNIQUE ("person_id", "thread_id")
    )
    """,
    'CREATE INDEX "idx_bookmarks_person__d83820" ON "bookmarks" ("person_id", "created_at", "id")',
    """
    CREATE TABLE "posts" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "position" INT NOT NULL,
        "author_role" VARCHAR(16) NOT NULL,
        "source" TEXT NOT NULL,
        "html" TEXT NOT NULL,
        "html_version" INT NOT NULL,
        "plain" TEXT NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "fingerprint" VARCHAR(64) NOT NULL,
        "submit_key" VARCHAR(40),
        "created_at" TIMESTAMPTZ NOT NULL,
        "edited_at" TIMESTAMPTZ,
        "revision_count" INT NOT NULL,
        "helpful_count" INT NOT NULL,
        "official_at" TIMESTAMPTZ,
        "deleted_at" TIMESTAMPTZ,
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
    'CREATE INDEX "idx_posts_author__ffbbfb" ON "posts" ("author_id", "created_at", "id")',
    'CREATE INDEX "idx_posts_html_ve_0b8d43" ON "posts" ("html_version", "id")',
    """
    CREATE TABLE "helpful_votes" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_helpful_vot_post_id_f553b9" UNIQUE ("post_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_helpful_vot_person__d6a907" ON "helpful_votes" ("person_id", "created_at")',
    """
    CREATE TABLE "read_marks" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "position" INT NOT NULL,
        "read_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_read_marks_person__becf2a" UNIQUE ("person_id", "thread_id")
    )
    """,
    """
    CREATE TABLE "revisions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "number" INT NOT NULL,
        "title" VARCHAR(200) NOT NULL,
        "source" TEXT NOT NULL,
        "reason" VARCHAR(200) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "post_id" BIGINT NOT NULL REFERENCES "posts" ("id") ON DELETE RESTRICT,
        CONSTRAINT "uid_revisions_post_id_8b12d5" UNIQUE ("post_id", "number")
    )
    """,
    """
    CREATE TABLE "same_problems" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_same_proble_thread__ec264e" UNIQUE ("thread_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_same_proble_person__24f645" ON "same_problems" ("person_id", "created_at")',
    """
    CREATE TABLE "thread_tags" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "last_activity_at" TIMESTAMPTZ NOT NULL,
        "tag_id" BIGINT NOT NULL REFERENCES "tags" ("id") ON DELETE RESTRICT,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_thread_tags_thread__63a1aa" UNIQUE ("thread_id", "tag_id")
    )
    """,
    'CREATE INDEX "idx_thread_tags_tag_id_49fa0e" ON "thread_tags" ("tag_id", "last_activity_at", "thread_id")',
    """
    CREATE TABLE "views" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "viewer_key" VARCHAR(40) NOT NULL,
        "day" DATE NOT NULL,
        "thread_id" BIGINT NOT NULL REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_views_thread__6712c3" UNIQUE ("thread_id", "viewer_key", "day")
    )
    """,
    'CREATE INDEX "idx_views_day_2e7e10" ON "views" ("day")',
    """
    CREATE TABLE "official_marks" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "marked_at" TIMESTAMPTZ NOT NULL,
        "marked_by_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "post_id" BIGINT NOT NULL UNIQUE REFERENCES "posts" ("id") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE "solutions" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "source" VARCHAR(16) NOT NULL,
        "accepted_at" TIMESTAMPTZ NOT NULL,
        "note" VARCHAR(500) NOT NULL,
        "accepted_by_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "thread_id" BIGINT NOT NULL UNIQUE REFERENCES "threads" ("id") ON DELETE RESTRICT,
        "post_id" BIGINT UNIQUE REFERENCES "posts" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_solutions_accepte_62eaef" ON "solutions" ("accepted_at", "id")',
    """
    CREATE TABLE "solved_reminders" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "due_at" TIMESTAMPTZ NOT NULL,
        "sent_count" INT NOT NULL,
        "last_sent_at" TIMESTAMPTZ,
        "answered_at" TIMESTAMPTZ,
        "thread_id" BIGINT NOT NULL UNIQUE REFERENCES "threads" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_solved_remi_due_at_4e7bc8" ON "solved_reminders" ("due_at", "id")',
    """
    CREATE TABLE "notifications" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(20) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "read_at" TIMESTAMPTZ,
        "lettered_at" TIMESTAMPTZ,
        "actor_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "event_id" BIGINT NOT NULL REFERENCES "events" ("id") ON DELETE RESTRICT,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "post_id" BIGINT REFERENCES "posts" ("id") ON DELETE CASCADE,
        "thread_id" BIGINT REFERENCES "threads" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_notificatio_person__eebc7a" UNIQUE ("person_id", "event_id")
    )
    """,
    'CREATE INDEX "idx_notificatio_person__1dd940" ON "notifications" ("person_id", "read_at", "id")',
    'CREATE INDEX "idx_notificatio_lettere_131374" ON "notifications" ("lettered_at", "id")',
    """
    CREATE TABLE "notification_preferences" (
        "letters" VARCHAR(10) NOT NULL,
        "silent_kinds" VARCHAR(300) NOT NULL,
        "watch_own" BOOL NOT NULL,
        "watch_replied" BOOL NOT NULL,
        "last_daily_at" TIMESTAMPTZ,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "people" ("id") ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE "watches" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "target_type" VARCHAR(10) NOT NULL,
        "target_id" BIGINT NOT NULL,
        "level" VARCHAR(10) NOT NULL,
        "reason" VARCHAR(15) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_watches_person__ad84d8" UNIQUE ("person_id", "target_type", "target_id")
    )
    """,
    'CREATE INDEX "idx_watches_target__a185d5" ON "watches" ("target_type", "target_id", "level")',
    """
    INSERT INTO people (id, name, name_key, display_name, password_hash, role, bio, bio_html, language, time_zone, reputation, accepted_count, helpful_count, failed_sign_ins, created_at, version) VALUES (1, 'system', 'system', 'Kotae', '', 'system', '', '', '', '', 0, 0, 0, 0, '2026-01-01 00:00:00+00:00', 1)
    """,
    "SELECT setval(pg_get_serial_sequence('people', 'id'), 1)",
]
