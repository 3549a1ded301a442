"""An uploaded file that is open, as the readers of rows see it: its header, and its rows one after the other.

A CSV is one (reader.py), and so is a sheet of a workbook; whoever reads rows need not know which.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.domain.codes import FilePart, Problem, Rejection
from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.csv.columns import Header
from shared.domain.csv.guess_encoding import EncodingGuess
from shared.domain.csv.instructions import GroupDeclaration, Instruction
from shared.domain.csv.skipped import IgnoredColumn, PassedOver


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the cells of a row cannot be trusted: the rejection, the column or "" for the whole row, and the cell. `others`
    are further ones of the row, of other columns."""

    rejection: Rejection
    cell: str
    column: str = ""
    others: "tuple[Fault, ...]" = ()


def first_fault(faults: Sequence[Fault]) -> Fault | None:
    """The first of a row's faults, with the others; None without any."""
    return replace(faults[0], others=tuple(faults[1:])) if faults else None


@dataclass(frozen=True, slots=True)
class Record:
    """A row that is not blank, and the number of the line on which it begins: in a workbook, of the sheet's row."""

    line: int
    cells: list[str]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class SkippedRecord:
    """A row that an administrator's corrections leave out, as it was read."""

    line: int
    cells: list[str]
    fault: Fault | None = None


class OpenedFile(ABC):
    """A file with its header; `titles` are the header's cells as written, and `header_line` is where it stands.

    `encoding` is the Python codec of a CSV, "" for a workbook; `encoding_guess` says whether it is a guess, and
    `names_as_read` are the first names of groups that depend on it, while they are read. read_user_rows counts
    `default_rows` and, at the end, finds `ignored_columns`. `choice` is what a person chose for the header's titles, None
    where they are known by themselves.
    """

    encoding: str = ""
    encoding_guess: EncodingGuess | None = None
    choice: ColumnChoice | None = None

    def __init__(self, part: FilePart, header: Header, header_line: int, titles: list[str]) -> None:
        self.part = part
        self.header = header
        self.header_line = header_line
        self.titles = [*titles, *[""] * (header.width - len(titles))]  # A column that was chosen may have none.
        self.names_as_read: dict[str, None] = {}
        self.default_rows = 0
        self.ignored_columns: list[IgnoredColumn] = []

    @property
    @abstractmethod
    def instruction_lines(self) -> int:
        """The number of instruction lines (#) skipped so far."""

    @abstractmethod
    def records(self) -> "Iterator[Record | SkippedRecord | GroupDeclaration | Instruction]":
        """The rows below the header, the groups declared without members, and instructions below the header that may hold
        a number. Can be iterated once. Raises FileError."""

    def warnings(self, region: str) -> Iterator[Problem]:
        """Warnings about what the file holds beside these rows, after they were read. `region` reads numbers without a
        country code, "" for none. Raises FileError."""
        yield from ()

    def close(self) -> None:
        """Close what was opened beside the caller's file."""
        return

    @property
    def unclear_names(self) -> str:
        """The names as read, one a line, when the encoding is a guess that is not clear; else ""."""
        guess = self.encoding_guess
        return "\n".join(self.names_as_read) if guess is not None and not guess.is_clear else ""

    @property
    def passed_over(self) -> PassedOver:
        """What was passed over so far."""
        return PassedOver.of(self.instruction_lines, self.default_rows, self.ignored_columns)
