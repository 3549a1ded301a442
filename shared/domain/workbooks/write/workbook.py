"""Writes a workbook in one pass over its rows, in memory for a few of them, whatever their number.

Strings stand in the cells (inlineStr), since a table of shared strings would have to be kept until the end. The same
content makes the same bytes: all times in the zip are those of its epoch.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from shared.domain.workbooks.write import notes, parts, sheet
from shared.domain.workbooks.write.layout import MAX_COLUMNS, MAX_ROWS, Layout, letters
from shared.domain.workbooks.write.text import are_plain, text_element

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_INSTRUCTIONS, _LISTS = "Instructions", "Lists"
_MOST_BYTES = (1 << 31) - 1
"""Of a part before it is compressed: zipfile writes larger ones only in the form zip64."""
_LEVEL = 1
"""Of compression. Level 6 takes twice the CPU a row and makes the file 5 % smaller (docs/decisions/0022)."""
_PLAIN, _PLAIN_END = f'" s="{parts.TEXT_STYLE}" t="inlineStr"><is><t>', "</t></is></c>"
_TEXT, _TEXT_END = f'" s="{parts.TEXT_STYLE}" t="inlineStr"><is>', "</is></c>"


class WorkbookFullError(Exception):
    """The rows are more than a sheet can hold."""


class WorkbookWriter:
    """Writes one workbook into a seekable file, which stays open. Not safe for use by several threads at once."""

    def __init__(self, sink: BinaryIO, layout: Layout) -> None:
        """Write everything but the rows. Raises WorkbookFullError for too many columns."""
        if len(layout.columns) > MAX_COLUMNS:
            raise WorkbookFullError(f"A sheet has at most {MAX_COLUMNS:,} columns.")
        self._layout = layout
        self._zip = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._numbers = [column.is_number for column in layout.columns]
        self._has_numbers = any(self._numbers)
        self._starts = [f'<c r="{letters(at)}' for at in range(len(layout.columns))]
        self._last_row = 1
        self._bytes = 0
        self._lists = {
            at: column.choices
            for at, column in enumerate(layout.columns)
            if column.choices and not sheet.is_inline(column.choices)
        }
        self._write_small_parts()
        self._rows = self._zip.open("xl/worksheets/sheet1.xml", "w")
        self._write(sheet.rows_head(layout.columns))

    @property
    def rows(self) -> int:
        """The number of rows so far, without the header."""
        return self._last_row - 1

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows; cells beyond the columns stand beside the table.

        Raises WorkbookFullError, and ValueError for a text that is longer than a cell holds (cut_to_cell).
        """
        lines: list[str] = []
        for cells in rows:
            self._last_row += 1
            lines.append(self._row(self._last_row, cells))
        if self._last_row > MAX_ROWS:
            raise WorkbookFullError(f"A sheet has at most {MAX_ROWS:,} rows.")
        self._write("".join(lines))

    def close(self) -> None:
        """Finish the workbook."""
        # A table has a row below its header, if only a blank one (Excel).
        last_row, columns = max(self._last_row, 2), self._layout.columns
        ranges = {
            at: f"{_LISTS}!${letters(n)}$1:${letters(n)}${len(choices)}"
            for n, (at, choices) in enumerate(self._lists.items())
        }
        self._write(sheet.rows_tail(columns, ranges, last_row, bool(self._layout.notes)))
        self._rows.close()
        self._put("xl/tables/table1.xml", sheet.table(_name_of_table(self._layout.sheet_name), columns, last_row))
        self._zip.close()

    def abandon(self) -> None:
        """Let go of a workbook that nobody will read; nothing happens to one that is closed."""
        self._rows.close()
        self._zip.close()

    def _row(self, number: int, cells: Sequence[str]) -> str:
        for at in range(len(self._starts), len(cells)):
            if at >= MAX_COLUMNS:
                raise WorkbookFullError(f"A sheet has at most {MAX_COLUMNS:,} columns.")
            self._starts.append(f'<c r="{letters(at)}')
            self._numbers.append(False)
        if not self._has_numbers and are_plain(cells):
            plain = [
                f"{start}{number}{_PLAIN}{cell}{_PLAIN_END}"
                for start, cell in zip(self._starts, cells, strict=False)
                if cell
            ]
            return f'<row r="{number}">{"".join(plain)}</row>'
        entries = [
            f'{start}{number}"><v>{cell}</v></c>'
            if is_number and cell.isascii() and cell.isdecimal()
            else f"{start}{number}{_TEXT}{text_element(cell)}{_TEXT_END}"
            for start, is_number, cell in zip(self._starts, self._numbers, cells, strict=False)
            if cell
        ]
        return f'<row r="{number}">{"".join(entries)}</row>'

    def _write(self, text: str) -> None:
        content = text.encode()
        self._bytes += len(content)
        if self._bytes > _MOST_BYTES:
            raise WorkbookFullError(f"A sheet has at most {_MOST_BYTES:,} bytes.")
        self._rows.write(content)

    def _write_small_parts(self) -> None:
        layout = self._layout
        sheets = [parts.SheetEntry(layout.sheet_name)]
        contents: list[str] = []
        if layout.instructions:
            sheets.append(parts.SheetEntry(_INSTRUCTIONS))
            contents.append(sheet.instructions_sheet(layout.instructions))
        if self._lists:
            sheets.append(parts.SheetEntry(_LISTS, is_hidden=True))
            contents.append(sheet.lists_sheet(list(self._lists.values())))
        targets = {f"worksheets/sheet{n}.xml": "worksheet" for n in range(1, len(sheets) + 1)}
        # First, since some programs tell a workbook from another zip by its first entries.
        self._put("[Content_Types].xml", parts.content_types(len(sheets), bool(layout.notes)))
        self._put("_rels/.rels", parts.relationships({"xl/workbook.xml": "officeDocument"}))
        self._put("xl/workbook.xml", parts.workbook(sheets))
        self._put("xl/_rels/workbook.xml.rels", parts.relationships({**targets, "styles.xml": "styles"}))
        self._put("xl/styles.xml", parts.STYLES)
        for n, content in enumerate(contents, start=2):
            self._put(f"xl/worksheets/sheet{n}.xml", content)
        self._put("xl/worksheets/_rels/sheet1.xml.rels", parts.relationships(self._targets_of_rows()))
        if layout.notes:
            self._put("xl/comments1.xml", notes.comments(layout.notes))
            self._put("xl/drawings/vmlDrawing1.vml", notes.drawing(layout.notes))

    def _targets_of_rows(self) -> dict[str, str]:
        """rId1 is the table, rId2 the drawing: rows_tail names them."""
        targets = {"../tables/table1.xml": "table"}
        if self._layout.notes:
            targets |= {"../drawings/vmlDrawing1.vml": "vmlDrawing", "../comments1.xml": "comments"}
        return targets

    def _put(self, name: str, content: str) -> None:
        # writestr would give the entry the present time; open gives it the first that a zip can have.
        with self._zip.open(name, "w") as part:
            part.write(content.encode())


def _name_of_table(sheet_name: str) -> str:
    return re.sub(r"\W", "", sheet_name.title())
