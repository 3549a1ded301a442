"""Opens an uploaded CSV in any encoding and with any delimiter that spreadsheets write, and streams its records.

Only one record at a time is in memory. Errors of the whole file are raised as FileError.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from shared.domain.codes import CODES, Problem, Rejection
from shared.domain.csv.columns import Header, recognise_header
from shared.domain.csv.encoding import Utf8Check, detect_encoding
from shared.domain.csv.formula_escape import APOSTROPHE, unprotect
from shared.domain.csv.instructions import GroupDeclaration, Instruction, is_instruction
from shared.domain.csv.lines import CsvLines, FileError, declared_delimiter

__all__ = ["CsvFile", "FileError", "GroupDeclaration", "Instruction", "Record", "Utf8Check", "open_csv"]

_DELIMITERS = (",", ";", "\t")
_HEAD_BYTES = 4096
_PIECE_BYTES = 1 << 20

# When no delimiter gives a valid header, the error that comes first here is reported.
_MOST_TELLING = (
    "encoding_unreadable",
    "file_empty",
    "header_ambiguous",
    "header_unrecognised",
    "file_not_csv",
)


@dataclass(frozen=True, slots=True)
class Record:
    """A row that is not blank, and the number of the line on which it begins."""

    line: int
    cells: list[str]


class CsvFile:
    """An opened CSV with its header; `titles` are the header's cells as written."""

    def __init__(self, name: str, encoding: str, delimiter: str, header: Header, rows: "_Rows") -> None:
        self.name = name
        self.encoding = encoding
        self.delimiter = delimiter
        self.header = header
        self.header_line = rows.first.line if rows.first else 0
        self.titles = rows.first.cells if rows.first else []
        self._rows = rows

    @property
    def instruction_lines(self) -> int:
        """The number of instruction lines (#) skipped so far."""
        return self._rows.lines.instruction_lines

    def records(self) -> Iterator[Record | GroupDeclaration | Instruction]:
        """The rows below the header, the groups declared without members, and instructions below the header that may hold
        a number. Can be iterated once. Raises FileError."""
        while (record := self._rows.read()) is not None:
            if self._rows.lines.pending:
                yield from self._pending()
            yield record
        yield from self._pending()

    def _pending(self) -> Iterator[GroupDeclaration | Instruction]:
        for each in self._rows.lines.take_pending():
            if isinstance(each, GroupDeclaration) or each.line > self.header_line:
                yield each


def open_csv(binary: BinaryIO, name: str) -> CsvFile:
    """Detect encoding, delimiter and header of a seekable file. It is read from its start and stays open.

    `name` is the file's name in problems.
    Raises FileError: file_empty, file_not_csv, encoding_unreadable, header_unrecognised, header_ambiguous.
    """
    encoding = _encoding(binary, name)
    declared = declared_delimiter(binary, encoding)
    errors: list[tuple[int, int, FileError]] = []
    for delimiter in dict.fromkeys((declared, *_DELIMITERS) if declared else _DELIMITERS):
        rows = _Rows(CsvLines(binary, name, encoding, delimiter), delimiter)
        try:
            return CsvFile(name, encoding, delimiter, rows.read_header(), rows)
        except FileError as error:
            if error.problem.code.startswith("too_many"):
                raise  # Another delimiter makes no fewer lines.
            cells = len(rows.first.cells) if rows.first else 0
            errors.append((_MOST_TELLING.index(error.problem.code), -cells, error))
    if not encoding.startswith("utf-16") and _has_zero_bytes(binary):
        # Below a valid header only the row with a zero byte is rejected, as for other control characters.
        raise FileError(_problem(name, Rejection("file_not_csv", "The file is binary data, not CSV.")))
    raise min(errors, key=lambda ranked: ranked[:2])[2]


def _encoding(binary: BinaryIO, name: str) -> str:
    binary.seek(0)
    head = binary.read(_HEAD_BYTES)
    encoding = detect_encoding(head, _is_utf8(binary, head))
    if isinstance(encoding, Rejection):
        raise FileError(_problem(name, encoding))
    return encoding


def _is_utf8(binary: BinaryIO, head: bytes) -> bool:
    check = Utf8Check()
    check.feed(head)
    while piece := binary.read(_PIECE_BYTES):
        check.feed(piece)
    return check.valid


def _has_zero_bytes(binary: BinaryIO) -> bool:
    binary.seek(0)
    return 0 in binary.read(_HEAD_BYTES)


def _problem(name: str, rejection: Rejection, line: int = 0) -> Problem:
    return Problem(name, line, "", rejection.code, f"{rejection.cause} {CODES[rejection.code].remedy}")


class _Rows:
    """The rows of a file, header included, split by one delimiter."""

    def __init__(self, lines: CsvLines, delimiter: str) -> None:
        self.lines = lines
        self.first: Record | None = None
        self._delimiter = delimiter
        # People type a blank after the delimiter; it is no part of the cell, and a quotation mark may follow it.
        self._reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)

    def read_header(self) -> Header:
        """The header in the first row. Raises FileError."""
        self.first = self.read()
        if self.first is None:
            raise FileError(_problem(self.lines.name, Rejection("file_empty", "The file has no rows.")))
        header = recognise_header(self.first.cells)
        if isinstance(header, Rejection):
            raise FileError(_problem(self.lines.name, header, self.first.line))
        return header

    def read(self) -> Record | None:
        """The next row that is not blank, or None at the end. Raises FileError."""
        lines = self.lines
        while True:
            lines.start_record()
            try:
                cells = next(self._reader)
            except StopIteration:
                return None
            except csv.Error:  # a cell beyond csv.field_size_limit(), 131,072 characters unless something set it
                raise lines.error("file_not_csv", _ENDLESS_CELL) from None
            if len(lines.record) > 1:
                self._check_quotation()
            if lines.record[0].startswith('"#') and is_instruction(text := ",".join(cells)):
                lines.instruction(cells, text)
            elif any(map(str.strip, cells)):
                # The apostrophe of a cell that an export or a file of rejected rows protects.
                return Record(lines.record_line, [unprotect(c) if c[:1] == APOSTROPHE else c for c in cells])

    def _check_quotation(self) -> None:
        """Reject a cell of several lines with text after its closing mark. Raises FileError.

        A single wrong quotation mark joins the rows up to the next mark into such a cell, and their numbers would all
        be added to the first row's group.
        """
        try:
            next(csv.reader(self.lines.record, delimiter=self._delimiter, skipinitialspace=True, strict=True))
        except csv.Error:
            raise self.lines.error("file_not_csv", _MISPLACED_MARK) from None


_ENDLESS_CELL = "The cell that begins here does not end. Is a quotation mark missing?"
_MISPLACED_MARK = "A quotation mark in this row opens a cell that ends in the middle of another row. Remove the mark."
