"""Whether the storage account answers, asked at most once in a few seconds however many callers want to know."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from shared.errors import StorageUnavailable

FRESH_SECONDS = 5.0
"""Less than the pause between two health checks of a load balancer or an alert, which is ten seconds and more."""


class ReachabilityCheck:
    """Looks at the account and keeps what it saw for FRESH_SECONDS; whoever asks meanwhile is told the same. Anybody may
    ask without a token, and must not turn that into requests to storage."""

    def __init__(self, look: Callable[[], Awaitable[None]], now: Callable[[], float] = time.monotonic) -> None:
        self._look = look
        self._now = now
        self._looking = asyncio.Lock()
        self._fresh_until: float | None = None
        self._failure: StorageUnavailable | None = None

    async def __call__(self) -> None:
        """Raises StorageUnavailable when the account did not answer."""
        async with self._looking:
            if self._fresh_until is None or self._now() >= self._fresh_until:
                self._failure = await self._failure_now()
                self._fresh_until = self._now() + FRESH_SECONDS
        if self._failure is not None:
            raise StorageUnavailable(self._failure.detail, self._failure.retry_after)

    async def _failure_now(self) -> StorageUnavailable | None:
        try:
            await self._look()
        except StorageUnavailable as failure:
            return failure
        return None
