"""`python -m benchmarks.many_hosts`: how an import scales with instances, and that nothing is lost at the limit.

One upload is applied by 1, 2, 4, ... processes of the real apply step against one storage account that keeps the
documented limits (many_hosts_account). Everything runs SLOWER times slower than in Azure (limits, latency, instances and
their waits alike), so that two cores suffice for all of them; the table shows the figures of full speed.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.dataset import write_csv
from benchmarks.many_hosts_account import ACCOUNT_LIMIT, PARTITION_LIMIT
from benchmarks.many_hosts_host import Instance, open_services
from local.settings import AZURITE_ACCOUNT, AZURITE_KEY
from shared.domain.uploads.job import Job
from shared.services.uploads.receive_upload import receive_upload
from shared.storage.clients import create_missing

RESULTS = Path(__file__).parent / "results/many-hosts.json"
SLOWER = 8.0
INSTANCE_ROWS_A_SECOND = 2_000
"""What one instance takes on, at full speed. An unhindered process does more (results/import-*.json): a full core there
is several times the share of one that a Flex Consumption instance of 2,048 MB is likely to have."""
CHUNK_ROWS = 1_000
"""Smaller than the app's, so that a short run has enough of them to spread."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run at full speed: entities a second are the mean of the middle of it, without the first and last seconds."""

    scenario: str
    hosts: int
    rows: int
    seconds: float
    rows_a_second: float
    entities_a_second: float
    transactions: int
    rejected_by_account: int
    rejected_by_partition: int
    attempts_beyond_first: int
    lost: int


@dataclass(frozen=True, slots=True)
class Account:
    """The running account."""

    connection: str
    table_url: str

    def get(self, path: str) -> Any:
        """What the account itself says, {} for nothing."""
        with urllib.request.urlopen(f"{self.table_url}{path}") as answer:  # noqa: S310 -- our own server
            return json.loads(answer.read() or b"{}")


@contextmanager
def account(slower: float) -> Iterator[Account]:
    """A fresh account, gone at the end."""
    command = [sys.executable, "-m", "benchmarks.many_hosts_account", str(slower)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None  # noqa: S101 -- for mypy
            table, blob = json.loads(process.stdout.readline())
            connection = (
                f"DefaultEndpointsProtocol=http;AccountName={AZURITE_ACCOUNT};AccountKey={AZURITE_KEY};"
                f"TableEndpoint=http://127.0.0.1:{table}/{AZURITE_ACCOUNT};"
                f"BlobEndpoint=http://127.0.0.1:{blob}/{AZURITE_ACCOUNT};"
            )
            yield Account(connection, f"http://127.0.0.1:{table}")
        finally:
            process.kill()


async def validated(connection: str, csv: Path) -> tuple[str, list[str]]:
    """Upload and validate; the job's id and the names of its chunks."""
    clients, services = open_services(connection)
    try:
        await create_missing(clients)
        with csv.open("rb") as file:
            await clients.container("uploads").upload_blob("many/hosts.csv", file, overwrite=True)
        await receive_upload(replace(services.imports, chunk_rows=CHUNK_ROWS), "many/hosts.csv")
        pointer = await services.imports.jobs.latest("many")
        assert pointer is not None  # noqa: S101 -- for mypy
        names = await services.imports.chunk_blobs.names(f"{pointer[0]}/")
        return pointer[0], [name for name in names if "/chunk-" in name]
    finally:
        await clients.close()


async def finished(connection: str, job_id: str) -> tuple[Job, int]:
    """The job, and how many memberships an export of the whole store finds."""
    clients, services = open_services(connection)
    try:
        job = await services.imports.jobs.get(job_id)
        assert job is not None  # noqa: S101 -- for mypy
        stored = 0
        async for page in services.imports.groups.pages():
            for group in page:
                async for members in services.imports.members.pages(group.group_id):
                    stored += len(members)
        return job, stored
    finally:
        await clients.close()


@asynccontextmanager
async def instances(count: int, instance: Instance) -> AsyncIterator[list[asyncio.subprocess.Process]]:
    """So many processes, each ready."""
    command = (sys.executable, "-m", "benchmarks.many_hosts_host", json.dumps(asdict(instance)))
    pipe = asyncio.subprocess.PIPE
    processes = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe) for _ in range(count)]
    try:
        for process in processes:
            await _line(process)
        yield processes
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None  # noqa: S101 -- for mypy
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError("an instance ended before its time")
    told: dict[str, Any] = json.loads(line)
    return told


