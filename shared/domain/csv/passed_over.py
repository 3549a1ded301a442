"""Warnings about numbers where a user group mapping has no member, in instructions and unknown columns, and about a guessed
encoding."""

import re
from collections.abc import Iterator

from shared.domain.codes import Problem, Rejection
from shared.domain.csv.encoding import encoding_name
from shared.domain.csv.instructions import Instruction
from shared.domain.csv.opened_file import OpenedFile, Record
from shared.domain.csv.rows import describe
from shared.domain.csv.skipped import IgnoredColumn
from shared.domain.phone import Number, read_number, split_cell
from shared.domain.redaction import excerpt

_CHECKED = 10_000
"""Cells of unknown columns that are checked with libphonenumber, at 30 microseconds each."""
_NAMES_SHOWN = 3
_LONGEST = 200
_ENOUGH_DIGITS = re.compile(r"(?:\D{0,4}\d){7}")


def instruction_warning(file: OpenedFile, instruction: Instruction, region: str) -> Iterator[Problem]:
    """A warning when the instruction holds a valid number: somebody may have meant it as a row."""
    number = next((text for text in instruction.numbers if _is_number(text, region)), None)
    if number is not None:
        yield describe(file, instruction.line, "", Rejection("instruction_looks_like_row"), number)


def remembered_warning(file: OpenedFile) -> Iterator[Problem]:
    """A warning, at the header, when its titles are read as somebody chose for an earlier file."""
    if file.choice is not None and file.choice.is_remembered:
        chosen = [f"{excerpt(each.title)} as {each.column}" for each in file.choice.columns if each.column]
        yield describe(file, file.header_line, "", Rejection("columns_remembered", ", ".join(chosen)))


class NamesAsRead:
    """Collects names for the warning that the encoding is a guess: from them a person sees whether it is right."""

    def __init__(self, file: OpenedFile) -> None:
        self._file = file
        self._names = file.names_as_read
        self.wanted = file.encoding_guess is not None

    def look(self, name: str) -> None:
        """Keep the first names that are not ASCII."""
        if not name.isascii() and len(self._names) < _NAMES_SHOWN:
            self._names[name] = None
            self.wanted = len(self._names) < _NAMES_SHOWN

    def warnings(self) -> Iterator[Problem]:
        """The warning, of the whole file, when the encoding is a guess."""
        if self._file.encoding_guess is not None:
            names = f", with names such as {', '.join(map(excerpt, self._names))}" if self._names else ""
            cause = f"{encoding_name(self._file.encoding)}{names}"
            yield describe(self._file, 0, "", Rejection("encoding_guessed", cause))


class NumberCheck:
    """Says of cells where no member is expected whether they hold numbers of possible members."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._checked = 0

    @property
    def has_ended(self) -> bool:
        """Whether so many cells were checked that no more are."""
        return self._checked == _CHECKED

    def holds_number(self, cell: str) -> bool:
        """Whether one of the numbers in the cell is valid; False once the check has ended."""
        if not 7 <= len(cell) <= _LONGEST or self.has_ended or not _ENOUGH_DIGITS.search(cell):
            return False
        self._checked += 1
        return any(_is_number(piece, self._region) for piece in split_cell(cell))


class IgnoredColumns:
    """Counts the cells of unknown columns that hold numbers of possible members. Somebody who chose to ignore a column has
    seen its cells: no warning about it."""

    def __init__(self, file: OpenedFile, region: str) -> None:
        self._file = file
        known = set(file.header.positions.values())
        self._found = {index: 0 for index in range(file.header.width) if index not in known}
        self._check = NumberCheck(region)

    @property
    def any(self) -> bool:
        """Whether the file has unknown columns."""
        return bool(self._found)

    def look(self, record: Record) -> None:
        """Count the numbers in the unknown columns of one row."""
        cells = record.cells
        for index in self._found:
            if index >= len(cells):
                break
            self._found[index] += self._check.holds_number(cells[index])

    def columns(self) -> list[IgnoredColumn]:
        """The unknown columns that have a title or numbers."""
        titles = [self._file.titles[index].strip() for index in self._found]
        found = map(IgnoredColumn, titles, self._found.values())
        return [column for column in found if column.title or column.numbers]

    def warnings(self) -> Iterator[Problem]:
        """A warning for each unknown column with numbers, at the header."""
        least = "at least " if self._check.has_ended else ""
        for index, count in self._found.items():
            if count and index not in self._file.header.passed:
                title = self._file.titles[index].strip()
                column = f"{index + 1}, {excerpt(title) if title else 'which has no title'}"
                cause = f"{column}, was ignored; {least}{count:,} of its cells hold numbers that could be of members"
                yield describe(self._file, self._file.header_line, "", Rejection("column_ignored", cause))


def _is_number(text: str, region: str) -> bool:
    return isinstance(read_number(text, region or None), Number)
