"""The fixture that runs one test on the fakes and on Azurite."""

from collections.abc import AsyncIterator

import pytest

from tests.azurite import TestAzurite
from tests.contract.stores import Stores, stores_of
from tests.fakes.world import FakeWorld
from tests.store import empty_store


@pytest.fixture(scope="module", params=["fake", "azurite"])
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    """Stores that are empty when the module begins."""
    if request.param == "fake":
        world = FakeWorld()

        async def drop(name: str, content: bytes, metadata: dict[str, str]) -> None:
            world.put(name, content, **metadata)

        yield stores_of(world.imports, world.connectors, world.exports, drop)
        return
    azurite: TestAzurite = request.getfixturevalue("azurite")
    services, clients = await empty_store(azurite.connection_string)

    async def upload(name: str, content: bytes, metadata: dict[str, str]) -> None:
        await clients.container("uploads").upload_blob(name, content, overwrite=True, metadata=metadata or None)

    try:
        yield stores_of(services.imports, services.connectors, services.exports, upload)
    finally:
        await services.close()
        await clients.close()
