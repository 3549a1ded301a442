"""Workbooks that want to take memory, time or files that they should not have, each with what must become of it:
`python -m tests.hostile_workbooks [kind ...]` reads each in a process of its own and prints a table.
"""

import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from time import process_time

from benchmarks.meter import peak_megabytes
from shared.domain.csv.lines import FileError
from shared.domain.workbooks.read import is_workbook, open_workbook, refuse_other_kinds
from tests.azurite import ROOT
from tests.workbooks import (
    MAIN,
    SHEET,
    STRINGS,
    STYLES,
    WORKBOOK,
    Parts,
    package,
    relationships_xml,
    rows_xml,
    sheet_parts,
    sheet_xml,
    strings_xml,
    styles_xml,
    workbook,
    workbook_xml,
)

MOST_MEGABYTES = 100
"""Of the process: Python, the reader and what it keeps of the file."""

_MIB = 1024 * 1024
_PIECE = 64 * 1024
_CELL = '<c t="str"><v>a</v></c>'
_STRINGS = strings_xml(["<t>a</t>"])
_DIRECTORY_ENTRIES = 1_000_000


@dataclass(frozen=True, slots=True)
class Hostile:
    """What writes the file, and the code with which reading it ends; "" for a file that is read."""

    write: Callable[[Path], object]
    becomes: str


def _parts() -> Parts:
    return sheet_parts(sheet_xml(f"<row>{_CELL}</row>"), strings=_STRINGS, styles=styles_xml([0]))


def _with(part: str, content: bytes) -> Callable[[Path], object]:
    """A workbook with this content in place of a part's."""
    return lambda path: path.write_bytes(package({**_parts(), part: content}))


