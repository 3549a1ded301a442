"""The Identities table: the phone number that belongs to a token's subject."""

from shared.domain.audit import AuditEvent
from shared.errors import PreconditionFailed
from shared.services.ports.identities import IdentityLink, IdentityStore
from shared.storage.audit.pending_events import PendingEventRows, event_operation
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import escape
from shared.storage.tables.reader import ETAG, TableReader

PARTITION = "identity"
_WHAT = "identities"


class IdentityTable(PendingEventRows, IdentityStore):
    """Numbers by subject, in one partition with the pending events."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, PARTITION)
        self._reader = reader
        self._writer = writer

    async def get(self, subject: str) -> IdentityLink | None:
        with domain_errors(_WHAT):
            row = await self._reader.row(PARTITION, _key(subject), with_etags=True)
        return IdentityLink(row["subject"], row["phoneNumber"], row[ETAG]) if row else None

    async def put(self, before: IdentityLink | None, link: IdentityLink, event: AuditEvent) -> IdentityLink:
        properties = {"subject": link.subject, "phoneNumber": link.phone_number}
        if before:
            operation = Operation("replace", _key(link.subject), properties, before.etag)
        else:
            operation = Operation("insert", _key(link.subject), properties)
        await self._change(operation, event)
        return await self.get(link.subject) or link

    async def delete(self, link: IdentityLink, event: AuditEvent) -> None:
        await self._change(Operation("delete", _key(link.subject), etag=link.etag), event)

    async def _change(self, operation: Operation, event: AuditEvent) -> None:
        with domain_errors(_WHAT):
            failure = await self._writer.submit_unless_conflict(PARTITION, [operation, event_operation(event)])
        if failure and not await self.was_written(event):
            raise PreconditionFailed("The identity was changed meanwhile.")


def _key(subject: str) -> str:
    return f"s!{escape(subject)}"
