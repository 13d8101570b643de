"""What articles owe to threads goes along when threads are merged or split; words that were taken out leave a trace."""

_CAME = "ALTER TABLE \"{}\" ADD COLUMN \"move_id\" BIGINT REFERENCES \"thread_moves\" (\"id\") ON DELETE SET NULL"
_FOLLOWING = [_CAME.format(table) for table in ("article_sources", "article_proposals", "article_wishes")]

SQLITE = [*_FOLLOWING, 'ALTER TABLE "article_translations" ADD COLUMN "redacted_at" TIMESTAMP']

POSTGRES = [*_FOLLOWING, 'ALTER TABLE "article_translations" ADD COLUMN "redacted_at" TIMESTAMPTZ']
