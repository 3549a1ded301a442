"""The physical lines of a CSV as input for csv.reader, numbered as in an editor, without the instruction lines.

csv.reader reads one line at the start of a record, and more only inside a quoted cell (CPython, Modules/_csv.c,
Reader_iternext). CsvLines is notified of each record's start, so it knows the first line of each record, whether a
line with # is an instruction or part of a cell, and whether a quotation mark is never closed.
"""

import csv
import io
import re
from typing import BinaryIO

from shared.domain.codes import CODES, Problem
from shared.domain.csv.instructions import (
    DECLARATION,
    GroupDeclaration,
    Instruction,
    InstructionLines,
    is_instruction,
)

# The most characters in a record; a cell full of numbers has far fewer. Without a limit, a file with an unclosed
# quotation mark or without line breaks would be read into memory as a whole.
RECORD_LIMIT = 1 << 20

LONGEST_CELL = 32_767
"""Characters in one cell: what a spreadsheet can hold (Microsoft, "Excel specifications and limits")."""

# The most lines in a file, blank ones and instructions included. A spreadsheet has about a million rows; a file of blank
# lines alone would keep an instance busy for minutes.
LINE_LIMIT = 10_000_000

# The most groups that instructions declare in front of one row; all of them are read before the row is.
DECLARATION_LIMIT = 100_000

_NUMBER_SIGN = "#"
# Programs of MS-DOS write it behind the last line; a line that ends with it has no line break, so it is the last.
_CTRL_Z = "\x1a"
# Excel reads the delimiter from such a first line and hides the line.
_DELIMITER_LINE = re.compile(r'"?sep=([,;|:^~\t])"?[\r\n]*', re.IGNORECASE)


