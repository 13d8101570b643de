"""For whom an article may be, given for whom its sources are. Pure."""

from collections.abc import Iterable, Sequence

from forum.categories.audience import EVERYONE, Audience


def narrowest(audiences: Iterable[Audience]) -> Audience | None:
    """The one of these that lies within all the others; None when they are for different people."""
    found = list(dict.fromkeys(audiences))
    return next((one for one in found if all(one.lies_within(other) for other in found)), None)


def too_wide(own: Audience | None, sources: Sequence[Audience]) -> list[Audience]:
    """The sources' audiences within which an article's own does not lie. Without one of its own it follows its section,
    which may be opened to everyone any day."""
    mine = own or Audience(EVERYONE)
    return [source for source in dict.fromkeys(sources) if not mine.lies_within(source)]
