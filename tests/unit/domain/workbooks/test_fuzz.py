"""Damaged workbooks end in a FileError or are read; nothing else is raised."""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.csv.lines import FileError
from shared.domain.workbooks.read import FaultyCell, is_workbook, open_workbook, refuse_other_kinds
from shared.domain.workbooks.read.number_formats import NumberFormat
from shared.domain.workbooks.read.numbers import number_text
from shared.domain.workbooks.read.strings import unescape
from tests.workbooks import USER_HEADER, package, sheet_parts, sheet_xml, strings_xml, styles_xml, text_cell

_CELLS = "".join(text_cell(title, f"{column}1") for column, title in zip("ABC", USER_HEADER, strict=True))
_ROWS = (
    f'<row r="1">{_CELLS}</row>'
    '<row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>9.1981234E11</v></c></row>'
    '<row r="3"><c r="B3" s="2"><f>A1</f><v>46086</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>'
)
PARTS = sheet_parts(
    sheet_xml(_ROWS, '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'),
    strings=strings_xml(["<t>a</t>", "<r><t>Dep</t></r><r><t>ot_x000D_</t></r>"]),
    styles=styles_xml([0, "+0;-0", 14]),
)
WHOLE = package(PARTS)
STORED = package(PARTS, zipfile.ZIP_STORED)
_CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), min_size=1, max_size=8)


def read_all(content: bytes) -> None:
    """Read all sheets, as far as they can be."""
    try:
        if not is_workbook(content):
            refuse_other_kinds(io.BytesIO(content), "x")
            return
        with open_workbook(io.BytesIO(content), "x") as opened:
            for sheet in opened.sheets:
                for row in opened.rows(sheet):
                    assert all(isinstance(cell, str) for cell in row.cells)
    except FileError:
        return


def changed(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    """The content with these bytes at these places."""
    result = bytearray(content)
    for at, byte in changes:
        result[at % len(result)] = byte
    return bytes(result)


@given(_CHANGES, st.booleans())
def test_bytes_changed_in_a_zip(changes: list[tuple[int, int]], is_stored: bool) -> None:
    read_all(changed(STORED if is_stored else WHOLE, changes))


@given(st.sampled_from(sorted(PARTS)), _CHANGES)
def test_bytes_changed_in_a_part(part: str, changes: list[tuple[int, int]]) -> None:
    """With a right checksum, so that the XML is reached."""
    read_all(package({**PARTS, part: changed(PARTS[part], changes)}))


@given(st.sampled_from(sorted(PARTS)), st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 5_000))
def test_pieces_moved_in_a_part(part: str, start: int, end: int, target: int) -> None:
    content = PARTS[part]
    piece = content[start % len(content) : end % len(content)]
    at = target % len(content)
    read_all(package({**PARTS, part: content[:at] + piece + content[at:]}))


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
def test_bytes_taken_out(start: int, length: int) -> None:
    read_all(WHOLE[:start] + WHOLE[start + length :])


@given(st.binary(max_size=600))
def test_any_bytes(content: bytes) -> None:
    read_all(content)
    read_all(b"PK\x03\x04" + content)
    read_all(package({**PARTS, "xl/worksheets/sheet1.xml": content}))


_NUMBERS = st.text(st.sampled_from("0123456789.eE+-"), max_size=25)
_CODES = st.text(st.sampled_from('0#+?.,;"\\[]<>=EeGgeneral*_@ymd$-1'), max_size=20)


@given(_NUMBERS, _CODES)
def test_any_number_in_any_format(written: str, code: str) -> None:
    cell = number_text(written, NumberFormat(code), is_1904=False)
    assert isinstance(cell, FaultyCell) or set(cell) <= set("0123456789.+-")


@given(st.text(st.sampled_from("_xX0041DdEe8F5a\n")))
def test_any_escapes(text: str) -> None:
    unescape(text).encode()