class FileError(Exception):
    """The whole file is rejected. Rows raise no errors: what is wrong with them is a Problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.message}")
        self.problem = problem


class CsvLines:
    """Iterates over the lines of one file, line breaks included. Raises FileError: file_not_csv, encoding_unreadable.

    `record_line` is the number of the line on which the current record begins; `record` has its lines so far.
    """

    def __init__(self, binary: BinaryIO, name: str, encoding: str, delimiter: str) -> None:
        self._text = _open_text(binary, encoding)
        self.name = name
        self.encoding = encoding
        self._delimiter = delimiter
        self._number = 0
        self._at_record_start = True
        self._record_size = 0
        self.record_line = 0
        self.record: list[str] = []
        self.instructions = InstructionLines()
        self.pending: list[GroupDeclaration | Instruction] = []
        self._declared = 0

    def start_record(self) -> None:
        """The next line that is no instruction begins a record."""
        self._at_record_start = True

    def error(self, code: str, message: str, line: int = 0) -> FileError:
        """An error at the current record, or at this line of it."""
        return FileError(Problem(self.name, line or self.record_line, "", code, message))

    def opening_line(self) -> int:
        """The line where the last quoted cell opens that goes on in the next line; the first line if there is none."""
        opening, is_quoted = self.record_line, False
        for number, line in enumerate(self.record, start=self.record_line):
            ends_quoted, opens_here = _follow_marks(line, self._delimiter, is_quoted)
            if ends_quoted and opens_here:
                opening = number
            is_quoted = ends_quoted
        return opening

    def __iter__(self) -> "CsvLines":
        return self

    def __next__(self) -> str:
        if not self._at_record_start:
            return self._continue_record()
        while line := self._read():
            if line.startswith(_NUMBER_SIGN) and is_instruction(line):
                self.record_line = self._number
                self._instruction(line)
            elif self._number > 1 or not _DELIMITER_LINE.fullmatch(line):
                self._at_record_start = False
                self.record_line = self._number
                self.record = [line]
                self._record_size = len(line)
                return line
        raise StopIteration

    def _continue_record(self) -> str:
        line = self._read()
        self.record.append(line)
        self._record_size += len(line)
        if not line:
            opening = self.opening_line()
            message = f"The quotation mark that opens in line {opening} is never closed. Close it, or remove it."
            raise self.error("file_not_csv", message, opening)
        if self._record_size > RECORD_LIMIT:
            message = (
                f"The row that begins in line {self.record_line} has more than {RECORD_LIMIT:,} characters and does not "
                "end. Look for a quotation mark that is not closed."
            )
            raise self.error("file_not_csv", message)
        return line

    def _read(self) -> str:
        try:
            line = self._text.readline(RECORD_LIMIT)
        except UnicodeError:
            message = f"The bytes after line {self._number} are not UTF-16. {CODES['encoding_unreadable'].remedy}"
            raise FileError(Problem(self.name, self._number, "", "encoding_unreadable", message)) from None
        self._number += 1
        if line.endswith(_CTRL_Z):
            line = line.rstrip(_CTRL_Z)
        if self._number > LINE_LIMIT and line:
            self.record_line = self._number
            raise self.error("too_many_rows", f"The file has more than {LINE_LIMIT:,} lines. Remove the blank ones.")
        if len(line) == RECORD_LIMIT:
            self.record_line = self._number
            message = f"The line has more than {RECORD_LIMIT:,} characters. {CODES['file_not_csv'].remedy}"
            raise self.error("file_not_csv", message)
        return line

    def take_pending(self) -> list[GroupDeclaration | Instruction]:
        """The declared groups and the instructions with numbers since the last call."""
        taken, self.pending, self._declared = self.pending, [], 0
        return taken

    def instruction(self, cells: list[str], text: str) -> None:
        """Note the instruction that begins on `record_line`. Raises FileError: too_many_groups."""
        found = self.instructions.read(self.record_line, cells, text)
        if isinstance(found, GroupDeclaration):
            if self._declared == DECLARATION_LIMIT:
                raise self.error(
                    "too_many_groups", f"The file declares more than {DECLARATION_LIMIT:,} groups. Split it."
                )
            self._declared += 1
        if found is not None:
            self.pending.append(found)

    def _instruction(self, line: str) -> None:
        is_declaration = line.startswith(DECLARATION)
        self.instruction(next(csv.reader([line], delimiter=self._delimiter)) if is_declaration else [], line)


def _follow_marks(line: str, delimiter: str, is_quoted: bool) -> tuple[bool, bool]:
    """Whether the line ends inside a quoted cell, and whether that cell opens in this line. A mark opens a cell only at its
    beginning, and two marks inside a cell are one character."""
    opens_here, at, is_cell_start = False, 0, True
    while at < len(line):
        character = line[at]
        if is_quoted:
            if character == '"' and line[at + 1 : at + 2] == '"':
                at += 1
            elif character == '"':
                is_quoted = is_cell_start = False
        elif character == '"' and is_cell_start:
            is_quoted = opens_here = True
        else:
            is_cell_start = character == delimiter or (is_cell_start and character == " ")
        at += 1
    return is_quoted, opens_here


def declared_delimiter(binary: BinaryIO, encoding: str) -> str | None:
    """The delimiter that a first line such as sep=; declares, or None."""
    try:
        declared = _DELIMITER_LINE.fullmatch(_open_text(binary, encoding).readline(len('"sep=;"\r\n')))
    except UnicodeError:
        return None
    return declared.group(1) if declared else None


def _open_text(binary: BinaryIO, encoding: str) -> io.TextIOWrapper:
    binary.seek(0)
    # Half a character of UTF-16 puts all that follows out of step; elsewhere only the row is damaged.
    errors = "strict" if encoding.startswith("utf-16") else "replace"
    return io.TextIOWrapper(_Borrowed(binary), encoding, errors, newline="")  # "" keeps all three kinds of line break


class _Borrowed(io.BufferedIOBase):
    """Keeps the caller's binary file open when the text wrapper over it is garbage-collected."""

    name = "upload"

    def __init__(self, binary: BinaryIO) -> None:
        self._binary = binary

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        return self._binary.read(size)
