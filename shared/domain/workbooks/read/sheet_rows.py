"""The rows of one sheet, from its XML (ISO/IEC 29500-1, 18.3.1: worksheet, sheetData, row, c)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared.domain.workbooks.read.cells import FaultyCell
from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.limits import (
    KEPT_CHARACTERS,
    LAST_COLUMN,
    LAST_ROW,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DEPTH,
)
from shared.domain.workbooks.read.markup import MAIN, SEPARATOR, parse, too_deep
from shared.domain.workbooks.read.merged import MergedCells
from shared.domain.workbooks.read.number_formats import NumberFormat
from shared.domain.workbooks.read.numbers import MOST_DIGITS, number_text
from shared.domain.workbooks.read.references import column_of
from shared.domain.workbooks.read.strings import SharedStrings, unescape

_DIGITS = "0123456789"
_TRUE = ("1", "true", "on")


class SheetRow(NamedTuple):
    """A row with at least one cell of its own that is not blank. `number` is what Excel shows beside it. Numbers rise, but
    not in files whose rows are out of order, nor by one where rows are blank.

    `cells` begin with column A and end with the last that is not blank. Some are FaultyCell or MergedCell.
    """

    number: int
    cells: list[str]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the cells of a workbook refer to. `is_stale` says that stored values of formulas are not to be trusted."""

    strings: SharedStrings
    styles: Sequence[NumberFormat | None]
    is_1904: bool
    is_stale: bool


def read_rows(
    pieces: Iterable[bytes], meaning: Meaning, merged: MergedCells, faults: WorkbookFaults
) -> Iterator[SheetRow]:
    """The rows of a sheet. Raises FileError: file_damaged, file_too_large."""
    elements = _RowElements(meaning, merged, faults)
    for _ in parse(pieces, elements, faults):
        if elements.rows:
            yield from elements.rows
            elements.rows = []


