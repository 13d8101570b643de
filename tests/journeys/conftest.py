"""Journeys: people living with the real program in a real Chromium.

What they can ask for stands in `tests.browser.stage`.
"""

from tests.browser.stage import chromium, demo, demo_community, open_page, page, served, served_once

__all__ = ["chromium", "demo", "demo_community", "open_page", "page", "served", "served_once"]
