"""The figures as a table on the screen and as JSON."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TITLES = {
    "validate": "import: validate and split",
    "apply": "import: first apply, both tables",
    "repeat": "import: unchanged file again, apply",
    "export": "export, as CSV and as workbook",
    "workbook": "export: the workbook alone, to a file",
    "loop": "loop: upsert_entity a row, one copy",
    "transactions": "submit_transaction in hundreds, both tables",
    "ceiling": "ceiling: the same bytes, nothing else",
    "import": "import: validate and first apply in one process",
}
_COLUMNS = ("rows", "rows/s", "CPU ms/row", "transactions/row", "peak MB")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. CPU is user and system time of the measuring process; peak is its resident memory."""

    server: str
    thing: str
    rows: int
    rows_a_second: float
    cpu_ms_a_row: float
    transactions_a_row: float
    peak_megabytes: float


def print_table(figures: Iterable[Figure]) -> None:
    """One table for everything, in the order in which it was measured."""
    head = ("server", "measured", *_COLUMNS)
    print_columns([head, *(_cells(figure) for figure in figures)], left=2)


def print_columns(lines: Sequence[Sequence[str]], left: int) -> None:
    """Lines of as many cells each in columns, of which the first so many are flush left."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        print("  ".join(text.ljust(width) if at < left else text.rjust(width) for at, (text, width) in enumerate(cells)))


def write_json(path: Path, figures: Sequence[Figure], **readings: Sequence[Any]) -> None:
    """The figures with what they were measured on, and records about reading numbers by name."""
    content = {
        **run_facts(),
        "figures": [asdict(figure) for figure in figures],
        **{name: [asdict(each) for each in records] for name, records in readings.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def run_facts() -> dict[str, str]:
    """When, of which commit and on which machine a run was."""
    return {
        "measuredAt": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {_processor()}",
    }


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.server,
        TITLES[figure.thing],
        f"{figure.rows:,}",
        f"{figure.rows_a_second:,.0f}",
        f"{figure.cpu_ms_a_row:.4f}",
        f"{figure.transactions_a_row:.4f}",
        f"{figure.peak_megabytes:,.0f}",
    )


def _commit() -> str:
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
