"""Fixtures that every kind of test may use."""

from collections.abc import Iterator

import pytest

from tests.azurite import TestAzurite


@pytest.fixture(scope="session")
def azurite() -> Iterator[TestAzurite]:
    """One Azurite for the whole run; tests keep out of each other's way by names of their own."""
    server = TestAzurite()
    try:
        server.start()
        yield server
    finally:
        server.close()
