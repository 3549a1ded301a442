"""What an import costs in storage transactions, as exact counts at the wire, and that throttling loses no row."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Iterable

import pytest

from shared.errors import StorageUnavailable
from shared.storage.members.member_index import bucket_of
from tests.azurite import TestAzurite
from tests.integration.driver import HEADER, Driver
from tests.integration.storage_proxy import StorageProxy
from tests.store import empty_store

MEMBERS_A_TRANSACTION = 99
"""Beside the progress of the chunk in the group, which is part of the group's count."""
BOOKKEEPING = 53
"""Requests of one small import besides memberships: the upload, its job, one chunk, its log, groups by name and, being new,
by their former names, and twice whether a connector listens."""


@pytest.fixture
async def proxy(azurite: TestAzurite) -> AsyncIterator[StorageProxy]:
    proxy = StorageProxy(azurite)
    await proxy.start()
    yield proxy
    await proxy.stop()


@pytest.fixture
async def counted(proxy: StorageProxy) -> AsyncIterator[Driver]:
    """A pump over an empty store, behind the proxy."""
    services, clients = await empty_store(proxy.connection_string, DEFAULT_REGION="IN")
    proxy.forget()
    try:
        yield Driver(services, clients)
    finally:
        await clients.close()


def numbers(count: int) -> list[str]:
    return [f"+9198{n:08d}" for n in range(count)]


def mapping(groups: int, members: Iterable[str]) -> str:
    return HEADER + "".join(f"Depot {n % groups},{number},\n" for n, number in enumerate(members))


async def test_first_import_takes_a_transaction_for_a_hundred_rows_of_each_copy(
    counted: Driver, proxy: StorageProxy
) -> None:
    members = numbers(2000)
    view = await counted.drop("org/users.csv", mapping(4, members))

    assert view.counts.added == 2000
    assert proxy.writes["Memberships"] == 4 * math.ceil(500 / MEMBERS_A_TRANSACTION)
    assert proxy.writes["MemberGroups"] == len({bucket_of(number) for number in members}) == 64
    assert proxy.reads["Memberships"] == 0, "the groups are new"
    assert proxy.reads["MemberGroups"] == 0
    others = proxy.total - sum(count["Memberships"] + count["MemberGroups"] for count in (proxy.reads, proxy.writes))
    assert others <= BOOKKEEPING, (proxy.reads, proxy.writes)


async def test_the_same_file_again_writes_no_membership(counted: Driver, proxy: StorageProxy) -> None:
    content = mapping(4, numbers(2000))
    await counted.drop("org/users.csv", content)
    proxy.forget()
    view = await counted.drop("org/users.csv", content)

    assert view.counts.unchanged == 2000
    assert proxy.writes["Memberships"] == proxy.writes["MemberGroups"] == proxy.writes["Groups"] == 0
    assert proxy.reads["Memberships"] == 4
    assert proxy.reads["Groups"] == 1, "no group is new, so no former name is looked for"


async def test_one_new_row_in_a_known_file_is_one_transaction_a_copy(counted: Driver, proxy: StorageProxy) -> None:
    await counted.drop("org/users.csv", mapping(4, numbers(2000)))
    proxy.forget()
    view = await counted.drop("org/users.csv", mapping(4, numbers(2001)))

    assert (view.counts.unchanged, view.counts.added) == (2000, 1)
    assert proxy.writes["Memberships"] == proxy.writes["MemberGroups"] == 1


async def test_no_row_is_lost_while_storage_is_busy(counted: Driver, proxy: StorageProxy) -> None:
    await counted.put("org/users.csv", mapping(4, numbers(2000)))
    await counted.handle("uploads", "org/users.csv")
    proxy.busy, proxy.busy_tables = 12, frozenset({"Memberships", "MemberGroups"})
    await counted.run()

    assert proxy.rejected == 12
    await assert_all_there(counted)


async def test_no_row_is_lost_when_deliveries_fail(counted: Driver, proxy: StorageProxy) -> None:
    """A point read is not as patient as bulk work: the delivery fails, and the trigger makes another."""
    await counted.put("org/users.csv", mapping(4, numbers(2000)))
    await counted.handle("uploads", "org/users.csv")
    (chunk,) = await counted.services.imports.chunk_blobs.names("")
    proxy.busy, proxy.busy_tables = 6, frozenset({"Jobs"})
    with pytest.raises(StorageUnavailable):
        await counted.handle("imports", chunk)
    await counted.run()

    assert proxy.rejected == 6
    await assert_all_there(counted)


async def assert_all_there(counted: Driver) -> None:
    view = await counted.upload("org")
    assert (view.job.state, view.counts.added) == ("completed", 2000)
    stored = await counted.rows()
    assert {number for _, number, _ in stored} == set(numbers(2000))
    assert stored == await counted.copies()
