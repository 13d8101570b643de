"""The commands that measure the detector and teach it: `run.py duplicates rank | cluster | fit`."""

import asyncio
import gzip
import json
import resource
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, Any, TextIO

import asyncpg
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from forum import settings
from forum.duplicates import trial
from forum.duplicates.actions import learning
from forum.duplicates.clustering import WIDE, clusters, nearness
from forum.duplicates.queries.neighbours import all_matches
from forum.errors import Invalid

Running = Callable[..., AbstractAsyncContextManager[None]]

#: From which probability on `cluster` counts a text as a member. Marks of duplicates are incomplete, so that probabilities
#: learned from them are low; the board, on which people decide, begins higher.
MEMBER_FROM = 0.15

commands = typer.Typer(no_args_is_help=True, help="Measure how well duplicates are found, and teach the detector.")
console = Console()

Corpus = Annotated[Path, typer.Option(exists=True, dir_okay=False, help='JSON lines {"id","title","body","lang"?}, or .gz.')]
Out = Annotated[Path, typer.Option(help="The file to write, one line for each query or cluster; .gz is compressed.")]
Database = Annotated[
    str, typer.Option(help="A PostgreSQL server (postgres://…), on which a database is made for it; else a SQLite file.")
]
Embedder = Annotated[str, typer.Option(help="none, static, minilm, e5, minilm+e5 or onnx:FOLDER; else DUPLICATES_EMBEDDER.")]


def register(program: typer.Typer, running: Running) -> None:
    """Add the group `duplicates` to the program. `running` is the roof's: the database connected."""
    program.add_typer(commands, name="duplicates")
    for command in (rank, cluster):
        commands.command()(command)

    @commands.command()
    def fit(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
        forget: Annotated[bool, typer.Option("--forget", help="Go back to the weights that came with the code.")] = False,
    ) -> None:
        """Fit the detector to what people decided here of pairs, and show how well it fared before and after.

        Takes fifty decisions or more. The weights are kept in the database, for this community only, and only when
        decisions that were not learned from are told better by them. Exits with 1 when there is too little to learn from.
        """
        asyncio.run(_fit(running, dry_run, forget))


def rank(
    corpus: Corpus,
    queries: Annotated[
        Path,
        typer.Option(exists=True, dir_okay=False, help='JSON lines {"id","title","body"?} or {"id"}; "candidates": [ids].'),
    ],
    out: Out,
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many are written for each query.")] = 50,
    database: Database = "",
    embedder: Embedder = "",
) -> None:
    """Rank a corpus for each query with the forum's own index, features and score, in a temporary database.

    Writes a line for each query, {"id","ranked":[{"id","score"}]}, best first; a query never finds itself. With
    "candidates" exactly those are ranked. Exits with 1 for a line that cannot be used.
    """
    _finish(_rank(corpus, queries, out, top, database, embedder))


def cluster(corpus: Corpus, out: Out, database: Database = "", embedder: Embedder = "") -> None:
    """Find the questions of a corpus that keep coming back, those most worth acting on first.

    Writes a line for each cluster, {"hub","members","score"}.
    """
    _finish(_cluster(corpus, out, database, embedder))


async def _rank(corpus: Path, queries: Path, out: Path, top: int, url: str, embedder: str) -> None:
    found = trial.documents(corpus)
    ids = [document.id for document in found]
    asked = trial.queries(queries, set(ids))
    async with trial.trial(url, embedder):
        with _progress() as progress:
            numbers, seconds = await _built(found, progress)
            bar = progress.add_task("Ranking", total=len(asked))
            spent: list[float] = []
            with _writing(out) as file:
                for query in asked:
                    began = time.perf_counter()
                    ranked = await trial.ranked(query, numbers, ids, top)
                    spent.append((time.perf_counter() - began) * 1000)
                    file.write(json.dumps({"id": query.id, "ranked": ranked}, ensure_ascii=False) + "\n")
                    progress.advance(bar)
    _tell(len(found), seconds, f"{len(asked)} queries", spent)


