"""Workbooks of named sheets, for tests: what an administrator would have typed."""

from collections.abc import Sequence

from tests.workbooks import WORKBOOK, package, rows_xml, sheet_parts, sheet_xml, workbook_xml

Rows = Sequence[Sequence[str]]


def book(hidden: Sequence[str] = (), **sheets: Rows) -> bytes:
    """A workbook of text cells; an underscore in a name is a blank. The `hidden` sheets are."""
    return book_of({name.replace("_", " "): rows_xml(rows) for name, rows in sheets.items()}, hidden)


def book_of(sheets: dict[str, str], hidden: Sequence[str] = (), behind: str = "") -> bytes:
    """A workbook of sheets whose rows are XML; `behind` stands behind the rows of each, such as mergeCells."""
    parts = sheet_parts(*(sheet_xml(rows, behind) for rows in sheets.values()))
    states = [(name, "hidden" if name in hidden else "visible") for name in sheets]
    parts[WORKBOOK] = workbook_xml(states)
    return package(parts)
