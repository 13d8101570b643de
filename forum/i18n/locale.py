"""The languages Kotae speaks, and the one in force here and now."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LOCALES = ("en", "ja")
DEFAULT_LOCALE = "en"

# Each language under its own name: a reader looking for theirs cannot read ours.
LOCALE_NAMES = {"en": "English", "ja": "日本語"}

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


def current_locale() -> str:
    """The code of the language in force in this task, one of `LOCALES`."""
    return _current.get()


def set_locale(code: str) -> None:
    """Put a language in force for the rest of this task; raises ValueError for one we do not speak."""
    _current.set(_known(code))


@contextmanager
def use_locale(code: str) -> Iterator[str]:
    """Put a language in force inside the `with` block only; raises ValueError for one we do not speak."""
    token = _current.set(_known(code))
    try:
        yield code
    finally:
        _current.reset(token)


def _known(code: str) -> str:
    if code not in LOCALES:
        raise ValueError(f"{code!r} is not a language of this forum; it speaks {', '.join(LOCALES)}")
    return code
