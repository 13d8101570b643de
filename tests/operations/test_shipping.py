"""What operators start from: the example of the settings, the image, the unit and the manual agree with the program."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from dotenv import dotenv_values

from forum import settings
from forum.schedule import SCHEDULE
from forum.settings import KNOBS
from forum.web.fragments import Fragments
from forum.web.metrics import Metrics

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_example_has_every_setting_with_its_default(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert dotenv_values(stream=None, dotenv_path=ROOT / ".env.example") == {}
    taken = tmp_path / ".env"
    taken.write_text(re.sub(r"^#([A-Z_]+=)", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    values = dotenv_values(taken)
    assert values == {knob.name: knob.default for knob in KNOBS}
    assert settings.read({name: value or "" for name, value in values.items()}) == settings.read({})
    flat = " ".join(line.removeprefix("#").strip() for line in text.splitlines())
    assert [knob.name for knob in KNOBS if knob.meaning not in flat] == []


def test_the_manuals_example_of_a_line_is_one() -> None:
    line = json.loads(re.search(r"```json\n(.*?)\n```", MANUAL, re.DOTALL)[1])  # type: ignore[index]
    assert {"time", "level", "logger", "message", "request", "method", "route", "status", "ms"} == set(line)


def test_every_metric_of_ours_is_in_the_manual_and_no_other() -> None:
    source = (ROOT / "forum" / "web" / "metrics.py").read_text(encoding="utf-8")
    ours = {name.removesuffix("_total") for name in re.findall(r'"(kotae_[a-z_]+)"', source)}
    told = {re.sub(r"_(total|count|bucket)$", "", name) for name in re.findall(r"\bkotae_[a-z_]+", MANUAL)}
    assert ours == told
    families = {family.name for family in Metrics("on", Fragments()).collect()}
    assert {name for name in families if name.startswith("kotae_")} <= ours


def test_the_alerts_speak_of_a_job_that_exists() -> None:
    assert set(re.findall(r'\{job="(\w+)"\}\) > ', MANUAL)) <= {job.name for job in SCHEDULE}


def test_the_image_is_made_of_what_there_is_and_of_nothing_private() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [line.split()[1] for line in dockerfile.splitlines() if line.startswith("COPY ") and "--from" not in line]
    allowed = [
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    ]
    assert sorted(copied) == sorted(allowed)
    assert all((ROOT / name).exists() for name in copied)
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER \d+:\d+$", dockerfile, re.MULTILINE)
    assert "STOPSIGNAL SIGTERM" in dockerfile
    named = set(re.findall(r"\b([A-Z][A-Z_]+)=", dockerfile)) - {"PATH"}
    own = {name for name in named if not name.startswith(("PIP_", "PYTHON"))}
    assert own <= {knob.name for knob in KNOBS} | {"DL"}
    command = re.search(r'CMD \["python", "-c", "(.*)"\]', dockerfile)
    assert command is not None
    compile(command[1], "healthcheck", "exec")


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = re.search(r"```ini\n(.*?)```", MANUAL, re.DOTALL)
    assert unit is not None
    assert "ExecReload=" not in unit[1]
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not on this machine")
    path = tmp_path / "kotae.service"
    path.write_text(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", unit[1], flags=re.MULTILINE), encoding="utf-8")
    told = subprocess.run([program, "verify", "--man=no", str(path)], capture_output=True, text=True, check=False)
    complaints = [line for line in told.stderr.splitlines() if "kotae.service" in line]
    assert complaints == []
