"""The Groups table: `id!<id>` holds a group, `name!<normalised>` makes an organization group's name unique, and
`deleted!<reverse time>!<id>` lists a deleted group, `former!<normalised>` says which group had a name last. The rows of
one group change in one transaction."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

from shared.domain.audit import AuditEvent
from shared.domain.conflicts import NameTaken
from shared.domain.groups.group import Group, NameHolder
from shared.errors import PreconditionFailed
from shared.services.ports.groups import GroupStore
from shared.storage.audit.pending_events import PendingEventRows, event_operation
from shared.storage.errors import domain_errors
from shared.storage.groups.group_names import GroupNameRows
from shared.storage.groups.group_rows import (
    PARTITION,
    former_key,
    former_operation,
    group_columns,
    group_of,
    id_key,
    name_key,
    name_operation,
)
from shared.storage.tables.batch import BatchFailure, TableBatchWriter
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import after_prefix, unescape
from shared.storage.tables.keys import odata_literal as literal
from shared.storage.tables.reader import ETAG, TableReader

_NAME = name_key("")
_DELETED = "deleted!"
_LAST_MOMENT = 9_999_999_999
_FEW = 50
_WHAT = "groups"


class GroupTable(GroupNameRows, PendingEventRows, GroupStore):
    """All groups lie in one partition, so that a group, its name and its event change in one transaction."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, PARTITION)
        self._reader = reader
        self._writer = writer

    async def get(self, group_id: str) -> Group | None:
        with domain_errors(_WHAT):
            row = await self._reader.row(PARTITION, id_key(group_id), with_etags=True)
        return group_of(row) if row else None

    async def get_many(self, group_ids: Sequence[str]) -> dict[str, Group]:
        """Ids are random, so a few lie far apart and are asked for one by one; with many, a
        scan of all groups in pages of a thousand that skips what it can takes fewer requests."""
        if len(group_ids) <= _FEW:
            found = await asyncio.gather(*(self.get(group_id) for group_id in group_ids))
            return {group.id: group for group in found if group}
        with domain_errors(_WHAT):
            rows = await self._reader.scan_wanted(PARTITION, sorted(map(id_key, group_ids)), with_etags=True)
        return {group.id: group for group in map(group_of, rows)}

    async def find(self, normalised: str) -> str | None:
        with domain_errors(_WHAT):
            row = await self._reader.row(PARTITION, name_key(normalised), ["groupId"])
        return row["groupId"] if row else None

    async def insert(self, group: Group, event: AuditEvent) -> Group:
        operations = [Operation("insert", id_key(group.id), group_columns(group)), event_operation(event)]
        if group.holds_name:
            operations.append(name_operation("insert", group))
        return await self._change(group, operations, event)

    async def replace(self, before: Group, after: Group, event: AuditEvent) -> Group:
        operations = [
            Operation("replace", id_key(after.id), group_columns(after), before.etag),
            event_operation(event),
            *_name_change(before, after),
            *_marker_change(before, after),
            *([former_operation(after)] if after.former_names[:1] != before.former_names[:1] else []),
            *await self._forgotten(after.id, set(before.former_names) - set(after.former_names)),
        ]
        return await self._change(after, operations, event)

    async def remove(self, group: Group) -> None:
        operations = [
            Operation("delete", id_key(group.id), etag=group.etag),
            *_marker_change(group, None),
            *await self._forgotten(group.id, group.former_names),
        ]
        with domain_errors(_WHAT):
            failure = await self._writer.submit_unless_conflict(PARTITION, operations)
        if failure and await self.get(group.id) is not None:
            raise PreconditionFailed("The group was changed meanwhile.")

    async def names(self, prefix: str, start: str | None, limit: int) -> list[NameHolder]:
        begin, end = name_key(start or prefix), after_prefix(name_key(prefix))
        where = f"PartitionKey eq '{PARTITION}' and RowKey ge {literal(begin)} and RowKey lt {literal(end)}"
        found: list[NameHolder] = []
        with domain_errors(_WHAT):
            async for rows in self._reader.rows(where, ["RowKey", "groupId"], top=limit):
                found += [NameHolder(unescape(row["RowKey"].removeprefix(_NAME)), row["groupId"]) for row in rows]
                if len(found) >= limit:
                    break
        return found[:limit]

    async def deleted(self, after: str | None, limit: int) -> tuple[list[Group], str | None]:
        where = f"PartitionKey eq '{PARTITION}' and RowKey lt '{after_prefix(_DELETED)}' and "
        where += f"RowKey gt {literal(_DELETED + after)}" if after else f"RowKey ge '{_DELETED}'"
        with domain_errors(_WHAT):
            rows, more = await self._reader.page(where, ["RowKey"], top=limit)
        keys = [row["RowKey"].removeprefix(_DELETED) for row in rows]
        ids = [key.partition("!")[2] for key in keys]
        groups = await self.get_many(ids)
        return [groups[group_id] for group_id in ids if group_id in groups], keys[-1] if more and keys else None

    def deleted_position(self, group: Group) -> str:
        return _marker_key(group.deleted_at or group.updated_at, group.id).removeprefix(_DELETED)

    async def _forgotten(self, group_id: str, names: Collection[str]) -> list[Operation]:
        """Deletes the rows of former names; one that another group has had since is that group's."""
        with domain_errors(_WHAT):
            rows = await asyncio.gather(
                *(self._reader.row(PARTITION, former_key(name), ["RowKey", "groupId"], with_etags=True) for name in names)
            )
        return [Operation("delete", row["RowKey"], etag=row[ETAG]) for row in rows if row and row["groupId"] == group_id]

    async def _change(self, group: Group, operations: Sequence[Operation], event: AuditEvent) -> Group:
        with domain_errors(_WHAT):
            failure = await self._writer.submit_unless_conflict(PARTITION, operations)
        if failure and not await self.was_written(event):
            raise _conflict(failure, group)
        stored = await self.get(group.id)
        if stored is None:
            raise PreconditionFailed("The group was removed meanwhile.")
        return stored


def _conflict(failure: BatchFailure, group: Group) -> NameTaken | PreconditionFailed:
    operation = failure.operations[failure.index]
    if operation.kind == "insert" and operation.row_key.startswith(_NAME):
        return NameTaken(group.name)
    return PreconditionFailed("The group was changed meanwhile.")


def _name_change(before: Group, after: Group) -> list[Operation]:
    operations = []
    stays = before.holds_name and after.holds_name and before.normalised == after.normalised
    if before.holds_name and not stays:
        operations.append(Operation("delete", name_key(before.normalised)))
    if after.holds_name and not (stays and before.name == after.name):
        operations.append(name_operation("upsert_replace" if stays else "insert", after))
    return operations


def _marker_change(before: Group, after: Group | None) -> list[Operation]:
    was, is_now = before.deleted_at, after.deleted_at if after else None
    if was == is_now:
        return []
    operations = []
    if was:
        operations.append(Operation("delete", _marker_key(was, before.id)))
    if is_now:
        operations.append(Operation("insert", _marker_key(is_now, before.id)))
    return operations


def _marker_key(at: datetime, group_id: str) -> str:
    return f"{_DELETED}{_LAST_MOMENT - int(at.timestamp()):010d}!{group_id}"
