"""Opens workbooks made in memory: the rows of their first sheet, and the fault of each cell that has one."""

import io
from collections.abc import Sequence

from shared.domain.csv.lines import FileError
from shared.domain.workbooks.read import FaultyCell, SheetRow, Workbook, is_workbook, open_workbook, refuse_other_kinds
from tests.workbooks import Parts, package, sheet_parts, sheet_xml

NAME = "users.xlsx"


def open_parts(parts: Parts) -> Workbook:
    """A package of these parts, opened."""
    return open_workbook(io.BytesIO(package(parts)), NAME)


def rows_of(content: bytes, sheet: int = 0) -> list[SheetRow]:
    """All rows of a sheet."""
    with open_workbook(io.BytesIO(content), NAME) as opened:
        return list(opened.rows(opened.sheets[sheet]))


def rows_of_parts(parts: Parts) -> list[SheetRow]:
    """All rows of the first sheet of a package of these parts."""
    return rows_of(package(parts))


def rows_in(rows: str, behind: str = "", strings: bytes | None = None, styles: bytes | None = None) -> list[SheetRow]:
    """The rows of a sheet of these rows in XML."""
    return rows_of_parts(sheet_parts(sheet_xml(rows, behind), strings=strings, styles=styles))


def cells_in(cells: str, strings: bytes | None = None, styles: bytes | None = None) -> list[str]:
    """The cells of a sheet with one row."""
    rows = rows_in(f"<row>{cells}</row>", strings=strings, styles=styles)
    return rows[0].cells if rows else []


def faults_of(cells: Sequence[str]) -> list[str]:
    """The code of each cell, "" for those without a fault."""
    return [cell.code if isinstance(cell, FaultyCell) else "" for cell in cells]


def code_of(content: bytes) -> str:
    """The code with which the whole file fails, "" when all its sheets can be read; as an upload would take it."""
    try:
        if not is_workbook(content):
            refuse_other_kinds(io.BytesIO(content), NAME)
            return ""
        with open_workbook(io.BytesIO(content), NAME) as opened:
            for sheet in opened.sheets:
                list(opened.rows(sheet))
    except FileError as error:
        return error.problem.code
    return ""
