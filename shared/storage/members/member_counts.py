"""A group's member count: the sum of rows in the group's own partition of Memberships, which a transaction writes together
with the members that it changes. So the count is right at every moment, whatever dies, and nothing has to settle it.

`!count` is the base; `!count!http!<id>` is what one change over HTTP added, and `!count!step!<step>` what a step of an
upload has added so far (domain/uploads/progress.py). Writers never wait for each other, since each has a row of its own.
Rows that pile up are folded into the base, in one transaction as well.
"""

import asyncio
from collections.abc import Collection, Sequence

from shared.domain.members.membership import CountRow, MemberCount, Role
from shared.storage.errors import domain_errors
from shared.storage.members.membership_rows import AFTER_NUMBERS, FIRST_NUMBER, WHAT
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import MAX_OPERATIONS, Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.reader import ETAG, Row, TableReader, in_partition

COUNT = "!count"
_DELTA = f"{COUNT}!"
_HTTP = f"{_DELTA}http!"
STEP = f"{_DELTA}step!"
FOLD_ABOVE = 50
_COLUMNS = ("RowKey", "value", "admins")
_READS = 3
"""So often is a count read again because it changed meanwhile."""
_COUNTED = f"RowKey ge '{COUNT}' and RowKey lt '{after_prefix(_DELTA)}'"


def delta_operation(delta_id: str, count: MemberCount) -> Operation:
    """The insert of a change over HTTP, for the transaction that changes the members."""
    return Operation("insert", _HTTP + delta_id, count_properties(count))


def count_properties(count: MemberCount) -> dict[str, Value]:
    """The columns that every row of the count has."""
    return {"value": count.members, "admins": count.admins}


def count_of(row: Row) -> MemberCount:
    """What the row adds to the group's count."""
    return MemberCount(int(row["value"]), int(row["admins"]))


def count_rows(group_id: str, rows: Collection[Row]) -> list[CountRow]:
    """Those among a partition's rows that make up its count."""
    return [CountRow(group_id, _step_of(row), count_of(row)) for row in rows if _is_count(row)]


def count_requests(rows: Collection[Row]) -> int:
    """How many changes over HTTP are not folded."""
    return sum(row["RowKey"].startswith(_HTTP) for row in rows)


def total(rows: Collection[CountRow]) -> MemberCount:
    """The count that the rows make up."""
    return sum((row.change for row in rows), MemberCount())


class MemberCounts:
    """Reads, folds and repairs the counts."""

    _reader: TableReader
    _writer: TableBatchWriter

    async def totals(self, group_ids: Collection[str]) -> dict[str, MemberCount]:
        found = await asyncio.gather(*(self._counted(group_id) for group_id in group_ids))
        return {group_id: total(count_rows(group_id, rows)) for group_id, rows in zip(group_ids, found, strict=True)}

    async def fold(self, group_id: str, finished: Collection[str] = ()) -> None:
        """The deletes are conditional and in the transaction of the base, so of two processes that fold at once one changes
        nothing; it leaves the rest to the other."""
        rows = await self._counted(group_id, with_etags=True)
        base = next((row for row in rows if row["RowKey"] == COUNT), None)
        steps = {STEP + step for step in finished}
        deltas = [row for row in rows if row["RowKey"].startswith(_HTTP) or row["RowKey"] in steps]
        size = MAX_OPERATIONS - 1
        for at in range(0, len(deltas), size):
            part = deltas[at : at + size]
            folded = total(count_rows(group_id, [*([base] if base else []), *part]))
            deletes = [Operation("delete", row["RowKey"], etag=row[ETAG]) for row in part]
            with domain_errors(WHAT):
                etag = await self._writer.submit_versioned(group_id, [*deletes, _base_operation(base, folded)])
            if etag is None:
                return
            base = {"RowKey": COUNT, **count_properties(folded), ETAG: etag}

    async def recount(self, group_id: str) -> MemberCount | None:
        """Counts the members, and corrects the base where nothing changed while they were read."""
        for _ in range(_READS):
            before = await self._counted(group_id, with_etags=True)
            exact = await self._exact(group_id)
            if before != await self._counted(group_id, with_etags=True):
                continue
            wrong_by = exact - total(count_rows(group_id, before))
            if wrong_by == MemberCount():
                return wrong_by
            base = next((row for row in before if row["RowKey"] == COUNT), None)
            corrected = (count_of(base) if base else MemberCount()) + wrong_by
            with domain_errors(WHAT):
                if await self._writer.submit_versioned(group_id, [_base_operation(base, corrected)]) is not None:
                    return wrong_by
        return None

    async def _counted(self, group_id: str, *, with_etags: bool = False) -> list[Row]:
        """The rows of one group's count, as of one moment."""
        where = f"{in_partition(group_id)} and {_COUNTED}"
        return await snapshot(self._reader, where, _COLUMNS, with_etags=with_etags)

    async def _exact(self, group_id: str) -> MemberCount:
        found = MemberCount()
        with domain_errors(WHAT):
            async for rows in self._reader.scan_range(group_id, FIRST_NUMBER, AFTER_NUMBERS, ("RowKey", "role")):
                found += MemberCount(len(rows), sum(row["role"] == Role.ADMIN for row in rows))
        return found


async def snapshot(reader: TableReader, where: str, columns: Sequence[str] = (), *, with_etags: bool) -> list[Row]:
    """The rows that the filter finds in one partition, of one moment as far as its count goes.

    One answer is a snapshot of its partition. Between two of them a fold would make a summand count twice or not at all, so
    they are read again until the base is the same before and after."""
    with domain_errors(WHAT):
        for _ in range(_READS):
            rows, following = await reader.page(where, columns, with_etags=True)
            first = _base_version(rows)
            several = following is not None
            while following is not None:
                more, following = await reader.page(where, columns, continuation=following, with_etags=True)
                rows += more
            if not several or first == _base_version((await reader.page(where, columns, with_etags=True))[0]):
                break
    return rows if with_etags else [{name: row[name] for name in row if name != ETAG} for row in rows]


def _base_version(rows: Collection[Row]) -> str:
    return next((row[ETAG] for row in rows if row["RowKey"] == COUNT), "")


def _base_operation(base: Row | None, count: MemberCount) -> Operation:
    if base is None:
        return Operation("insert", COUNT, count_properties(count))
    return Operation("replace", COUNT, count_properties(count), base[ETAG])


def _is_count(row: Row) -> bool:
    return bool(row["RowKey"] == COUNT or row["RowKey"].startswith(_DELTA))


def _step_of(row: Row) -> str:
    key: str = row["RowKey"]
    return key.removeprefix(STEP) if key.startswith(STEP) else ""
