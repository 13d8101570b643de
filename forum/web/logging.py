"""The log: one line for each thing that happened, as JSON for machines or text for people, and nobody's secrets in it.

A request's id stands on every line that is written while it is served. What a log must not tell is held back here, for
all loggers at once: errors are told by their kind and where they arose, without the values that drivers and libraries
like to quote in their messages, and other people's libraries are heard from WARNING upward only, because below it they
tell statements with their parameters.
"""

import json
import logging
import os
import sqlite3
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import asyncpg

#: The id of the request that is being served ("" outside of one).
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

#: What a line about a finished request says beside its words; see `forum.web.headers`.
FACTS = ("method", "route", "status", "ms")

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode

#: Errors whose messages speak of the program: names, types and states, never what somebody typed.
_SPEAKING = frozenset(
    {
        AttributeError, ImportError, IndexError, MemoryError, ModuleNotFoundError, NameError, NotImplementedError,
        RecursionError, RuntimeError, TypeError, UnboundLocalError, ZeroDivisionError,
    }
)


def configuration(form: str, level: str, *, whole: bool = False) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes, for this program and the server it runs in; everything goes to stderr.

    `form` is "json", "text", or "auto" for text at a terminal and JSON otherwise. `level` is the least that this
    program tells. With `whole` (development) errors keep their messages.
    """
    if form == "auto":
        form = "text" if sys.stderr.isatty() else "json"
    ours = {"level": level.upper(), "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "forum.web.logging.InRequest"}},
        "formatters": {
            "lines": {"()": f"forum.web.logging.{'JsonLines' if form == 'json' else 'TextLines'}", "whole": whole},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler", "stream": "ext://sys.stderr",
                "formatter": "lines", "filters": ["request"],
            },
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "forum": ours,
            "uvicorn": ours,
            "uvicorn.error": ours,
            # They tell every statement with its parameters, one level below what they are heard from.
            "tortoise": {"level": "WARNING"},
            "tortoise.db_client": {"level": "WARNING"},
            "asyncio": {"level": "WARNING"},
        },
    }


class InRequest(logging.Filter):
    """Puts the id of the request that is being served on every record, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = REQUEST_ID.get()
        return True


class _Lines(logging.Formatter):
    def __init__(self, whole: bool = False) -> None:
        super().__init__()
        self.whole = whole

    def words(self, record: logging.LogRecord) -> str:
        """The message; an error among its parts is told as `told` does."""
        if self.whole:
            return record.getMessage()
        args = record.args
        if isinstance(args, tuple) and any(isinstance(arg, BaseException) for arg in args):
            message = str(record.msg) % tuple(told(arg) if isinstance(arg, BaseException) else arg for arg in args)
        elif isinstance(record.msg, BaseException):
            message = told(record.msg)
        else:
            message = record.getMessage()
        # The further lines of asyncio's complaints show the task, and with it the error's message.
        return message.partition("\n")[0] if record.name == "asyncio" else message.rstrip("\n")

    def error(self, record: logging.LogRecord) -> str:
        """What went wrong and where, or ""."""
        if not record.exc_info or record.exc_info[1] is None:
            return ""
        if self.whole:
            return "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
        return trace(record.exc_info[1])


class JsonLines(_Lines):
    """Each record as one JSON object: time, level, logger, message; where they exist request, its facts, and error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.words(record),
        }
        known = record.__dict__
        if request_id := known.get("request_id"):
            line["request"] = request_id
        if "route" in known:
            line.update({fact: known[fact] for fact in FACTS})
        if error := self.error(record):
            line["error"] = error
        return _encode(line)


class TextLines(_Lines):
    """Each record as one line of text; an error's lines follow it, set in."""

    def format(self, record: logging.LogRecord) -> str:
        request_id = record.__dict__.get("request_id")
        # A message is one line, so that nobody writes lines of their own into the log.
        words = self.words(record).replace("\r", "\\r").replace("\n", "\\n")
        line = f"{_moment(record)} {record.levelname:7} {f'[{request_id}] ' if request_id else ''}{words}"
        if error := self.error(record):
            line += "\n  " + error.replace("\n", "\n  ")
        return line


def told(error: BaseException) -> str:
    """An error in one line: its kind, and of its message only what cannot hold a value that somebody typed."""
    kind = type(error).__name__
    match error:
        case asyncpg.PostgresError():
            names = (error.sqlstate, getattr(error, "table_name", None), getattr(error, "constraint_name", None))
            return " ".join([kind, *filter(None, names)])
        case sqlite3.Error():
            # Constraints are told by their columns; other messages may quote a piece of the statement.
            name = getattr(error, "sqlite_errorname", "")
            return " ".join(filter(None, [kind, name, str(error) if name.startswith("SQLITE_CONSTRAINT") else ""]))
        case OSError():
            return f"{kind} {os.strerror(error.errno)}" if isinstance(error.errno, int) and error.errno > 0 else kind
        case _ if error.args and isinstance(error.args[0], BaseException):
            return f"{kind} of {told(error.args[0])}"
        case _ if type(error) in _SPEAKING:
            return f"{kind}: {error}"
    return kind


def trace(error: BaseException) -> str:
    """An error with the places it came through and what caused it: lines of our source, no values."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        places = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{places}{told(current)}")
        if isinstance(current, BaseExceptionGroup):
            parts += ["One of them:\n" + trace(inner) for inner in current.exceptions]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n\nwhich came from:\n\n".join(parts)


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
