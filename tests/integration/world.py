"""The fixture of tests that need a world of groups."""

from collections.abc import AsyncIterator

import pytest

from shared.storage.clients import open_clients
from tests.azurite import TestAzurite
from tests.groups_world import World, open_world
from tests.store import settings_for


@pytest.fixture(scope="module")
async def world(azurite: TestAzurite) -> AsyncIterator[World]:
    """One store a module, empty at its beginning."""
    clients = open_clients(settings_for(azurite.connection_string).storage)
    try:
        yield await open_world(clients, azurite.connection_string)
    finally:
        await clients.close()
