"""Fixtures of the integration tests: the import driven in this process over an empty store on a real Azurite."""

from collections.abc import AsyncIterator

import pytest

from tests.azurite import TestAzurite
from tests.integration.driver import Driver
from tests.store import empty_store


@pytest.fixture
async def driver(azurite: TestAzurite) -> AsyncIterator[Driver]:
    """A pump over an empty store; numbers without a country code are Indian."""
    services, clients = await empty_store(azurite.connection_string, DEFAULT_REGION="IN")
    try:
        yield Driver(services, clients)
    finally:
        await clients.close()
