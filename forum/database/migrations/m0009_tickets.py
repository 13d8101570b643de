"""Tickets: what is asked of the team in private, who works on it, what forms ask, and what the clocks wrote down."""

SQLITE = [
    """
    CREATE TABLE "support_groups" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(60) NOT NULL,
        "name_key" VARCHAR(120) NOT NULL UNIQUE,
        "description" VARCHAR(300) NOT NULL,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL
    )
    """,
    """
    CREATE TABLE "support_members" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "added_at" TIMESTAMP NOT NULL,
        "group_id" BIGINT NOT NULL REFERENCES "support_groups" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_support_mem_group_i_148d35" UNIQUE ("group_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_support_mem_person__b5aeb7" ON "support_members" ("person_id")',
    """
    CREATE TABLE "organizations" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(120) NOT NULL,
        "name_key" VARCHAR(240) NOT NULL UNIQUE,
        "details" VARCHAR(500) NOT NULL,
        "notes" TEXT NOT NULL,
        "shared_tickets" INT NOT NULL,
        "shared_comments" INT NOT NULL,
        "external_id" VARCHAR(100) UNIQUE,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL
    )
    """,
    """
    CREATE TABLE "organization_domains" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "domain" VARCHAR(253) NOT NULL UNIQUE,
        "organization_id" BIGINT NOT NULL REFERENCES "organizations" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_organizatio_organiz_0f4bd3" ON "organization_domains" ("organization_id", "id")',
    """
    CREATE TABLE "organization_members" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "origin" VARCHAR(6) NOT NULL,
        "added_at" TIMESTAMP NOT NULL,
        "organization_id" BIGINT NOT NULL REFERENCES "organizations" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_organizatio_organiz_0afaa8" UNIQUE ("organization_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_organizatio_person__dcd9fc" ON "organization_members" ("person_id", "id")',
    """
    CREATE TABLE "contact_reasons" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name_en" VARCHAR(80) NOT NULL,
        "name_ja" VARCHAR(80) NOT NULL,
        "position" INT NOT NULL,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "parent_id" BIGINT REFERENCES "contact_reasons" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_contact_rea_parent__a45593" ON "contact_reasons" ("parent_id", "position")',
    """
    CREATE TABLE "ticket_fields" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "kind" VARCHAR(10) NOT NULL,
        "title_en" VARCHAR(80) NOT NULL,
        "title_ja" VARCHAR(80) NOT NULL,
        "hint_en" VARCHAR(300) NOT NULL,
        "hint_ja" VARCHAR(300) NOT NULL,
        "options" JSON NOT NULL,
        "pattern" VARCHAR(200) NOT NULL,
        "position" INT NOT NULL,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL
    )
    """,
    """
    CREATE TABLE "ticket_forms" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name_en" VARCHAR(80) NOT NULL,
        "name_ja" VARCHAR(80) NOT NULL,
        "description_en" VARCHAR(300) NOT NULL,
        "description_ja" VARCHAR(300) NOT NULL,
        "position" INT NOT NULL,
        "archived_at" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "version" INT NOT NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL
    )
    """,
    """
    CREATE TABLE "ticket_form_fields" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "position" INT NOT NULL,
        "shown_to_requester" INT NOT NULL,
        "required_on_submit" INT NOT NULL,
        "required_on_solve" INT NOT NULL,
        "field_id" BIGINT NOT NULL REFERENCES "ticket_fields" ("id") ON DELETE CASCADE,
        "form_id" BIGINT NOT NULL REFERENCES "ticket_forms" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_form_form_id_dfccf4" UNIQUE ("form_id", "field_id")
    )
    """,
    """
    CREATE TABLE "tickets" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "subject" VARCHAR(200) NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "status" VARCHAR(8) NOT NULL,
        "priority" VARCHAR(6) NOT NULL,
        "priority_rank" INT NOT NULL,
        "type" VARCHAR(8) NOT NULL,
        "via" VARCHAR(10) NOT NULL,
        "source_type" VARCHAR(20),
        "source_id" BIGINT,
        "external_id" VARCHAR(100) UNIQUE,
        "submit_key" VARCHAR(40),
        "tag_names" VARCHAR(400) NOT NULL,
        "due_at" TIMESTAMP,
        "promised_at" TIMESTAMP,
        "is_public" INT NOT NULL,
        "waiting_since" TIMESTAMP,
        "created_at" TIMESTAMP NOT NULL,
        "updated_at" TIMESTAMP NOT NULL,
        "public_updated_at" TIMESTAMP NOT NULL,
        "first_reply_at" TIMESTAMP,
        "initially_assigned_at" TIMESTAMP,
        "assigned_at" TIMESTAMP,
        "assignee_updated_at" TIMESTAMP,
        "requester_updated_at" TIMESTAMP,
        "status_updated_at" TIMESTAMP NOT NULL,
        "latest_comment_added_at" TIMESTAMP,
        "solved_at" TIMESTAMP,
        "closed_at" TIMESTAMP,
        "reply_count" INT NOT NULL,
        "reopen_count" INT NOT NULL,
        "assignee_stations" INT NOT NULL,
        "group_stations" INT NOT NULL,
        "comment_count" INT NOT NULL,
        "version" INT NOT NULL,
        "assignee_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "follow_up_of_id" BIGINT REFERENCES "tickets" ("id") ON DELETE SET NULL,
        "form_id" BIGINT REFERENCES "ticket_forms" ("id") ON DELETE SET NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL,
        "merged_into_id" BIGINT REFERENCES "tickets" ("id") ON DELETE SET NULL,
        "organization_id" BIGINT REFERENCES "organizations" ("id") ON DELETE SET NULL,
        "problem_id" BIGINT REFERENCES "tickets" ("id") ON DELETE SET NULL,
        "reason_id" BIGINT REFERENCES "contact_reasons" ("id") ON DELETE SET NULL,
        "requester_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "submitter_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        CONSTRAINT "uid_tickets_submitt_75db06" UNIQUE ("submitter_id", "submit_key")
    )
    """,
    'CREATE INDEX "idx_tickets_status_b6dc04" ON "tickets" ("status", "priority_rank", "waiting_since", "id")',
    'CREATE INDEX "idx_tickets_request_b7975f" ON "tickets" ("requester_id", "public_updated_at", "id")',
    'CREATE INDEX "idx_tickets_organiz_6f71d3" ON "tickets" ("organization_id", "public_updated_at", "id")',
    'CREATE INDEX "idx_tickets_assigne_469d61" ON "tickets" ("assignee_id", "status", "id")',
    'CREATE INDEX "idx_tickets_group_i_c113d3" ON "tickets" ("group_id", "status", "id")',
    'CREATE INDEX "idx_tickets_problem_18eec2" ON "tickets" ("problem_id", "id")',
    'CREATE INDEX "idx_tickets_merged__3ab046" ON "tickets" ("merged_into_id", "id")',
    'CREATE INDEX "idx_tickets_follow__d13c0b" ON "tickets" ("follow_up_of_id", "id")',
    'CREATE INDEX "idx_tickets_source__7416f0" ON "tickets" ("source_type", "source_id")',
    'CREATE INDEX "idx_tickets_status_3673f7" ON "tickets" ("status", "solved_at", "id")',
    'CREATE INDEX "idx_tickets_promise_66c01f" ON "tickets" ("promised_at", "id")',
    'CREATE INDEX "idx_tickets_waiting_1c3b14" ON "tickets" ("waiting_since", "id")',
    'CREATE INDEX "idx_tickets_updated_320c1a" ON "tickets" ("updated_at", "id")',
    'CREATE INDEX "idx_tickets_created_9b025b" ON "tickets" ("created_at", "id")',
    'CREATE INDEX "idx_tickets_reason__60d4db" ON "tickets" ("reason_id", "created_at")',
    'CREATE UNIQUE INDEX "tickets_open_source" ON "tickets" ("source_type", "source_id")'
    ' WHERE "source_id" IS NOT NULL AND "closed_at" IS NULL',
    """
    CREATE TABLE "ticket_tags" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" VARCHAR(40) NOT NULL,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_tags_ticket__83598e" UNIQUE ("ticket_id", "name")
    )
    """,
    'CREATE INDEX "idx_ticket_tags_name_ef9fb6" ON "ticket_tags" ("name", "ticket_id")',
    """
    CREATE TABLE "ticket_values" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "value" TEXT NOT NULL,
        "field_id" BIGINT NOT NULL REFERENCES "ticket_fields" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_valu_ticket__f77d53" UNIQUE ("ticket_id", "field_id")
    )
    """,
    'CREATE INDEX "idx_ticket_valu_field_i_d2dfb1" ON "ticket_values" ("field_id", "ticket_id")',
    """
    CREATE TABLE "ticket_followers" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_foll_ticket__26717f" UNIQUE ("ticket_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_ticket_foll_person__0f21e9" ON "ticket_followers" ("person_id", "ticket_id")',
    """
    CREATE TABLE "ticket_ccs" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "added_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_ccs_ticket__f02aef" UNIQUE ("ticket_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_ticket_ccs_person__53d0ca" ON "ticket_ccs" ("person_id", "ticket_id")',
    """
    CREATE TABLE "ticket_merges" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "merged_at" TIMESTAMP NOT NULL,
        "before" JSON NOT NULL,
        "undone_at" TIMESTAMP,
        "merged_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "source_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "target_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "undone_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_ticket_merg_source__2893f9" ON "ticket_merges" ("source_id", "id")',
    'CREATE INDEX "idx_ticket_merg_target__8325a7" ON "ticket_merges" ("target_id", "id")',
    'CREATE UNIQUE INDEX "ticket_merges_standing" ON "ticket_merges" ("source_id") WHERE "undone_at" IS NULL',
    """
    CREATE TABLE "ticket_links" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "created_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "high_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "low_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_link_low_id_8ab198" UNIQUE ("low_id", "high_id")
    )
    """,
    'CREATE INDEX "idx_ticket_link_high_id_8d0304" ON "ticket_links" ("high_id", "low_id")',
    """
    CREATE TABLE "ticket_audits" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "via" VARCHAR(10) NOT NULL,
        "events" JSON NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_ticket_audi_ticket__a3b639" ON "ticket_audits" ("ticket_id", "id")',
    'CREATE INDEX "idx_ticket_audi_author__c80462" ON "ticket_audits" ("author_id", "id")',
    """
    CREATE TABLE "ticket_comments" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "author_role" VARCHAR(16) NOT NULL,
        "is_public" INT NOT NULL,
        "is_reply" INT NOT NULL,
        "source" TEXT NOT NULL,
        "html" TEXT NOT NULL,
        "html_version" INT NOT NULL,
        "plain" TEXT NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "fingerprint" VARCHAR(64) NOT NULL,
        "submit_key" VARCHAR(40),
        "via" VARCHAR(10) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "audit_id" BIGINT NOT NULL REFERENCES "ticket_audits" ("id") ON DELETE CASCADE,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_comm_author__a978b1" UNIQUE ("author_id", "submit_key")
    )
    """,
    'CREATE INDEX "idx_ticket_comm_ticket__5f1abc" ON "ticket_comments" ("ticket_id", "id")',
    'CREATE INDEX "idx_ticket_comm_html_ve_71a529" ON "ticket_comments" ("html_version", "id")',
    """
    CREATE TABLE "side_conversations" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "subject" VARCHAR(200) NOT NULL,
        "state" VARCHAR(6) NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "updated_at" TIMESTAMP NOT NULL,
        "message_count" INT NOT NULL,
        "version" INT NOT NULL,
        "created_by_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_side_conver_ticket__d1bdae" ON "side_conversations" ("ticket_id", "id")',
    """
    CREATE TABLE "side_participants" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "created_at" TIMESTAMP NOT NULL,
        "conversation_id" BIGINT NOT NULL REFERENCES "side_conversations" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_side_partic_convers_f509d0" UNIQUE ("conversation_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_side_partic_person__3d4421" ON "side_participants" ("person_id", "conversation_id")',
    """
    CREATE TABLE "side_messages" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "author_role" VARCHAR(16) NOT NULL,
        "source" TEXT NOT NULL,
        "html" TEXT NOT NULL,
        "html_version" INT NOT NULL,
        "plain" TEXT NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "submit_key" VARCHAR(40),
        "created_at" TIMESTAMP NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "conversation_id" BIGINT NOT NULL REFERENCES "side_conversations" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_side_messag_author__96db33" UNIQUE ("author_id", "submit_key")
    )
    """,
    'CREATE INDEX "idx_side_messag_convers_f35b34" ON "side_messages" ("conversation_id", "id")',
    'CREATE INDEX "idx_side_messag_html_ve_8d902d" ON "side_messages" ("html_version", "id")',
    """
    CREATE TABLE "metric_events" (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        "subject_type" VARCHAR(6) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "metric" VARCHAR(24) NOT NULL,
        "instance_id" INT NOT NULL,
        "type" VARCHAR(14) NOT NULL,
        "status" VARCHAR(10) NOT NULL,
        "time" TIMESTAMP NOT NULL,
        "cause" VARCHAR(24) NOT NULL,
        "deleted_at" TIMESTAMP,
        CONSTRAINT "uid_metric_even_subject_c82c7d" UNIQUE ("subject_type", "subject_id", "metric", "type", "cause")
    )
    """,
    'CREATE INDEX "idx_metric_even_metric_1aeba9" ON "metric_events" ("metric", "type", "time")',
    'CREATE INDEX "idx_metric_even_time_9c568b" ON "metric_events" ("time", "id")',
    'ALTER TABLE "notifications" ADD COLUMN "ticket_id" BIGINT REFERENCES "tickets" ("id") ON DELETE CASCADE',
    'ALTER TABLE "notifications" ADD COLUMN "conversation_id" BIGINT REFERENCES "side_conversations" ("id")'
    ' ON DELETE CASCADE',
]

