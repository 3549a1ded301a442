"""The limiter on a hand-driven clock: when it rises, when it falls, and that no slot is ever lost."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack

import pytest

from shared.storage.tables.limiter import AdaptiveLimiter


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def full_round(limiter: AdaptiveLimiter, latency: float) -> None:
    """As many requests at once as are allowed, each answered after `latency`."""
    async with AsyncExitStack() as slots:
        for _ in range(limiter.limit):
            await slots.enter_async_context(limiter)
        for _ in range(limiter.limit):
            limiter.succeeded(latency)


async def test_rises_by_one_a_round_up_to_the_maximum() -> None:
    limiter = AdaptiveLimiter(minimum=2, initial=4, maximum=6)
    limits = []
    for _ in range(4):
        await full_round(limiter, 0.1)
        limits.append(limiter.limit)
    assert limits == [5, 6, 6, 6]


async def test_does_not_rise_when_nobody_waited_for_it() -> None:
    limiter = AdaptiveLimiter(initial=4)
    for _ in range(100):
        async with limiter:
            limiter.succeeded(0.1)
    assert limiter.limit == 4


async def test_stops_rising_when_latency_has_doubled() -> None:
    limiter = AdaptiveLimiter(initial=4)
    await full_round(limiter, 0.1)
    assert limiter.limit == 5
    for _ in range(5):
        await full_round(limiter, 0.21)
    assert limiter.limit == 5
    await full_round(limiter, 0.19)
    assert limiter.limit == 6


async def test_a_long_time_of_higher_latency_becomes_the_measure() -> None:
    limiter = AdaptiveLimiter(initial=4, maximum=8)
    await full_round(limiter, 0.1)
    for _ in range(60):
        await full_round(limiter, 0.5)
    assert limiter.limit == 8


async def test_one_outlier_does_not_stop_the_rise() -> None:
    limiter = AdaptiveLimiter(initial=4)
    await full_round(limiter, 0.1)
    async with AsyncExitStack() as slots:
        for _ in range(limiter.limit):
            await slots.enter_async_context(limiter)
        for latency in (0.1, 0.1, 0.1, 0.1, 9.0):
            limiter.succeeded(latency)
    assert limiter.limit == 6


async def refused_round(limiter: AdaptiveLimiter) -> None:
    """As many requests at once as are allowed, all refused."""
    for _ in range(sent := limiter.limit):
        await limiter.__aenter__()
    for _ in range(sent):
        limiter.throttled()
        await limiter.__aexit__(None, None, None)


async def test_halves_once_for_all_that_was_in_flight_and_not_below_the_minimum() -> None:
    limiter = AdaptiveLimiter(minimum=2, initial=17)
    for expected in (8, 4, 2, 2):
        await refused_round(limiter)
        assert limiter.limit == expected


async def test_recovers_to_just_below_what_was_refused_and_tries_more_when_it_is_calm() -> None:
    clock = Clock()
    limiter = AdaptiveLimiter(initial=8, clock=clock)
    await refused_round(limiter)
    limits = []
    for _ in range(5):
        await full_round(limiter, 0.1)
        limits.append(limiter.limit)
    assert limits == [5, 6, 7, 7, 7]
    clock.now += 5.0
    await full_round(limiter, 0.1)
    await full_round(limiter, 0.1)
    assert limiter.limit == 9


async def test_an_outage_does_not_hold_the_limit_down() -> None:
    limiter = AdaptiveLimiter(initial=8, clock=Clock())
    for _ in range(5):
        await refused_round(limiter)
    for _ in range(10):
        await full_round(limiter, 0.1)
    assert limiter.limit == 7


async def test_never_more_in_flight_than_the_limit() -> None:
    limiter = AdaptiveLimiter(minimum=2, initial=3, maximum=5)
    seen = []

    async def request() -> None:
        async with limiter:
            seen.append((limiter.in_flight, limiter.limit))
            await asyncio.sleep(0)
            limiter.succeeded(0.1)

    await asyncio.gather(*(request() for _ in range(200)))
    assert max(in_flight for in_flight, _ in seen) == 5
    assert limiter.in_flight == 0


async def test_lowering_the_limit_lets_running_requests_finish_first() -> None:
    limiter = AdaptiveLimiter(minimum=1, initial=2, clock=Clock())
    async with AsyncExitStack() as slots:
        await slots.enter_async_context(limiter)
        await slots.enter_async_context(limiter)
        limiter.throttled()
        waiter = asyncio.create_task(limiter.__aenter__())
        await asyncio.sleep(0)
        assert (limiter.in_flight, limiter.limit, waiter.done()) == (2, 1, False)
    await waiter
    assert limiter.in_flight == 1
    await limiter.__aexit__(None, None, None)


async def test_first_come_first_served() -> None:
    limiter = AdaptiveLimiter(minimum=1, initial=1, maximum=1)
    order: list[int] = []

    async def request(number: int) -> None:
        async with limiter:
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*map(request, range(20)))
    assert order == list(range(20))


async def test_a_turn_given_to_a_cancelled_waiter_goes_to_the_next() -> None:
    limiter = AdaptiveLimiter(minimum=1, initial=1, maximum=1)
    await limiter.__aenter__()
    first = asyncio.create_task(limiter.__aenter__())
    second = asyncio.create_task(limiter.__aenter__())
    await asyncio.sleep(0)
    await limiter.__aexit__(None, None, None)  # the turn is first's now, but it has not run yet
    first.cancel()
    await second
    assert first.cancelled()
    await limiter.__aexit__(None, None, None)
    assert limiter.in_flight == 0


@pytest.mark.parametrize("seed", range(5))
async def test_no_slot_is_lost_however_requests_are_cancelled(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- not for secrets
    limiter = AdaptiveLimiter(minimum=1, initial=4, maximum=4)

    async def request() -> None:
        async with limiter:
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)

    tasks = [asyncio.create_task(request()) for _ in range(300)]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
        assert limiter.in_flight <= 4
        chance.choice(tasks).cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {type(None), asyncio.CancelledError}
    assert limiter.in_flight == 0
    await full_round(limiter, 0.1)


def test_limits_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="ordered"):
        AdaptiveLimiter(minimum=4, initial=2)
