"""The Jinja environment: autoescape, no silent gaps, our filters, our languages. Templates never query and never wait."""

from collections.abc import Callable, Hashable, MutableMapping
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape
from tortoise.fields.relational import NoneAwaitable, ReverseRelation
from tortoise.queryset import AwaitableQuery

from forum import clock, i18n
from forum.web.assets import Assets
from forum.web.fragments import Fragments

#: The viewer's time zone while a page is rendered. Not part of the context, which imported macros do not see.
ZONE: ContextVar[str] = ContextVar("zone", default="UTC")

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def make_environment(assets: Assets, fragments: Fragments, *, strict: bool, site: Any) -> Environment:
    """The environment of one application. `strict` reloads changed templates and refuses relations nobody loaded."""
    environment = _Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=strict, finalize=_loaded_only if strict else None, cache_size=1000,
        bytecode_cache=_compiled[strict],
    )
    i18n.install(environment)
    environment.globals.update(asset=assets.url, site=site, kept=_keeping(fragments))
    environment.filters.update(
        ago=_ago, date=_date, datetime=_datetime, number=i18n.format_number, compact=i18n.compact, iso=_iso, urlpath=_urlpath,
    )
    return environment


class _Compiled(BytecodeCache):
    """What templates were compiled to, by their text: a second application of the process compiles none of them again.

    Compiling took half of the time of the tests, each of which makes an application of its own.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (kept := self.kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


#: Strict environments compile to other code than quick ones.
_compiled = {strict: _Compiled() for strict in (False, True)}


class _Environment(Environment):
    """Jinja's own, in which every template sees the same globals: one dictionary, not a chain of them to walk.

    Each import of a macro compares and copies the globals; in a chain that took a third of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        if d:
            raise ValueError("templates have no globals of their own; put values into the context")
        return self.globals


def _keeping(fragments: Fragments) -> Callable[..., Markup]:
    """`{% call kept("name", …) %}`: what stands inside, rendered anew only for a key that is new."""

    def kept(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
        whole = (i18n.current_locale(), ZONE.get(), *key)
        found = fragments.get(whole)
        return found[0] if found is not None else fragments.keep(whole, caller())[0]

    return kept


def _loaded_only(value: Any) -> Any:
    if value is NoneAwaitable or isinstance(value, AwaitableQuery | ReverseRelation):
        raise RuntimeError("a template touched a relation that its query did not load")
    return value


def _iso(moment: datetime) -> str:
    return f"{moment.isoformat()[:19]}Z"


# Markup's own formatting escapes value by value through Python's formatter, which is slow for what every row shows.
def _ago(moment: datetime) -> Markup:
    """`<time>` with the distance from now in words; the full date as its title."""
    full, words = escape(i18n.format_datetime(moment, ZONE.get())), escape(i18n.relative(moment, clock.now()))
    return Markup(f'<time datetime="{_iso(moment)}" title="{full}" data-ago>{words}</time>')


def _date(moment: datetime) -> Markup:
    return Markup(f'<time datetime="{_iso(moment)}">{escape(i18n.format_date(moment, ZONE.get()))}</time>')


def _datetime(moment: datetime) -> Markup:
    return Markup(f'<time datetime="{_iso(moment)}">{escape(i18n.format_datetime(moment, ZONE.get()))}</time>')


@lru_cache(maxsize=4096)
def _urlpath(text: str) -> str:
    """A name as one segment of an address."""
    return quote(text, safe="")
