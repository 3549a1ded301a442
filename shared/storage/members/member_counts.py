"""A group's member count: counters in the GroupCounts table (PartitionKey `count`, RowKey `<group id>!<counter id>`),
summed when read.

Two writers never wait for each other, since each adds a counter of its own. A change over HTTP inserts its counter as
`!count!<id>` in the transaction of the members, and record_change settles it: copies it here and removes it there; a reader
takes one of the two. An upload's chunk writes its counters here alone, under ids that follow from the step, so that
repeating it counts once. Admins are counted along, because a private group must keep one.
"""

from collections.abc import Collection, Iterable, Sequence

from shared.domain.members.membership import Tally
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.reader import ETAG, Continuation, Row, TableReader

UNSETTLED = "!count!"
FOLD_ABOVE = 50
_PARTITION = "count"
_FOLD_AT_ONCE = 90
_COLUMNS = ("RowKey", "value", "admins")
_WHAT = "member counts"


def unsettled_operation(counter_id: str, net: Tally) -> Operation:
    """The counter as part of the transaction which changes the number of members or of admins by so much."""
    return Operation("insert", UNSETTLED + counter_id, _properties(net))


def unsettled_tallies(rows: Iterable[Row]) -> dict[str, Tally]:
    """The counters among the rows of a group's partition, by id."""
    return {row["RowKey"].removeprefix(UNSETTLED): _tally(row) for row in rows if row["RowKey"].startswith(UNSETTLED)}


class MemberCounts:
    """The GroupCounts table."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def put(self, counters: Sequence[tuple[str, str, Tally]]) -> None:
        """Create or overwrite counters (group id, counter id, change), by the hundred."""
        operations = [
            Operation("upsert_replace", f"{group_id}!{counter_id}", _properties(net))
            for group_id, counter_id, net in counters
        ]
        with domain_errors(_WHAT):
            await self._writer.submit_all(batches_of(_PARTITION, operations))

    async def settled(self, group_id: str) -> dict[str, Tally]:
        """The group's counters by id: one request, or one more for every thousand unfolded ones."""
        prefix = f"{group_id}!"
        found: dict[str, Tally] = {}
        with domain_errors(_WHAT):
            async for rows in self._reader.scan_range(_PARTITION, prefix, after_prefix(prefix), _COLUMNS):
                found.update((row["RowKey"].removeprefix(prefix), _tally(row)) for row in rows)
        return found

    async def totals(self, group_ids: Collection[str]) -> dict[str, Tally]:
        """What the settled counters of these groups add up to. A scan through the counters in pages of a thousand that,
        after a page, goes on at the next wanted group: for many groups far fewer requests than one a group."""
        found: dict[str, Tally] = dict.fromkeys(group_ids, Tally())
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
                    found[group_id] += _tally(row)
            if continuation is None:
                break
            reached = rows[-1]["RowKey"].partition("!")[0] if rows else left[0]
            left = [group_id for group_id in left if group_id >= reached]
            if left and left[0] != reached:
                continuation = None
        return found

    async def all_settled(self) -> dict[str, dict[str, Tally]]:
        """Every group's counters by id, for the nightly repair."""
        found: dict[str, dict[str, Tally]] = {}
        with domain_errors(_WHAT):
            async for rows in self._reader.scan_range(_PARTITION, select=_COLUMNS):
                for row in rows:
                    group_id, _, counter_id = row["RowKey"].partition("!")
                    found.setdefault(group_id, {})[counter_id] = _tally(row)
        return found

    async def fold(self, group_id: str, unsettled: Collection[str], new_id: str) -> bool:
        """Replace up to 90 counters by one of their sum when there are more than FOLD_ABOVE; answers whether there were.

        Those of `unsettled` ids stay: their other halves must still find them. Deletes are conditional and in one
        transaction, so that two who fold at once cannot count anything twice; the slower one changes nothing."""
        prefix = f"{group_id}!"
        where = f"PartitionKey eq '{_PARTITION}' and RowKey ge '{prefix}' and RowKey lt '{after_prefix(prefix)}'"
        with domain_errors(_WHAT):
            rows, _ = await self._reader.page(where, _COLUMNS, top=_FOLD_AT_ONCE, with_etags=True)
            rows = [row for row in rows if row["RowKey"].removeprefix(prefix) not in unsettled]
            if len(rows) <= FOLD_ABOVE:
                return False
            total = sum((_tally(row) for row in rows), Tally())
            operations = [Operation("delete", row["RowKey"], etag=row[ETAG]) for row in rows]
            operations.append(Operation("insert", prefix + new_id, _properties(total)))
            await self._writer.submit_all([(_PARTITION, operations)])
        return True

    async def purge(self, group_id: str) -> None:
        """Remove the counters of a group that is removed for good."""
        deletes = [Operation("delete", f"{group_id}!{counter_id}") for counter_id in await self.settled(group_id)]
        with domain_errors(_WHAT):
            await self._writer.submit_all(batches_of(_PARTITION, deletes))


def _properties(net: Tally) -> dict[str, Value]:
    return {"value": net.members, "admins": net.admins}


def _tally(row: Row) -> Tally:
    return Tally(int(row["value"]), int(row["admins"]))
