"""Fixtures of the integration tests: the import driven in this process over an empty store on a real Azurite."""

from collections.abc import AsyncIterator

import pytest

from tests.azurite import TestAzurite
from tests.integration.pump import Pump
from tests.store import empty_store


@pytest.fixture
async def pump(azurite: TestAzurite) -> AsyncIterator[Pump]:
    """A pump over an empty store; numbers without a country code are Indian."""
    services, clients = await empty_store(azurite.connection_string, DEFAULT_REGION="IN")
    try:
        yield Pump(services, clients)
    finally:
        await clients.close()
