"""The memory that each hostile file takes with the limits as they are by default, and what becomes of its upload:
`python -m benchmarks.hostile_memory [MiB] [kind ...]`.

Each file goes through the import in a process of its own: validation, its first chunk, the parent mapping, and then the log
and the rejected rows as the API reads them. Storage is the sink, in another process.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.hostile_files import KINDS, HostileFile
from benchmarks.import_phases import ImportPhases
from benchmarks.meter import RequestCounter, metered, peak_megabytes
from benchmarks.servers import SINK, start
from functions.http.files import MOST_BYTES
from shared.services.stored_files import StoredFile

MOST_MEGABYTES = 350
"""Of one process, all that Python and the libraries take included. The smallest instance has 512 MB."""
_SIZE = 200 * 1024 * 1024
_TINY = 64 * 1024
"""For 0 MiB: to see that all kinds work."""
_PARENT_SIZE = 16 * 1024 * 1024
_SMALL_USER_FILE = b"Group Name,Phone Number,User Type\nDepot,+919812345678,\n"


async def _import(connection: str, files: Sequence[Path]) -> dict[str, Any]:
    counter = RequestCounter()
    phases = ImportPhases(connection, counter)
    try:
        with metered(counter) as cost:
            outcome = await phases.take_all([f"hostile/{file.name}" for file in files])
            for file in outcome.files:
                await _read_in_parts(file)
        job = outcome.job
        return {
            "peak_megabytes": peak_megabytes(),
            "seconds": cost.seconds,
            "state": str(job.state),
            "error": job.error.code if job.error else "",
            "entries": job.counts.entries,
            "rejected": job.counts.rejected,
            "links": job.counts.links_added + job.counts.links_ignored + job.counts.links_rejected,
            "stored_megabytes": sum(file.size for file in outcome.files) / 1e6,
        }
    finally:
        await phases.close()


async def _read_in_parts(file: StoredFile) -> None:
    for offset in range(0, file.size, MOST_BYTES):
        await file.read(offset, MOST_BYTES)


def measure(kind: HostileFile, size: int, folder: Path) -> dict[str, Any]:
    """Put one file of this kind through an import in a child process."""
    name = "parent-group-mapping.csv" if kind.is_parent else "user-group-mapping.csv"
    files = [folder / name]
    kind.write(files[0], min(size, _PARENT_SIZE) if kind.is_parent else size)
    if kind.is_parent:
        files.append(folder / "user-group-mapping.csv")
        files[1].write_bytes(_SMALL_USER_FILE)
    with start(SINK) as sink:
        asyncio.run(_upload(sink.connection, files))
        command = [sys.executable, "-m", "benchmarks.hostile_memory", "--child", sink.connection, *map(str, files)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    found["file_megabytes"] = files[0].stat().st_size / 1e6
    return found


async def _upload(connection: str, files: Sequence[Path]) -> None:
    phases = ImportPhases(connection, RequestCounter())
    try:
        for file in files:
            await phases.upload(file, f"hostile/{file.name}")
    finally:
        await phases.close()


def main(arguments: Sequence[str]) -> int:
    """Print a table of all kinds, or of those that are named. Returns 1 when one of them takes too much."""
    size = int(arguments[0]) * 1024 * 1024 or _TINY if arguments else _SIZE
    worst = 0.0
    print(
        "| file | MB | becomes | entries | rejected | links | log and rejected rows, MB | seconds | peak memory, MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for title in arguments[1:] or KINDS:
        with tempfile.TemporaryDirectory(prefix="muster-hostile-") as folder:
            found = measure(KINDS[title], size, Path(folder))
        worst = max(worst, found["peak_megabytes"])
        becomes = found["state"] + (f", {found['error']}" if found["error"] else "")
        print(
            f"| {title} | {found['file_megabytes']:.0f} | {becomes} | {found['entries']:,} | {found['rejected']:,} | "
            f"{found['links']:,} | {found['stored_megabytes']:.1f} | {found['seconds']:.0f} | "
            f"{found['peak_megabytes']:.0f} |",
            flush=True,
        )
    return int(worst > MOST_MEGABYTES)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(asyncio.run(_import(sys.argv[2], [Path(name) for name in sys.argv[3:]]))))
    else:
        sys.exit(main(sys.argv[1:]))
