"""What a workbook that is written consists of, beside its rows: columns, notes and instructions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared.domain.workbooks.sheet_limits import LAST_COLUMN, LAST_ROW

MAX_ROWS = LAST_ROW
"""Rows of one sheet, the header's included."""

MAX_COLUMNS = LAST_COLUMN
"""Columns of one sheet."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, its width in characters, what a drop-down offers, and what is said where a cell is filled in.

    Cells are text; with `is_number` those of digits only are numbers, so that they sort as such.
    """

    title: str
    width: float
    choices: Sequence[str] = ()
    help: str = ""
    is_number: bool = False


class Note(NamedTuple):
    """A comment at a cell; `row` is the row's number as Excel shows it, `column` counts from 0."""

    row: int
    column: int
    text: str


class InstructionLine(NamedTuple):
    """A row of the sheet of instructions."""

    cells: Sequence[str]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A workbook: the sheet of rows with its name and columns, its notes, and a sheet of instructions."""

    sheet_name: str
    columns: Sequence[SheetColumn]
    instructions: Sequence[InstructionLine] = ()
    notes: Sequence[Note] = ()


def letters(index: int) -> str:
    """The letters of the column at this index, from 0: A to XFD."""
    text = ""
    while index >= 0:
        index, digit = divmod(index, 26)
        text = chr(ord("A") + digit) + text
        index -= 1
    return text
