"""The GroupConnectors and GroupActions tables: which items were added to which groups. In one partition,
`g!<group>!<item>` holds the link and `i!<item>!<group>` lists it by item, both written in one transaction."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

from shared.domain.actions import ActionLink
from shared.domain.audit import AuditEvent
from shared.domain.connectors import ConnectorLink, EventType, Granted, Permission
from shared.domain.documents import versioned
from shared.domain.members.membership import Role
from shared.errors import PreconditionFailed
from shared.services.ports.connectors import GroupItems, L
from shared.storage.audit.pending_events import EVENT, PendingEventRows, event_operation
from shared.storage.connectors.catalogue import Properties
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.keys import odata_literal as literal
from shared.storage.tables.reader import ETAG, Row, TableReader

PARTITION = "link"


class GroupItemRows(PendingEventRows, GroupItems[L]):
    """Links of one kind; `columns` and `link_of` turn one into columns and back."""

    def __init__(
        self,
        reader: TableReader,
        writer: TableBatchWriter,
        columns: Callable[[L], Properties],
        link_of: Callable[[Row], L],
    ) -> None:
        super().__init__(reader, writer, PARTITION)
        self._reader = reader
        self._writer = writer
        self._columns = columns
        self._link_of = link_of

    async def get(self, group_id: str, item_id: str) -> L | None:
        with domain_errors("links"):
            row = await self._reader.row(PARTITION, _key(group_id, item_id), with_etags=True)
        return self._link_of(row) if row else None

    async def of_group(self, group_id: str) -> list[L]:
        found: list[L] = []
        with domain_errors("links"):
            async for rows in self._reader.rows(_range(f"g!{group_id}!"), with_etags=True):
                found += map(self._link_of, rows)
        return found

    async def groups_of(self, item_id: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        where = _range(f"i!{item_id}!")
        if after:
            where += f" and RowKey gt {literal(f'i!{item_id}!{after}')}"
        with domain_errors("links"):
            rows, more = await self._reader.page(where, ["RowKey"], top=limit)
        groups = [row["RowKey"].rpartition("!")[2] for row in rows]
        return groups, groups[-1] if more and groups else None

    async def group_ids(self) -> AsyncIterator[list[str]]:
        with domain_errors("links"):
            last = ""
            async for rows in self._reader.rows(_range("g!"), ["RowKey"]):
                ids = list(dict.fromkeys(row["RowKey"].split("!")[1] for row in rows))
                if new := [group_id for group_id in ids if group_id != last]:
                    yield new
                last = ids[-1]

    async def insert(self, link: L, event: AuditEvent) -> None:
        operations = [
            Operation("insert", _key(link.group_id, link.item_id), self._columns(link)),
            Operation("insert", _by_item_key(link.group_id, link.item_id), {}),
        ]
        await self._change(operations, event)

    async def replace(self, before: L, after: L, event: AuditEvent) -> None:
        key = _key(after.group_id, after.item_id)
        await self._change([Operation("replace", key, self._columns(after), before.etag)], event)

    async def delete(self, link: L, event: AuditEvent) -> None:
        operations = [
            Operation("delete", _key(link.group_id, link.item_id), etag=link.etag),
            Operation("delete", _by_item_key(link.group_id, link.item_id)),
        ]
        await self._change(operations, event)

    async def purge_group(self, group_id: str) -> None:
        pairs = [(link.group_id, link.item_id) for link in await self.of_group(group_id)]
        await self._remove(pairs)
        where = _range(f"{EVENT}{group_id}!")
        with domain_errors("links"):
            async for rows in self._reader.rows(where, ["RowKey"]):
                deletes = (Operation("delete", row["RowKey"]) for row in rows)
                await self._writer.submit_all(batches_of(PARTITION, deletes))

    async def purge_item(self, item_id: str) -> None:
        after: str | None = None
        while True:
            groups, after = await self.groups_of(item_id, after, 1000)
            await self._remove([(group_id, item_id) for group_id in groups])
            if after is None:
                return

    async def _remove(self, pairs: Sequence[tuple[str, str]]) -> None:
        """One transaction a link: one that somebody else removes meanwhile must not keep the others."""
        keys = ([_key(*pair), _by_item_key(*pair)] for pair in pairs)
        with domain_errors("links"):
            await self._writer.submit_all((PARTITION, [Operation("delete", key) for key in both]) for both in keys)

    async def _change(self, operations: Sequence[Operation], event: AuditEvent) -> None:
        with domain_errors("links"):
            failure = await self._writer.submit_unless_conflict(PARTITION, [*operations, event_operation(event)])
        if failure and not await self.was_written(event):
            raise PreconditionFailed("It was changed meanwhile.")


class ConnectorLinkTable(GroupItemRows[ConnectorLink]):
    """Connectors of groups."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, connector_link_columns, connector_link_of)


class ActionLinkTable(GroupItemRows[ActionLink]):
    """Actions of groups."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, action_link_columns, action_link_of)


def _range(prefix: str) -> str:
    return f"PartitionKey eq '{PARTITION}' and RowKey ge '{prefix}' and RowKey lt '{after_prefix(prefix)}'"


def _key(group_id: str, item_id: str) -> str:
    return f"g!{group_id}!{item_id}"


def _by_item_key(group_id: str, item_id: str) -> str:
    return f"i!{item_id}!{group_id}"


def _ids(row: Row) -> tuple[str, str]:
    _, group_id, item_id = row["RowKey"].split("!")
    return group_id, item_id


def connector_link_columns(link: ConnectorLink) -> Properties:
    """The stored columns."""
    columns: dict[str, Value] = {"addedAt": link.added_at, "addedBy": link.added_by}
    if link.granted is not None:
        columns |= {
            "permissions": json.dumps(sorted(link.granted.permissions)),
            "events": json.dumps(sorted(link.granted.events)),
            "clientId": link.granted.client_id,
            "callbackUrl": link.granted.callback_url,
        }
    return versioned(columns)


def connector_link_of(row: Row) -> ConnectorLink:
    """The link that these columns are of."""
    added_at = datetime.fromisoformat(row["addedAt"])
    return ConnectorLink(*_ids(row), added_at, row["addedBy"], _granted_of(row), row[ETAG])


def _granted_of(row: Row) -> Granted | None:
    if "permissions" not in row:
        return None
    return Granted(
        permissions=frozenset(Permission(name) for name in json.loads(row["permissions"])),
        events=frozenset(EventType(name) for name in json.loads(row.get("events", "[]"))),
        client_id=row.get("clientId", ""),
        callback_url=row.get("callbackUrl", ""),
    )


def action_link_columns(link: ActionLink) -> Properties:
    """The stored columns."""
    columns = {
        "addedAt": link.added_at,
        "addedBy": link.added_by,
        "senderRoles": json.dumps(sorted(link.sender_roles)),
        "publishedAt": link.published_at,
    }
    return versioned(columns)


def action_link_of(row: Row) -> ActionLink:
    """The link that these columns are of."""
    group_id, item_id = _ids(row)
    published_at = row.get("publishedAt")
    return ActionLink(
        group_id=group_id,
        item_id=item_id,
        sender_roles=frozenset(Role(role) for role in json.loads(row.get("senderRoles", "[]"))),
        added_at=datetime.fromisoformat(row["addedAt"]),
        added_by=row["addedBy"],
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        etag=row[ETAG],
    )
