"""What stands between articles and threads: which replies answer with an article, what articles came from, who wishes for one."""

from collections.abc import Sequence

from forum import clock, database, settings
from forum.accounts.actor import SYSTEM
from forum.kb_bridge import policy
from forum.kb_bridge.actions import carrying, linking
from forum.kb_bridge.references import articles_in
from forum.transfer.checking.drift import Drift


class ArticleAnswers:
    """Which articles replies show as cards, and in which thread."""

    table = "posts"

    async def drifts(self, where: str) -> list[Drift]:
        kept: dict[int, dict[int, int]] = {}
        for row in await database.rows_aside(
            f"SELECT post_id, article_id, thread_id FROM article_answers WHERE post_id {where}"
        ):
            kept.setdefault(row["post_id"], {})[row["article_id"]] = row["thread_id"]
        posts = await database.rows_aside(
            "SELECT id, thread_id, position, html FROM posts WHERE"
            f" id {where} AND (html LIKE '%/help/articles/%' OR id IN ({database.id_list(kept)})) ORDER BY id"
        )
        shown = {
            row["id"]: set(articles_in(row["html"], settings.current().site_url)) if row["position"] > 0 else set()
            for row in posts
        }
        # What had no readers when it was named answers nothing until the reply is saved again.
        named = {number for numbers in shown.values() for number in numbers}
        live = {(row["post_id"], row["article_id"]) for row in await database.rows_aside(
            "SELECT p.id AS post_id, t.article_id FROM posts p JOIN article_translations t ON t.article_id IN"
            f" ({database.id_list(named)}) AND t.live_number IS NOT NULL AND t.published_at < p.created_at"
            f" WHERE p.id IN ({database.id_list(shown)})"
        )} if named else set()
        found = []
        for row in posts:
            own, wanted = kept.get(row["id"], {}), shown[row["id"]]
            right = {number for number in wanted if number in own or (row["id"], number) in live}
            if set(own) != right:
                found.append(Drift("reply", row["id"], "articles it answers with", sorted(own), sorted(right)))
            elif any(thread_id != row["thread_id"] for thread_id in own.values()):
                found.append(Drift("reply", row["id"], "thread of its articles", sorted(own.values()), row["thread_id"]))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            await linking.link(drift.id)
            await database.execute(
                "UPDATE article_answers SET thread_id = (SELECT p.thread_id FROM posts p WHERE p.id = $1) WHERE post_id = $1",
                drift.id,
            )


class TicketAnswers:
    """Which articles answers in tickets point to: nothing that does not stand in them."""

    table = "ticket_comments"

    async def drifts(self, where: str) -> list[Drift]:
        kept: dict[int, list[int]] = {}
        for row in await database.rows_aside(
            f"SELECT comment_id, article_id FROM article_ticket_answers WHERE comment_id {where} ORDER BY article_id"
        ):
            kept.setdefault(row["comment_id"], []).append(row["article_id"])
        found = []
        for row in await database.rows_aside(
            "SELECT id, html, is_public AND is_reply AS answers FROM ticket_comments"
            f" WHERE id IN ({database.id_list(kept)}) ORDER BY id"
        ) if kept else ():
            shown = articles_in(row["html"], settings.current().site_url) if row["answers"] else []
            right = [number for number in kept[row["id"]] if number in shown]
            if kept[row["id"]] != right:
                found.append(Drift("comment", row["id"], "articles it answers with", kept[row["id"]], right))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            await database.execute(
                "DELETE FROM article_ticket_answers WHERE comment_id = $1"
                f" AND article_id NOT IN ({database.id_list([0, *drift.right])})", drift.id,
            )


class ArticleSources:
    """The threads that articles came from: the one in the middle is among them, and what took in one of them too."""

    table = "articles"

    async def drifts(self, where: str) -> list[Drift]:
        hubs = await database.rows_aside(
            f"SELECT y.article_id AS id, y.thread_id FROM article_promotions y WHERE y.article_id {where} AND NOT EXISTS"
            " (SELECT 1 FROM article_sources s WHERE s.article_id = y.article_id AND s.thread_id = y.thread_id)"
            " ORDER BY y.article_id"
        )
        merged = await database.rows_aside(
            "SELECT y.article_id AS id, y.thread_id FROM article_sources y JOIN threads t ON t.id = y.thread_id"
            f" WHERE y.article_id {where} AND t.merged_into_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM article_sources s"
            " WHERE s.article_id = y.article_id AND s.thread_id = t.merged_into_id) AND EXISTS (SELECT 1 FROM thread_moves m"
            " WHERE m.kind = 'merge' AND m.from_thread_id = t.id AND m.to_thread_id = t.merged_into_id"
            " AND m.undone_at IS NULL) ORDER BY y.article_id, y.thread_id"
        )
        return [
            *(Drift("article", row["id"], "source in the middle", "none", row["thread_id"]) for row in hubs),
            *(Drift("article", row["id"], "source that was merged", row["thread_id"], "both") for row in merged),
        ]

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            if drift.what == "source in the middle":
                await database.execute(
                    "INSERT INTO article_sources (article_id, thread_id, added_at, added_by_id, move_id)"
                    " VALUES ($1, $2, $3, NULL, NULL) ON CONFLICT (article_id, thread_id) DO NOTHING",
                    drift.id, drift.right, clock.now(),
                )
                continue
            move = await database.row(
                "SELECT id, from_thread_id, to_thread_id FROM thread_moves WHERE kind = 'merge' AND from_thread_id = $1"
                " AND undone_at IS NULL ORDER BY id DESC LIMIT 1", drift.kept,
            )
            if move is not None:
                await carrying.follow_merged(move["id"], move["from_thread_id"], move["to_thread_id"])


class Proposals:
    """How many people wish for an article, and whether it is there."""

    table = "article_proposals"

    async def drifts(self, where: str) -> list[Drift]:
        found = []
        for row in await database.rows_aside(
            "SELECT p.id, p.state, p.wish_count, (SELECT count(*) FROM article_wishes w WHERE w.proposal_id = p.id) AS wishes,"
            " (SELECT y.told_at FROM article_promotions y WHERE y.article_id = p.article_id) AS told_at"
            f" FROM article_proposals p WHERE p.id {where} ORDER BY p.id"
        ):
            if row["wish_count"] != row["wishes"]:
                found.append(Drift("proposal", row["id"], "wish_count", row["wish_count"], row["wishes"]))
            if row["state"] == policy.WRITTEN and row["told_at"] is not None:
                found.append(Drift("proposal", row["id"], "state", row["state"], policy.DONE))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            if drift.what == "state":
                await database.execute(
                    "UPDATE article_proposals SET state = $1, state_at = $2, state_by_id = $3, version = version + 1"
                    " WHERE id = $4", drift.right, clock.now(), SYSTEM.id, drift.id,
                )
            else:
                await database.execute("UPDATE article_proposals SET wish_count = $1 WHERE id = $2", drift.right, drift.id)
