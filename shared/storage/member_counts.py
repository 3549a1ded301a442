"""A group's member count as counter entities in its own Memberships partition: RowKeys `!count!<id>`, summed when read.

Two writers never wait for each other, since each inserts a counter of its own in the transaction of its members; a
transaction that is repeated after it happened fails as a whole and so counts once. Admins are counted along, because
a private group must keep one (ledger.py).
"""

from collections.abc import Iterable

from shared.domain.members import Tally
from shared.storage.table_batch import TableBatchWriter
from shared.storage.table_encoding import Operation
from shared.storage.table_reader import ETAG, Row, TableReader

COUNTER = "!count!"
AFTER_COUNTERS = "!count~"
FOLD_ABOVE = 50
_FOLD_AT_ONCE = 99
_COLUMNS = ("RowKey", "value", "admins")


def count_operation(counter_id: str, net: Tally) -> Operation:
    """The counter that goes into the transaction which changes the number of members or of admins by so much."""
    return Operation("insert", COUNTER + counter_id, {"value": net.members, "admins": net.admins})


def tally_of(counters: Iterable[Row]) -> Tally:
    """The sum of counter rows."""
    total = Tally()
    for row in counters:
        total += Tally(int(row["value"]), int(row["admins"]))
    return total


async def read_member_count(reader: TableReader, group_id: str) -> Tally:
    """The group's direct members and admins: one request, or one more for every thousand unfolded counters."""
    total = Tally()
    async for rows in reader.scan_range(group_id, COUNTER, AFTER_COUNTERS, _COLUMNS):
        total += tally_of(rows)
    return total


async def fold_counters(
    reader: TableReader, writer: TableBatchWriter, group_id: str, new_id: str, *, above: int = FOLD_ABOVE
) -> bool:
    """Replace up to 99 counters by one of their sum when there are more than `above`; answers whether there were.

    Deletes are conditional and in one transaction, so that two who fold at once cannot count anything twice; the
    slower one changes nothing."""
    rows, _ = await reader.page(
        f"PartitionKey eq '{group_id}' and RowKey ge '{COUNTER}' and RowKey lt '{AFTER_COUNTERS}'",
        _COLUMNS,
        top=_FOLD_AT_ONCE,
        with_etags=True,
    )
    if len(rows) <= above:
        return False
    deletes = [Operation("delete", row["RowKey"], etag=row[ETAG]) for row in rows]
    await writer.submit_all([(group_id, [*deletes, count_operation(new_id, tally_of(rows))])])
    return True
