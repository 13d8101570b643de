"""How to sign in to the demo community: a password made for this installation, kept where only its owner reads it."""

import json
import os
from pathlib import Path

KEPT = Path("var/demo-sign-ins.json")


def keep(people: dict[str, str], password: str) -> None:
    """Remember one name for each role, and everybody's password."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(KEPT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"people": people, "password": password}, file)


def lines() -> list[str]:
    """What to print for somebody who wants to look around; nothing without a demo."""
    try:
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    shown = [f"  {name:<12} {role}" for role, name in kept["people"].items()]
    return [f"Demo sign-ins, all with the password {kept['password']} (kept in {KEPT}):", *shown]
