"""How many requests run at once.

Storage throttles by partition (2,000 entities of 1 KiB a second) and by account (20,000 a second), and asks its callers
to back off (https://learn.microsoft.com/azure/storage/tables/scalability-targets). A request keeps its place while it
waits to be sent again (pipeline.Backoff), so the pressure falls with every answer that storage is busy, and rises as
they cease. docs/decisions says how this compares with a bound that is found by trying.
"""

import asyncio


class RequestLimiter(asyncio.Semaphore):
    """`async with limiter:` around a request and its retries: `maximum` run at once, first come, first served."""

    def __init__(self, maximum: int) -> None:
        super().__init__(maximum)
        self.maximum = maximum
