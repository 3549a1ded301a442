"""One instance of the function app, as far as applying chunks goes: `python -m benchmarks.many_hosts_host '{...}'`.

It reads the names of blobs from standard input, applies each as the blob trigger would (as many at once as host.json
says, five attempts), and says so on standard output. It takes on no more rows a second than its pace, because here many
instances share two cores, which in Azure have their own.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass

from shared.bootstrap import Services, assemble
from shared.errors import MusterError
from shared.services.steps import parse_step
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.settings import read_settings
from shared.storage.clients import StorageClients, create_missing, open_clients
from shared.storage.tables.pipeline import Backoff

ATTEMPTS = 5
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Instance:
    """What an instance is told: where storage is, the rows of a chunk, the rows a second that it may take on at full
    speed, and how much slower everything is."""

    connection: str
    chunk_rows: int
    rows_a_second: float
    slower: float


def open_services(connection: str) -> tuple[StorageClients, Services]:
    """The container over an account; the caller closes the clients."""
    settings = {
        "DataStorage": connection,
        "AUTH_ISSUER": "http://localhost:7071/dev",
        "AUTH_AUDIENCE": "bench",
        "DEFAULT_REGION": "IN",
        "BLOB_TRIGGER_SOURCE": "LogsAndContainerScan",
    }
    checked = read_settings(settings)
    clients = open_clients(checked.storage)
    return clients, assemble(checked, clients, b"0" * 32)


def slow_down(slower: float) -> None:
    """Make every wait of the writer so many times longer, before the first writer is built."""
    waits = Backoff()
    Backoff.__init__.__defaults__ = (
        waits.first * slower,
        waits.longest * slower,
        waits.total * slower,
        waits.jitter,
    )


class Pace:
    """Admits a chunk when the rows before it may have been done."""

    def __init__(self, rows_a_second: float) -> None:
        self._rows_a_second = rows_a_second
        self._next = 0.0

    async def admit(self, rows: int) -> None:
        """Wait for this chunk's turn."""
        begin = max(self._next, time.monotonic())
        self._next = begin + rows / self._rows_a_second
        await asyncio.sleep(max(0.0, begin - time.monotonic()))


async def run(instance: Instance) -> None:
    """Apply what standard input names until it ends."""
    slow_down(instance.slower)
    clients, services = open_services(instance.connection)
    pace = Pace(instance.rows_a_second / instance.slower)
    loop, one_at_a_time = asyncio.get_running_loop(), asyncio.Lock()
    try:
        await create_missing(clients)

        async def next_name() -> str:
            async with one_at_a_time:  # text streams are not for several threads
                line: str = await loop.run_in_executor(None, sys.stdin.readline)
                return line.strip()

        async def work() -> None:
            while name := await next_name():
                await pace.admit(instance.chunk_rows)
                print(json.dumps({"name": name, "attempts": await _apply(services, name)}), flush=True)

        print(json.dumps({"ready": True}), flush=True)
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
    finally:
        await clients.close()


async def _apply(services: Services, name: str) -> int:
    """The attempts it took. The last failure is the caller's, who would find the chunk poisoned."""
    step = parse_step(name)
    assert step is not None, name  # noqa: S101 -- for mypy
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await apply_chunk(services.imports, step.job_id, step.chunk)
        except MusterError:
            if attempt == ATTEMPTS:
                raise
        else:
            return attempt
    raise AssertionError("unreachable")


if __name__ == "__main__":
    asyncio.run(run(Instance(**json.loads(sys.argv[1]))))
