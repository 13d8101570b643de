"""Appeals that wait stand in the review queue, as those do that are made from now on."""

_QUEUE = (
    'INSERT INTO "review_items" ("kind", "subject_id", "cause", "weight", "opened_at", "decision", "version")'
    " SELECT 'appeal', \"id\", 'appeal', 200, \"made_at\", '', 1 FROM \"appeals\" WHERE \"answered_at\" IS NULL"
)

SQLITE = [_QUEUE]

POSTGRES = [_QUEUE]
