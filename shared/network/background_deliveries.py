"""Deliveries that nobody waits for: begun right after a change, beside the request that made it. What is cut off when
the process ends, or never begun because too much is under way, the timer does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

_AT_ONCE = 8
_WAITING = 200


class BackgroundDeliveries:
    """Runs one coroutine for each group it is nudged about; a nudge during a run has the group run once more."""

    def __init__(self) -> None:
        self._deliver: Callable[[str], Awaitable[None]] | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)

    def use(self, deliver: Callable[[str], Awaitable[None]]) -> None:
        """What to run for a group."""
        self._deliver = deliver

    def notify(self, group_id: str) -> None:
        """Deliver what waits for the group soon."""
        if group_id in self._tasks:
            self._again.add(group_id)
        elif self._deliver is not None and len(self._tasks) < _WAITING:
            self._tasks[group_id] = asyncio.get_running_loop().create_task(self._run(group_id))

    async def wait_idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values())

    async def stop(self) -> None:
        """Cut off what is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, group_id: str) -> None:
        try:
            async with self._places:
                await self._deliver_all(group_id)
        finally:
            del self._tasks[group_id]

    async def _deliver_all(self, group_id: str) -> None:
        while self._deliver is not None:
            self._again.discard(group_id)
            try:
                await self._deliver(group_id)
            except Exception:  # the timer delivers again; no caller waits for this task
                logger.exception("Deliveries of group %s were cut off", group_id)
            if group_id not in self._again:
                return
