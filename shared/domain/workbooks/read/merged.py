"""Merged ranges: their blank cells have the value of the first. They stand behind the rows in a sheet's XML."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared.domain.workbooks.read.cells import FaultyCell, MergedCell
from shared.domain.workbooks.read.faults import WorkbookFaults
from shared.domain.workbooks.read.limits import MAX_DEPTH, MAX_MERGED_RANGES, MERGED_COLUMNS
from shared.domain.workbooks.read.markup import SEPARATOR, parse, too_deep
from shared.domain.workbooks.read.references import column_of
from shared.domain.workbooks.sheet_limits import LAST_ROW

_NAME = "mergeCell"
_NEEDLES = tuple(_NAME.encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII | re.IGNORECASE)


class MergedRange(NamedTuple):
    """Rows from 1, columns from 0; both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


def mentions_merged(pieces: Iterable[bytes]) -> bool:
    """Whether the bytes of a sheet name merged cells anywhere. Reads all of them, so a wrong checksum shows too."""
    found, tail = False, b""
    for piece in pieces:
        if not found:
            seen = tail + piece
            found = any(needle in seen for needle in _NEEDLES)
            tail = piece[-2 * len(_NAME) :]
    return found


def read_merged(pieces: Iterable[bytes], faults: WorkbookFaults) -> list[MergedRange]:
    """The merged ranges of a sheet that have an effect, by their first row.

    Raises FileError: file_damaged, file_too_large.
    """
    elements = _MergedElements(faults)
    for _ in parse(pieces, elements, faults):
        if len(elements.found) > MAX_MERGED_RANGES:
            raise faults.too_large(f"It has more than {MAX_MERGED_RANGES:,} merged ranges.")
    return sorted(elements.found)


class _MergedElements:
    """worksheet/mergeCells/mergeCell."""

    def __init__(self, faults: WorkbookFaults) -> None:
        self.found: list[MergedRange] = []
        self._faults = faults
        self._depth = 0
        self._name = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if depth == 3 and name == self._name:
            self._add(attributes.get("ref", ""))
        elif depth == 1:
            self._name = name.rpartition(SEPARATOR)[0] + SEPARATOR + _NAME
        elif depth > MAX_DEPTH:
            raise too_deep(self._faults)

    def end(self, _: str) -> None:
        self._depth -= 1

    def text(self, _: str) -> None:
        """Ranges are in attributes."""

    def _add(self, reference: str) -> None:
        match = _RANGE.fullmatch(reference)
        if match is None:
            return  # one cell, which is merged with nothing
        left, right = sorted((column_of(match[1]), column_of(match[3])))
        top, bottom = sorted((int(match[2]), int(match[4])))
        if left < MERGED_COLUMNS and top <= LAST_ROW:
            self.found.append(MergedRange(top, left, bottom, min(right, MERGED_COLUMNS - 1)))


class MergedCells:
    """Fills the rows of a sheet, which come from the first to the last."""

    def __init__(self, ranges: Iterable[MergedRange]) -> None:
        self._coming: Iterator[MergedRange] = iter(ranges)
        self._next = next(self._coming, None)
        # By column, so that overlapping ranges, which no spreadsheet writes, cost no more than others.
        self._open: dict[int, tuple[MergedRange, str]] = {}
        self._last = 0

    def fill(self, row: int, cells: list[str]) -> None:
        """Fill the blank cells of the row that are merged with a cell above them or to the left."""
        while self._next is not None and self._next.top <= row:
            self._begin(self._next, row, cells)
            self._next = next(self._coming, None)
        if row > self._last:
            self._open.clear()
        for column, (merged, value) in self._open.items():
            if merged.top <= row <= merged.bottom:
                _set_blank(cells, column, value)

    def _begin(self, merged: MergedRange, row: int, cells: list[str]) -> None:
        """Where the range's first row has not come, it has nothing in it."""
        value = cells[merged.left] if merged.top == row and merged.left < len(cells) else ""
        self._last = max(self._last, merged.bottom)
        for column in range(merged.left, merged.right + 1):
            if value:
                self._open[column] = (merged, value)
            else:
                self._open.pop(column, None)


def _set_blank(cells: list[str], column: int, value: str) -> None:
    if column < len(cells) and cells[column]:
        return
    if column >= len(cells):
        cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = value if isinstance(value, FaultyCell) else MergedCell(value)
