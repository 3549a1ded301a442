"""`make bench-http`: what a request costs beside the bare SDK calls that fetch the same entities, how many storage calls it
makes on small and large groups, and how many requests one host answers for 32 clients at once.

Ours is the HTTP function from request to response (token, access, validation, storage, JSON), called in this process as the
worker calls it. The peer is azure-data-tables fetching the same entities, all of them at once, and doing nothing with them.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables.aio import TableServiceClient
from azure.functions import HttpRequest

from benchmarks.report import run_facts
from tests.azurite import TestAzurite
from tests.local_host import LocalHost
from tests.system.app_host import Api, running_app, somebody

RESULT = Path(__file__).parent / "results" / "http.json"
_ROUNDS = 12
_CALLS_A_ROUND = 25
_SIZES = (10, 1_000, 10_000)
_CLIENTS = 32
_SECONDS = 10.0

Call = Callable[[], Awaitable[None]]


@dataclass
class Cost:
    """Milliseconds a call: median over rounds of wall time and of CPU time of this process."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def round(self, call: Call) -> None:
        """Measure one round of calls, one after the other."""
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(_CALLS_A_ROUND):
            await call()
        self.wall.append((time.perf_counter() - wall) / _CALLS_A_ROUND * 1000)
        self.cpu.append((time.process_time() - cpu) / _CALLS_A_ROUND * 1000)

    def medians(self) -> tuple[float, float]:
        """Wall and CPU."""
        return statistics.median(self.wall), statistics.median(self.cpu)


@dataclass(frozen=True)
class Ratio:
    """One request beside its peer."""

    request: str
    ours_wall_ms: float
    bare_wall_ms: float
    ours_cpu_ms: float
    bare_cpu_ms: float

    @property
    def wall(self) -> float:
        return self.ours_wall_ms / self.bare_wall_ms

    @property
    def cpu(self) -> float:
        return self.ours_cpu_ms / self.bare_cpu_ms


def main() -> None:
    """Measure, print, write."""
    with (
        storage() as azurite,
        tempfile.TemporaryDirectory() as folder,
        running_app(azurite.connection_string, Path(folder)) as host,
    ):
        os.environ |= {**host.settings, "DataStorage": azurite.connection_string}
        admin = somebody(host, 1)
        # The large group comes last: Azurite looks at every row of a table for each query, and would be all one sees.
        groups = {size: make_group(admin, size) for size in _SIZES[:-1]}
        ratios = asyncio.run(measure_ratios(azurite.connection_string, admin, groups[_SIZES[0]], groups[_SIZES[1]]))
        print_ratios(ratios)
        load = {
            "app": throughput(host, groups[_SIZES[1]]),
            "bare": asyncio.run(bare_throughput(azurite.connection_string, groups[_SIZES[1]])),
        }
        print_load(load)
        groups[_SIZES[-1]] = make_group(admin, _SIZES[-1])
        calls = asyncio.run(count_calls(admin, groups))
        print_calls(calls)
    document = {
        **run_facts(),
        "ratios": [{**asdict(r), "wall_ratio": r.wall, "cpu_ratio": r.cpu} for r in ratios],
        "storage_calls": calls,
        "throughput": load,
    }
    RESULT.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"\nWritten to {RESULT}")


@contextmanager
def storage() -> Iterator[TestAzurite]:
    """An Azurite of its own."""
    azurite = TestAzurite(lasting=True)
    try:
        azurite.start()
        yield azurite
    finally:
        azurite.close()


def make_group(admin: Api, size: int) -> str:
    """A group with so many members."""
    group_id = str(admin.post("/groups", {"name": f"Of {size}"})["id"])
    numbers = [f"+9198{n:08d}" for n in range(100, 99 + size)]
    for at in range(0, len(numbers), 1000):
        admin.post(f"/groups/{group_id}/members", {"phoneNumbers": numbers[at : at + 1000]})
    return group_id


async def measure_ratios(connection: str, admin: Api, small: str, full_page: str) -> list[Ratio]:
    """Both requests beside their peers, each on the smallest group that it needs."""
    from functions.groups import get_group  # after the environment is set
    from functions.members import list_members
    from shared.bootstrap import close_services

    async with TableServiceClient.from_connection_string(connection) as tables:
        ratios = [
            await compare("GET one group", ours(get_group, admin, small), bare_group(tables, small)),
            await compare(
                "GET a page of 100 members", ours(list_members, admin, full_page), bare_members(tables, full_page)
            ),
        ]
    await close_services()
    return ratios


async def count_calls(admin: Api, groups: dict[int, str]) -> dict[str, dict[str, int]]:
    """Storage calls of a request on groups of each size."""
    from functions.groups import get_group  # after the environment is set
    from functions.members import list_members
    from shared.bootstrap import close_services, services

    transactions = (await services()).transactions
    calls: dict[str, dict[str, int]] = {}
    for name, function in [("GET one group", get_group), ("GET a page of 100 members", list_members)]:
        for size, group_id in groups.items():
            before = transactions.total
            await ours(function, admin, group_id)()
            calls.setdefault(name, {})[f"{size} members"] = transactions.total - before
    await close_services()
    return calls


def ours(function: Any, admin: Api, group_id: str) -> Call:
    """The HTTP function as the worker calls it."""
    run = function._function.get_user_function()
    url = f"{admin.host.origin}/api/v1/groups/{group_id}"
    headers = {"Authorization": f"Bearer {admin.token}"}

    async def call() -> None:
        request = HttpRequest("GET", url, headers=headers, params={}, route_params={"group_id": group_id}, body=b"")
        response = await run(request)
        assert response.status_code == 200, response.get_body()  # noqa: S101  # a benchmark of failures is none

    return call


