"""A group's member count: deltas in the GroupCounts table (PartitionKey `count`, RowKey `<group id>!<delta id>`),
summed when read.

Writers never wait for each other, since each adds a delta of its own. A change over HTTP inserts its delta as
`!count!<id>` in the transaction of the members, and record_change commits it: copies it to this table and deletes it there;
readers count one of the two. A chunk of an upload writes its deltas to this table only, with ids that follow from the
step, so that a repeated step counts once. Admins are counted too, because a private group must keep one.
"""

from collections.abc import Collection, Iterable, Sequence

from shared.domain.members.membership import CountDelta, MemberCount
from shared.services.ports.members import CountStore
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.reader import ETAG, Continuation, Row, TableReader

UNCOMMITTED = "!count!"
COMPACT_ABOVE = 50
_PARTITION = "count"
_COMPACT_AT_ONCE = 90
_COLUMNS = ("RowKey", "value", "admins")
_WHAT = "member counts"


def uncommitted_operation(delta_id: str, net: MemberCount) -> Operation:
    """The insert of an uncommitted delta, for the transaction that changes the members."""
    return Operation("insert", UNCOMMITTED + delta_id, _properties(net))


def uncommitted_deltas(rows: Iterable[Row]) -> dict[str, MemberCount]:
    """The deltas among the rows of a group's partition, by id."""
    return {
        row["RowKey"].removeprefix(UNCOMMITTED): _count_of(row) for row in rows if row["RowKey"].startswith(UNCOMMITTED)
    }


class MemberCounts(CountStore):
    """The GroupCounts table."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def put(self, deltas: Sequence[CountDelta]) -> None:
        operations = [
            Operation("upsert_replace", f"{delta.group_id}!{delta.delta_id}", _properties(delta.change))
            for delta in deltas
        ]
        with domain_errors(_WHAT):
            await self._writer.submit_all(batches_of(_PARTITION, operations))

    async def committed(self, group_id: str) -> dict[str, MemberCount]:
        """The group's deltas by id: one request, or one more for every thousand that are not compacted."""
        prefix = f"{group_id}!"
        found: dict[str, MemberCount] = {}
        with domain_errors(_WHAT):
            async for rows in self._reader.scan_range(_PARTITION, prefix, after_prefix(prefix), _COLUMNS):
                found.update((row["RowKey"].removeprefix(prefix), _count_of(row)) for row in rows)
        return found

    async def totals(self, group_ids: Collection[str]) -> dict[str, MemberCount]:
        """The sums of the committed deltas of these groups. Scans the deltas in pages of a thousand and skips to the next
        wanted group after each page, so that many groups take far fewer requests than one a group."""
        found: dict[str, MemberCount] = dict.fromkeys(group_ids, MemberCount())
        left = sorted(found)
        continuation: Continuation | None = None
        while left:
            first, last = f"{left[0]}!", after_prefix(f"{left[-1]}!")
            where = f"PartitionKey eq '{_PARTITION}' and RowKey ge '{first}' and RowKey lt '{last}'"
            with domain_errors(_WHAT):
                rows, continuation = await self._reader.page(where, _COLUMNS, continuation=continuation)
            for row in rows:
                group_id = row["RowKey"].partition("!")[0]
                if group_id in found:
                    found[group_id] += _count_of(row)
            if continuation is None:
                break
            reached = rows[-1]["RowKey"].partition("!")[0] if rows else left[0]
            left = [group_id for group_id in left if group_id >= reached]
            if left and left[0] != reached:
                continuation = None
        return found

    async def all_committed(self) -> dict[str, dict[str, MemberCount]]:
        found: dict[str, dict[str, MemberCount]] = {}
        with domain_errors(_WHAT):
            async for rows in self._reader.scan_range(_PARTITION, select=_COLUMNS):
                for row in rows:
                    group_id, _, delta_id = row["RowKey"].partition("!")
                    found.setdefault(group_id, {})[delta_id] = _count_of(row)
        return found

    async def compact(self, group_id: str, uncommitted: Collection[str], new_id: str) -> bool:
        """Replace up to 90 deltas by one of their sum when there are more than COMPACT_ABOVE. Returns whether there were.

        Deltas with `uncommitted` ids stay, since their commit is not finished. The deletes are conditional and in one
        transaction, so that of two processes that compact at once one changes nothing, and nothing is counted twice."""
        prefix = f"{group_id}!"
        where = f"PartitionKey eq '{_PARTITION}' and RowKey ge '{prefix}' and RowKey lt '{after_prefix(prefix)}'"
        with domain_errors(_WHAT):
            rows, _ = await self._reader.page(where, _COLUMNS, top=_COMPACT_AT_ONCE, with_etags=True)
            rows = [row for row in rows if row["RowKey"].removeprefix(prefix) not in uncommitted]
            if len(rows) <= COMPACT_ABOVE:
                return False
            total = sum((_count_of(row) for row in rows), MemberCount())
            operations = [Operation("delete", row["RowKey"], etag=row[ETAG]) for row in rows]
            operations.append(Operation("insert", prefix + new_id, _properties(total)))
            await self._writer.submit_all([(_PARTITION, operations)])
        return True

    async def purge(self, group_id: str) -> None:
        """Remove the deltas of a group that is removed for good."""
        deletes = [Operation("delete", f"{group_id}!{delta_id}") for delta_id in await self.committed(group_id)]
        with domain_errors(_WHAT):
            await self._writer.submit_all(batches_of(_PARTITION, deletes))


def _properties(net: MemberCount) -> dict[str, Value]:
    return {"value": net.members, "admins": net.admins}


def _count_of(row: Row) -> MemberCount:
    return MemberCount(int(row["value"]), int(row["admins"]))
