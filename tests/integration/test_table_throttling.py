"""Table access while storage is busy or breaks connections: no row is lost, and the pressure falls and rises."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
from azure.core.exceptions import HttpResponseError, IncompleteReadError, ServiceRequestError
from azure.data.tables import TableTransactionError
from azure.data.tables.aio import TableClient

from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation
from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.pipeline import Backoff
from shared.storage.tables.reader import TableReader
from tests.integration.throttling_server import Mood, ThrottlingServer

QUICK = Backoff(first=0.005, longest=0.05, total=10.0)


@pytest.fixture
async def server() -> AsyncIterator[ThrottlingServer]:
    server = ThrottlingServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(server: ThrottlingServer) -> AsyncIterator[TableClient]:
    async with TableClient.from_connection_string(server.connection_string, "Rows") as client:
        yield client


def upserts(count: int) -> list[Operation]:
    return [Operation("upsert_replace", f"+91{n:06d}", {"role": "Member", "n": n}) for n in range(count)]


def all_of(count: int) -> Iterator[tuple[str, list[Operation]]]:
    return in_twenties(upserts(count))


def in_twenties(operations: list[Operation]) -> Iterator[tuple[str, list[Operation]]]:
    """Small transactions, so that there are many."""
    return (("g", operations[at : at + 20]) for at in range(0, len(operations), 20))


async def all_places_are_free(limiter: RequestLimiter) -> None:
    async with asyncio.timeout(1):
        for _ in range(limiter.maximum):
            await limiter.acquire()


MOODS: list[Mood] = ["busy", "too many", "timed out", "busy inside", "timed out inside", "hang up", "cut"]


@pytest.mark.parametrize("mood", MOODS)
async def test_a_transaction_outlasts_every_mood(server: ThrottlingServer, client: TableClient, mood: Mood) -> None:
    server.moods.extend([mood] * 3)
    writer = TableBatchWriter(client, RequestLimiter(8), backoff=QUICK)
    await writer.submit("g", upserts(100))
    assert len(server.rows) == 100
    assert writer.transactions.writes == 4


@pytest.mark.parametrize("mood", ["busy", "too many", "timed out", "hang up", "cut"])
async def test_a_query_outlasts_them_too(server: ThrottlingServer, client: TableClient, mood: Mood) -> None:
    server.rows["g", "+1"] = {}
    server.moods.extend([mood] * 3)
    reader = TableReader(client, RequestLimiter(8), backoff=QUICK)
    assert await reader.page() == ([{"RowKey": "+1"}], None)
    # aiohttp itself repeats a GET once when a connection that it kept turns out to be closed.
    assert reader.transactions.reads == (2 if mood == "hang up" else 4)


@pytest.mark.parametrize("seed", range(3))
async def test_no_row_is_lost_in_a_storm(server: ThrottlingServer, client: TableClient, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- not for secrets
    server.moods.extend(chance.choices([*MOODS, None], k=300))
    writer = TableBatchWriter(client, RequestLimiter(8), backoff=QUICK)
    assert await writer.submit_all(all_of(4000)) == []
    assert sorted(server.rows) == [("g", operation.row_key) for operation in upserts(4000)]
    assert all(row["n"] == int(key[3:]) for (_, key), row in server.rows.items())


async def test_requests_that_wait_to_be_sent_again_keep_their_places(
    server: ThrottlingServer, client: TableClient
) -> None:
    server.retry_after = "1"
    server.moods.extend(["busy"] * 3)
    writer = TableBatchWriter(client, RequestLimiter(3), backoff=QUICK)
    async with asyncio.TaskGroup() as group:
        for operation in upserts(20):
            group.create_task(writer.submit("g", [operation]))
        await asyncio.sleep(0.5)
        assert writer.transactions.writes == 3
    assert len(server.rows) == 20
    assert writer.transactions.writes == 23


async def test_it_gets_on_with_a_server_that_takes_less_than_its_bound(
    server: ThrottlingServer, client: TableClient
) -> None:
    server.capacity = 6
    writer = TableBatchWriter(client, RequestLimiter(8), backoff=QUICK)
    assert await writer.submit_all(all_of(10000)) == []
    assert len(server.rows) == 10000
    wasted = writer.transactions.writes - 500
    assert wasted < 100


async def test_it_never_sends_more_at_once_than_the_maximum(server: ThrottlingServer, client: TableClient) -> None:
    server.capacity = 5
    writer = TableBatchWriter(client, RequestLimiter(5), backoff=QUICK)
    await writer.submit_all(all_of(2000))
    assert writer.transactions.writes == 100


async def test_the_wait_that_storage_asks_for_is_kept(server: ThrottlingServer, client: TableClient) -> None:
    server.retry_after = "1"
    server.moods.append("busy")
    started = time.monotonic()
    await TableBatchWriter(client, RequestLimiter(8), backoff=QUICK).submit("g", upserts(1))
    assert 1.0 <= time.monotonic() - started < 2.0


IMPATIENT = Backoff(first=0.02, longest=0.05, total=0.2)
GIVEN_UP: list[tuple[Mood, type[Exception], str | None]] = [
    ("busy", HttpResponseError, "ServerBusy"),
    ("busy inside", TableTransactionError, "ServerBusy"),
    ("timed out", HttpResponseError, "OperationTimedOut"),
    ("hang up", ServiceRequestError, None),
    ("cut", IncompleteReadError, None),
]


@pytest.mark.parametrize(("mood", "kind", "code"), GIVEN_UP)
async def test_patience_ends(
    server: ThrottlingServer, client: TableClient, mood: Mood, kind: type[Exception], code: str | None
) -> None:
    server.moods.extend([mood] * 1000)
    writer = TableBatchWriter(client, RequestLimiter(8), backoff=IMPATIENT)
    with pytest.raises(kind) as raised:
        await writer.submit("g", upserts(1))
    assert getattr(raised.value, "error_code", None) == code
    assert 3 <= writer.transactions.writes < 20


async def test_nobody_listening() -> None:
    nowhere = "AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:1/a;"
    async with TableClient.from_connection_string(nowhere, "Rows") as client:
        with pytest.raises(ServiceRequestError):
            await TableBatchWriter(client, RequestLimiter(8), backoff=IMPATIENT).submit("g", upserts(1))


async def test_what_patience_does_not_mend_is_raised_at_once_and_stops_the_rest(
    server: ThrottlingServer, client: TableClient
) -> None:
    server.moods.extend([*[None] * 5, "reject"])
    server.seconds = 0.02
    limiter = RequestLimiter(4)
    writer = TableBatchWriter(client, limiter, backoff=QUICK)
    with pytest.raises(HttpResponseError) as raised:
        await writer.submit_all(all_of(4000))
    assert raised.value.status_code == 403
    assert writer.transactions.writes < 20
    await all_places_are_free(limiter)


async def test_an_insert_that_was_written_before_the_connection_broke_answers_that_it_exists(
    server: ThrottlingServer, client: TableClient
) -> None:
    server.moods.append("cut")
    writer = TableBatchWriter(client, RequestLimiter(8), backoff=QUICK)
    inserts = [Operation("insert", f"+{n}") for n in range(3)]
    [failure] = await writer.submit_all([("g", inserts)])
    assert (failure.error_code, failure.index, failure.operations) == ("EntityAlreadyExists", 0, inserts)
    assert len(server.rows) == 3


async def test_conflicts_are_answered_and_the_rest_is_written(server: ThrottlingServer, client: TableClient) -> None:
    server.rows["g", "+91000030"] = {}
    writer = TableBatchWriter(client, RequestLimiter(8), backoff=QUICK)
    inserts = [Operation("insert", f"+91{n:06d}") for n in range(100)]
    [failure] = await writer.submit_all(in_twenties(inserts))
    assert failure.index == 10
    assert failure.operations[10].row_key == "+91000030"
    assert len(server.rows) == 81


async def test_batches_are_pulled_as_they_are_sent(server: ThrottlingServer, client: TableClient) -> None:
    limiter = RequestLimiter(4)
    ahead = []
    pulled = 0

    def batches() -> Iterator[tuple[str, Sequence[Operation]]]:
        nonlocal pulled
        for batch in all_of(1000):
            pulled += 1
            ahead.append(pulled - len(server.rows) // 20)
            yield batch

    await TableBatchWriter(client, limiter, backoff=QUICK).submit_all(batches())
    assert max(ahead) <= 5


async def test_an_error_of_the_iterable_is_raised_as_it_is(client: TableClient) -> None:
    def batches() -> Iterator[tuple[str, Sequence[Operation]]]:
        yield "g", upserts(1)
        raise KeyError("source")

    with pytest.raises(KeyError, match="source"):
        await TableBatchWriter(client, RequestLimiter(8), backoff=QUICK).submit_all(batches())


async def test_cancelling_stops_it_and_frees_the_slots(server: ThrottlingServer, client: TableClient) -> None:
    server.moods.extend(["busy"] * 10000)
    limiter = RequestLimiter(8)
    task = asyncio.create_task(TableBatchWriter(client, limiter, backoff=QUICK).submit_all(all_of(1000)))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await all_places_are_free(limiter)


async def test_the_policies_of_the_sdk_are_kept(server: ThrottlingServer, client: TableClient) -> None:
    server.moods.append("busy")
    await TableBatchWriter(client, RequestLimiter(8), backoff=QUICK).submit("g", upserts(1))
    await TableReader(client, RequestLimiter(8), backoff=QUICK).page()
    await client.submit_transaction([("upsert", {"PartitionKey": "g", "RowKey": "+1"})])
    first, second, query, sdk = server.requests
    assert set(first) == set(sdk)
    for ours in (first, second, query):
        assert ours["Authorization"].startswith("SharedKey account:")
        assert ours["User-Agent"] == sdk["User-Agent"]
        assert ours["x-ms-version"] == sdk["x-ms-version"]
    assert first["x-ms-client-request-id"] != second["x-ms-client-request-id"]
