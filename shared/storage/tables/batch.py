"""Entity group transactions: up to 100 changes of one partition in one request.

azure-data-tables creates a request object for every entity and parses every part of the response. Here the body is
encoded directly and sent through the SDK's pipeline, for a fraction of the CPU; errors are the SDK's own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from azure.data.tables import TableTransactionError
from azure.data.tables.aio import TableClient

from shared.storage.tables.encoding import MAX_OPERATIONS, BatchEncoder, Operation
from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.pipeline import Backoff, TablePipeline, Transactions
from shared.storage.tables.responses import last_etag, response_error, transaction_error

# aiohttp hands a body to the socket in one piece, and warns that a larger one than this may block the loop.
_COMFORTABLE_BODY = 1024 * 1024

CONFLICTS = frozenset(
    {
        "EntityAlreadyExists",
        "UpdateConditionNotSatisfied",
        "ConditionNotMet",
        "ResourceNotFound",
        "EntityNotFound",
    }
)


@dataclass(slots=True, frozen=True)
class BatchFailure:
    """A transaction of which nothing was written because the operation at `index` met another state."""

    partition_key: str
    operations: Sequence[Operation]
    index: int
    error_code: str


class TableBatchWriter:
    """Writes one table.

    A transaction whose connection broke is sent again. If it had been written, an insert then fails with
    EntityAlreadyExists, so callers use upserts or read what is stored.
    """

    def __init__(
        self,
        table_client: TableClient,
        limiter: RequestLimiter,
        transactions: Transactions | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self.transactions = transactions or Transactions()
        self._limiter = limiter
        self._pipeline = TablePipeline(table_client, limiter, self.transactions, backoff or Backoff())
        self._encoder = BatchEncoder(self._pipeline.table_url)

    async def submit(self, partition_key: str, operations: Sequence[Operation]) -> str:
        """One transaction: all operations happen or none. Returns the ETag that the last one left, "" after a delete.

        Raises what TableClient.submit_transaction raises, without sending what the service would reject, and
        ValueError for no operations.
        """
        body = self._encoder.encode(partition_key, operations)
        answer = await self._pipeline.post_batch(body, self._encoder.content_type, len(operations))
        if answer.failed:
            raise transaction_error(answer.failed)
        if answer.status_code != 202:
            raise response_error(answer)
        return last_etag(answer)

    async def submit_all(self, batches: Iterable[tuple[str, Sequence[Operation]]]) -> list[BatchFailure]:
        """Many transactions, as many at once as the limiter allows, pulled from the iterable when sent.

        Returns the conflicts (exists already, changed, deleted), in no order. Any other
        error cancels what still runs and is raised; then some transactions were written and some were not.
        """
        failures: list[BatchFailure] = []
        waiting = iter(batches)

        async def work() -> None:
            for partition_key, operations in waiting:
                failure = await self.submit_unless_conflict(partition_key, operations)
                if failure:
                    failures.append(failure)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._limiter.maximum):
                    group.create_task(work())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        return failures

    async def submit_unless_conflict(self, partition_key: str, operations: Sequence[Operation]) -> BatchFailure | None:
        """One transaction, or the answer that nothing was written because it met another state."""
        written = await self._submit(partition_key, operations)
        return written if isinstance(written, BatchFailure) else None

    async def submit_versioned(self, partition_key: str, operations: Sequence[Operation]) -> str | None:
        """One transaction. Returns the ETag that its last operation left; None, and nothing is written, when it met another
        state, which may be its own when the connection broke."""
        written = await self._submit(partition_key, operations)
        return written if isinstance(written, str) else None

    async def _submit(self, partition_key: str, operations: Sequence[Operation]) -> str | BatchFailure:
        try:
            return await self.submit(partition_key, operations)
        except TableTransactionError as error:
            code = str(getattr(error.error_code, "value", error.error_code))  # type: ignore[attr-defined]
            if code not in CONFLICTS:
                raise
            return BatchFailure(partition_key, operations, error.index, code)


def batches_of(partition_key: str, operations: Iterable[Operation]) -> Iterator[tuple[str, list[Operation]]]:
    """One partition's operations, lazily, in transactions of at most 100, as submit_all takes them.

    None takes over 1 MiB, well within the service's 4, unless a single entity does.
    """
    batch: list[Operation] = []
    filled = 0
    for operation in operations:
        taken = _bytes_at_most(partition_key, operation)
        if batch and (len(batch) == MAX_OPERATIONS or filled + taken > _COMFORTABLE_BODY):
            yield partition_key, batch
            batch, filled = [], 0
        batch.append(operation)
        filled += taken
    if batch:
        yield partition_key, batch


def _bytes_at_most(partition_key: str, operation: Operation) -> int:
    """An upper bound of the encoded size: a character takes 12 bytes at most, in JSON and in a URL."""
    size = 1000 + 24 * (len(partition_key) + len(operation.row_key))
    for name, value in (operation.properties or {}).items():
        if isinstance(value, str) and len(value) > 1000:
            size += len(json.dumps(value)) + len(name)
        else:
            size += 60 + len(name) * 2 + (12 * len(value) if isinstance(value, str) else 0)
    return size
