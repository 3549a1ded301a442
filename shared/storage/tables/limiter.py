"""Limits how many requests run at once.

Storage throttles by partition (2,000 entities of 1 KiB a second) and by account (20,000 a second), and asks its callers
to back off (https://learn.microsoft.com/azure/storage/tables/scalability-targets). A request keeps its place while it
waits for its retry (pipeline.Backoff), so the load falls with every response that storage is busy, and rises again when
these stop. docs/decisions compares this with a limit that adapts.
"""

import asyncio


class RequestLimiter(asyncio.Semaphore):
    """`async with limiter:` around a request and its retries: `maximum` run at once, first come, first served."""

    def __init__(self, maximum: int) -> None:
        super().__init__(maximum)
        self.maximum = maximum