async def _cluster(corpus: Path, out: Path, url: str, embedder: str) -> None:
    found = trial.documents(corpus)
    async with trial.trial(url, embedder):
        with _progress() as progress:
            numbers, seconds = await _built(found, progress)
            began = time.perf_counter()
            bar = progress.add_task("Comparing", total=len(found))
            suspected, near = [], []
            async for batch in all_matches(
                lambda _, done, all_: progress.update(bar, completed=done, total=all_), most=WIDE
            ):
                suspected += [(own, match.thread_id, match.score) for own, matches in batch for match in matches]
                near += [
                    (own, match.thread_id, nearness(match.parts.get("title_meaning", 0.0)))
                    for own, matches in batch for match in matches
                ]
            made = clusters((), suspected, near=near, least=MEMBER_FROM)
    ids = {number: own for own, number in numbers.items()}
    with _writing(out) as file:
        for one in made:
            members = [ids[one.hub], *(ids[member] for member in one.confirmed), *(ids[member] for member, _ in one.suspected)]
            line = {"hub": ids[one.hub], "members": members, "score": round(one.score, 4)}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    _tell(len(found), seconds, f"{len(made)} clusters", [(time.perf_counter() - began) * 1000 / max(1, len(found))])


async def _fit(running: Running, dry_run: bool, forget: bool) -> None:
    async with running(settings.current(), work=False):
        if forget:
            gone = await learning.forget()
            console.print("The built-in weights are in force again." if gone else "The built-in weights were in force.")
            return
        try:
            made = await learning.fit()
        except Invalid as refusal:
            console.print(" ".join(refusal.errors.values()), highlight=False)
            raise typer.Exit(1) from refusal
        console.print(f"{made.decisions} decisions, {made.duplicates} of them duplicates; measured on those not learned from:")
        table = Table("", "built in", "fitted")
        for name, before, after in (
            ("log loss", made.before.log_loss, made.after.log_loss),
            ("area under the curve", made.before.area, made.after.area),
            ("calibration error", made.before.calibration_error, made.after.calibration_error),
        ):
            table.add_row(name, f"{before:.3f}", f"{after:.3f}")
        console.print(table)
        for label, measured in (("built in", made.before), ("fitted", made.after)):
            table = Table(f"said ({label})", "true", "pairs")
            for said, true, count in measured.reliability:
                table.add_row(f"{said:.2f}", f"{true:.2f}", str(count))
            console.print(table)
        if not made.is_better:
            console.print("The fitted weights fare no better: nothing was kept.")
        elif dry_run:
            console.print("Nothing was kept (--dry-run).")
        else:
            await learning.keep(made)
            console.print("The fitted weights are in force; pairs get new scores as they are compared again.")


async def _built(found: Sequence[trial.Document], progress: Progress) -> tuple[dict[str | int, int], float]:
    bar = progress.add_task("Indexing", total=len(found))
    began = time.perf_counter()
    numbers = await trial.fill(found, lambda _, done, all_: progress.update(bar, completed=done, total=all_))
    return numbers, time.perf_counter() - began


def _finish(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(work)
    except trial.BadInput as error:
        console.print(f"[red]{escape(str(error))}[/red]")
        raise typer.Exit(1) from error
    except (OSError, asyncpg.PostgresError) as error:
        console.print(f"[red]That did not work: {escape(str(error))}[/red]")
        raise typer.Exit(1) from error


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console)


def _writing(out: Path) -> TextIO:
    out.parent.mkdir(parents=True, exist_ok=True)
    return gzip.open(out, "wt", encoding="utf-8") if out.suffix == ".gz" else out.open("w", encoding="utf-8")


def _tell(count: int, seconds: float, what: str, spent: list[float]) -> None:
    spent = sorted(spent) or [0.0]
    half, most = spent[len(spent) // 2], spent[min(len(spent) - 1, int(0.95 * len(spent)))]
    # Kilobytes, but bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    console.print(
        f"n {count} · {what} · build {seconds:.1f} s · {count / max(seconds, 1e-9):.0f} docs/s ·"
        f" p50 {half:.1f} ms · p95 {most:.1f} ms a query · peak {peak:.0f} MB",
        soft_wrap=True, highlight=False,
    )
