"""Sends hand-made requests through azure-data-tables' own pipeline, with one backoff for reads and writes.

Authentication, user agent, request ids and logging stay the SDK's policies. Its retry policy is told not to
retry: it has no jitter, does not see ServerBusy inside a 202, and would keep the limiter from learning.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from azure.core.exceptions import IncompleteReadError, ServiceRequestError, ServiceResponseError
from azure.core.rest import HttpRequest
from azure.data.tables.aio import TableClient

from shared.storage.concurrency import AdaptiveLimiter
from shared.storage.table_answers import Answer

log = logging.getLogger(__name__)

# The connection broke or was never made; nobody knows whether the service did the work.
_BROKEN = (ServiceRequestError, ServiceResponseError, IncompleteReadError)


@dataclass(slots=True)
class Transactions:
    """Billable storage transactions, each attempt counted; hand one object to several clients to add them up."""

    reads: int = 0
    writes: int = 0

    @property
    def total(self) -> int:
        """Reads and writes."""
        return self.reads + self.writes


@dataclass(slots=True, frozen=True)
class Backoff:
    """Waits between attempts, in seconds: `first`, doubled up to `longest`, until `total` has passed.

    Storage moves a busy partition to another server within seconds, and clients are advised to keep trying.
    """

    first: float = 0.25
    longest: float = 8.0
    total: float = 60.0
    jitter: Callable[[], float] = random.random

    def delay(self, attempt: int, retry_after: float | None) -> float:
        """Seconds before the attempt after this one (the first is 0): half fixed, half jitter, so that callers
        that were refused together do not come back together; never less than the service asked for."""
        exponential = min(self.longest, self.first * 2.0 ** min(attempt, 30))
        return max(retry_after or 0.0, exponential * (0.5 + self.jitter() / 2))


class _Pipeline(Protocol):
    def send_request(self, request: HttpRequest, **options: Any) -> Awaitable[Any]: ...


class TablePipeline:
    """One table's way to the service. Raises AttributeError when the SDK no longer has the shape it relies on."""

    def __init__(
        self, client: TableClient, limiter: AdaptiveLimiter, transactions: Transactions, backoff: Backoff
    ) -> None:
        # The names that azure.data.tables.aio._base_client_async._batch_send (12.7.0) uses for the same purpose.
        self._pipeline: _Pipeline = client._client  # noqa: SLF001
        self._pipeline.send_request  # noqa: B018
        self.account_url = f"{client.scheme}://{client._primary_hostname}"  # noqa: SLF001
        self.table_url = f"{self.account_url}/{client.table_name}"
        self._headers = {
            "x-ms-version": client.api_version,
            "DataServiceVersion": "3.0",
            "MaxDataServiceVersion": "3.0;NetFx",
        }
        self._limiter = limiter
        self._transactions = transactions
        self._backoff = backoff

    async def get(self, url: str, accept: str) -> Answer:
        """The answer to a query, whatever its status, once the service is no longer busy or time is up."""
        return await self._persist("GET", url, {"Accept": accept}, None, lambda answer: answer.is_busy)

    async def post_batch(self, body: bytes, content_type: str, is_busy: Callable[[Answer], bool]) -> Answer:
        """The same for $batch. A broken connection is tried again, so a transaction may happen twice."""
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        return await self._persist("POST", f"{self.account_url}/$batch", headers, body, is_busy)

    async def _persist(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        is_busy: Callable[[Answer], bool],
    ) -> Answer:
        request = HttpRequest(method, url, headers={**self._headers, **headers}, content=body)
        give_up_at = time.monotonic() + self._backoff.total
        attempt = 0
        while True:
            answer: Answer | None = None
            try:
                answer = await self._attempt(request, is_busy)
                if not is_busy(answer):
                    return answer
            except _BROKEN as error:
                if time.monotonic() + self._backoff.delay(attempt, None) > give_up_at:
                    raise
                log.info("Table storage connection broke (%s); trying again", type(error).__name__)
            delay = self._backoff.delay(attempt, answer.retry_after if answer else None)
            if time.monotonic() + delay > give_up_at:
                if answer:
                    return answer
                delay = 0.0
            await asyncio.sleep(delay)
            attempt += 1

    async def _attempt(self, request: HttpRequest, is_busy: Callable[[Answer], bool]) -> Answer:
        """One request in one slot of the limiter; the slot is free again while waiting for the next attempt."""
        async with self._limiter:
            self._count(request.method)
            started = time.monotonic()
            response = await self._pipeline.send_request(request, stream=True, retry_total=0)
            content = await response.read()
            answer = Answer(response.status_code, response.reason, response.headers, content)
            if is_busy(answer):
                self._limiter.throttled()
            else:
                self._limiter.succeeded(time.monotonic() - started)
            return answer

    def _count(self, method: str) -> None:
        if method == "GET":
            self._transactions.reads += 1
        else:
            self._transactions.writes += 1
