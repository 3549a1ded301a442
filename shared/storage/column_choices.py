"""The ColumnChoices table: what was chosen for titles that are not known, by their fingerprint."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from shared.domain.audit import AuditEvent
from shared.domain.column_choices.choice import ChosenColumn, ColumnChoice
from shared.domain.column_choices.remembered import RememberedChoice
from shared.domain.documents import from_document, to_document, versioned
from shared.errors import PreconditionFailed
from shared.services.ports.column_choices import ColumnChoiceStore
from shared.storage.audit.pending_events import PendingEventRows, event_operation
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.reader import ETAG, Row, TableReader

PARTITION = "choice"
_KEY = "t!"
_WHAT = "chosen columns"


class ColumnChoiceTable(PendingEventRows, ColumnChoiceStore):
    """Choices in one partition with the pending events: an organization has a few of them."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, PARTITION)
        self._reader = reader
        self._writer = writer

    async def get(self, fingerprint: str) -> RememberedChoice | None:
        with domain_errors(_WHAT):
            row = await self._reader.row(PARTITION, _KEY + fingerprint, with_etags=True)
        return remembered_of(row) if row else None

    async def get_many(self, fingerprints: Sequence[str]) -> dict[str, RememberedChoice]:
        found = await asyncio.gather(*(self.get(each) for each in fingerprints))
        return {each.id: each for each in found if each}

    async def page(self, after: str | None, limit: int) -> tuple[list[RememberedChoice], str | None]:
        begin = f"RowKey gt '{_KEY}{after}'" if after else f"RowKey ge '{_KEY}'"
        where = f"PartitionKey eq '{PARTITION}' and {begin} and RowKey lt '{after_prefix(_KEY)}'"
        with domain_errors(_WHAT):
            rows, more = await self._reader.page(where, top=limit, with_etags=True)
        found = [remembered_of(row) for row in rows]
        return found, found[-1].id if more and found else None

    async def put(self, before: RememberedChoice | None, after: RememberedChoice, event: AuditEvent) -> None:
        columns = remembered_columns(after)
        if before is None:
            await self._change(Operation("insert", _KEY + after.id, columns), event)
        else:
            await self._change(Operation("replace", _KEY + after.id, columns, before.etag), event)

    async def delete(self, remembered: RememberedChoice, event: AuditEvent) -> None:
        await self._change(Operation("delete", _KEY + remembered.id, etag=remembered.etag), event)

    async def _change(self, operation: Operation, event: AuditEvent) -> None:
        with domain_errors(_WHAT):
            failure = await self._writer.submit_unless_conflict(PARTITION, [operation, event_operation(event)])
        if failure and not await self.was_written(event):
            raise PreconditionFailed("The choice was changed meanwhile.")


def remembered_columns(remembered: RememberedChoice) -> dict[str, Value]:
    """The stored columns."""
    columns = {
        "choice": _encode(choice_document(remembered.choice)),
        "titles": _encode(list(remembered.titles)),
    }
    return versioned(columns)


def remembered_of(row: Row) -> RememberedChoice:
    """The choice that these columns are of."""
    return RememberedChoice(choice_of(json.loads(row["choice"])), tuple(json.loads(row["titles"])), row[ETAG])


def choice_document(choice: ColumnChoice) -> dict[str, Any]:
    """A choice as JSON, as the job that it was made for stores it, too."""
    return {**to_document(choice), "columns": [to_document(each) for each in choice.columns]}


def choice_of(document: Mapping[str, Any]) -> ColumnChoice:
    """The choice of a JSON object."""
    columns = tuple(from_document(ChosenColumn, each) for each in document["columns"])
    return from_document(ColumnChoice, {**document, "columns": columns})


def _encode(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