class _RowElements:
    """Only elements in their place count. Their depth says which that is: worksheet 1, sheetData 2, row 3, c 4, v, f and
    is 5, t and r 6, and t in r 7."""

    def __init__(self, meaning: Meaning, merged: MergedCells, faults: WorkbookFaults) -> None:
        self.rows: list[SheetRow] = []
        self._meaning = meaning
        self._formats = {str(at): each for at, each in enumerate(meaning.styles) if each is not None}
        self._merged = merged
        self._faults = faults
        self._columns: dict[str, int] = {}
        self._depth = 0
        self._skipped = 0
        self._cells_left = MAX_CELLS
        self._sheet_data = self._row = self._cell = self._value = self._inline = self._formula = ""
        self._text_name = self._run = ""
        # The present row.
        self._number = 0
        self._is_hidden = False
        self._cells: list[str] = []
        self._is_counted = False
        self._next_column = 0
        # The present cell.
        self._column = 0
        self._type: str | None = None
        self._style = "0"
        self._text = ""
        self._calculates: str | None = None
        self._has_value = False
        self._takes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if self._skipped:
            if depth > MAX_DEPTH:
                raise too_deep(self._faults)
        elif depth == 5:
            self._start_content(name)
        elif depth == 4 and name == self._cell:
            self._start_cell(attributes)
        elif depth == 3 and name == self._row:
            self._start_row(attributes)
        elif depth > 5:
            self._start_text(name, depth)
        elif depth == 1:
            self._root(name)
        elif depth != 2 or name != self._sheet_data:
            self._skipped = depth

    def end(self, _: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if self._skipped:
            if self._skipped == depth:
                self._skipped = 0
        elif depth == 4:
            if self._text or self._calculates is not None:
                self._end_cell()
        elif depth == 2:
            self._end_row()
        else:
            self._takes = 0

    def text(self, text: str) -> None:
        if self._takes == 1:
            if len(self._text) < KEPT_CHARACTERS:
                self._text = self._text + text if self._text else text
        elif self._takes == 2 and self._calculates is not None and len(self._calculates) < KEPT_CHARACTERS:
            self._calculates += text

    def _root(self, name: str) -> None:
        namespace, _, local = name.rpartition(SEPARATOR)
        if namespace not in MAIN or local != "worksheet":
            raise self._faults.damaged("It is no worksheet.")
        prefix = namespace + SEPARATOR
        self._sheet_data, self._row, self._cell = f"{prefix}sheetData", f"{prefix}row", f"{prefix}c"
        self._value, self._inline, self._formula = f"{prefix}v", f"{prefix}is", f"{prefix}f"
        self._text_name, self._run = f"{prefix}t", f"{prefix}r"

    def _start_row(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        number = self._whole(reference) if reference else self._number + 1
        if number != self._number:
            self._end_row()
            self._number = number
        self._is_counted = not reference
        self._next_column = 0
        if "hidden" in attributes or "ht" in attributes:
            # Of height 0, such as 0.0.
            self._is_hidden |= attributes.get("hidden") in _TRUE or not attributes.get("ht", "1").strip(" 0.")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip(_DIGITS)
            column = self._columns.get(letters)
            if column is None:
                column = self._new_column(letters)
            if self._is_counted:
                self._is_counted = False
                self._number = self._whole(reference[len(letters) :])
        else:
            column = min(self._next_column, MAX_COLUMNS)
        self._column = column
        self._next_column = column + 1
        self._type = attributes.get("t")
        self._style = attributes.get("s", "0")
        self._text = ""
        self._calculates = None
        self._has_value = False
        self._cells_left -= 1
        if self._cells_left < 0:
            raise self._faults.too_large(f"It has more than {MAX_CELLS:,} cells.", self._number)

    def _start_content(self, name: str) -> None:
        if name == self._value:
            self._has_value = True
            self._takes = 1
        elif name == self._formula:
            self._calculates = ""
            self._takes = 2
        elif name != self._inline:
            self._skipped = 5

    def _start_text(self, name: str, depth: int) -> None:
        """In is: t, or t in r. Phonetic runs (rPh) are left out."""
        if name == self._text_name and depth < 8:
            self._takes = 1
        elif name != self._run or depth != 6:
            self._skipped = depth

    def _end_cell(self) -> None:
        text, kind = self._text, self._type
        if kind == "s" and text:
            value = self._meaning.strings[text]
        elif kind is None or kind == "n" or not text:
            value = self._number_or_nothing(text)
        elif kind in ("str", "inlineStr"):
            value = unescape(text)
        else:
            value = self._faulty(text)
        if not value:
            return
        cells, column = self._cells, self._column
        if column == len(cells):
            cells.append(value)
        elif column < len(cells):
            self._fill_gap(value)
        else:
            cells.extend([""] * (column - len(cells)))
            cells.append(value)

    def _number_or_nothing(self, text: str) -> str:
        """The cell's number, or "" when it has no value. A formula without a value is a FaultyCell."""
        if self._calculates is not None:
            is_none = not text and not (self._type == "str" and self._has_value)
            # XlsxWriter writes 0 for every formula, and in the workbook that all is to be calculated when it is opened.
            if is_none or (self._meaning.is_stale and text == "0"):
                return FaultyCell(f"={self._calculates}", "cell_not_text", "the value of its formula was not saved")
        if not text:
            return ""
        shown_as = self._formats.get(self._style)
        if shown_as is None and len(text) <= MOST_DIGITS and text.isdecimal() and text.isascii() and text[0] != "0":
            return text
        return number_text(text, shown_as, self._meaning.is_1904)

    def _faulty(self, text: str) -> FaultyCell:
        if self._type == "b":
            return FaultyCell("TRUE" if text.strip() in _TRUE else "FALSE", "cell_not_text", "it is TRUE or FALSE")
        if self._type == "e":
            return FaultyCell(text, "cell_not_text", "it is the error of a formula")
        if self._type == "d":
            return FaultyCell(text, "cell_not_text", "it is a date or a time")
        raise self._faults.damaged("A cell has a type that no cell has.", self._number)

    def _fill_gap(self, value: str) -> None:
        """Put the value of a cell that comes behind others of its row into its place."""
        cells, column = self._cells, self._column
        if not cells[column]:
            cells[column] = value
        elif column < MAX_COLUMNS:
            raise self._faults.damaged(f"Row {self._number} has a cell twice.", self._number)

    def _end_row(self) -> None:
        """The row is whole when another number comes; rows that are there twice in turn are one."""
        if self._cells:
            self._merged.fill(self._number, self._cells)
            self.rows.append(SheetRow(self._number, self._cells, self._is_hidden))
            self._cells = []
        self._is_hidden = False

    def _whole(self, digits: str) -> int:
        """The number of a row."""
        number = int(digits) if digits.isdecimal() and len(digits) < 8 else 0
        if not 0 < number <= LAST_ROW:
            raise self._faults.damaged(f"It has a row with the number {digits[:20]}.", self._number)
        return number

    def _new_column(self, letters: str) -> int:
        column = column_of(letters.replace("$", ""))
        if column >= LAST_COLUMN or len(letters) > len("$XFD$"):
            raise self._faults.damaged(f"It has a cell in a column {letters[:20]}.", self._number)
        self._columns[letters] = column = min(column, MAX_COLUMNS)
        return column
