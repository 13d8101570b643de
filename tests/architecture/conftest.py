"""The house, read once."""

import pytest

from tests.architecture.house import House


@pytest.fixture(scope="session")
def house() -> House:
    """Every module under `forum/`."""
    return House()