POSTGRES = [
    """
    CREATE TABLE "support_groups" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(60) NOT NULL,
        "name_key" VARCHAR(120) NOT NULL UNIQUE,
        "description" VARCHAR(300) NOT NULL,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL
    )
    """,
    """
    CREATE TABLE "support_members" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "added_at" TIMESTAMPTZ NOT NULL,
        "group_id" BIGINT NOT NULL REFERENCES "support_groups" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_support_mem_group_i_148d35" UNIQUE ("group_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_support_mem_person__b5aeb7" ON "support_members" ("person_id")',
    """
    CREATE TABLE "organizations" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(120) NOT NULL,
        "name_key" VARCHAR(240) NOT NULL UNIQUE,
        "details" VARCHAR(500) NOT NULL,
        "notes" TEXT NOT NULL,
        "shared_tickets" BOOL NOT NULL,
        "shared_comments" BOOL NOT NULL,
        "external_id" VARCHAR(100) UNIQUE,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL
    )
    """,
    """
    CREATE TABLE "organization_domains" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "domain" VARCHAR(253) NOT NULL UNIQUE,
        "organization_id" BIGINT NOT NULL REFERENCES "organizations" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_organizatio_organiz_0f4bd3" ON "organization_domains" ("organization_id", "id")',
    """
    CREATE TABLE "organization_members" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "origin" VARCHAR(6) NOT NULL,
        "added_at" TIMESTAMPTZ NOT NULL,
        "organization_id" BIGINT NOT NULL REFERENCES "organizations" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_organizatio_organiz_0afaa8" UNIQUE ("organization_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_organizatio_person__dcd9fc" ON "organization_members" ("person_id", "id")',
    """
    CREATE TABLE "contact_reasons" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name_en" VARCHAR(80) NOT NULL,
        "name_ja" VARCHAR(80) NOT NULL,
        "position" INT NOT NULL,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "parent_id" BIGINT REFERENCES "contact_reasons" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "idx_contact_rea_parent__a45593" ON "contact_reasons" ("parent_id", "position")',
    """
    CREATE TABLE "ticket_fields" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "kind" VARCHAR(10) NOT NULL,
        "title_en" VARCHAR(80) NOT NULL,
        "title_ja" VARCHAR(80) NOT NULL,
        "hint_en" VARCHAR(300) NOT NULL,
        "hint_ja" VARCHAR(300) NOT NULL,
        "options" JSONB NOT NULL,
        "pattern" VARCHAR(200) NOT NULL,
        "position" INT NOT NULL,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL
    )
    """,
    """
    CREATE TABLE "ticket_forms" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name_en" VARCHAR(80) NOT NULL,
        "name_ja" VARCHAR(80) NOT NULL,
        "description_en" VARCHAR(300) NOT NULL,
        "description_ja" VARCHAR(300) NOT NULL,
        "position" INT NOT NULL,
        "archived_at" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "version" INT NOT NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL
    )
    """,
    """
    CREATE TABLE "ticket_form_fields" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "position" INT NOT NULL,
        "shown_to_requester" BOOL NOT NULL,
        "required_on_submit" BOOL NOT NULL,
        "required_on_solve" BOOL NOT NULL,
        "field_id" BIGINT NOT NULL REFERENCES "ticket_fields" ("id") ON DELETE CASCADE,
        "form_id" BIGINT NOT NULL REFERENCES "ticket_forms" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_form_form_id_dfccf4" UNIQUE ("form_id", "field_id")
    )
    """,
    """
    CREATE TABLE "tickets" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "subject" VARCHAR(200) NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "status" VARCHAR(8) NOT NULL,
        "priority" VARCHAR(6) NOT NULL,
        "priority_rank" INT NOT NULL,
        "type" VARCHAR(8) NOT NULL,
        "via" VARCHAR(10) NOT NULL,
        "source_type" VARCHAR(20),
        "source_id" BIGINT,
        "external_id" VARCHAR(100) UNIQUE,
        "submit_key" VARCHAR(40),
        "tag_names" VARCHAR(400) NOT NULL,
        "due_at" TIMESTAMPTZ,
        "promised_at" TIMESTAMPTZ,
        "is_public" BOOL NOT NULL,
        "waiting_since" TIMESTAMPTZ,
        "created_at" TIMESTAMPTZ NOT NULL,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "public_updated_at" TIMESTAMPTZ NOT NULL,
        "first_reply_at" TIMESTAMPTZ,
        "initially_assigned_at" TIMESTAMPTZ,
        "assigned_at" TIMESTAMPTZ,
        "assignee_updated_at" TIMESTAMPTZ,
        "requester_updated_at" TIMESTAMPTZ,
        "status_updated_at" TIMESTAMPTZ NOT NULL,
        "latest_comment_added_at" TIMESTAMPTZ,
        "solved_at" TIMESTAMPTZ,
        "closed_at" TIMESTAMPTZ,
        "reply_count" INT NOT NULL,
        "reopen_count" INT NOT NULL,
        "assignee_stations" INT NOT NULL,
        "group_stations" INT NOT NULL,
        "comment_count" INT NOT NULL,
        "version" INT NOT NULL,
        "assignee_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "follow_up_of_id" BIGINT REFERENCES "tickets" ("id") ON DELETE SET NULL,
        "form_id" BIGINT REFERENCES "ticket_forms" ("id") ON DELETE SET NULL,
        "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL,
        "merged_into_id" BIGINT REFERENCES "tickets" ("id") ON DELETE SET NULL,
        "organization_id" BIGINT REFERENCES "organizations" ("id") ON DELETE SET NULL,
        "problem_id" BIGINT REFERENCES "tickets" ("id") ON DELETE SET NULL,
        "reason_id" BIGINT REFERENCES "contact_reasons" ("id") ON DELETE SET NULL,
        "requester_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "submitter_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        CONSTRAINT "uid_tickets_submitt_75db06" UNIQUE ("submitter_id", "submit_key")
    )
    """,
    'CREATE INDEX "idx_tickets_status_b6dc04" ON "tickets" ("status", "priority_rank", "waiting_since", "id")',
    'CREATE INDEX "idx_tickets_request_b7975f" ON "tickets" ("requester_id", "public_updated_at", "id")',
    'CREATE INDEX "idx_tickets_organiz_6f71d3" ON "tickets" ("organization_id", "public_updated_at", "id")',
    'CREATE INDEX "idx_tickets_assigne_469d61" ON "tickets" ("assignee_id", "status", "id")',
    'CREATE INDEX "idx_tickets_group_i_c113d3" ON "tickets" ("group_id", "status", "id")',
    'CREATE INDEX "idx_tickets_problem_18eec2" ON "tickets" ("problem_id", "id")',
    'CREATE INDEX "idx_tickets_merged__3ab046" ON "tickets" ("merged_into_id", "id")',
    'CREATE INDEX "idx_tickets_follow__d13c0b" ON "tickets" ("follow_up_of_id", "id")',
    'CREATE INDEX "idx_tickets_source__7416f0" ON "tickets" ("source_type", "source_id")',
    'CREATE INDEX "idx_tickets_status_3673f7" ON "tickets" ("status", "solved_at", "id")',
    'CREATE INDEX "idx_tickets_promise_66c01f" ON "tickets" ("promised_at", "id")',
    'CREATE INDEX "idx_tickets_waiting_1c3b14" ON "tickets" ("waiting_since", "id")',
    'CREATE INDEX "idx_tickets_updated_320c1a" ON "tickets" ("updated_at", "id")',
    'CREATE INDEX "idx_tickets_created_9b025b" ON "tickets" ("created_at", "id")',
    'CREATE INDEX "idx_tickets_reason__60d4db" ON "tickets" ("reason_id", "created_at")',
    'CREATE UNIQUE INDEX "tickets_open_source" ON "tickets" ("source_type", "source_id")'
    ' WHERE "source_id" IS NOT NULL AND "closed_at" IS NULL',
    """
    CREATE TABLE "ticket_tags" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "name" VARCHAR(40) NOT NULL,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_tags_ticket__83598e" UNIQUE ("ticket_id", "name")
    )
    """,
    'CREATE INDEX "idx_ticket_tags_name_ef9fb6" ON "ticket_tags" ("name", "ticket_id")',
    """
    CREATE TABLE "ticket_values" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "value" TEXT NOT NULL,
        "field_id" BIGINT NOT NULL REFERENCES "ticket_fields" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_valu_ticket__f77d53" UNIQUE ("ticket_id", "field_id")
    )
    """,
    'CREATE INDEX "idx_ticket_valu_field_i_d2dfb1" ON "ticket_values" ("field_id", "ticket_id")',
    """
    CREATE TABLE "ticket_followers" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMPTZ NOT NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_foll_ticket__26717f" UNIQUE ("ticket_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_ticket_foll_person__0f21e9" ON "ticket_followers" ("person_id", "ticket_id")',
    """
    CREATE TABLE "ticket_ccs" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMPTZ NOT NULL,
        "added_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_ccs_ticket__f02aef" UNIQUE ("ticket_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_ticket_ccs_person__53d0ca" ON "ticket_ccs" ("person_id", "ticket_id")',
    """
    CREATE TABLE "ticket_merges" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "merged_at" TIMESTAMPTZ NOT NULL,
        "before" JSONB NOT NULL,
        "undone_at" TIMESTAMPTZ,
        "merged_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "source_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "target_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "undone_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL
    )
    """,
    'CREATE INDEX "idx_ticket_merg_source__2893f9" ON "ticket_merges" ("source_id", "id")',
    'CREATE INDEX "idx_ticket_merg_target__8325a7" ON "ticket_merges" ("target_id", "id")',
    'CREATE UNIQUE INDEX "ticket_merges_standing" ON "ticket_merges" ("source_id") WHERE "undone_at" IS NULL',
    """
    CREATE TABLE "ticket_links" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMPTZ NOT NULL,
        "created_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
        "high_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        "low_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_link_low_id_8ab198" UNIQUE ("low_id", "high_id")
    )
    """,
    'CREATE INDEX "idx_ticket_link_high_id_8d0304" ON "ticket_links" ("high_id", "low_id")',
    """
    CREATE TABLE "ticket_audits" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "via" VARCHAR(10) NOT NULL,
        "events" JSONB NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_ticket_audi_ticket__a3b639" ON "ticket_audits" ("ticket_id", "id")',
    'CREATE INDEX "idx_ticket_audi_author__c80462" ON "ticket_audits" ("author_id", "id")',
    """
    CREATE TABLE "ticket_comments" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "author_role" VARCHAR(16) NOT NULL,
        "is_public" BOOL NOT NULL,
        "is_reply" BOOL NOT NULL,
        "source" TEXT NOT NULL,
        "html" TEXT NOT NULL,
        "html_version" INT NOT NULL,
        "plain" TEXT NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "fingerprint" VARCHAR(64) NOT NULL,
        "submit_key" VARCHAR(40),
        "via" VARCHAR(10) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "audit_id" BIGINT NOT NULL REFERENCES "ticket_audits" ("id") ON DELETE CASCADE,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_ticket_comm_author__a978b1" UNIQUE ("author_id", "submit_key")
    )
    """,
    'CREATE INDEX "idx_ticket_comm_ticket__5f1abc" ON "ticket_comments" ("ticket_id", "id")',
    'CREATE INDEX "idx_ticket_comm_html_ve_71a529" ON "ticket_comments" ("html_version", "id")',
    """
    CREATE TABLE "side_conversations" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "subject" VARCHAR(200) NOT NULL,
        "state" VARCHAR(6) NOT NULL,
        "created_at" TIMESTAMPTZ NOT NULL,
        "updated_at" TIMESTAMPTZ NOT NULL,
        "message_count" INT NOT NULL,
        "version" INT NOT NULL,
        "created_by_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "ticket_id" BIGINT NOT NULL REFERENCES "tickets" ("id") ON DELETE CASCADE
    )
    """,
    'CREATE INDEX "idx_side_conver_ticket__d1bdae" ON "side_conversations" ("ticket_id", "id")',
    """
    CREATE TABLE "side_participants" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMPTZ NOT NULL,
        "conversation_id" BIGINT NOT NULL REFERENCES "side_conversations" ("id") ON DELETE CASCADE,
        "person_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_side_partic_convers_f509d0" UNIQUE ("conversation_id", "person_id")
    )
    """,
    'CREATE INDEX "idx_side_partic_person__3d4421" ON "side_participants" ("person_id", "conversation_id")',
    """
    CREATE TABLE "side_messages" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "author_role" VARCHAR(16) NOT NULL,
        "source" TEXT NOT NULL,
        "html" TEXT NOT NULL,
        "html_version" INT NOT NULL,
        "plain" TEXT NOT NULL,
        "lang" VARCHAR(5) NOT NULL,
        "submit_key" VARCHAR(40),
        "created_at" TIMESTAMPTZ NOT NULL,
        "author_id" BIGINT NOT NULL REFERENCES "people" ("id") ON DELETE RESTRICT,
        "conversation_id" BIGINT NOT NULL REFERENCES "side_conversations" ("id") ON DELETE CASCADE,
        CONSTRAINT "uid_side_messag_author__96db33" UNIQUE ("author_id", "submit_key")
    )
    """,
    'CREATE INDEX "idx_side_messag_convers_f35b34" ON "side_messages" ("conversation_id", "id")',
    'CREATE INDEX "idx_side_messag_html_ve_8d902d" ON "side_messages" ("html_version", "id")',
    """
    CREATE TABLE "metric_events" (
        "id" BIGSERIAL NOT NULL PRIMARY KEY,
        "subject_type" VARCHAR(6) NOT NULL,
        "subject_id" BIGINT NOT NULL,
        "metric" VARCHAR(24) NOT NULL,
        "instance_id" INT NOT NULL,
        "type" VARCHAR(14) NOT NULL,
        "status" VARCHAR(10) NOT NULL,
        "time" TIMESTAMPTZ NOT NULL,
        "cause" VARCHAR(24) NOT NULL,
        "deleted_at" TIMESTAMPTZ,
        CONSTRAINT "uid_metric_even_subject_c82c7d" UNIQUE ("subject_type", "subject_id", "metric", "type", "cause")
    )
    """,
    'CREATE INDEX "idx_metric_even_metric_1aeba9" ON "metric_events" ("metric", "type", "time")',
    'CREATE INDEX "idx_metric_even_time_9c568b" ON "metric_events" ("time", "id")',
    'ALTER TABLE "notifications" ADD COLUMN "ticket_id" BIGINT REFERENCES "tickets" ("id") ON DELETE CASCADE',
    'ALTER TABLE "notifications" ADD COLUMN "conversation_id" BIGINT REFERENCES "side_conversations" ("id")'
    ' ON DELETE CASCADE',
]
