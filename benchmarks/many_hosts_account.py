"""One storage account with the documented limits: `python -m benchmarks.many_hosts_account 4` runs four times slower.

The sink of the other benchmarks, behind two kinds of token buckets: 2,000 entities a second for a partition, 20,000 for
the account (https://learn.microsoft.com/azure/storage/tables/scalability-targets). That page counts transactions for
the account, assuming entities of 1 KiB; here every entity of a transaction counts as one, the harsher reading. A request
beyond a limit does nothing and answers 503 ServerBusy, as the service does; every other answer takes LATENCY.

GET /statistics answers what became of the requests; GET /reset begins to count anew.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass, field
from functools import partial

from benchmarks.sink import Answer, BlobService, Connection, Handler, Request, TableService

PARTITION_LIMIT = 2_000
ACCOUNT_LIMIT = 20_000
LATENCY = 0.01
"""Seconds: what a transaction takes inside one region, about."""
_BURST = 0.25
"""Seconds of its limit that a bucket holds: the service is no stricter than that within a second."""

_PARTITION = re.compile(rb"\"PartitionKey\": ?\"([^\"]*)\"|\(PartitionKey='([^']*)'|PartitionKey eq '([^']*)'")
_TABLE = re.compile(rb"^(?:POST|PUT|PATCH|DELETE) \S*/(\w+)\(?", re.MULTILINE)
_PARTS = re.compile(rb"^(?:POST|PUT|PATCH|DELETE) \S+ HTTP/1\.1\r$", re.MULTILINE)


@dataclass(slots=True)
class Bucket:
    """A rate a second, kept by rejecting; `holds` is what may come at once."""

    rate: float
    holds: float
    tokens: float
    at: float

    def has(self, cost: int, now: float) -> bool:
        """Whether the cost can be had now."""
        self.tokens = min(self.holds, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return self.tokens >= cost


@dataclass(slots=True)
class Statistics:
    """What the account did: entities by second since the reset, and how many requests each limit rejected."""

    began: float = field(default_factory=time.monotonic)
    transactions: int = 0
    rejected_by_account: int = 0
    rejected_by_partition: int = 0
    by_second: dict[int, int] = field(default_factory=dict)

    def took(self, entities: int, now: float) -> None:
        """Count a request that was let in."""
        self.transactions += 1
        second = int(now - self.began)
        self.by_second[second] = self.by_second.get(second, 0) + entities


class LimitedTables:
    """The table service behind its limits."""

    def __init__(self, slower: float) -> None:
        self._tables = TableService(None)
        self._slower = slower
        self._account = self._bucket(ACCOUNT_LIMIT)
        self._partitions: dict[tuple[bytes, bytes], Bucket] = {}
        self._statistics = Statistics()

    def __call__(self, request: Request) -> Answer:
        """Answer, reject, or tell."""
        if request.path == "/statistics":
            return Answer(200, json.dumps(self._told()).encode())
        if request.path == "/reset":
            self._statistics = Statistics()
            return Answer(200)
        return self._limited(request)

    def _limited(self, request: Request) -> Answer:
        now = time.monotonic()
        key, cost = entities_and_partition(request)
        partition = self._partitions.setdefault(key, self._bucket(PARTITION_LIMIT))
        if not partition.has(cost, now):
            self._statistics.rejected_by_partition += 1
            return _BUSY
        if not self._account.has(cost, now):
            self._statistics.rejected_by_account += 1
            return _BUSY
        partition.tokens -= cost
        self._account.tokens -= cost
        self._statistics.took(cost, now)
        return self._tables(request)

    def _bucket(self, limit: int) -> Bucket:
        # Slower, seconds are longer and entities are not: the same amount may come at once.
        return Bucket(limit / self._slower, limit * _BURST, limit * _BURST, time.monotonic())

    def _told(self) -> dict[str, object]:
        told = self._statistics
        return {
            "transactions": told.transactions,
            "rejectedByAccount": told.rejected_by_account,
            "rejectedByPartition": told.rejected_by_partition,
            "bySecond": told.by_second,
        }


def entities_and_partition(request: Request) -> tuple[tuple[bytes, bytes], int]:
    """The partition that a request goes to, and how many entities it counts as. A read counts as one."""
    batch = request.path.endswith("/$batch")
    text = request.body if batch else f"{request.path} {request.query.get('$filter', '')}".encode()
    found = _PARTITION.search(text)
    partition = next((group for group in found.groups() if group is not None), b"") if found else b""
    if not batch:
        table_name = request.path.partition("(")[0].rpartition("/")[2].encode()
        return (table_name, partition or text), 1
    table = _TABLE.search(request.body)
    return (table.group(1) if table else b"", partition), len(_PARTS.findall(request.body))


_BUSY = Answer(
    503,
    b'{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"The server is busy."}}}',
    (("Content-Type", "application/json"),),
)


class SlowConnection(Connection):
    """Answers after a latency in seconds; other connections go on meanwhile."""

    def __init__(self, handler: Handler, latency: float) -> None:
        super().__init__(handler)
        self._latency = latency

    def _respond(self, request: Request) -> None:
        asyncio.get_running_loop().call_later(self._latency, super()._respond, request)


async def serve(slower: float) -> None:
    """Serve tables and blobs on two free ports until killed."""
    loop = asyncio.get_running_loop()
    ports = []
    handlers: tuple[Handler, ...] = (LimitedTables(slower), BlobService())
    for handler in handlers:
        connect = partial(SlowConnection, handler, LATENCY * slower)
        server = await loop.create_server(connect, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
    print(json.dumps(ports), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
