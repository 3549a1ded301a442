"""`make bench`, `make bench ROWS=1000000`: measures everything in one run and writes the table, the JSON and the plot.

`make bench ROWS=10000 QUICK=1` makes every kind of measurement in less than a minute, to see that all of them work; it
writes to benchmarks/out/ and not over the committed files.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import region_spread, workbook_reading, wrong_numbers
from benchmarks.child import Task
from benchmarks.dataset import MOST_ROWS, write_csv
from benchmarks.plot import draw
from benchmarks.report import TITLES, Figure, print_table, write_json
from benchmarks.servers import AZURITE, SINK, Server, start

ROOT = Path(__file__).parent.parent
_OUT = ROOT / "benchmarks" / "out"
_DEFAULT_ROWS = 100_000
"""Also the most that peers write: a million by submit_transaction would take as long as all the rest."""
_SMALL_ROWS = 10_000
_FEW_ROWS = 500
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
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{server.name}: {thing}, {rows:,} rows, failed; what it printed is above.")
        cost = json.loads(done.stdout)
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
        self.run(server, "workbook", rows)

    def peers(self, server: Server, rows: int, recording: Path) -> None:
        """The two ways of writing with the SDK, and the ceiling, in tables of their own."""
        self.run(server, "loop", rows, sample=min(rows, _LOOP_SAMPLE))
        self.run(server, "transactions", rows)
        self.run(server, "ceiling", rows, recording=str(recording), account_url=server.table_url)

    def whole_import(self, server: Server, rows: int) -> None:
        """Peak memory of a process that does all of it."""
        self.run(server, "upload", rows, csv=str(self.csv(rows)))
        self.run(server, "import", rows)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rows each part of a run takes: our import in the sink in turn, the rest once."""

    sizes: Sequence[int]
    on_azurite: int
    by_peers: int
    in_one_process: Sequence[int]
    again: Sequence[int] = ()
    """Once more, last: what else the machine did meanwhile must not pass for a cost that grows with the file."""


def full_plan(rows: int) -> Plan:
    """Rows of the number asked for, and of the numbers that it is to be compared with."""
    on_azurite, by_peers = min(rows, _MOST_ON_AZURITE), min(rows, _DEFAULT_ROWS)
    sizes = sorted(size for size in {_SMALL_ROWS, on_azurite, _DEFAULT_ROWS, rows} if size <= rows)
    again = (_SMALL_ROWS,) if rows > _SMALL_ROWS else ()
    return Plan(sizes, on_azurite, by_peers, sorted({_MEMORY_ROWS, rows}), again)


def quick_plan(rows: int) -> Plan:
    """Each kind of measurement once: the whole import with all rows, the rest with few."""
    return Plan([_FEW_ROWS], _FEW_ROWS, _FEW_ROWS, [rows])


def measure(bench: Bench, plan: Plan, folder: Path) -> None:
    """Measure everything that the plan names."""
    for size in plan.sizes:
        recording = folder / f"{size}.transactions"
        with start(SINK, recording if size in (plan.on_azurite, plan.by_peers) else None) as sink:
            bench.import_and_export(sink, size)
        if size == plan.by_peers:
            with start(SINK) as sink:
                bench.peers(sink, size, recording)
        if size == plan.on_azurite:
            with start(AZURITE) as azurite:
                bench.import_and_export(azurite, size)
            with start(AZURITE) as azurite:
                bench.peers(azurite, size, recording)
        recording.unlink(missing_ok=True)
    for size in plan.again:
        with start(SINK) as sink:
            bench.import_and_export(sink, size)
    for size in plan.in_one_process:
        with start(SINK) as sink:
            bench.whole_import(sink, size)


def main() -> None:
    """Run, print, write."""
    rows = int(os.environ.get("ROWS") or _DEFAULT_ROWS)
    if not 1000 <= rows <= MOST_ROWS:
        sys.exit(f"ROWS must be between 1000 and {MOST_ROWS}.")
    quick = os.environ.get("QUICK") == "1"
    minutes = "less than a minute" if quick else f"about {4 + rows // 60_000} minutes"
    print(f"Measuring {rows:,} rows; on two cores this takes {minutes}.", flush=True)
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as name:
        bench = Bench(Path(name))
        measure(bench, quick_plan(rows) if quick else full_plan(rows), Path(name))
    spreads = region_spread.measure(_FEW_ROWS if quick else region_spread.NUMBERS)
    rates = wrong_numbers.measure(_FEW_ROWS if quick else wrong_numbers.NUMBERS)
    readings = workbook_reading.measure(_FEW_ROWS if quick else rows)
    print()
    print_table(bench.figures)
    print()
    region_spread.print_spreads(spreads)
    print()
    wrong_numbers.print_rates(wrong_numbers.read_before(), rates)
    print()
    workbook_reading.print_readings(readings)
    results, images = (_OUT, _OUT) if quick else (ROOT / "benchmarks" / "results", ROOT / "docs" / "images")
    write_json(results / f"import-{rows}.json", bench.figures, regionSpread=spreads, wrongNumbers=rates, workbooks=readings)
    if quick or rows >= _DEFAULT_ROWS:
        draw(images / "benchmark.svg", bench.figures)


if __name__ == "__main__":
    main()
