"""One round through everything that can drift."""

from collections.abc import Callable

from forum import database
from forum.transfer.checking import outboxes, strays
from forum.transfer.checking.drift import Drift, Report
from forum.transfer.checking.indexes import INDEXES
from forum.transfer.checking.ledgers import LEDGERS, Ledger

#: Rows of a table that are looked at together.
BATCH = 1_000

Tell = Callable[[str, int, int], None]


async def check(repair: bool = False, *, tell: Tell = lambda _table, _done, _all: None) -> Report:
    """Look through the connected database and report every drift; with `repair`, mend what can be mended.

    References first, because sums are taken over rows that exist; indexes after the rows they are made from. News is
    delivered here when it is mended, so the sheet of reactions must be in force. `tell(table, done, all)` hears of the progress.
    """
    report = Report()
    report.note(*await strays.look(repair))
    for ledger in (*LEDGERS, *INDEXES):
        await _sweep(ledger, repair, report, tell)
    report.note(*await outboxes.look(repair))
    return report


async def _sweep(ledger: Ledger, repair: bool, report: Report, tell: Tell) -> None:
    last = 0
    highest = int(await database.value(f"SELECT max(id) FROM {ledger.table}") or 0)
    while True:
        upto = await database.value(
            f"SELECT max(id) FROM (SELECT id FROM {ledger.table} WHERE id > $1 ORDER BY id LIMIT {BATCH}) batch", last
        )
        if upto is None:
            return
        suspects = {drift.id for drift in await ledger.drifts(f"BETWEEN {last + 1} AND {int(upto)}")}
        if suspects:
            found, mended = await _settle(ledger, sorted(suspects), repair)
            report.note(found, mended)
        last = int(upto)
        tell(ledger.table, last, highest)


async def _settle(ledger: Ledger, ids: list[int], repair: bool) -> tuple[list[Drift], int]:
    """Look again at these rows while nobody changes them, and mend them if that is wanted."""

    async def work() -> tuple[list[Drift], int]:
        if database.engine() == "postgres":
            # In the order of the ids, as everybody does who holds several.
            await database.rows(
                f"SELECT id FROM {ledger.table} WHERE id IN ({database.id_list(ids)}) ORDER BY id FOR UPDATE"
            )
        found = await ledger.drifts(f"IN ({database.id_list(ids)})")
        mendable = [drift for drift in found if drift.mendable]
        if not repair or not mendable:
            return found, 0
        await ledger.mend(mendable)
        left = await ledger.drifts(f"IN ({database.id_list(ids)})")
        return found, len(found) - len(left)

    return await database.transaction(work)
