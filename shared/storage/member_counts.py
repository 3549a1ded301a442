"""A group's member count as counter entities in its own Memberships partition: RowKeys `!count!<id>`, summed when read.

Two writers never wait for each other, since each inserts a counter of its own in the transaction of its members; a
transaction that is repeated after it happened fails as a whole and so counts once.
"""

from shared.storage.table_batch import TableBatchWriter
from shared.storage.table_encoding import Operation
from shared.storage.table_reader import ETAG, TableReader

COUNTER = "!count!"
AFTER_COUNTERS = "!count~"
_FOLD_ABOVE = 50
_FOLD_AT_ONCE = 99


def count_operation(counter_id: str, net: int) -> Operation:
    """The counter that goes into the transaction which adds (net > 0) or removes members."""
    return Operation("insert", COUNTER + counter_id, {"value": net})


async def read_member_count(reader: TableReader, group_id: str) -> int:
    """The group's number of direct members: one request, or one more for every thousand unfolded counters."""
    total = 0
    async for rows in reader.scan_range(group_id, COUNTER, AFTER_COUNTERS, ("RowKey", "value")):
        total += sum(int(row["value"]) for row in rows)
    return total


async def fold_counters(
    reader: TableReader, writer: TableBatchWriter, group_id: str, new_id: str, *, above: int = _FOLD_ABOVE
) -> None:
    """Replace up to 99 counters by one of their sum when there are more than `above`. Deletes are conditional and in one
    transaction, so that two who fold at once cannot count anything twice; the slower one changes nothing."""
    rows, _ = await reader.page(
        f"PartitionKey eq '{group_id}' and RowKey ge '{COUNTER}' and RowKey lt '{AFTER_COUNTERS}'",
        ("RowKey", "value"),
        top=_FOLD_AT_ONCE,
        with_etags=True,
    )
    if len(rows) <= above:
        return
    deletes = [Operation("delete", row["RowKey"], etag=row[ETAG]) for row in rows]
    total = sum(int(row["value"]) for row in rows)
    await writer.submit_all([(group_id, [*deletes, count_operation(new_id, total)])])
