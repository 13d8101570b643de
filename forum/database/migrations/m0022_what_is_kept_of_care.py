"""What somebody writes about themselves may wait for a moderator's look, and no event goes or tells another story.

Words in an event's data may still be blanked: that is what taking private words out for good does.
"""

_BIO = 'ALTER TABLE "people" ADD COLUMN "bio_held_at" {moment}'
_FACTS = ("id", "name", "actor_id", "subject_type", "subject_id", "at")
_FACTS_OF_IT = ", ".join(f'"{column}"' for column in _FACTS)

SQLITE = [
    _BIO.format(moment="TIMESTAMP"),
    """
    CREATE TRIGGER "events_stay" BEFORE DELETE ON "events" BEGIN
        SELECT RAISE(ABORT, 'events are never deleted');
    END
    """,
    f"""
    CREATE TRIGGER "events_stay_as_they_are" BEFORE UPDATE OF {_FACTS_OF_IT} ON "events" BEGIN
        SELECT RAISE(ABORT, 'events are never rewritten');
    END
    """,
]

POSTGRES = [
    _BIO.format(moment="TIMESTAMPTZ"),
    """
    CREATE FUNCTION "events_are_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'events are never deleted or rewritten' USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
    'CREATE TRIGGER "events_stay" BEFORE DELETE ON "events" FOR EACH ROW EXECUTE FUNCTION "events_are_kept"()',
    f"""
    CREATE TRIGGER "events_stay_as_they_are" BEFORE UPDATE OF {_FACTS_OF_IT} ON "events"
        FOR EACH ROW EXECUTE FUNCTION "events_are_kept"()
    """,
]
