"""Sends our own requests through the pipeline of azure-data-tables, with one backoff for reads and writes.

Authentication, user agent, request ids and logging stay the SDK's policies. Its retry policy is switched off:
it has no jitter and does not see ServerBusy inside a 202.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from azure.core.exceptions import IncompleteReadError, ServiceRequestError, ServiceResponseError
from azure.core.rest import HttpRequest
from azure.data.tables.aio import TableClient

from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.responses import Answer, failed_part

log = logging.getLogger(__name__)

# The connection broke or was never made: nobody knows whether the service did the work.
_BROKEN = (ServiceRequestError, ServiceResponseError, IncompleteReadError)


@dataclass(slots=True)
class Transactions:
    """Billable storage transactions, every attempt counted. One object may be shared by several clients."""

    reads: int = 0
    writes: int = 0

    @property
    def total(self) -> int:
        """Reads and writes."""
        return self.reads + self.writes


@dataclass(slots=True, frozen=True)
class Backoff:
    """Waits between attempts, in seconds: `first`, doubled up to `longest`, until `total` has passed.

    The service moves a busy partition to another server, which takes seconds; hence a minute of patience.
    """

    first: float = 0.25
    longest: float = 8.0
    total: float = 60.0
    jitter: Callable[[], float] = random.random

    def delay(self, attempt: int, retry_after: float | None) -> float:
        """Seconds to wait after an attempt (the first is 0), never less than the service asked for.

        Half is fixed and half is jitter, so that callers that were throttled together do not retry together.
        """
        exponential = min(self.longest, self.first * 2.0 ** min(attempt, 30))
        return max(retry_after or 0.0, exponential * (0.5 + self.jitter() / 2))


class TablePipeline:
    """One table's way to the service, through two private attributes of the SDK's client; requirements.txt pins the SDK,
    and tests/unit/storage/tables/test_pipeline.py fails when an upgrade lacks them."""

    def __init__(
        self, client: TableClient, limiter: RequestLimiter, transactions: Transactions, backoff: Backoff
    ) -> None:
        # What the SDK's own _batch_send uses (azure/data/tables/aio/_base_client_async.py, 12.7.0).
        self._send: Callable[..., Awaitable[Any]] = client._client.send_request  # noqa: SLF001
        self._account_url = f"{client.scheme}://{client._primary_hostname}"  # noqa: SLF001
        self.table_url = f"{self._account_url}/{client.table_name}"
        self._headers = {
            "x-ms-version": client.api_version,
            "DataServiceVersion": "3.0",
            "MaxDataServiceVersion": "3.0;NetFx",
        }
        self._limiter = limiter
        self._transactions = transactions
        self._backoff = backoff

    async def get(self, url: str, accept: str) -> Answer:
        """The answer to a query, whatever its status; a busy one only when time is up."""
        return await self._persist(HttpRequest("GET", url, headers={**self._headers, "Accept": accept}))

    async def post_batch(self, body: bytes, content_type: str, operations: int) -> Answer:
        """The same for $batch. After a broken connection it is sent again, so it may happen twice."""
        headers = {**self._headers, "Content-Type": content_type, "Accept": "application/json"}
        request = HttpRequest("POST", f"{self._account_url}/$batch", headers=headers, content=body)
        return await self._persist(request, operations)

    async def _persist(self, request: HttpRequest, operations: int = 0) -> Answer:
        """The answer after as many attempts as it takes, all in one place of the limiter."""
        async with self._limiter:
            return await self._attempts(request, operations)

    async def _attempts(self, request: HttpRequest, operations: int) -> Answer:
        give_up_at = time.monotonic() + self._backoff.total
        for attempt in itertools.count():
            try:
                answer = await self._attempt(request, operations)
            except _BROKEN as error:
                delay = self._backoff.delay(attempt, None)
                if time.monotonic() + delay > give_up_at:
                    raise
                log.info("connection to Table storage broke (%s), attempt %d", type(error).__name__, attempt)
            else:
                delay = self._backoff.delay(attempt, answer.retry_after)
                if not answer.is_busy or time.monotonic() + delay > give_up_at:
                    return answer
            await asyncio.sleep(delay)
        raise AssertionError("unreachable")

    async def _attempt(self, request: HttpRequest, operations: int) -> Answer:
        if operations:
            self._transactions.writes += 1
        else:
            self._transactions.reads += 1
        # Streaming keeps the SDK from decoding the body a second time; reading it here is the first.
        response = await self._send(request, stream=True, retry_total=0)
        answer = Answer(response.status_code, response.reason, response.headers, await response.read())
        if answer.status_code == 202:
            answer.failed = failed_part(answer, operations)
        return answer
