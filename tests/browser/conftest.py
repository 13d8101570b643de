"""Browser tests: a real Chromium in front of the real program.

What they can ask for stands in `tests.browser.stage`.
"""

from pathlib import Path

import pytest

from tests.browser.stage import chromium, demo, demo_community, open_page, page, served, served_once

__all__ = ["chromium", "demo", "demo_community", "open_page", "page", "served", "served_once"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
