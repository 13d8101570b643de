"""Settings: read from the environment, checked with a sentence that names the knob, shown without secrets."""

import dataclasses
import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from forum import settings
from forum.settings import KNOBS, SettingsError


def test_the_defaults_are_usable() -> None:
    read = settings.read({})
    assert (read.host, read.port, read.site_language, read.sign_up) == ("127.0.0.1", 8000, "en", "open")
    assert read.rate_limits is True
    assert read.development is False
    assert not read.secure


def test_every_knob_is_a_field_and_every_field_a_knob() -> None:
    assert [knob.name.lower() for knob in KNOBS] == [field.name for field in dataclasses.fields(settings.Settings)]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("PORT", "9000", 9000),
        ("PORT", " 9000 ", 9000),
        ("PORT", "0", 0),
        ("RATE_LIMITS", "off", False),
        ("RATE_LIMITS", "FALSE", False),
        ("RATE_LIMITS", "1", True),
        ("SITE_URL", "https://forum.example/", "https://forum.example"),
        ("SITE_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("SITE_NAME", "答え", "答え"),
        ("SITE_LANGUAGE", "ja", "ja"),
        ("SITE_TIME_ZONE", "Asia/Tokyo", "Asia/Tokyo"),
        ("DATABASE_URL", "postgres://a:b@c/d", "postgres://a:b@c/d"),
        ("DATABASE_URL", "postgresql://c/d", "postgresql://c/d"),
        ("DATABASE_URL", "sqlite:///srv/kotae.db", "sqlite:///srv/kotae.db"),
        ("SMTP_TLS", "none", "none"),
        ("SIGN_UP", "closed", "closed"),
        ("UNKNOWN", "x", None),
    ],
)
def test_values(name: str, text: str, value: object) -> None:
    assert getattr(settings.read({name: text}), name.lower(), None) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "x"),
        ("PORT", ""),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "80.0"),
        ("PORT", "--80"),
        ("PORT", "²"),
        ("PORT", "9" * 5_000),
        ("WORKERS", "0"),
        ("BODY_LIMIT", "1"),
        ("RATE_LIMITS", "maybe"),
        ("RATE_LIMITS", ""),
        ("SITE_URL", "forum.example"),
        ("SITE_URL", "ftp://forum.example"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://forum.example/forum"),
        ("SITE_URL", "https://forum.example?x=1"),
        ("SITE_URL", "https://forum.example#x"),
        ("SITE_URL", "https://user@forum.example"),
        ("SITE_URL", "https://forum.example:99999"),
        ("SITE_URL", "http://[::1"),
        ("SITE_LANGUAGE", "de"),
        ("SITE_TIME_ZONE", "Mars/Olympus"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", ""),
        ("SMTP_TLS", "ssl3"),
        ("SIGN_UP", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.read({name: text})
    assert str(caught.value).startswith(f"{name} must ")
    assert str(caught.value).endswith(".")


def test_a_password_is_never_in_a_complaint_or_on_the_screen() -> None:
    with pytest.raises(SettingsError) as caught:
        settings.read({"DATABASE_URL": "mysql://kotae:hunter2@db/kotae"})
    assert "hunter2" not in str(caught.value)
    secret = {"DATABASE_URL": "postgres://k:hunter2@db/k", "SMTP_PASSWORD": "hunter2", "SECRET_KEY": "hunter2"}
    shown = settings.table(settings.read(secret))
    assert "hunter2" not in str(shown)
    values = {name: value for name, value, _, _ in shown}
    assert values["SMTP_PASSWORD"] == values["SECRET_KEY"] == "(set)"
    assert values["DATABASE_URL"] == "postgres://k:***@db/k"
    assert {name: value for name, value, _, _ in settings.table(settings.read({}))}["SMTP_PASSWORD"] == "(not set)"


def test_the_table_lists_every_knob() -> None:
    shown = settings.table(settings.read({}))
    assert [name for name, _, _, _ in shown] == [knob.name for knob in KNOBS]
    assert all(meaning for _, _, _, meaning in shown)


def test_a_file_is_read_and_the_environment_goes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SITE_NAME='From the file'\nPORT=9001\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "9002")
    read = settings.read()
    assert (read.site_name, read.port) == ("From the file", 9002)


def test_https_makes_cookies_secure() -> None:
    assert settings.read({"SITE_URL": "https://forum.example"}).secure


def test_a_key_of_ones_own_is_used() -> None:
    settings.use(settings.read({"SECRET_KEY": "mine"}))
    assert settings.secret_key() == b"mine"


def test_without_one_a_key_is_made_once_and_kept_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings.use(settings.read({}))
    first = settings.secret_key()
    assert len(first) >= 32
    assert settings.secret_key() == first
    kept = tmp_path / "var" / "secret.key"
    assert kept.read_bytes() == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert os.listdir(kept.parent) == ["secret.key"]


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = pool.map(_key_in, [str(tmp_path)] * 24)
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 32


def _key_in(folder: str) -> bytes:
    os.chdir(folder)
    settings.use(settings.read({}))
    return settings.secret_key()
