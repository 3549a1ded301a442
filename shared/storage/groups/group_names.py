"""Organization groups by folded name, in bulk: the Groups table as imports and exports use it."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from shared.domain.groups.group import GroupName, GroupType
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import after_prefix, escape, table_order, unescape
from shared.storage.tables.reader import TableReader

PARTITION = "org"
_NAME = "name!"
_ENTITIES_A_GROUP = 2
_MAX_KEY = 500
"""A key holds 512 UTF-16 units; NFKC can make one character many (U+FDFA becomes 18)."""


def name_key(normalised: str) -> str:
    """RowKey of the entity that makes a folded name unique."""
    return _NAME + escape(normalised)


class GroupNameTable:
    """See ports.GroupNames."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def resolve(self, normalised: Sequence[str]) -> dict[str, GroupName]:
        """See ports.GroupNames."""
        keys = sorted((name_key(name) for name in normalised), key=table_order)
        with domain_errors("the groups table"):
            rows = await self._reader.scan_wanted(PARTITION, keys, ["RowKey", "groupId", "name", "jobId"])
        return {group.normalised: group for group in map(_group_name, rows)}

    async def create(self, groups: Sequence[GroupName], actor: str, at: datetime) -> None:
        """See ports.GroupNames. Fifty groups a transaction; where one of the names was taken meanwhile, one by one."""
        pairs = [_pair(group, actor, at) for group in groups]
        operations = [operation for pair in pairs for operation in pair]
        with domain_errors("the groups table"):
            failed = await self._writer.submit_all(batches_of(PARTITION, operations))
            retry = [
                list(failure.operations[at : at + _ENTITIES_A_GROUP])
                for failure in failed
                for at in range(0, len(failure.operations), _ENTITIES_A_GROUP)
            ]
            await self._writer.submit_all((PARTITION, pair) for pair in retry)

    async def pages(self) -> AsyncIterator[list[GroupName]]:
        """See ports.GroupNames."""
        query = f"PartitionKey eq '{PARTITION}' and RowKey ge '{_NAME}' and RowKey lt '{after_prefix(_NAME)}'"
        with domain_errors("the groups table"):
            async for rows in self._reader.rows(query, ["RowKey", "groupId", "name", "jobId"]):
                yield [_group_name(row) for row in rows]


def _pair(group: GroupName, actor: str, at: datetime) -> list[Operation]:
    name = Operation(
        "insert",
        name_key(group.normalised),
        {"groupId": group.group_id, "name": group.name, "jobId": group.job_id},
    )
    body = Operation(
        "insert",
        f"id!{group.group_id}",
        {
            "name": group.name,
            "folded": group.normalised,
            "type": str(GroupType.ORGANIZATION),
            "welcomeMessage": "",
            "createdAt": at,
            "createdBy": actor,
            "updatedAt": at,
            "jobId": group.job_id,
        },
    )
    return [name, body]


def _group_name(row: dict[str, str]) -> GroupName:
    normalised = unescape(row["RowKey"].removeprefix(_NAME))
    return GroupName(row["groupId"], row["name"], normalised, row.get("jobId", ""))
