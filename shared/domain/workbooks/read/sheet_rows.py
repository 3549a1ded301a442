"""The rows of one sheet, from its XML (ISO/IEC 29500-1, 18.3.1: worksheet, sheetData, row, c)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared.domain.workbooks.read.cells import FaultyCell
from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.limits import (
    KEPT_CHARACTERS,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_DEPTH,
    Budget,
)
from shared.domain.workbooks.read.markup import MAIN, SEPARATOR, TRUE, parse, too_deep
from shared.domain.workbooks.read.merged import MergedCells
from shared.domain.workbooks.read.number_formats import NumberFormat
from shared.domain.workbooks.read.numbers import MOST_DIGITS, number_text
from shared.domain.workbooks.read.references import column_of
from shared.domain.workbooks.read.strings import SharedStrings, unescape
from shared.domain.workbooks.sheet_limits import LAST_COLUMN, LAST_ROW

_DIGITS = "0123456789"


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
    """What the cells of a workbook refer to, and how many it may have. `is_stale` says that stored values of formulas are
    not to be trusted."""

    strings: SharedStrings
    styles: Sequence[NumberFormat | None]
    is_1904: bool
    is_stale: bool
    cells: Budget


def read_rows(
    part: str, pieces: Iterable[bytes], meaning: Meaning, merged: MergedCells, faults: WorkbookFaults
) -> Iterator[SheetRow]:
    """The rows of a sheet in this part. Raises FileError: file_damaged, file_too_large."""
    elements = _RowElements(meaning, merged, faults)
    for _ in parse(pieces, elements, faults):
        if not meaning.cells.allows(part, elements.cells_read):
            raise faults.too_large(f"The workbook has more than {MAX_CELLS:,} cells.")
        if elements.rows:
            yield from elements.rows
            elements.rows = []


class _RowElements:
    """Only elements in their place count. Their depth says which that is: worksheet 1, sheetData 2, row 3, c 4, v, f and
    is 5, t and r 6, and t in r 7. Everything else is skipped with what is in it.

    Slots and few calls, because `start`, `text` and `end` run a dozen times for each row of a million.
    """

    __slots__ = (
        *("cells_read", "rows", "_attributes", "_calculates", "_cell_name", "_cells", "_columns", "_depth", "_faults"),
        *("_formats", "_has_value", "_is_counted", "_is_hidden", "_is_text", "_meaning", "_merged", "_names"),
        *("_next_column", "_number", "_skipped", "_strings", "_text", "_value_name"),
    )

    def __init__(self, meaning: Meaning, merged: MergedCells, faults: WorkbookFaults) -> None:
        self.rows: list[SheetRow] = []
        self.cells_read = 0
        self._meaning = meaning
        self._strings = meaning.strings
        self._formats = {str(at): each for at, each in enumerate(meaning.styles) if each is not None}
        self._merged = merged
        self._faults = faults
        self._columns: dict[str, int] = {}
        self._depth = 0
        self._skipped = 0
        self._cell_name = self._value_name = ""
        self._names: dict[str, str] = {}
        # The present row.
        self._number = 0
        self._is_hidden = False
        self._is_counted = False
        self._cells: list[str] = []
        self._next_column = 0
        # The present cell; `_calculates` is its formula.
        self._attributes: dict[str, str] = {}
        self._text = ""
        self._is_text = False
        self._has_value = False
        self._calculates: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if self._skipped:
            if depth > MAX_DEPTH:
                raise too_deep(self._faults)
        elif depth == 5 and name == self._value_name:
            self._is_text = self._has_value = True
        elif depth == 4 and name == self._cell_name:
            self._attributes = attributes
            self._text = ""
            self._has_value = False
        else:
            self._start_other(self._names.get(name, ""), name, depth, attributes)

    def text(self, text: str) -> None:
        if self._is_text:
            if not self._text:
                self._text = text
            elif len(self._text) < KEPT_CHARACTERS:
                self._text += text
        elif self._calculates is not None and len(self._calculates) < KEPT_CHARACTERS:
            self._calculates += text

    def end(self, _: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        self._is_text = False
        if self._skipped:
            if self._skipped == depth:
                self._skipped = 0
        elif depth == 4:
            self._end_cell()
        elif depth == 2:
            self._end_row()

    def _start_other(self, local: str, name: str, depth: int, attributes: dict[str, str]) -> None:
        if depth == 1:
            self._root(name)
        elif depth == 3 and local == "row":
            self._start_row(attributes)
        elif depth == 5 and local == "f":
            self._calculates = ""
        elif depth in (6, 7) and local == "t":
            self._is_text = True
        elif (depth, local) not in ((2, "sheetData"), (5, "is"), (6, "r")):
            self._skipped = depth

    def _root(self, name: str) -> None:
        namespace, _, local = name.rpartition(SEPARATOR)
        if namespace not in MAIN or local != "worksheet":
            raise self._faults.damaged("It is no worksheet.")
        self._names = {namespace + SEPARATOR + each: each for each in ("sheetData", "row", "f", "is", "t", "r")}
        self._cell_name, self._value_name = (namespace + SEPARATOR + each for each in ("c", "v"))

    def _start_row(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        number = self._whole(reference or str(self._number + 1))
        if number != self._number:
            self._end_row()
            self._number = number
        self._is_counted = not reference
        self._next_column = 0
        if "hidden" in attributes or "ht" in attributes:
            # Of height 0, such as 0.0.
            self._is_hidden |= attributes.get("hidden") in TRUE or not attributes.get("ht", "1").strip(" 0.")

    def _end_cell(self) -> None:
        attributes, text, cells = self._attributes, self._text, self._cells
        reference = attributes.get("r")
        column = self._columns.get(reference.rstrip(_DIGITS)) if reference else None
        if column is None or self._is_counted:
            column = self._place(reference)
        self._next_column = column + 1
        self.cells_read += 1
        if text or self._calculates is not None:
            kind = attributes.get("t", "n")
            value = self._strings[text] if kind == "s" and self._calculates is None else self._value(kind, text)
            if not value:
                return
            if column == len(cells):
                cells.append(value)
            elif column > len(cells):
                cells.extend([""] * (column - len(cells)))
                cells.append(value)
            else:
                self._fill_gap(column, value)

    def _place(self, reference: str | None) -> int:
        """The column of a cell: behind the one before when it has no reference. In a row without a number, the reference
        says which row it is."""
        if not reference:
            return min(self._next_column, MAX_COLUMNS)
        letters = reference.rstrip(_DIGITS)
        if self._is_counted:
            self._is_counted = False
            self._number = self._whole(reference[len(letters) :])
        found = self._columns.get(letters)
        return self._new_column(letters) if found is None else found

    def _value(self, kind: str, text: str) -> str:
        if kind not in ("str", "inlineStr"):
            text = text.strip()
        if self._calculates is not None:
            formula, self._calculates = self._calculates.strip(), None
            is_none = not text and not (kind == "str" and self._has_value)
            # XlsxWriter writes 0 for every formula, and in the workbook that all is to be calculated when it is opened.
            if is_none or (self._meaning.is_stale and kind == "n" and text == "0"):
                return FaultyCell(f"={formula}", "cell_not_text", "the value of its formula was not saved")
        if not text:
            return ""
        if kind == "n":
            return self._number_text(text)
        if kind in ("s", "str", "inlineStr"):
            return self._strings[text] if kind == "s" else unescape(text)
        return self._faulty(kind, text)

    def _number_text(self, text: str) -> str:
        shown_as = self._formats.get(self._attributes.get("s", "0"))
        if shown_as is None and len(text) <= MOST_DIGITS and text.isdecimal() and text.isascii() and text[0] != "0":
            return text
        return number_text(text, shown_as, self._meaning.is_1904)

    def _faulty(self, kind: str, text: str) -> FaultyCell:
        if kind == "b":
            return FaultyCell("TRUE" if text.strip() in TRUE else "FALSE", "cell_not_text", "it is TRUE or FALSE")
        if kind == "e":
            return FaultyCell(text, "cell_not_text", "it is the error of a formula")
        if kind == "d":
            return FaultyCell(text, "cell_not_text", "it is a date or a time")
        raise self._faults.damaged("A cell has a type that no cell has.", self._number)

    def _fill_gap(self, column: int, value: str) -> None:
        """Put the value of a cell that comes behind others of its row into its place."""
        if not self._cells[column]:
            self._cells[column] = value
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
