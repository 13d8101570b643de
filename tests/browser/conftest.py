"""Browser tests: a real Chromium in front of the real program.

What they can ask for stands in `tests.browser.stage`.
"""

from tests.browser.stage import chromium, demo, demo_community, open_page, page, served, served_once

__all__ = ["chromium", "demo", "demo_community", "open_page", "page", "served", "served_once"]
