"""The bulk half of the Groups table: organization groups by folded name, as imports and exports use them."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from shared.domain.groups.group import FormerName, Group, GroupName, GroupType
from shared.storage.errors import domain_errors
from shared.storage.groups.group_rows import PARTITION, former_key, group_columns, id_key, name_key, name_operation
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import after_prefix, table_order, unescape
from shared.storage.tables.reader import Row, TableReader

_NAME = name_key("")
_FORMER = former_key("")
_COLUMNS = ("RowKey", "groupId", "name", "jobId")
_ENTITIES_A_GROUP = 2


class GroupNameRows:
    """The rows of normalised names, in bulk."""

    _reader: TableReader
    _writer: TableBatchWriter

    async def resolve(self, normalised: Sequence[str]) -> dict[str, GroupName]:
        keys = sorted(map(name_key, normalised), key=table_order)
        with domain_errors("the groups table"):
            rows = await self._reader.scan_wanted(PARTITION, keys, _COLUMNS)
        return {group.normalised: group for group in map(_group_name, rows)}

    async def formerly(self, normalised: Sequence[str]) -> dict[str, FormerName]:
        keys = sorted(map(former_key, normalised), key=table_order)
        with domain_errors("the groups table"):
            rows = await self._reader.scan_wanted(PARTITION, keys, ("RowKey", "groupId", "renamedAt"))
        return {
            unescape(row["RowKey"].removeprefix(_FORMER)): FormerName(
                row["groupId"], datetime.fromisoformat(row["renamedAt"])
            )
            for row in rows
        }

    async def create(self, groups: Sequence[GroupName], actor: str, at: datetime) -> None:
        """Fifty groups a transaction; where one of the names was taken meanwhile, one by one."""
        operations = [operation for group in groups for operation in _pair(group, actor, at)]
        with domain_errors("the groups table"):
            failed = await self._writer.submit_all(batches_of(PARTITION, operations))
            retry = [
                list(failure.operations[at : at + _ENTITIES_A_GROUP])
                for failure in failed
                for at in range(0, len(failure.operations), _ENTITIES_A_GROUP)
            ]
            await self._writer.submit_all((PARTITION, pair) for pair in retry)

    async def pages(self) -> AsyncIterator[list[GroupName]]:
        query = f"PartitionKey eq '{PARTITION}' and RowKey ge '{_NAME}' and RowKey lt '{after_prefix(_NAME)}'"
        with domain_errors("the groups table"):
            async for rows in self._reader.rows(query, _COLUMNS):
                yield [_group_name(row) for row in rows]


def _pair(new: GroupName, actor: str, at: datetime) -> list[Operation]:
    group = Group(
        id=new.group_id,
        name=new.name,
        normalised=new.normalised,
        type=GroupType.ORGANIZATION,
        created_at=at,
        created_by=actor,
        updated_at=at,
        job_id=new.job_id,
    )
    return [name_operation("insert", group), Operation("insert", id_key(group.id), group_columns(group))]


def _group_name(row: Row) -> GroupName:
    normalised = unescape(row["RowKey"].removeprefix(_NAME))
    return GroupName(row["groupId"], row["name"], normalised, row.get("jobId", ""))
