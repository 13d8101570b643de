"""Where the corpora for tests lie, when this machine has them: beside the checkout, or where KOTAE_SHARED says.

They are not part of the project. A test that wants one skips itself, or makes do with its own examples, without it.
"""

import os
from pathlib import Path

_BESIDE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path | None:
    """The file or folder at `path` among the corpora (such as "data/security/xss-dev.txt"), or None without it."""
    found = Path(os.environ.get("KOTAE_SHARED") or _BESIDE_CHECKOUT) / path
    return found if found.exists() else None
