"""What the Connectors and the Actions table share: one partition, in which `id!<id>` holds an entry and
`name!<normalised>!<id>` lists it by name; both change in one transaction with the audit event."""

from collections.abc import Callable, Mapping, Sequence

from shared.domain.audit import AuditEvent
from shared.errors import MusterError, PreconditionFailed
from shared.services.ports.connectors import C, Catalogue
from shared.storage.audit.pending_events import PendingEventRows, event_operation
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import BatchFailure, TableBatchWriter
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix, escape
from shared.storage.tables.keys import odata_literal as literal
from shared.storage.tables.reader import Row, TableReader

_ID = "id!"
_NAME = "name!"

Properties = Mapping[str, Value]


class CatalogueRows(PendingEventRows, Catalogue[C]):
    """Entries of one kind. `columns` and `entry_of` turn one into columns and back; `more_keys` names rows that an entry
    has besides, with their columns: inserting one that another entry has fails with what `taken` makes of it."""

    def __init__(
        self,
        reader: TableReader,
        writer: TableBatchWriter,
        partition: str,
        columns: Callable[[C], Properties],
        entry_of: Callable[[Row], C],
        more_keys: Callable[[C], Mapping[str, Properties]] = lambda _: {},
        taken: Callable[[], MusterError] = lambda: PreconditionFailed("It was changed meanwhile."),
    ) -> None:
        super().__init__(reader, writer, partition)
        self._reader = reader
        self._writer = writer
        self._partition = partition
        self._columns = columns
        self._entry_of = entry_of
        self._more_keys = more_keys
        self._taken = taken

    async def get(self, entry_id: str) -> C | None:
        with domain_errors(self._partition):
            row = await self._reader.row(self._partition, _ID + entry_id, with_etags=True)
        return self._entry_of(row) if row else None

    async def get_many(self, entry_ids: Sequence[str]) -> dict[str, C]:
        if not entry_ids:
            return {}
        keys = sorted({_ID + entry_id for entry_id in entry_ids})
        with domain_errors(self._partition):
            rows = await self._reader.scan_wanted(self._partition, keys, with_etags=True)
        return {entry.id: entry for entry in map(self._entry_of, rows)}

    async def page(self, prefix: str, after: str | None, limit: int) -> tuple[list[C], str | None]:
        begin = _NAME + escape(prefix)
        where = f"PartitionKey eq '{self._partition}' and RowKey lt {literal(after_prefix(begin))} and "
        where += f"RowKey gt {literal(_NAME + after)}" if after else f"RowKey ge {literal(begin)}"
        with domain_errors(self._partition):
            rows, more = await self._reader.page(where, ["RowKey"], top=limit)
        keys = [row["RowKey"].removeprefix(_NAME) for row in rows]
        entries = await self.get_many([key.rpartition("!")[2] for key in keys])
        found = [entries[entry_id] for key in keys if (entry_id := key.rpartition("!")[2]) in entries]
        return found, keys[-1] if more and keys else None

    async def insert(self, entry: C, event: AuditEvent) -> C:
        operations = [Operation("insert", key, columns) for key, columns in self._rows(entry).items()]
        await self._change(operations, event)
        return await self._stored(entry)

    async def replace(self, before: C, after: C, event: AuditEvent) -> C:
        old, new = self._rows(before), self._rows(after)
        operations = [Operation("replace", _ID + after.id, new.pop(_ID + after.id), before.etag)]
        del old[_ID + before.id]
        operations += [Operation("delete", key) for key in old.keys() - new.keys()]
        operations += [Operation("insert", key, new[key]) for key in new.keys() - old.keys()]
        operations += [Operation("upsert_replace", key, new[key]) for key in new.keys() & old.keys()]
        await self._change(operations, event)
        return await self._stored(after)

    async def delete(self, entry: C, event: AuditEvent) -> None:
        operations = [Operation("delete", _ID + entry.id, etag=entry.etag)]
        operations += [Operation("delete", key) for key in self._rows(entry) if key != _ID + entry.id]
        await self._change(operations, event)

    def _rows(self, entry: C) -> dict[str, Properties]:
        named = f"{_NAME}{escape(entry.normalised)}!{entry.id}"
        return {_ID + entry.id: self._columns(entry), named: {}, **self._more_keys(entry)}

    async def _stored(self, entry: C) -> C:
        stored = await self.get(entry.id)
        if stored is None:
            raise PreconditionFailed("It was removed meanwhile.")
        return stored

    async def _change(self, operations: Sequence[Operation], event: AuditEvent) -> None:
        with domain_errors(self._partition):
            failure = await self._writer.submit_unless_conflict(
                self._partition, [*operations, event_operation(event)]
            )
        if failure and not await self.was_written(event):
            raise self._conflict(failure)

    def _conflict(self, failure: BatchFailure) -> MusterError:
        operation = failure.operations[failure.index]
        own = (_ID, _NAME)
        if operation.kind == "insert" and not operation.row_key.startswith(own):
            return self._taken()
        return PreconditionFailed("It was changed meanwhile.")


def entry_id_of(row: Row) -> str:
    """The id in an entry's RowKey."""
    return str(row["RowKey"]).removeprefix(_ID)
