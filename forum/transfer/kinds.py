"""The export format as one table: each kind of line, the table it stands for, and every field with its type.

The writer (`export`), the reader (`restore_lines`) and the description in docs/export-format.md all follow this table;
a test holds it against the schema, so that no table and no column is forgotten in silence.
"""

import re
from dataclasses import dataclass
from functools import cached_property

#: Grows when a reader of the version before could no longer read the file.
VERSION = 1
#: What the first line's "format" says.
FORMAT = "kotae"

_SPEC = re.compile(r"(\w+)(?:=(\w+))?:(int|float|text|html|article_html|bool|moment|day|json|secret)(\?)?(?:>(\w+))?")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a line: its name there, its column, its type, whether it may be null, the kind whose id it holds."""

    name: str
    column: str
    type: str
    nullable: bool
    refers_to: str


@dataclass(frozen=True)
class Kind:
    """One kind of line. `inner` is a row of another table that travels inside: a thread's opening post."""

    name: str
    table: str
    fields: tuple[Field, ...]
    key: str = "id"
    #: Which of the table's rows are lines of this kind.
    only: str = ""
    inner: "tuple[str, Kind] | None" = None
    #: Whether the counter of the table's ids is this kind's to carry.
    counts: bool = True

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns, in the order of the fields."""
        return tuple(field.column for field in self.fields)


def _fields(text: str) -> tuple[Field, ...]:
    made = []
    for word in text.split():
        match = _SPEC.fullmatch(word)
        assert match is not None, word
        name, column, type_, nullable, refers_to = match.groups()
        made.append(Field(name, column or name, type_, nullable is not None, refers_to or ""))
    return tuple(made)


_POST = (
    "position:int author_id:int>user author_role:text source:text html:html html_version:int plain:text lang:text"
    " fingerprint:text submit_key:text? reply_to_id:int?>reply created_at:moment edited_at:moment?"
    " edited_by_id:int?>user revision_count:int helpful_count:int imported_score:int official_at:moment?"
    " redacted_at:moment? held_at:moment? hidden_at:moment? hidden_reason:text?"
    " deleted_at:moment? deleted_by_id:int?>user deleted_reason:text version:int"
)
_OPENING = Kind("opening", "posts", _fields(f"id:int thread_id:int>thread {_POST}"), only="position = 0", counts=False)

#: In the order in which they are written: what a line refers to stands before it.
KINDS: tuple[Kind, ...] = (
    Kind("user", "people", _fields(
        "id:int name:text name_key:text display_name:text email:text? email_key:text? email_verified_at:moment?"
        " password_hash:secret role:text bio:text bio_html:html language:text time_zone:text reputation:int"
        " accepted_count:int helpful_count:int suspended_until:moment? held_at:moment? bio_held_at:moment? silenced_until:moment?"
        " restricted_for:text? anonymised_at:moment? last_seen_at:moment?"
        " previous_seen_at:moment? created_at:moment version:int"
    )),
    Kind("group", "groups", _fields("id:int name:text name_key:text description:text created_at:moment")),
    Kind("group_member", "group_members", _fields("id:int group_id:int>group person_id:int>user added_at:moment")),
    Kind("block", "blocks", _fields(
        "id:int type=kind:text value:text reason:text until:moment? created_by_id:int?>user created_at:moment"
    )),
    Kind("category", "categories", _fields(
        "id:int parent_id:int?>category name:text slug:text description:text colour:text position:int see:text"
        " see_group_id:int?>group ask:text ask_group_id:int?>group answer:text answer_group_id:int?>group types:text"
        " template:json archived_at:moment? created_at:moment version:int"
    )),
    Kind("tag", "tags", _fields(
        "id:int name:text name_key:text description:text synonym_of_id:int?>tag thread_count:int"
        " created_by_id:int?>user created_at:moment"
    )),
    Kind("thread", "threads", _fields(
        "id:int type:text title:text slug:text category_id:int>category author_id:int>user lang:text status:text"
        " status_reason:text status_by_id:int?>user status_at:moment answers:json tag_names:text"
        " solution_post_id:int?>reply answer_excerpt:text excerpt:text created_at:moment last_activity_at:moment"
        " last_position:int reply_count:int response_count:int view_count:int imported_views:int same_problem_count:int"
        " first_response_at:moment? waiting_since:moment? pinned_until:moment? locked_at:moment?"
        " held_at:moment? hidden_at:moment? hidden_reason:text?"
        " locked_by_id:int?>user locked_reason:text? unlisted_at:moment? unlisted_by_id:int?>user archived_at:moment?"
        " archived_by_id:int?>user archived_reason:text? slow_seconds:int? merged_into_id:int?>thread"
        " deleted_at:moment? deleted_by_id:int?>user deleted_reason:text version:int"
    ), inner=("opening", _OPENING)),
    Kind("reply", "posts", _fields(f"id:int thread_id:int>thread {_POST}"), only="position <> 0"),
    Kind("revision", "revisions", _fields(
        "id:int post_id:int>reply number:int title:text source:text author_id:int>user reason:text created_at:moment"
    )),
    Kind("thread_move", "thread_moves", _fields(
        "id:int type=kind:text from_thread_id:int>thread to_thread_id:int>thread base:int reason:text"
        " moved_by_id:int?>user moved_at:moment carried:json undone_at:moment? undone_by_id:int?>user"
    )),
    Kind("article_category", "article_categories", _fields(
        "id:int slug:text name_en:text name_ja:text description_en:text description_ja:text position:int"
        " archived_at:moment? created_at:moment version:int"
    )),
    Kind("article_section", "article_sections", _fields(
        "id:int category_id:int>article_category name_en:text name_ja:text description_en:text description_ja:text"
        " position:int see:text see_group_id:int?>group archived_at:moment? created_at:moment version:int"
    )),
    Kind("article", "articles", _fields(
        "id:int section_id:int>article_section type=kind:text source_lang:text position:int see:text"
        " see_group_id:int?>group label_names:text writer_id:int?>user reviewer_id:int?>user owner_id:int?>user"
        " verify_days:int verified_at:moment? verified_by_id:int?>user verified_until:moment? archived_at:moment?"
        " archived_by_id:int?>user created_at:moment created_by_id:int>user view_count:int version:int"
    )),
    Kind("article_translation", "article_translations", _fields(
        "id:int article_id:int>article lang:text title:text slug:text html:article_html html_version:int plain:text"
        " excerpt:text contents:json also_asked:json environment:json live_number:int? staged_number:int? stage:text"
        " publish_at:moment? publish_minor:bool publish_by_id:int?>user published_at:moment? changed_at:moment?"
        " source_number:int? outdated_since:moment? redacted_at:moment? revision_count:int version:int"
    )),
    Kind("article_revision", "article_revisions", _fields(
        "id:int translation_id:int>article_translation number:int title:text source:text also_asked:text"
        " environment:text reason:text author_id:int>user created_at:moment source_number:int? published_at:moment?"
        " published_by_id:int?>user minor:bool"
    )),
    Kind("article_comment", "article_comments", _fields(
        "id:int revision_id:int>article_revision author_id:int>user body:text created_at:moment"
    )),
    Kind("article_label", "article_labels", _fields("id:int article_id:int>article name:text name_key:text")),
    Kind("article_relation", "article_relations", _fields(
        "id:int article_id:int>article other_id:int>article position:int"
    )),
    Kind("article_address", "article_addresses", _fields("id:int article_id:int>article slug:text lang:text")),
    Kind("article_vote", "article_votes", _fields(
        "id:int revision_id:int>article_revision reader_key:text helpful:bool reason:text created_at:moment"
    )),
    Kind("article_flag", "article_flags", _fields(
        "id:int revision_id:int>article_revision person_id:int>user type=kind:text note:text created_at:moment"
        " resolved_at:moment? resolved_by_id:int?>user"
    )),
    Kind("article_view", "article_views", _fields("id:int article_id:int>article viewer_key:text day:day")),
    Kind("article_promotion", "article_promotions", _fields(
        "article_id:int>article thread_id:int>thread promoted_by_id:int?>user promoted_at:moment wider_see:text"
        " wider_group_id:int?>group wider_by_id:int?>user wider_at:moment? told_at:moment?"
    ), key="article_id", counts=False),
    Kind("article_source", "article_sources", _fields(
        "id:int article_id:int>article thread_id:int>thread added_at:moment added_by_id:int?>user"
        " move_id:int?>thread_move"
    )),
    Kind("article_credit", "article_credits", _fields(
        "id:int article_id:int>article post_id:int>reply person_id:int>user"
    )),
    Kind("article_proposal", "article_proposals", _fields(
        "id:int thread_id:int>thread state:text origin:text opened_at:moment opened_by_id:int?>user"
        " holder_id:int?>user state_at:moment state_by_id:int?>user reason:text member_count:int wish_count:int"
        " article_id:int?>article before:json? move_id:int?>thread_move version:int"
    )),
    Kind("article_wish", "article_wishes", _fields(
        "id:int proposal_id:int>article_proposal thread_id:int>thread person_id:int>user created_at:moment"
        " move_id:int?>thread_move"
    )),
    Kind("promotion_rule", "promotion_rules", _fields(
        "category_id:int>category section_id:int?>article_section proposes:bool members:int askers:int"
        " solved_percent:int within_days:int updated_at:moment updated_by_id:int?>user version:int"
    ), key="category_id", counts=False),
    Kind("solution", "solutions", _fields(
        "id:int thread_id:int>thread post_id:int?>reply source:text accepted_by_id:int>user accepted_at:moment"
        " note:text article_id:int?>article"
    )),
    Kind("official_mark", "official_marks", _fields("id:int post_id:int>reply marked_by_id:int>user marked_at:moment")),
    Kind("vote", "helpful_votes", _fields("id:int post_id:int>reply person_id:int>user created_at:moment")),
    Kind("same_problem", "same_problems", _fields("id:int thread_id:int>thread person_id:int>user created_at:moment")),
    Kind("bookmark", "bookmarks", _fields("id:int person_id:int>user thread_id:int>thread created_at:moment")),
    Kind("thread_tag", "thread_tags", _fields("id:int thread_id:int>thread tag_id:int>tag last_activity_at:moment")),
    Kind("thread_link", "thread_links", _fields(
        "id:int from_thread_id:int>thread to_thread_id:int>thread type=kind:text origin:text created_at:moment"
    )),
    Kind("thread_timer", "thread_timers", _fields(
        "id:int thread_id:int>thread type=kind:text due_at:moment days:int? reason:text set_by_id:int?>user set_at:moment"
    )),
    Kind("moved_post", "moved_posts", _fields(
        "id:int move_id:int>thread_move post_id:int>reply thread_id:int>thread position:int"
    )),
    Kind("post_redaction", "post_redactions", _fields(
        "id:int post_id:int>reply type=kind:text place_count:int reason:text redacted_by_id:int?>user"
        " redacted_at:moment"
    )),
    Kind("view", "views", _fields("id:int thread_id:int>thread viewer_key:text day:day")),
    Kind("read_mark", "read_marks", _fields(
        "id:int person_id:int>user thread_id:int>thread position:int read_at:moment"
    )),
    Kind("draft", "drafts", _fields("id:int person_id:int>user key:text data:json updated_at:moment version:int")),
    Kind("watch", "watches", _fields(
        "id:int person_id:int>user target_type:text target_id:int level:text reason:text created_at:moment"
    )),
    Kind("preference", "notification_preferences", _fields(
        "person_id:int>user letters:text silent_kinds:text watch_own:bool watch_replied:bool last_daily_at:moment?"
        " updated_at:moment"
    ), key="person_id", counts=False),
    Kind("saved_search", "saved_searches", _fields(
        "id:int person_id:int>user name:text query:text created_at:moment"
    )),
    Kind("reputation", "reputation_entries", _fields(
        "id:int person_id:int>user reason:text subject_id:int points:int at:moment"
    )),
    Kind("reminder", "solved_reminders", _fields(
        "id:int thread_id:int>thread due_at:moment sent_count:int last_sent_at:moment? answered_at:moment?"
    )),
    Kind("event", "events", _fields(
        "id:int name:text actor_id:int? subject_type:text subject_id:int data:json at:moment"
    )),
    Kind("support_group", "support_groups", _fields(
        "id:int name:text name_key:text description:text archived_at:moment? created_at:moment version:int"
    )),
    Kind("support_member", "support_members", _fields("id:int group_id:int>support_group person_id:int>user added_at:moment")),
    Kind("organization", "organizations", _fields(
        "id:int name:text name_key:text details:text notes:text shared_tickets:bool shared_comments:bool"
        " group_id:int?>support_group external_id:text? created_at:moment version:int"
    )),
    Kind("organization_domain", "organization_domains", _fields("id:int organization_id:int>organization domain:text")),
    Kind("organization_member", "organization_members", _fields(
        "id:int organization_id:int>organization person_id:int>user origin:text added_at:moment"
    )),
    Kind("contact_reason", "contact_reasons", _fields(
        "id:int parent_id:int?>contact_reason name_en:text name_ja:text position:int archived_at:moment?"
        " created_at:moment version:int"
    )),
    Kind("thread_reason", "thread_reasons", _fields(
        "thread_id:int>thread reason_id:int>contact_reason set_at:moment set_by_id:int?>user"
    ), key="thread_id", counts=False),
    Kind("ticket_field", "ticket_fields", _fields(
        "id:int type=kind:text title_en:text title_ja:text hint_en:text hint_ja:text options:json pattern:text"
        " position:int archived_at:moment? created_at:moment version:int"
    )),
    Kind("ticket_form", "ticket_forms", _fields(
        "id:int name_en:text name_ja:text description_en:text description_ja:text group_id:int?>support_group"
        " position:int archived_at:moment? created_at:moment version:int"
    )),
    Kind("ticket_form_field", "ticket_form_fields", _fields(
        "id:int form_id:int>ticket_form field_id:int>ticket_field position:int shown_to_requester:bool"
        " required_on_submit:bool required_on_solve:bool"
    )),
    Kind("ticket", "tickets", _fields(
        "id:int subject:text lang:text status:text priority:text priority_rank:int ticket_type=type:text"
        " requester_id:int>user submitter_id:int>user assignee_id:int?>user group_id:int?>support_group"
        " organization_id:int?>organization reason_id:int?>contact_reason form_id:int?>ticket_form"
        " problem_id:int?>ticket follow_up_of_id:int?>ticket merged_into_id:int?>ticket via:text source_type:text?"
        " source_id:int? see_group_id:int?>group external_id:text? submit_key:text? tag_names:text due_at:moment?"
        " promised_at:moment?"
        " is_public:bool waiting_since:moment? created_at:moment updated_at:moment public_updated_at:moment"
        " first_reply_at:moment? initially_assigned_at:moment? assigned_at:moment? assignee_updated_at:moment?"
        " requester_updated_at:moment? status_updated_at:moment latest_comment_added_at:moment? solved_at:moment?"
        " closed_at:moment? reply_count:int reopen_count:int assignee_stations:int group_stations:int"
        " comment_count:int version:int"
    )),
    Kind("ticket_tag", "ticket_tags", _fields("id:int ticket_id:int>ticket name:text")),
    Kind("ticket_value", "ticket_values", _fields("id:int ticket_id:int>ticket field_id:int>ticket_field value:text")),
    Kind("ticket_follower", "ticket_followers", _fields(
        "id:int ticket_id:int>ticket person_id:int>user created_at:moment"
    )),
    Kind("ticket_cc", "ticket_ccs", _fields(
        "id:int ticket_id:int>ticket person_id:int>user added_by_id:int?>user created_at:moment"
    )),
    Kind("ticket_merge", "ticket_merges", _fields(
        "id:int source_id:int>ticket target_id:int>ticket merged_by_id:int?>user merged_at:moment before:json"
        " undone_at:moment? undone_by_id:int?>user"
    )),
    Kind("ticket_link", "ticket_links", _fields(
        "id:int low_id:int>ticket high_id:int>ticket created_by_id:int?>user created_at:moment"
    )),
    Kind("ticket_audit", "ticket_audits", _fields(
        "id:int ticket_id:int>ticket author_id:int>user via:text events:json created_at:moment"
    )),
    Kind("ticket_comment", "ticket_comments", _fields(
        "id:int ticket_id:int>ticket audit_id:int>ticket_audit author_id:int>user author_role:text is_public:bool"
        " is_reply:bool source:text html:html html_version:int plain:text lang:text fingerprint:text submit_key:text?"
        " via:text created_at:moment"
    )),
    Kind("side_conversation", "side_conversations", _fields(
        "id:int ticket_id:int>ticket subject:text state:text created_by_id:int>user created_at:moment"
        " updated_at:moment message_count:int version:int"
    )),
    Kind("side_participant", "side_participants", _fields(
        "id:int conversation_id:int>side_conversation person_id:int>user created_at:moment"
    )),
    Kind("side_message", "side_messages", _fields(
        "id:int conversation_id:int>side_conversation author_id:int>user author_role:text source:text html:html"
        " html_version:int plain:text lang:text submit_key:text? created_at:moment"
    )),
    Kind("metric_event", "metric_events", _fields(
        "id:int subject_type:text subject_id:int metric:text instance_id:int beat=type:text status:text time:moment"
        " cause:text deleted_at:moment?"
    )),
    Kind("notification", "notifications", _fields(
        "id:int person_id:int>user event_id:int>event type=kind:text actor_id:int?>user thread_id:int?>thread"
        " post_id:int?>reply ticket_id:int?>ticket conversation_id:int?>side_conversation created_at:moment read_at:moment?"
        " lettered_at:moment?"
    )),
    Kind("review_item", "review_items", _fields(
        "id:int type=kind:text subject_id:int cause:text weight:int opened_at:moment claimed_by_id:int?>user"
        " claimed_until:moment? decided_at:moment? decided_by_id:int?>user decision:text reminded_at:moment? version:int"
    )),
    Kind("review_decision", "review_decisions", _fields(
        "id:int item_id:int>review_item cause:text decision:text note:text decided_by_id:int?>user decided_at:moment"
        " before:json? undone_at:moment? undone_by_id:int?>user"
    )),
    Kind("flag", "flags", _fields(
        "id:int item_id:int>review_item person_id:int?>user reason:text note:text weight:int open_key:text?"
        " created_at:moment outcome:text settled_at:moment?"
    )),
    Kind("screening_finding", "screening_findings", _fields(
        "id:int item_id:int>review_item rule:text evidence:text action:text found_at:moment"
    )),
    Kind("watched_word", "watched_words", _fields(
        "id:int word:text word_key:text action:text put:text created_by_id:int?>user created_at:moment"
    )),
    Kind("sanction", "sanctions", _fields(
        "id:int person_id:int>user type=kind:text reason:text words:text until:moment? given_by_id:int?>user"
        " given_at:moment lifted_at:moment? lifted_by_id:int?>user lifted_words:text"
    )),
    Kind("appeal", "appeals", _fields(
        "id:int about:text subject_id:int person_id:int>user words:text made_at:moment decider_id:int?>user outcome:text"
        " answer:text answered_by_id:int?>user answered_at:moment?"
    )),
    Kind("clean_up", "clean_ups", _fields(
        "id:int person_id:int>user reason:text words:text started_by_id:int?>user started_at:moment finished_at:moment?"
        " undone_at:moment? undone_by_id:int?>user restored_at:moment?"
    )),
    Kind("cleaned_post", "cleaned_posts", _fields(
        "id:int clean_up_id:int>clean_up post_id:int>reply removed_at:moment? restored_at:moment?"
    )),
    Kind("person_note", "person_notes", _fields(
        "id:int person_id:int>user author_id:int?>user text:text written_at:moment"
    )),
    Kind("imported", "imported", _fields("id:int source:text type=kind:text external_id:text local_id:int")),
    Kind("duplicate_pair", "duplicate_pairs", _fields(
        "id:int low_thread_id:int>thread high_thread_id:int>thread score:float parts:json detector_version:int"
        " low_fingerprint:text high_fingerprint:text origin:text state:text decided_by_id:int?>user decided_at:moment?"
        " reason:text snoozed_until:moment? contest_count:int suggestion_count:int before:json? created_at:moment"
        " scored_at:moment version:int"
    ), only="state <> 'suspected' OR origin <> 'detector' OR suggestion_count > 0 OR contest_count > 0"),
    Kind("macro", "macros", _fields(
        "id:int name:text body:text changes:json scope:text owner_id:int>user group_id:int?>support_group"
        " archived_at:moment? created_at:moment updated_at:moment version:int"
    )),
    Kind("macro_use", "macro_uses", _fields(
        "id:int macro_id:int>macro person_id:int>user subject_type:text subject_id:int used_at:moment"
    )),
    Kind("desk_view", "desk_views", _fields(
        "id:int name:text owner_id:int>user scope:text team_id:int?>support_group rule:text conditions:json columns:text"
        " grouping:text sorting:text created_at:moment version:int"
    )),
    Kind("trail_step", "trail_steps", _fields(
        "id:int person_id:int>user type=kind:text article_id:int text:text at:moment"
    )),
    Kind("trail_refusal", "trail_refusals", _fields(
        "person_id:int>user refused_at:moment"
    ), key="person_id", counts=False),
    Kind("duplicate_mark", "duplicate_marks", _fields(
        "thread_id:int>thread canonical_id:int>thread path:json marked_by_id:int?>user marked_at:moment"
        " status_before:json?"
    ), key="thread_id", counts=False),
    Kind("duplicate_carried", "duplicate_carried", _fields(
        "id:int canonical_id:int>thread person_id:int>user declined_at:moment?"
    )),
    Kind("duplicate_suggestion", "duplicate_suggestions", _fields(
        "id:int thread_id:int>thread target_id:int>thread person_id:int>user note:text created_at:moment"
    )),
    Kind("duplicate_contest", "duplicate_contests", _fields(
        "id:int thread_id:int>thread canonical_id:int>thread person_id:int>user reason:text created_at:moment"
        " settled_at:moment? settled_by_id:int?>user"
    )),
    Kind("article_answer", "article_answers", _fields(
        "id:int article_id:int>article thread_id:int>thread post_id:int>reply person_id:int?>user linked_at:moment"
    )),
    Kind("composing", "composings", _fields(
        "id:int key:text person_id:int?>user category_id:int?>category lang:text typed:text started_at:moment"
        " dismissed_at:moment? posted_at:moment? thread_id:int?>thread"
    )),
    Kind("suggestion", "suggestions", _fields(
        "id:int composing_id:int>composing article_id:int?>article thread_id:int?>thread rank:int shown_at:moment"
        " opened_at:moment? solved_at:moment?"
    )),
    Kind("escalation", "escalations", _fields(
        "id:int thread_id:int>thread ticket_id:int>ticket origin:text reason:text visibility:text hid:bool"
        " escalated_by_id:int?>user escalated_at:moment withdrawn_at:moment? withdrawn_by_id:int?>user"
    )),
    Kind("escalation_member", "escalation_members", _fields("id:int escalation_id:int>escalation thread_id:int>thread")),
    Kind("escalation_rule", "escalation_rules", _fields(
        "category_id:int>category by_asker:bool by_helpers:bool policy:text hours:int in_business_hours:bool views:int"
        " members:int within_days:int group_id:int?>support_group priority:text tags:text accept_solves:bool solve_accepts:bool"
        " updated_at:moment updated_by_id:int?>user version:int last_run_at:moment? last_found:int last_made:int"
    ), key="category_id", counts=False),
    Kind("published_reply", "published_replies", _fields(
        "id:int comment_id:int>ticket_comment ticket_id:int>ticket thread_id:int>thread post_id:int>reply"
        " published_by_id:int?>user published_at:moment"
    )),
    Kind("article_ticket_answer", "article_ticket_answers", _fields(
        "id:int article_id:int>article ticket_id:int>ticket comment_id:int>ticket_comment person_id:int?>user linked_at:moment"
    )),
    Kind("continued_post", "continued_posts", _fields(
        "id:int post_id:int>reply thread_id:int>thread ticket_id:int>ticket moved_by_id:int?>user moved_at:moment"
    )),
)

BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}

#: Tables that stay behind, each with the reason.
LEFT_OUT: dict[str, str] = {
    "duplicate_weights": "they are fitted again to the decisions",
    "duplicate_terms": "words are counted again",
    "duplicate_vectors": "they are made again from the posts",
    "duplicate_texts": "words are taken up again from the posts",
    "duplicate_dues": "the target compares every thread after the import",
    "duplicate_clusters": "they are gathered again from marks and pairs",
    "duplicate_members": "they are gathered again from marks and pairs",
    "leases": "who is replying there is replying there",
    "article_leases": "who has an editor open there has it open there",
    "article_broken_links": "they are looked for again",
    "search_documents": "words are taken up again from the posts",
    "search_spellings": "they are taken up again from the posts",
    "search_articles": "words are taken up again from the articles",
    "search_article_spellings": "they are taken up again from the articles",
    "search_progress": "each community takes up its own words",
    "recent_searches": "what somebody looked for of late is of the hour",
    "missed_searches": "what was looked for in vain was so there",
    "sessions": "everybody signs in anew",
    "tokens": "secrets in letters are for the community that sent them",
    "address_locks": "failed guesses are of the hour",
    "letters": "what was to be sent is sent by the community that wrote it",
    "deliveries": "news under way is told where it happened",
    "job_runs": "each community keeps its own hours",
    "schema_migrations": "the target has its own schema, which must be up to date",
}
#: Columns that stay behind, by table: locks against guessing, as above.
COLUMNS_LEFT_OUT: dict[str, set[str]] = {"people": {"failed_sign_ins", "locked_until"}}
#: What a new row has in the columns that no line carries.
FILLED_IN: dict[str, tuple[tuple[str, int | None], ...]] = {"people": (("failed_sign_ins", 0), ("locked_until", None))}
