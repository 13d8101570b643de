"""Which browser a session lives in, in words a person recognises. Pure."""

import re
from dataclasses import dataclass

# The first that fits: nearly every browser also names those it is compatible with.
_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"), ("Opera", r"\bOPR/|\bOpera\b"), ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"), ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"\b(?:Headless)?Chrom(?:e|ium)/|\bCriOS/"), ("Safari", r"\bSafari/"), ("curl", r"^curl/"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"), ("iPad", r"\biPad\b"), ("Android", r"\bAndroid\b"), ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"), ("macOS", r"\bMacintosh\b|\bMac OS X\b"), ("Linux", r"\bLinux\b|\bX11\b"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request came from: the network address and what the browser says of itself."""

    address: str = ""
    user_agent: str = ""


def described(user_agent: str) -> tuple[str, str]:
    """The browser's and the system's names, each "" when the header does not say."""
    return _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, text)), "")
