"""The progress bars of long commands."""

from rich.progress import Progress, TaskID

from forum.transfer.communities import Tell


def each_its_bar(progress: Progress) -> Tell:
    """Who hears of the progress, and gives everything that is named a bar of its own."""
    bars: dict[str, TaskID] = {}

    def tell(what: str, done: int, total: int) -> None:
        if what not in bars:
            bars[what] = progress.add_task(what, total=total)
        progress.update(bars[what], completed=done, total=total)

    return tell
