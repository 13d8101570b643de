"""What an article did: how many questions joined the clusters of its sources, before it was published and after."""

from datetime import timedelta
from itertools import chain
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.duplicates.queries.readable import readable
from forum.kb_bridge.views import Effect

#: Weeks that are compared on either side at most.
WEEKS = 26
_WEEK = timedelta(days=7)


async def joined_per_week(viewer: Actor, article_id: int) -> Effect | None:
    """Questions asked per week in the clusters of an article's sources, before its first publication and after.

    Counted is what the viewer may read, of at most `WEEKS` weeks on either side; None before the first publication. The
    caller has loaded the article through permission. Before counts from the first question on, for a question that is
    three weeks old did not recur in the twenty-three weeks before.
    """
    published = database.moment(await database.value(
        "SELECT MIN(published_at) FROM article_translations WHERE article_id = $1", article_id
    ))
    if published is None:
        return None
    sources = "SELECT y.thread_id FROM article_sources y WHERE y.article_id = $1"
    found = await database.rows_aside(
        "WITH source AS (" + sources + "), touched AS ("
        " SELECT m.cluster_id AS id FROM duplicate_members m WHERE m.thread_id IN (SELECT thread_id FROM source)"
        " UNION SELECT g.id FROM duplicate_clusters g WHERE g.hub_id IN (SELECT thread_id FROM source)),"
        " joined AS (SELECT thread_id AS id FROM source"
        " UNION SELECT m.thread_id FROM duplicate_members m WHERE m.cluster_id IN (SELECT id FROM touched)"
        " UNION SELECT g.hub_id FROM duplicate_clusters g WHERE g.id IN (SELECT id FROM touched)"
        " UNION SELECT d.thread_id FROM duplicate_marks d WHERE d.canonical_id IN (SELECT thread_id FROM source))"
        f" SELECT t.created_at FROM joined j JOIN threads t ON t.id = j.id WHERE {readable(viewer)}", article_id,
    )
    moments: list[Any] = [database.moment(row["created_at"]) for row in found]
    now = clock.now()
    first = max(min(chain(moments, (published,))), published - WEEKS * _WEEK)
    last = min(now, published + WEEKS * _WEEK)
    return Effect(
        published_at=published,
        before=sum(first <= at < published for at in moments), weeks_before=(published - first) / _WEEK,
        after=sum(published <= at <= last for at in moments), weeks_after=max(timedelta(), last - published) / _WEEK,
    )