def bare_group(tables: TableServiceClient, group_id: str) -> Call:
    """The link of the subject, the group, the caller's membership, and what stands before the members with the count."""
    memberships = tables.get_table_client("Memberships")

    async def call() -> None:
        await asyncio.gather(
            missing(tables.get_table_client("Identities").get_entity("identity", "s!person-1")),
            tables.get_table_client("Groups").get_entity("org", f"id!{group_id}"),
            memberships.get_entity(group_id, "+919800000001"),
            drain(memberships.query_entities(f"PartitionKey eq '{group_id}' and RowKey lt '+'")),
        )

    return call


def bare_members(tables: TableServiceClient, group_id: str) -> Call:
    """The link of the subject, the group, the caller's membership, and a hundred members."""
    memberships = tables.get_table_client("Memberships")

    async def call() -> None:
        where = f"PartitionKey eq '{group_id}' and RowKey ge '+' and RowKey lt ','"
        await asyncio.gather(
            missing(tables.get_table_client("Identities").get_entity("identity", "s!person-1")),
            tables.get_table_client("Groups").get_entity("org", f"id!{group_id}"),
            memberships.get_entity(group_id, "+919800000001"),
            first_page(memberships.query_entities(where, results_per_page=100)),
        )

    return call


async def missing(read: Awaitable[Any]) -> None:
    """A read of what is not there, which the SDK raises."""
    with suppress(ResourceNotFoundError):
        await read


async def drain(rows: Any) -> None:
    async for _ in rows:
        pass


async def first_page(rows: Any) -> None:
    async for page in rows.by_page():
        async for _ in page:
            pass
        return


async def compare(name: str, our_call: Call, bare_call: Call) -> Ratio:
    """Rounds of either in turn, after a warm-up."""
    our_cost, bare_cost = Cost(), Cost()
    for cost, call in [(Cost(), our_call), (Cost(), bare_call)]:
        await cost.round(call)
    for _ in range(_ROUNDS):
        await our_cost.round(our_call)
        await bare_cost.round(bare_call)
    (our_wall, our_cpu), (bare_wall, bare_cpu) = our_cost.medians(), bare_cost.medians()
    return Ratio(name, our_wall, bare_wall, our_cpu, bare_cpu)


def throughput(host: LocalHost, group_id: str) -> dict[str, float]:
    """32 clients for ten seconds: eight reads of a group, one page of members and one new member in ten requests."""
    latencies: list[float] = []
    statuses: list[int] = []
    until = time.perf_counter() + _SECONDS

    def client(n: int) -> None:
        api = somebody(host, 1)
        turn = 0
        while time.perf_counter() < until:
            turn += 1
            started = time.perf_counter()
            if turn % 10 == 0:
                number = f"+9197{n:02d}{turn:06d}"
                answer = api("POST", f"/groups/{group_id}/members", {"phoneNumbers": [number]})
            else:
                answer = api("GET", f"/groups/{group_id}" + ("/members" if turn % 10 == 5 else ""))
            latencies.append((time.perf_counter() - started) * 1000)
            statuses.append(answer.status)

    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(client, range(_CLIENTS)))
    return figures(latencies, sum(status >= 400 for status in statuses))


async def bare_throughput(connection: str, group_id: str) -> dict[str, float]:
    """The same mix of reads by the SDK alone, for what this Azurite on this machine can give at most."""
    latencies: list[float] = []
    async with TableServiceClient.from_connection_string(connection) as tables:
        group, members = bare_group(tables, group_id), bare_members(tables, group_id)
        until = time.perf_counter() + _SECONDS

        async def client() -> None:
            turn = 0
            while time.perf_counter() < until:
                turn += 1
                started = time.perf_counter()
                await (members if turn % 10 == 5 else group)()
                latencies.append((time.perf_counter() - started) * 1000)

        await asyncio.gather(*(client() for _ in range(_CLIENTS)))
    return figures(latencies, 0)


def figures(latencies: list[float], failures: int) -> dict[str, float]:
    """Requests a second and how long they took."""
    latencies.sort()
    return {
        "clients": _CLIENTS,
        "requests_a_second": round(len(latencies) / _SECONDS, 1),
        "median_ms": round(latencies[len(latencies) // 2], 1),
        "p95_ms": round(latencies[int(len(latencies) * 0.95)], 1),
        "failures": failures,
    }


def print_ratios(ratios: list[Ratio]) -> None:
    print(f"{'request':28}{'ours ms':>10}{'bare ms':>10}{'ratio':>8}{'ours CPU':>10}{'bare CPU':>10}{'ratio':>8}")
    for r in ratios:
        print(
            f"{r.request:28}{r.ours_wall_ms:10.2f}{r.bare_wall_ms:10.2f}{r.wall:8.2f}"
            f"{r.ours_cpu_ms:10.2f}{r.bare_cpu_ms:10.2f}{r.cpu:8.2f}"
        )


def print_calls(calls: dict[str, dict[str, int]]) -> None:
    print("\nstorage calls a request, on groups of different size")
    for name, by_size in calls.items():
        print(f"{name:28}" + "   ".join(f"{size}: {count}" for size, count in by_size.items()))


def print_load(load: dict[str, dict[str, float]]) -> None:
    print()
    for who, found in load.items():
        print(f"{who:6}" + ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit("It takes no arguments.")
    main()