async def _feed(process: asyncio.subprocess.Process, names: Iterator[str]) -> int:
    """Give an instance a chunk whenever it has room; the attempts beyond the first that it needed."""
    assert process.stdin is not None  # noqa: S101 -- for mypy
    given = again = 0
    for _ in range(4):
        given += _give(process.stdin, names)
    while given:
        again += (await _line(process))["attempts"] - 1
        given -= 1
        given += _give(process.stdin, names)
    process.stdin.write(b"\n" * 4)
    return again


def _give(stdin: asyncio.StreamWriter, names: Iterator[str]) -> int:
    name = next(names, None)
    if name is not None:
        stdin.write(f"{name}\n".encode())
    return name is not None


async def apply(scenario: str, hosts: int, csv: Path, rows: int, slower: float) -> Outcome:
    """One run, from a validated upload to its end."""
    with account(slower) as storage:
        job_id, names = await validated(storage.connection, csv)
        instance = Instance(storage.connection, CHUNK_ROWS, INSTANCE_ROWS_A_SECOND, slower)
        async with instances(hosts, instance) as processes:
            storage.get("/reset")
            waiting = iter(names)
            again = await asyncio.gather(*(_feed(process, waiting) for process in processes))
            told = storage.get("/statistics")
        job, stored = await finished(storage.connection, job_id)
    if job.counts.added != rows or not job.counts.balanced:
        raise RuntimeError(f"the upload did not end well: {job}")
    by_second = {int(second): entities for second, entities in told["bySecond"].items()}
    middle = [by_second.get(second, 0) for second in range(2, max(by_second) - 1)] or list(by_second.values())
    rate = slower * sum(middle) / len(middle)
    return Outcome(
        scenario,
        hosts,
        rows,
        (max(by_second) + 1) / slower,
        rate / sum(by_second.values()) * rows,
        rate,
        told["transactions"],
        told["rejectedByAccount"],
        told["rejectedByPartition"],
        sum(again),
        rows - stored,
    )


def main() -> None:
    """Run all, print the table, keep the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", default="1,2,4,6,8,12")
    parser.add_argument("--rows", type=int, default=10_000, help="for each host, so that all run about as long")
    parser.add_argument("--slower", type=float, default=SLOWER)
    given = parser.parse_args()
    print(
        f"{'':14} {'hosts':>5} {'rows/s':>8} {'entities/s':>10} {'503 account':>11} {'503 partition':>13} {'lost':>5}"
    )
    outcomes = []
    with TemporaryDirectory() as folder:
        for scenario, groups, hosts in _scenarios([int(count) for count in given.hosts.split(",")]):
            csv = Path(folder) / f"{scenario}.csv"
            rows = given.rows * (hosts if groups is None else 1)
            write_csv(csv, rows, groups)
            outcome = asyncio.run(apply(scenario, hosts, csv, rows, given.slower))
            outcomes.append(outcome)
            print(
                f"{scenario:14} {hosts:5} {outcome.rows_a_second:8,.0f} {outcome.entities_a_second:10,.0f} "
                f"{outcome.rejected_by_account:11,} {outcome.rejected_by_partition:13,} {outcome.lost:5}",
                flush=True,
            )
    keep(outcomes, given.slower)


def _scenarios(hosts: list[int]) -> Iterator[tuple[str, int | None, int]]:
    for count in hosts:
        yield "many groups", None, count
    for count in hosts[:3]:
        yield "one group", 1, count


def keep(outcomes: list[Outcome], slower: float) -> None:
    """Write the results, from which docs/capacity.md is made."""
    RESULTS.parent.mkdir(exist_ok=True)
    document = {
        "measuredAt": datetime.now(UTC).isoformat(timespec="seconds"),
        "slower": slower,
        "accountLimit": ACCOUNT_LIMIT,
        "partitionLimit": PARTITION_LIMIT,
        "instanceRowsASecond": INSTANCE_ROWS_A_SECOND,
        "outcomes": [asdict(outcome) for outcome in outcomes],
    }
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
