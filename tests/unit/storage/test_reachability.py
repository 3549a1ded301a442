"""The health check asks storage once in a few seconds, however many ask the app."""

import asyncio

import pytest

from shared.errors import StorageUnavailable
from shared.storage.reachability import FRESH_SECONDS, ReachabilityCheck


class Account:
    """Counts who looks at it, and is away when told so."""

    def __init__(self) -> None:
        self.time, self.looks, self.away = 100.0, 0, False
        self.check = ReachabilityCheck(self.look, lambda: self.time)

    async def look(self) -> None:
        self.looks += 1
        await asyncio.sleep(0)
        if self.away:
            raise StorageUnavailable("Storage is away.", 2.0)


async def test_a_thousand_callers_cost_one_look() -> None:
    account = Account()
    await asyncio.gather(*(account.check() for _ in range(1000)))
    assert account.looks == 1
    account.time += FRESH_SECONDS - 0.1
    await account.check()
    assert account.looks == 1
    account.time += 0.1
    await account.check()
    assert account.looks == 2


async def test_a_failure_is_told_to_all_and_forgotten_as_soon() -> None:
    account = Account()
    account.away = True
    outcomes = await asyncio.gather(*(account.check() for _ in range(1000)), return_exceptions=True)
    assert account.looks == 1
    assert {(type(each), str(each)) for each in outcomes} == {(StorageUnavailable, "Storage is away.")}
    account.away = False
    with pytest.raises(StorageUnavailable) as raised:
        await account.check()
    assert raised.value.retry_after == 2.0
    account.time += FRESH_SECONDS
    await account.check()
    assert account.looks == 2


async def test_a_look_that_is_cut_off_counts_for_nothing() -> None:
    account = Account()
    task = asyncio.create_task(account.check())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await account.check()
    assert account.looks == 2
