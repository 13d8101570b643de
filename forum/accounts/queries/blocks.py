"""Reading what is blocked: the list for moderators, whom a block would meet, and whether somebody is met."""

from forum import clock, database
from forum.accounts import blocks, policy
from forum.accounts.actor import Actor
from forum.accounts.views import BlockLine


async def listed(viewer: Actor) -> list[BlockLine]:
    """Every block, the newest first. Raises Forbidden."""
    policy.may_block(viewer).require()
    found = await database.rows(
        "SELECT b.id, b.kind, b.value, b.reason, b.until, b.created_at, p.display_name FROM blocks b"
        " LEFT JOIN people p ON p.id = b.created_by_id ORDER BY b.id DESC LIMIT 1000"
    )
    now = clock.now()
    lines = []
    for row in found:
        created_at, until = database.moment(row["created_at"]), database.moment(row["until"])
        assert created_at is not None
        lines.append(BlockLine(
            row["id"], row["kind"], row["value"], row["reason"], until, until is not None and until <= now,
            row["display_name"] or "", created_at,
        ))
    return lines


async def met_by(kind: str, value: str) -> int:
    """How many members a block would have kept out: by their e-mail address, or by where they are signed in from."""
    if kind == "domain":
        return int(await database.value(
            "SELECT count(*) FROM people WHERE email_key LIKE $1 OR email_key LIKE $2", f"%@{value}", f"%.{value}"
        ) or 0)
    found = await database.rows_aside("SELECT DISTINCT person_id, address FROM sessions WHERE address <> ''")
    return len({row["person_id"] for row in found if blocks.holds_address([value], row["address"])})


async def blocks_email(email: str) -> bool:
    """Whether an e-mail address is of a blocked domain."""
    return blocks.holds_domain(await _in_force("domain"), email)


async def blocks_address(address: str) -> bool:
    """Whether a network address is in a blocked range."""
    return bool(address) and blocks.holds_address(await _in_force("network"), address)


async def _in_force(kind: str) -> set[str]:
    found = await database.rows(
        "SELECT value FROM blocks WHERE kind = $1 AND (until IS NULL OR until > $2)", kind, clock.now()
    )
    return {row["value"] for row in found}
