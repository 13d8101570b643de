"""Which language a visitor reads: the one they chose, else the one their browser asks for, else the forum's own."""

from forum.i18n.locale import DEFAULT_LOCALE, LOCALES

# A browser sends a handful; a longer list is somebody playing.
MOST_RANGES = 20


def negotiate(
    accept_language: str | None,
    cookie: str | None = None,
    person_language: str | None = None,
    default: str = DEFAULT_LOCALE,
) -> str:
    """The language for a visitor, always one of `LOCALES`.

    A signed-in person's own setting comes first, then the choice kept in a cookie, then the Accept-Language header by
    its weights; what is missing, malformed or not spoken here is passed over.
    """
    for choice in (person_language, cookie):
        if choice in LOCALES:
            return choice
    for wanted in _by_weight(accept_language or ""):
        if wanted == "*":
            return default
        spoken = wanted.partition("-")[0]
        if spoken in LOCALES:
            return spoken
    return default


def _by_weight(header: str) -> list[str]:
    """The language ranges of the header, best first, without those refused by a weight of zero."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(",", MOST_RANGES)[:MOST_RANGES]:
        name, _, parameters = part.partition(";")
        weight = _weight(parameters)
        if name.strip() and weight > 0:
            weighted.append((weight, name.strip().lower()))
    # The sort is stable: languages of equal weight stay in the order they were asked for.
    return [name for _, name in sorted(weighted, key=lambda pair: -pair[0])]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    if name.strip().lower() != "q":
        return 0.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
