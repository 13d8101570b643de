"""Why articles need attention: what the team is to look at, as far as the viewer works on it."""

from collections.abc import Mapping
from types import MappingProxyType

from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.kb.queries.desk import FROM, LIVE, MAIN, team_condition
from forum.kb.views import Needy, Reason

#: In a hundred: an article that helps fewer of those who said so needs attention.
LOW = 50
#: Articles that the list of needs names.
MOST_NEEDY = 500


async def needy(viewer: Actor, owner_id: int = 0, also: Mapping[int, Reason] = MappingProxyType({})) -> list[Needy]:
    """The articles that need attention, with every reason, those with the most first.

    `also` are reasons that others know of, by article; those of articles that are not the viewer's to work on are left out.
    """
    own = f"{team_condition(viewer)} AND a.archived_at IS NULL"
    if owner_id:
        own += f" AND a.owner_id = {int(owner_id)}"
    where = f"{own} AND {LIVE}"
    reasons: dict[int, list[Reason]] = {}
    now = clock.now()
    for row in await database.rows_aside(
        f"SELECT a.id, a.verified_until{FROM} WHERE {where} AND a.verified_until < $1 ORDER BY a.id LIMIT {MOST_NEEDY}", now
    ):
        reasons.setdefault(row["id"], []).append(Reason("overdue", at=database.moment(row["verified_until"])))
    for name, reason in [*await _reasons(where), *await _redacted(own), *also.items()]:
        reasons.setdefault(name, []).append(reason)
    if not reasons:
        return []
    found = await database.rows_aside(
        "SELECT a.id, t.title, t.lang, a.owner_id, o.name AS o_name, o.display_name AS o_shown"
        f"{FROM} JOIN article_translations t ON t.article_id = a.id LEFT JOIN people o ON o.id = a.owner_id"
        f" WHERE a.id IN ({database.id_list(reasons)}) AND {own} AND {MAIN}"
    )
    listed = [
        Needy(row["id"], row["title"], row["lang"], row["owner_id"], row["o_shown"] or row["o_name"] or "", reasons[row["id"]])
        for row in found
    ]
    return sorted(listed, key=lambda one: (-len(one.reasons), one.id))


async def _reasons(where: str) -> list[tuple[int, Reason]]:
    """Why the articles of the condition need attention, but for what is overdue."""
    live = f"{FROM} JOIN article_translations t ON t.article_id = a.id AND t.live_number IS NOT NULL"
    found: list[tuple[int, Reason]] = []
    least = settings.current().article_least_votes
    for row in await database.rows_aside(
        "SELECT a.id, t.lang, SUM(CASE WHEN v.helpful THEN 1 ELSE 0 END) AS yes, COUNT(*) AS every"
        f"{live} JOIN article_revisions r ON r.translation_id = t.id AND r.number = t.live_number"
        f" JOIN article_votes v ON v.revision_id = r.id WHERE {where} GROUP BY a.id, t.id, t.lang"
        f" HAVING COUNT(*) >= {int(least)} AND 100 * SUM(CASE WHEN v.helpful THEN 1 ELSE 0 END) < {LOW} * COUNT(*)"
        f" ORDER BY a.id LIMIT {MOST_NEEDY}"
    ):
        found.append((row["id"], Reason("unhelpful", row["lang"], count=int(row["yes"]), of=int(row["every"]))))
    for row in await database.rows_aside(
        f"SELECT a.id, t.lang, b.target{live} JOIN article_broken_links b ON b.translation_id = t.id WHERE {where}"
        f" ORDER BY a.id, b.id LIMIT {MOST_NEEDY}"
    ):
        found.append((row["id"], Reason("broken_link", row["lang"], text=row["target"])))
    for row in await database.rows_aside(
        f"SELECT a.id, t.lang, f.kind, COUNT(*) AS number{live} JOIN article_revisions r ON r.translation_id = t.id"
        f" JOIN article_flags f ON f.revision_id = r.id WHERE {where} AND f.resolved_at IS NULL"
        f" GROUP BY a.id, t.id, t.lang, f.kind ORDER BY a.id LIMIT {MOST_NEEDY}"
    ):
        found.append((row["id"], Reason(row["kind"], row["lang"], count=int(row["number"]))))
    for row in await database.rows_aside(
        f"SELECT a.id, t.lang, t.outdated_since{live} WHERE {where} AND t.outdated_since IS NOT NULL"
        f" ORDER BY a.id LIMIT {MOST_NEEDY}"
    ):
        found.append((row["id"], Reason("translation", row["lang"], at=database.moment(row["outdated_since"]))))
    return found


async def _redacted(where: str) -> list[tuple[int, Reason]]:
    """Articles of the condition, live or in preparation, that lost words with a source and that nobody has looked at since."""
    return [
        (row["id"], Reason("redacted", row["lang"], at=database.moment(row["redacted_at"])))
        for row in await database.rows_aside(
            f"SELECT a.id, t.lang, t.redacted_at{FROM} JOIN article_translations t ON t.article_id = a.id"
            f" WHERE {where} AND t.redacted_at IS NOT NULL ORDER BY a.id LIMIT {MOST_NEEDY}"
        )
    ]
