"""The simulated account: what a request counts as, and that it rejects beyond its limits and not before."""

from benchmarks.many_hosts_account import ACCOUNT_LIMIT, PARTITION_LIMIT, LimitedTables, entities_and_partition
from benchmarks.sink import Request
from shared.storage.tables.encoding import BatchEncoder, Operation

_ENCODER = BatchEncoder("http://127.0.0.1:10002/devstoreaccount1/Memberships")


def _batch(partition: str, first: int = 0, rows: int = 100) -> Request:
    numbers = range(first, first + rows)
    operations = [Operation("insert", f"+{number:012}", {"role": "Member"}) for number in numbers]
    return Request("POST", "/devstoreaccount1/$batch", {}, {}, _ENCODER.encode(partition, operations))


def _statuses(account: LimitedTables, requests: list[Request]) -> list[int]:
    return [account(request).status for request in requests]


def _account(slower: float) -> LimitedTables:
    account = LimitedTables(slower)
    account(Request("POST", "/devstoreaccount1/Tables", {}, {}, b'{"TableName": "Memberships"}'))
    return account


def test_what_a_request_counts_as() -> None:
    assert entities_and_partition(_batch("g1", rows=7)) == ((b"Memberships", b"g1"), 7)
    read = Request("GET", "/devstoreaccount1/Groups()", {"$filter": "PartitionKey eq 'org'"}, {}, b"")
    point = Request("GET", "/devstoreaccount1/Groups(PartitionKey='org',RowKey='a')", {}, {}, b"")
    assert entities_and_partition(read) == ((b"Groups", b"org"), 1)
    assert entities_and_partition(point) == ((b"Groups", b"org"), 1)


def test_one_partition_takes_its_burst_and_no_more() -> None:
    """So slow that nothing is refilled during the test: a quarter of a second's worth, then 503."""
    account = _account(slower=1e9)
    fit = PARTITION_LIMIT // 4 // 100
    statuses = _statuses(account, [_batch("g1", n * 100) for n in range(fit + 3)])
    assert statuses == [202] * fit + [503] * 3


def test_the_account_takes_its_burst_from_many_partitions() -> None:
    account = _account(slower=1e9)
    fit = ACCOUNT_LIMIT // 4 // 100
    statuses = _statuses(account, [_batch(f"g{n}") for n in range(fit + 3)])
    # Creating the table has taken one entity of it.
    assert statuses == [202] * (fit - 1) + [503] * 4
