"""Member counts under the model of counts_model.py, on the fakes and on Azurite."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from shared.concurrency import retry_on_conflict
from shared.services.members import admin_lock
from shared.services.uploads.apply import step_writer
from tests.azurite import TestAzurite
from tests.contract.counts_model import CountsModel, Stores
from tests.fakes.world import FakeWorld
from tests.store import empty_store


async def _let_others_go_on(_: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two or three members a transaction, so that a step takes several; retries that wait for others and not for a time."""
    monkeypatch.setattr(step_writer, "_ENTITIES", 4)
    monkeypatch.setattr(admin_lock, "_POLL_SECONDS", 0)
    monkeypatch.setitem(cast(Any, retry_on_conflict).__kwdefaults__, "sleep", _let_others_go_on)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all examples, since aio clients belong to theirs."""
    with asyncio.Runner() as runner:
        yield runner


def run(open_stores: Callable[[], Stores], examples: int) -> None:
    """Try so many sequences of moves, always the same ones."""
    model: Any = type("Model", (CountsModel,), {"open_stores": staticmethod(open_stores)})
    limits = settings(
        max_examples=examples,
        stateful_step_count=25,
        derandomize=True,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(model, settings=limits)


def test_counts_hold_on_the_fakes(runner: asyncio.Runner) -> None:
    def open_stores() -> Stores:
        world = FakeWorld()

        async def put(name: str, content: bytes, metadata: dict[str, str]) -> None:
            world.put(name, content, **metadata)

        return Stores(world.imports, world.groups, put, runner)

    run(open_stores, examples=60)


def test_counts_hold_on_azurite(runner: asyncio.Runner, azurite: TestAzurite) -> None:
    services, clients = runner.run(empty_store(azurite.connection_string, DEFAULT_REGION="IN"))

    async def put(name: str, content: bytes, metadata: dict[str, str]) -> None:
        await clients.container("uploads").upload_blob(name, content, metadata=metadata)

    try:
        serial = itertools.count(1)
        run(lambda: Stores(services.imports, services.groups, put, runner, next(serial)), examples=6)
    finally:
        runner.run(services.close())
        runner.run(clients.close())
