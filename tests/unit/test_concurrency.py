"""Retrying conditional writes: when, how often, with which pauses, and what ends it."""

import asyncio

import pytest

from shared.concurrency import ATTEMPTS, StaleVersionError, conditional_write, retry_on_conflict
from shared.errors import Conflict, PreconditionFailed, StorageUnavailable


class Writer:
    """An attempt that meets `conflicts` newer versions before it succeeds; `pauses` are those asked of `sleep`."""

    def __init__(self, conflicts: int) -> None:
        self.conflicts = conflicts
        self.attempts = 0
        self.pauses: list[float] = []

    async def attempt(self) -> str:
        self.attempts += 1
        if self.attempts <= self.conflicts:
            raise StaleVersionError
        return f"written in attempt {self.attempts}"

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.mark.parametrize("conflicts", [0, 1, 7, ATTEMPTS - 1])
async def test_it_returns_what_the_first_attempt_without_a_conflict_returns(conflicts: int) -> None:
    writer = Writer(conflicts)
    result = await retry_on_conflict("the group", writer.attempt, sleep=writer.sleep)
    assert result == f"written in attempt {conflicts + 1}"
    assert len(writer.pauses) == conflicts


async def test_it_gives_up_with_one_message() -> None:
    writer = Writer(conflicts=ATTEMPTS)
    with pytest.raises(Conflict) as caught:
        await retry_on_conflict("the members", writer.attempt, sleep=writer.sleep)
    assert caught.value.detail == "Others keep changing the members; try again."
    assert writer.attempts == ATTEMPTS
    assert len(writer.pauses) == ATTEMPTS - 1  # none after the last attempt


async def test_the_caller_chooses_the_error_at_the_end() -> None:
    writer = Writer(conflicts=ATTEMPTS)
    with pytest.raises(StorageUnavailable, match="Others keep changing group 7; try again"):
        await retry_on_conflict("group 7", writer.attempt, error=StorageUnavailable, sleep=writer.sleep)


async def test_pauses_are_bounded_grow_and_differ() -> None:
    runs = []
    for _ in range(200):
        writer = Writer(conflicts=ATTEMPTS - 1)
        await retry_on_conflict("the group", writer.attempt, sleep=writer.sleep)
        runs.append(writer.pauses)
    for number, pauses in enumerate(zip(*runs, strict=True)):
        limit = min(0.25, 0.005 * 2**number)
        assert 0 <= min(pauses) < limit / 4  # jitter over the whole range, so those who met do not meet again
        assert limit * 3 / 4 < max(pauses) <= limit
        assert len(set(pauses)) > 100


@pytest.mark.parametrize("error", [PreconditionFailed("If-Match"), Conflict("Its name is taken."), ValueError("x")])
async def test_other_errors_end_it_at_once(error: Exception) -> None:
    calls = 0

    async def attempt() -> None:
        nonlocal calls
        calls += 1
        raise error

    with pytest.raises(type(error)) as caught:
        await retry_on_conflict("the group", attempt)
    assert caught.value is error
    assert calls == 1


async def test_a_precondition_that_fails_in_a_conditional_write_is_retried() -> None:
    calls = 0

    async def attempt() -> int:
        nonlocal calls
        calls += 1
        with conditional_write():
            if calls < 3:
                raise PreconditionFailed("The group was changed meanwhile.")
        return calls

    assert await retry_on_conflict("the group", attempt, sleep=Writer(0).sleep) == 3


async def test_other_errors_pass_a_conditional_write() -> None:
    with pytest.raises(StorageUnavailable), conditional_write():
        raise StorageUnavailable


async def test_cancellation_ends_an_attempt_and_a_pause() -> None:
    started = asyncio.Event()

    async def wait(_: float = 0) -> None:
        started.set()
        await asyncio.Event().wait()

    writer = Writer(conflicts=1)
    for running in (retry_on_conflict("x", wait), retry_on_conflict("x", writer.attempt, sleep=wait)):
        started.clear()
        task = asyncio.create_task(running)
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert writer.attempts == 1
