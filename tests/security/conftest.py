"""What every trial of safety begins with: nothing noticed yet."""

import pytest

from forum.threads.actions import viewing


@pytest.fixture(autouse=True)
def _nothing_noticed() -> None:
    """Views and read marks wait in the process's memory, and another test's threads have the same ids."""
    viewing.forget()
