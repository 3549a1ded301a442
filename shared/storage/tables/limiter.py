"""Limits the requests in flight: one more while latency stays low, half as many when storage is busy.

Storage throttles by partition (2,000 entities of 1 KiB a second) and by account (20,000 a second), and asks
its callers to back off (https://learn.microsoft.com/azure/storage/tables/scalability-targets). Where exactly
that happens depends on other tenants, so the limit is found by trying.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

# A round is about one latency long; the latency of a quiet moment is remembered for this many rounds.
_ROUNDS_REMEMBERED = 50
# Rising stops when the median of a round is more than this many times the quietest round's.
_TOLERANCE = 2.0
# For so many seconds after a throttled request the limit stays below the one that was throttled.
_CALM = 5.0


class AdaptiveLimiter:
    """`async with limiter:` around a request, and in it `succeeded` or `throttled`. First come, first served.

    The limit moves between `minimum` and `maximum`, and only rises when it was what held requests back.
    `clock` is in seconds and never goes backwards.
    """

    def __init__(
        self,
        minimum: int = 2,
        initial: int = 8,
        maximum: int = 32,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not 1 <= minimum <= initial <= maximum:
            raise ValueError("the limits must be ordered: 1 <= minimum <= initial <= maximum")
        self.minimum = minimum
        self.maximum = maximum
        self._limit = initial
        self._clock = clock
        self._in_flight = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._round: list[float] = []
        self._round_was_full = False
        self._medians: deque[float] = deque(maxlen=_ROUNDS_REMEMBERED)
        self._throttled_at = float("-inf")
        self._throttled_limit = maximum + 1
        self._worked_since = True
        self._sent_before_throttling = 0

    @property
    def limit(self) -> int:
        """Requests that may run at once at this moment."""
        return self._limit

    @property
    def in_flight(self) -> int:
        """Requests that run now: up to `limit`, or still more for a moment after it fell."""
        return self._in_flight

    async def __aenter__(self) -> AdaptiveLimiter:
        if self._in_flight < self._limit and not self._waiting:
            self._in_flight += 1
        else:
            await self._wait_for_turn()
        self._round_was_full = self._round_was_full or self._in_flight >= self._limit
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._in_flight -= 1
        self._sent_before_throttling = max(0, self._sent_before_throttling - 1)
        self._admit()

    def succeeded(self, latency: float) -> None:
        """A request succeeded after `latency` seconds."""
        self._worked_since = True
        self._round.append(latency)
        if len(self._round) >= self._limit:
            self._end_round()

    def throttled(self) -> None:
        """Storage is busy. All requests in flight at that moment get the same response and count as one."""
        self._throttled_at = self._clock()
        if self._sent_before_throttling:
            return
        self._sent_before_throttling = self._in_flight
        if self._worked_since:  # otherwise storage is down, which says nothing about how much it can take
            self._throttled_limit = self._limit
            self._worked_since = False
        self._limit = max(self.minimum, self._limit // 2)
        self._start_round()

    def _end_round(self) -> None:
        median = statistics.median(self._round)
        self._medians.append(median)
        if self._round_was_full and median <= _TOLERANCE * min(self._medians) and self._may_rise():
            self._limit += 1
        self._start_round()
        self._admit()

    def _may_rise(self) -> bool:
        if self._clock() - self._throttled_at >= _CALM:
            return self._limit < self.maximum
        return self._limit + 1 < self._throttled_limit

    def _start_round(self) -> None:
        self._round.clear()
        self._round_was_full = False

    async def _wait_for_turn(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                with suppress(ValueError):  # _admit may have passed over it already
                    self._waiting.remove(turn)
            else:  # the turn was given just before the cancellation
                self._in_flight -= 1
            self._admit()
            raise

    def _admit(self) -> None:
        while self._waiting and self._in_flight < self._limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._in_flight += 1
                turn.set_result(None)
