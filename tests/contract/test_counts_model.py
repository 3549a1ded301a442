"""Member counts under the model of counts_model.py, on the fakes and on Azurite."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.azurite import TestAzurite
from tests.contract.counts_model import CountsModel, Stores
from tests.fakes.world import FakeWorld
from tests.store import empty_store


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all examples, since aio clients belong to theirs."""
    with asyncio.Runner() as runner:
        yield runner


def run(stores: Stores, examples: int) -> None:
    """Try so many sequences of moves, always the same ones."""
    model: Any = type("Model", (CountsModel,), {"stores": stores})
    limits = settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(model, settings=limits)


def test_counts_hold_on_the_fakes(runner: asyncio.Runner) -> None:
    world = FakeWorld()

    async def put(name: str, content: bytes, metadata: dict[str, str]) -> None:
        world.put(name, content, **metadata)

    run(Stores(world.imports, world.groups, put, runner), examples=60)


def test_counts_hold_on_azurite(runner: asyncio.Runner, azurite: TestAzurite) -> None:
    services, clients = runner.run(empty_store(azurite.connection_string, DEFAULT_REGION="IN"))

    async def put(name: str, content: bytes, metadata: dict[str, str]) -> None:
        await clients.container("uploads").upload_blob(name, content, metadata=metadata)

    try:
        run(Stores(services.imports, services.groups, put, runner), examples=6)
    finally:
        runner.run(services.close())
        runner.run(clients.close())
