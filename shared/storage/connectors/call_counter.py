"""The number of calls by connectors in a minute: one row, which every counted call replaces, so that all instances count
together and nothing is left to clean up. At the limit that is five transactions a second; a partition takes 2000
(https://learn.microsoft.com/azure/storage/tables/scalability-targets)."""

import json

from shared.services.ports.connectors import CallCount, CallCounter
from shared.storage.connectors.connectors import PARTITION
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.reader import ETAG, TableReader

_KEY = "calls"


class CallCounterRow(CallCounter):
    """The row `calls` of the Connectors table."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> CallCount:
        with domain_errors("calls of connectors"):
            row = await self._reader.row(PARTITION, _KEY, with_etags=True)
        return CallCount(row["minute"], json.loads(row["calls"]), row[ETAG]) if row else CallCount(0, {})

    async def write(self, count: CallCount) -> bool:
        columns: dict[str, Value] = {"minute": count.minute, "calls": json.dumps(count.calls)}
        operation = Operation("insert", _KEY, columns)
        if count.etag:
            operation = Operation("replace", _KEY, columns, count.etag)
        with domain_errors("calls of connectors"):
            return await self._writer.submit_unless_conflict(PARTITION, [operation]) is None