def _streamed(part: str, pieces: Callable[[], Iterable[bytes]]) -> Callable[[Path], object]:
    """A workbook with a part that is too large for memory."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in _parts().items():
                if name != part:
                    archive.writestr(name, content)
            with archive.open(part, "w", force_zip64=True) as sink:
                for piece in pieces():
                    sink.write(piece)

    return write


def _around(start: str, text: str, end: str, megabytes: int) -> Callable[[], Iterator[bytes]]:
    """A start, a text again and again, and an end."""

    def pieces() -> Iterator[bytes]:
        many = text.encode() * max(1, _PIECE // len(text))
        yield start.encode()
        yield from repeat(many, megabytes * _MIB // len(many))
        yield end.encode()

    return pieces


def _numbered(start: str, text: str, end: str, count: int) -> Callable[[], Iterator[bytes]]:
    """A start, a text with {n} for another number each time, and an end."""

    def pieces() -> Iterator[bytes]:
        yield start.encode()
        for first in range(1, count + 1, 1_000):
            yield "".join(text.replace("{n}", str(n)) for n in range(first, min(first + 1_000, count + 1))).encode()
        yield end.encode()

    return pieces


def _in_sheet(inside: str, text: str, end: str, megabytes: int = 256) -> Callable[[Path], object]:
    start = f'<worksheet xmlns="{MAIN}"><sheetData>{inside}'
    return _streamed(SHEET, _around(start, text, f"{end}</sheetData></worksheet>", megabytes))


def _many_bombs(path: Path) -> None:
    """Sheets of 20 MiB each, of which one alone is within the limits."""
    sheets = [sheet_xml("<row>" + "<c/>" * (5 * _MIB) + "</row>")] * 8
    path.write_bytes(package(sheet_parts(*sheets)))


def _many_directory_entries(path: Path) -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    with path.open("wb") as sink:
        sink.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"x")
        start = sink.tell()
        for _ in range(_DIRECTORY_ENTRIES // 1_000):
            sink.write(entry * 1_000)
        size = sink.tell() - start
        sink.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, size, start, 0))


def _overlapping(path: Path) -> None:
    """Each sheet is the one bomb (D. Fifield, "A better zip bomb", 2019)."""
    content = bytearray(package(sheet_parts(*[sheet_xml(" " * _MIB)] * 50)))
    places = [at for at in range(len(content)) if content.startswith(b"PK\x01\x02", at)]
    first_sheet = content[places[3] + 42 : places[3] + 46]
    for place in places[4:53]:
        content[place + 42 : place + 46] = first_sheet
    path.write_bytes(content)


def _entities(declarations: str, reference: str) -> Callable[[Path], object]:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>{reference}</v></c></row></sheetData></worksheet>'
    text = f"<!DOCTYPE x [{declarations}]>{sheet}"
    return _with(SHEET, text.encode())


_LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_STYLES_START = f'<styleSheet xmlns="{MAIN}"><cellXfs>'
_RELATED = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_STRINGS_START = f'<sst xmlns="{MAIN}">'

KINDS: Mapping[str, Hostile] = {
    "bomb: 1 GiB of blanks": Hostile(_in_sheet("", " ", "", 1_024), "file_too_large"),
    "bomb: one cell of 256 MiB": Hostile(_in_sheet('<row><c t="str"><v>', "x", "</v></c></row>"), "file_too_large"),
    "bomb: one formula of 256 MiB": Hostile(_in_sheet("<row><c><f>", "x", "</f></c></row>"), "file_too_large"),
    "bomb: cells without end": Hostile(_in_sheet("<row>", "<c/>", "</row>"), "file_too_large"),
    "bomb: rows without end": Hostile(_in_sheet("", "<row/>", "", 25), "file_damaged"),
    "bombs in many sheets": Hostile(_many_bombs, "file_too_large"),
    "bomb in a zip in a zip": Hostile(
        lambda path: path.write_bytes(package({"a.zip": package({"b.zip": package({"c.xlsx": bytes(99 * _MIB)})})})),
        "file_kind_unsupported",
    ),
    "shared strings: one of 1 GiB": Hostile(
        _streamed(STRINGS, _around(f"{_STRINGS_START}<si><t>", "x", "</t></si></sst>", 1_024)), "file_too_large"
    ),
    "shared strings: 1 GB of strings": Hostile(
        _streamed(STRINGS, _numbered(_STRINGS_START, f"<si><t>{{n}}{'xyz' * 80}</t></si>", "</sst>", 4_000_000)),
        "file_too_large",
    ),
    "shared strings: more than 4 million": Hostile(
        _streamed(STRINGS, _numbered(_STRINGS_START, "<si><t>{n}</t></si>", "</sst>", 4_200_000)), "file_too_large"
    ),
    "a cell at XFD1048576": Hostile(
        _with(
            SHEET,
            sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        ),
        "",
    ),
    "a million rows with a cell in XFD": Hostile(
        _streamed(
            SHEET,
            _numbered(
                f'<worksheet xmlns="{MAIN}"><sheetData>',
                '<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>',
                "</sheetData></worksheet>",
                1_000_000,
            ),
        ),
        "",
    ),
    "a tag of 25 MiB": Hostile(_in_sheet('<row><c r="', "A", '"/></row>', 25), "file_damaged"),
    "a comment of 25 MiB": Hostile(_in_sheet("<!--", "A", "-->", 25), "file_damaged"),
    "elements of a million names": Hostile(
        _streamed(
            SHEET, _numbered(f'<worksheet xmlns="{MAIN}"><sheetData>', "<x{n}/>", "</sheetData></worksheet>", 5_000_000)
        ),
        "file_damaged",
    ),
    "attributes of a million names": Hostile(
        _streamed(
            SHEET,
            _numbered(
                f'<worksheet xmlns="{MAIN}"><sheetData><row>',
                '<c x{n}="1"/>',
                "</row></sheetData></worksheet>",
                4_000_000,
            ),
        ),
        "file_damaged",
    ),
    "elements in each other": Hostile(_in_sheet("", "<row>", "", 25), "file_damaged"),
    "elements in each other in the strings": Hostile(
        _streamed(STRINGS, _around(_STRINGS_START, "<si>", "", 25)), "file_damaged"
    ),
    "an external entity": Hostile(_entities('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"), "file_damaged"),
    "an external subset": Hostile(_entities('<!ENTITY % e SYSTEM "http://127.0.0.1:1/">%e;', "x"), "file_damaged"),
    "a billion laughs": Hostile(_entities(_LAUGHS, "&a11;"), "file_damaged"),
    "a large entity many times": Hostile(_entities(f'<!ENTITY e "{"x" * _MIB}">', "&e;" * 10_000), "file_damaged"),
    "a million styles": Hostile(
        _streamed(STYLES, _around(_STYLES_START, '<xf numFmtId="0"/>', "</cellXfs></styleSheet>", 15)), "file_too_large"
    ),
    "styles of 256 MiB": Hostile(
        _streamed(STYLES, _around(_STYLES_START, " ", "</cellXfs></styleSheet>", 256)), "file_too_large"
    ),
    "a million sheets": Hostile(
        _streamed(
            WORKBOOK,
            _numbered(
                f'<workbook xmlns="{MAIN}"><sheets>',
                '<sheet name="{n}" sheetId="{n}"/>',
                "</sheets></workbook>",
                400_000,
            ),
        ),
        "file_too_large",
    ),
    "a million relationships": Hostile(
        _streamed(
            "xl/_rels/workbook.xml.rels",
            _numbered(_RELATED, '<Relationship Id="r{n}" Type="x" Target="y"/>', "</Relationships>", 1_000_000),
        ),
        "file_too_large",
    ),
    "a million merged ranges": Hostile(
        _streamed(
            SHEET,
            _numbered(
                f'<worksheet xmlns="{MAIN}"><sheetData><row>{_CELL}</row></sheetData><mergeCells>',
                '<mergeCell ref="A{n}:BL1048576"/>',
                "</mergeCells></worksheet>",
                1_000_000,
            ),
        ),
        "file_too_large",
    ),
    "a million directory entries": Hostile(_many_directory_entries, "file_too_large"),
    "overlapping entries": Hostile(_overlapping, "file_damaged"),
    "the same part twice": Hostile(_with(SHEET.upper(), sheet_xml("")), "file_damaged"),
    "a relationship to a file": Hostile(
        _with("xl/_rels/workbook.xml.rels", relationships_xml([("worksheet", "file:///etc/passwd")])), "file_damaged"
    ),
    "a relationship outside the package": Hostile(
        _with("xl/_rels/workbook.xml.rels", relationships_xml([("worksheet", "../../../../../../etc/passwd")])),
        "file_damaged",
    ),
    "a relationship in a circle": Hostile(
        _with("xl/_rels/workbook.xml.rels", relationships_xml([("worksheet", "workbook.xml")])), "file_damaged"
    ),
    "a sheet many times": Hostile(
        _with(
            WORKBOOK,
            workbook_xml([]).replace(b"</sheets>", b'<sheet name="a" sheetId="1" r:id="rId1"/>' * 900 + b"</sheets>"),
        ),
        "",
    ),
    "truncated": Hostile(lambda path: path.write_bytes(workbook([["a"] * 99] * 99)[:-100]), "file_damaged"),
    "a wrong checksum": Hostile(
        lambda path: path.write_bytes(package(_parts(), zipfile.ZIP_STORED).replace(b"<v>a</v>", b"<v>b</v>")),
        "file_damaged",
    ),
    "compressed by LZMA": Hostile(lambda path: path.write_bytes(package(_parts(), zipfile.ZIP_LZMA)), "file_damaged"),
    "200 MB of an old workbook": Hostile(
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200_000_000)), "file_kind_unsupported"
    ),
    "a web page": Hostile(lambda path: path.write_bytes(b"<html>" * 10_000_000), "file_kind_unsupported"),
    "a text in each of many rows": Hostile(
        lambda path: path.write_bytes(package(sheet_parts(sheet_xml(rows_xml([["x" * 32_767]] * 1_000))))), ""
    ),
}


def read(path: Path) -> str:
    """The code with which reading the file ends, as an upload reads it; "" when all its rows were read."""
    try:
        with path.open("rb") as file:
            if not is_workbook(file.read(8)):
                refuse_other_kinds(file, path.name)
            with open_workbook(file, path.name) as opened:
                for sheet in opened.sheets:
                    for _ in opened.rows(sheet):
                        pass
    except FileError as error:
        return error.problem.code
    return ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of a file: its size in MB, the code, seconds of CPU, and the most memory of the process in MB."""

    size: float
    code: str
    seconds: float
    megabytes: float


def measure(kind: Hostile, folder: Path) -> Measured:
    """Write the file, and read it in a process of its own."""
    path = folder / "hostile.xlsx"
    kind.write(path)
    command = [sys.executable, "-m", "tests.hostile_workbooks", "--read", str(path)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    code, seconds, megabytes = done.stdout.split(",")
    return Measured(path.stat().st_size / 1e6, code, float(seconds), float(megabytes))


def main(kinds: list[str]) -> None:
    """Print a table of all kinds, or of those that are named."""
    sys.stdout.write("| workbook | MB | becomes | CPU, s | peak memory, MB |\n|---|---|---|---|---|\n")
    for title in kinds or KINDS:
        with tempfile.TemporaryDirectory(prefix="muster-hostile-") as folder:
            found = measure(KINDS[title], Path(folder))
        cells = (f"{found.size:.1f}", found.code or "read", f"{found.seconds:.1f}", f"{found.megabytes:.0f}")
        sys.stdout.write(f"| {title} | {' | '.join(cells)} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        ended = read(Path(sys.argv[2]))
        sys.stdout.write(f"{ended},{process_time()},{peak_megabytes()}")
    else:
        main(sys.argv[1:])
