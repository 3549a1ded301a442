"""`make bench`, `make bench ROWS=1000000`: measures everything in one run and writes the table, the JSON and the plot."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.child import Task
from benchmarks.dataset import MOST_ROWS, write_csv
from benchmarks.plot import draw
from benchmarks.report import TITLES, Figure, print_table, write_json
from benchmarks.servers import AZURITE, SINK, Server, start

ROOT = Path(__file__).parent.parent
_DEFAULT_ROWS = 100_000
"""Also the most that peers write: a million by submit_transaction would take as long as all the rest."""
_SMALL_ROWS = 10_000
_MEMORY_ROWS = 200_000
_LOOP_SAMPLE = 2_000
"""The loop costs so much that a sample tells enough."""
_MOST_ON_AZURITE = 20_000
"""Azurite keeps everything in one process and grows slower with it; its rows a second are a machine's, not Azure's."""


class Bench:
    """One run: the figures so far, and the folder of its files."""

    def __init__(self, folder: Path) -> None:
        self.figures: list[Figure] = []
        self._folder = folder

    def csv(self, rows: int) -> Path:
        """The dataset of this size as a file, made once."""
        path = self._folder / f"{rows}.csv"
        if not path.exists():
            write_csv(path, rows)
        return path

    def run(self, server: Server, thing: str, rows: int, *, sample: int | None = None, **more: str) -> None:
        """Measure one thing in a child process and keep its figure."""
        measured = sample or rows
        task = Task(thing, server.connection, rows, measured, **more)
        command = [sys.executable, "-m", "benchmarks.child", json.dumps(asdict(task))]
        cost = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        if thing not in TITLES:
            return
        figure = Figure(
            server.name,
            thing,
            measured,
            measured / cost["seconds"],
            cost["cpu_seconds"] * 1000 / measured,
            cost["requests"] / measured,
            cost["peak_megabytes"],
        )
        self.figures.append(figure)
        print(f"  {server.name}: {TITLES[thing]}, {measured:,} rows: {figure.cpu_ms_a_row:.4f} ms CPU a row", flush=True)

    def import_and_export(self, server: Server, rows: int) -> None:
        """All phases of this project, with the same file a second time."""
        csv = str(self.csv(rows))
        self.run(server, "upload", rows, csv=csv)
        self.run(server, "validate", rows)
        self.run(server, "apply", rows)
        self.run(server, "upload", rows, csv=csv)
        self.run(server, "revalidate", rows)
        self.run(server, "repeat", rows)
        self.run(server, "export", rows)

    def peers(self, server: Server, rows: int, recording: Path) -> None:
        """The two ways of writing with the SDK, and the ceiling, in tables of their own."""
        self.run(server, "loop", rows, sample=min(rows, _LOOP_SAMPLE))
        self.run(server, "transactions", rows)
        self.run(server, "ceiling", rows, recording=str(recording), account_url=server.table_url)

    def whole_import(self, server: Server, rows: int) -> None:
        """Peak memory of a process that does all of it."""
        self.run(server, "upload", rows, csv=str(self.csv(rows)))
        self.run(server, "import", rows)


def measure(bench: Bench, rows: int, folder: Path) -> None:
    """Everything, on rows of the size asked for and of the sizes that it is to be compared with."""
    on_azurite, by_peers = min(rows, _MOST_ON_AZURITE), min(rows, _DEFAULT_ROWS)
    for size in _sizes(rows, on_azurite):
        recording = folder / f"{size}.transactions"
        with start(SINK, recording if size in (on_azurite, by_peers) else None) as sink:
            bench.import_and_export(sink, size)
        if size == by_peers:
            with start(SINK) as sink:
                bench.peers(sink, size, recording)
        if size == on_azurite:
            with start(AZURITE) as azurite:
                bench.import_and_export(azurite, size)
            with start(AZURITE) as azurite:
                bench.peers(azurite, size, recording)
        recording.unlink(missing_ok=True)
    if rows > _SMALL_ROWS:
        # Once more, last: what else the machine did meanwhile must not pass for a cost that grows with the file.
        with start(SINK) as sink:
            bench.import_and_export(sink, _SMALL_ROWS)
    for size in sorted({_MEMORY_ROWS, rows}):
        with start(SINK) as sink:
            bench.whole_import(sink, size)


def _sizes(rows: int, on_azurite: int) -> Iterator[int]:
    yield from sorted(size for size in {_SMALL_ROWS, on_azurite, _DEFAULT_ROWS, rows} if size <= rows)


def main() -> None:
    """Run, print, write."""
    rows = int(os.environ.get("ROWS") or _DEFAULT_ROWS)
    if not 1000 <= rows <= MOST_ROWS:
        sys.exit(f"ROWS must be between 1000 and {MOST_ROWS}.")
    print(f"Measuring {rows:,} rows; on two cores this takes about {4 + rows // 60_000} minutes.", flush=True)
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as name:
        bench = Bench(Path(name))
        measure(bench, rows, Path(name))
    print()
    print_table(bench.figures)
    write_json(ROOT / "benchmarks" / "results" / f"import-{rows}.json", bench.figures)
    if rows >= _DEFAULT_ROWS:
        draw(ROOT / "docs" / "images" / "benchmark.svg", bench.figures)


if __name__ == "__main__":
    main()
