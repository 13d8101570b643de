"""Every knob of Kotae in one table: name, kind, default, meaning. Read once from the environment or an `.env` file.

An invalid value stops the start with a sentence that names the knob. `python run.py settings` prints this table.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

from forum.clock import business_hours


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting as documented: the environment variable, its kind, its default (as text) and its meaning."""

    name: str
    kind: str
    default: str
    meaning: str
    secret: bool = False


KNOBS: tuple[Knob, ...] = (
    Knob("DATABASE_URL", "database", "sqlite://var/kotae.db", "Where the community lives: sqlite://PATH or postgres://USER:PASSWORD@HOST:PORT/NAME."),
    Knob("DATABASE_POOL", "int 1..200", "10", "PostgreSQL connections each process may hold."),
    Knob("SITE_URL", "url", "http://127.0.0.1:8000", "The public address, used in letters, feeds and canonical links; https makes cookies Secure."),
    Knob("SITE_NAME", "text", "Kotae", "The community's name, shown in the header, titles and letters."),
    Knob("SITE_TAGLINE", "text", "", "One line under the name on the home page; empty for the built-in sentence."),
    Knob("SITE_LANGUAGE", "language", "en", "The interface language for visitors whose browser names neither English nor Japanese."),
    Knob("SITE_TIME_ZONE", "zone", "UTC", "The time zone in which visitors without one of their own read times."),
    Knob("SECRET_KEY", "secret", "", "Signs unsubscribe links and visitor fingerprints; when empty, one is made and kept in var/secret.key.", True),
    Knob("HOST", "text", "127.0.0.1", "The address that `serve` listens on."),
    Knob("PORT", "int 0..65535", "8000", "The port that `serve` listens on."),
    Knob("WORKERS", "int 1..64", "1", "How many server processes `serve` starts."),
    Knob("TRUSTED_PROXIES", "text", "127.0.0.1", "Comma-separated addresses whose X-Forwarded-For and X-Forwarded-Proto are believed."),
    Knob("SMTP_HOST", "text", "", "The mail relay; when empty, letters are written to MAIL_FOLDER."),
    Knob("SMTP_PORT", "int 1..65535", "587", "The mail relay's port."),
    Knob("SMTP_USER", "text", "", "The name to sign in to the mail relay with; empty for none."),
    Knob("SMTP_PASSWORD", "secret", "", "The password for the mail relay.", True),
    Knob("SMTP_TLS", "one of starttls tls none", "starttls", "How the connection to the mail relay is protected."),
    Knob("MAIL_FROM", "text", "Kotae <kotae@localhost>", "The sender of every letter."),
    Knob("MAIL_FOLDER", "path", "var/mail", "Where letters are written, as .eml files, when SMTP_HOST is empty."),
    Knob("SIGN_UP", "one of open closed", "open", "Whether visitors may make accounts for themselves."),
    Knob("SIGN_IN_TRIES", "int 3..100", "8", "Failed sign-ins after which an account, or an address, is locked for a while."),
    Knob("SIGN_IN_LOCK_MINUTES", "int 1..1440", "15", "Minutes for which such a lock holds unless an administrator lifts it."),
    Knob("SESSION_DAYS", "int 1..365", "30", "Days after which a session that is not used ends."),
    Knob("POST_LIMIT", "int 1000..200000", "32000", "Characters a post may have."),
    Knob("BODY_LIMIT", "int 100000..100000000", "1000000", "Bytes a request's body may have."),
    Knob("EDIT_GRACE_MINUTES", "int 0..60", "5", "Minutes in which an author's further edits join the revision before."),
    Knob("SOLVED_REMINDER_DAYS", "int 1..90", "5", "Days after the last reply until the asker is asked whether it is solved."),
    Knob("REPLY_LEASE_SECONDS", "int 10..600", "60", "Seconds for which others see that somebody is replying after the last sign of their page."),
    Knob("READER_TRAIL_DAYS", "int 0..365", "30", "Days for which it is kept which articles a signed-in reader opened and what they searched, for staff who help them; 0 for not at all."),
    Knob("DUPLICATES_EMBEDDER", "text", "static", "How meaning is compared when looking for similar questions: static (built in), none, minilm, e5, minilm+e5 (make install-semantics) or onnx:FOLDER."),
    Knob("ARTICLE_OWN_REVIEW", "switch", "off", "Whether staff may publish articles that they wrote themselves, without a second pair of eyes."),
    Knob("ARTICLE_VERIFY_DAYS", "int 0..3650", "180", "Days after which a new article is to be looked at again; 0 for never. Each article may have its own."),
    Knob("ARTICLE_LEAST_VOTES", "int 1..1000", "5", "Readers who must have said whether an article helped before a low share of them calls for attention."),
    Knob("FLAG_LIMIT", "int 0..100", "3", "Plain flags of members from which on a post is hidden until a moderator has looked; 0 for never."),
    Knob("SCREEN_FIRST_POSTS", "int 0..50", "0", "How many first posts of each new member a moderator looks at before others see them; 0 for none."),
    Knob("SCREEN_LINKS", "int 0..100", "5", "Links to other sites that a new member may post at once; more are held for a moderator. 0 for any number."),
    Knob("SCREEN_PLACES", "int 0..50", "2", "Other threads in which a new member's text may stand alike before it is held for a moderator; 0 to never look."),
    Knob("SCREEN_SECONDS", "int 0..60", "2", "Seconds that a new member's post takes to write at the least; what comes faster is held for a moderator. 0 to never look."),
    Knob("HOLD_SIGN_UPS", "switch", "off", "Whether a moderator lets new accounts in before they may write."),
    Knob("REVIEW_REMINDER_HOURS", "int 0..1000", "24", "Hours after which moderators are told of what still waits in the review queue; 0 for never."),
    Knob("DEFLECTION_TYPED_HOURS", "int 0..720", "0", "Hours for which the title is kept that somebody typed and did not post; 0 keeps none."),
    Knob("DEFLECTION_DAYS", "int 1..3650", "400", "Days for which it is kept what was shown to whoever was about to ask, and what came of it."),
    Knob("TICKET_CLOSE_DAYS", "int 1..365", "4", "Days after which a solved ticket is closed for good; until then the requester's answer takes it up again."),
    Knob("BUSINESS_HOURS", "week", "mon-fri 09:00-17:30", "When the team works, in SITE_TIME_ZONE, for rules that count business hours: days with their hours, as in mon-fri 09:00-12:00 13:00-17:30, sat 10:00-14:00."),
    Knob("BUSINESS_HOLIDAYS", "dates", "", "Days on which it does not, as dates with commas between them: 2026-12-25, 2027-01-01."),
    Knob("RATE_LIMITS", "switch", "on", "Whether posting, searching, signing in and signing up are rate-limited."),
    Knob("LOG_FORMAT", "one of auto json text", "auto", "How the log is written to stderr: json for machines, text for people; auto is text at a terminal and json otherwise."),
    Knob("LOG_LEVEL", "one of debug info warning error", "info", "The least that the log tells; from info on, one line for each request."),
    Knob("METRICS", "one of off local on", "local", "Who may read /metrics: nobody, this machine only (not through a proxy), or everybody who reaches the server."),
    Knob("DEVELOPMENT", "switch", "off", "Shows the page of all components and reloads templates; never on a public server."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. Field names are the knobs' names in lower case."""

    database_url: str
    database_pool: int
    site_url: str
    site_name: str
    site_tagline: str
    site_language: str
    site_time_zone: str
    secret_key: str
    host: str
    port: int
    workers: int
    trusted_proxies: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_tls: str
    mail_from: str
    mail_folder: str
    sign_up: str
    sign_in_tries: int
    sign_in_lock_minutes: int
    session_days: int
    post_limit: int
    body_limit: int
    edit_grace_minutes: int
    solved_reminder_days: int
    reply_lease_seconds: int
    reader_trail_days: int
    duplicates_embedder: str
    article_own_review: bool
    article_verify_days: int
    article_least_votes: int
    flag_limit: int
    screen_first_posts: int
    screen_links: int
    screen_places: int
    screen_seconds: int
    hold_sign_ups: bool
    review_reminder_hours: int
    deflection_typed_hours: int
    deflection_days: int
    ticket_close_days: int
    business_hours: str
    business_holidays: str
    rate_limits: bool
    log_format: str
    log_level: str
    metrics: str
    development: bool

    @property
    def secure(self) -> bool:
        """Whether the community is reached by https, so that cookies are Secure and carry the __Host- prefix."""
        return self.site_url.startswith("https://")


_current: Settings | None = None


def current() -> Settings:
    """The settings in force, read on first use."""
    global _current
    if _current is None:
        _current = read()
    return _current


def use(settings: Settings | None) -> None:
    """Put other settings in force (or, with None, have them read again on next use)."""
    global _current
    _current = settings


def read(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read every knob from `environment` (by default the process's, over an `.env` file). Raises SettingsError."""
    if environment is None:
        environment = {**{k: v for k, v in dotenv_values(".env").items() if v is not None}, **os.environ}
    values = {knob.name.lower(): _parse(knob, environment.get(knob.name, knob.default)) for knob in KNOBS}
    values.update(overrides)
    return Settings(**values)


def where(host: str, port: int) -> str:
    """The site's public address: SITE_URL if somebody set it, else where the server listens, as a browser here finds it."""
    if dotenv_values(".env").get("SITE_URL") or os.environ.get("SITE_URL"):
        return read().site_url
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, host)
    return f"http://{shown}:{port}"


def secret_key() -> bytes:
    """The signing key: SECRET_KEY, or one that is made once and kept in var/secret.key, readable by the owner only."""
    configured = current().secret_key
    if configured:
        return configured.encode()
    path = Path("var/secret.key")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and then given its name, so that no other process ever reads half a key.
        aside = path.with_name(f"secret.{secrets.token_hex(8)}.tmp")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(32).encode())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        return path.read_bytes()


def table(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Rows of (name, value, default, meaning) for `run.py settings`; secrets are shown as set or not set."""
    rows = []
    for knob in KNOBS:
        value = getattr(settings, knob.name.lower())
        shown = ("on" if value else "off") if isinstance(value, bool) else str(value)
        if knob.secret:
            shown = "(set)" if value else "(not set)"
        if knob.name == "DATABASE_URL":
            shown = without_password(shown)
        rows.append((knob.name, shown, knob.default, knob.meaning))
    return rows


def without_password(url: str) -> str:
    """A database URL that is safe to print."""
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":***@") if parts.password else url


def _is_site(text: str) -> bool:
    """Whether the text is the address of a whole site: a scheme, a host, perhaps a port, and nothing else."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0 and bare


def _parse(knob: Knob, text: str) -> Any:
    kind, _, rule = knob.kind.partition(" ")
    text = text.strip()
    match kind:
        case "int":
            low, high = (int(bound) for bound in rule.split(".."))
            if not text.removeprefix("-").isdecimal() or len(text) > 18 or not low <= int(text) <= high:
                raise SettingsError(f"{knob.name} must be a whole number from {low} to {high}, not {text!r}.")
            return int(text)
        case "switch":
            if text.lower() not in ("on", "off", "true", "false", "yes", "no", "1", "0"):
                raise SettingsError(f"{knob.name} must be on or off, not {text!r}.")
            return text.lower() in ("on", "true", "yes", "1")
        case "one":
            choices = rule.removeprefix("of ").split()
            if text not in choices:
                raise SettingsError(f"{knob.name} must be one of {', '.join(choices)}, not {text!r}.")
        case "url":
            if not _is_site(text):
                raise SettingsError(f"{knob.name} must be an address such as https://forum.example.com, not {text!r}.")
            return text.rstrip("/")
        case "database":
            if not text.startswith(("sqlite://", "postgres://", "postgresql://")) or text == "sqlite://":
                raise SettingsError(f"{knob.name} must start with sqlite:// or postgres://, not {without_password(text)!r}.")
        case "language":
            if text not in ("en", "ja"):
                raise SettingsError(f"{knob.name} must be en or ja, not {text!r}.")
        case "week":
            try:
                business_hours.read(text, "UTC")
            except ValueError as error:
                raise SettingsError(f"{knob.name} must be days with hours, as in mon-fri 09:00-17:30, not {text!r}.") from error
        case "dates":
            try:
                business_hours.dates(text)
            except ValueError as error:
                raise SettingsError(f"{knob.name} must be dates such as 2026-12-25, 2027-01-01, not {text!r}.") from error
        case "zone":
            if not _is_zone(text):
                raise SettingsError(f"{knob.name} must be a time zone such as Asia/Tokyo, not {text!r}.")
    return text


def _is_zone(text: str) -> bool:
    """Whether there is such a time zone. The list of all is not asked: making it reads six hundred files."""
    try:
        ZoneInfo(text)
    except (OSError, ValueError, LookupError):
        return False
    return True


assert [knob.name.lower() for knob in KNOBS] == [field.name for field in fields(Settings)], "KNOBS and Settings must agree"
