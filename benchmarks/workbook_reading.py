"""What a row of a workbook costs beside the same row of a CSV, read alone and through the same reader of rows:
`python -m benchmarks.workbook_reading [rows]`.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import BinaryIO
from xml.sax.saxutils import escape

from benchmarks.dataset import make_rows, write_csv
from benchmarks.meter import peak_megabytes
from benchmarks.report import print_columns
from shared.domain.csv.columns import FileKind
from shared.domain.csv.reader import open_csv
from shared.domain.csv.user_rows import read_user_rows
from shared.domain.uploads.open_file import open_file
from shared.domain.workbooks.read import open_workbook

FORMATS = ("CSV", "workbook, shared strings", "workbook, inline strings")
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_TITLES = ("Group Name", "Phone Number", "User Type", "Region")


@dataclass(frozen=True, slots=True)
class Reading:
    """CPU of reading alone, and of reading and validating; peak memory of the process that does the latter, in MB."""

    format: str
    rows: int
    read_ms_a_row: float
    validated_ms_a_row: float
    peak_megabytes: float


def measure(rows: int) -> list[Reading]:
    """Read the dataset of this size in each format, each time in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        path = Path(folder) / "users"
        found = []
        for form in FORMATS:
            _write(path, form, rows)
            read, _ = _in_child("read", path)
            validated, megabytes = _in_child("validate", path)
            found.append(Reading(form, rows, read * 1_000 / rows, validated * 1_000 / rows, megabytes))
        return found


def print_readings(readings: Sequence[Reading]) -> None:
    """A row for each format."""
    cells = [
        (
            each.format,
            f"{each.rows:,}",
            f"{each.read_ms_a_row:.4f}",
            f"{each.validated_ms_a_row:.4f}",
            f"{each.peak_megabytes:.0f}",
        )
        for each in readings
    ]
    print_columns([("format", "rows", "read, CPU ms/row", "read and validated", "peak MB"), *cells], left=1)


def _write(path: Path, form: str, rows: int) -> None:
    if form == "CSV":
        write_csv(path, rows)
    else:
        _write_workbook(path, rows, is_shared="shared" in form)


def _write_workbook(path: Path, rows: int, *, is_shared: bool) -> None:
    """As Excel writes it, or as programs do that cannot keep all strings until the end."""
    places: dict[str, int] = {}

    def cell(text: str, reference: str) -> str:
        if is_shared:
            return f'<c r="{reference}" s="0" t="s"><v>{places.setdefault(text, len(places))}</v></c>'
        return f'<c r="{reference}" s="0" t="inlineStr"><is><t>{escape(text)}</t></is></c>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "_rels/.rels", f"{_RELATIONSHIPS}{_relationship('officeDocument', 'xl/workbook.xml')}</Relationships>"
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Users" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        )
        targets = _relationship("worksheet", "sheet1.xml") + _relationship("sharedStrings", "sharedStrings.xml")
        archive.writestr("xl/_rels/workbook.xml.rels", f"{_RELATIONSHIPS}{targets}</Relationships>")
        with archive.open("xl/sheet1.xml", "w") as sheet:
            sheet.write(f"<worksheet {_MAIN}><sheetData>".encode())
            for number, row in enumerate(_rows_of_cells(rows), start=1):
                cells = "".join(cell(text, f"{column}{number}") for column, text in zip("ABCD", row, strict=True))
                sheet.write(f'<row r="{number}" spans="1:4">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w") as strings:
            strings.write(f"<sst {_MAIN}>".encode())
            strings.writelines(f"<si><t>{escape(text)}</t></si>".encode() for text in places)
            strings.write(b"</sst>")


def _rows_of_cells(rows: int) -> Iterator[tuple[str, ...]]:
    yield _TITLES
    for row in make_rows(rows):
        yield row.group, row.written, row.role, row.region


def _relationship(kind: str, target: str) -> str:
    return f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _in_child(thing: str, path: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.workbook_reading", f"--{thing}", str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    cost: dict[str, float] = json.loads(done.stdout)
    return cost["cpu_seconds"], cost["peak_megabytes"]


def _read(file: BinaryIO) -> int:
    if file.read(2) != b"PK":
        return sum(1 for _ in open_csv(file, "users.csv").records())
    with open_workbook(file, "users.xlsx") as opened:
        return sum(1 for _ in opened.rows(opened.sheets[0]))


def _validate(file: BinaryIO) -> int:
    opened = open_file(file, "users", FileKind.USER)
    try:
        return sum(1 for _ in read_user_rows(opened))
    finally:
        opened.close()


if __name__ == "__main__":
    if sys.argv[1:2] in (["--read"], ["--validate"]):
        with open(sys.argv[2], "rb") as source:
            started = process_time()
            (_read if sys.argv[1] == "--read" else _validate)(source)
            print(json.dumps({"cpu_seconds": process_time() - started, "peak_megabytes": peak_megabytes()}))
    else:
        print_readings(measure(int(sys.argv[1]) if sys.argv[1:] else 100_000))
