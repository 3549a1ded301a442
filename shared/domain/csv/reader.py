"""Opens an uploaded CSV of any encoding and delimiter that spreadsheets write, and streams its records.

Never more than one record is in memory. What is wrong with a file as a whole is raised as FileFault.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from shared.domain.codes import CODES, Fault, Problem
from shared.domain.csv.columns import Header, recognise_header
from shared.domain.csv.encoding import Utf8Check, detect_encoding
from shared.domain.csv.lines import CsvLines, FileError, GroupDeclaration, declared_delimiter

__all__ = ["CsvFile", "FileError", "GroupDeclaration", "Record", "Utf8Check", "open_csv"]

_DELIMITERS = (",", ";", "\t")
_HEAD_BYTES = 4096
_PIECE_BYTES = 1 << 20

# When no delimiter shows a header, the most telling of their faults is reported.
_MOST_TELLING = (
    "encoding_unreadable",
    "file_empty",
    "header_ambiguous",
    "header_unrecognised",
    "file_not_csv",
)


@dataclass(frozen=True, slots=True)
class Record:
    """A row that is not blank, and the line in the file on which it begins."""

    line: int
    cells: list[str]


class CsvFile:
    """An opened CSV with its header; `titles` are the cells of the header as they are written."""

    def __init__(self, name: str, encoding: str, delimiter: str, header: Header, rows: "_Rows") -> None:
        self.name = name
        self.encoding = encoding
        self.delimiter = delimiter
        self.header = header
        self.titles = rows.first.cells if rows.first else []
        self._rows = rows

    @property
    def instruction_lines(self) -> int:
        """How many lines that begin with # have been passed over so far."""
        return self._rows.lines.instruction_lines

    def records(self) -> Iterator[Record | GroupDeclaration]:
        """The rows below the header, and groups declared without members, once. Raises FileFault."""
        while (record := self._rows.read()) is not None:
            yield from self._rows.take_declarations()
            yield record
        yield from self._rows.take_declarations()


def open_csv(binary: BinaryIO, name: str) -> CsvFile:
    """Find encoding, delimiter and header of a seekable file, which is read from its start and stays open.

    `name` is what problems call the file.
    Raises FileFault: file_empty, file_not_csv, encoding_unreadable, header_unrecognised, header_ambiguous.
    """
    encoding = _encoding(binary, name)
    declared = declared_delimiter(binary, encoding)
    faults: list[tuple[int, int, FileError]] = []
    for delimiter in dict.fromkeys((declared, *_DELIMITERS) if declared else _DELIMITERS):
        rows = _Rows(CsvLines(binary, name, encoding, delimiter), delimiter)
        try:
            return CsvFile(name, encoding, delimiter, rows.read_header(), rows)
        except FileError as fault:
            cells = len(rows.first.cells) if rows.first else 0
            faults.append((_MOST_TELLING.index(fault.problem.code), -cells, fault))
    if not encoding.startswith("utf-16") and _has_zero_bytes(binary):
        # Below a good header they would refuse their row, as other control characters do.
        raise FileError(_problem(name, Fault("file_not_csv", "The file is binary data, not CSV.")))
    raise min(faults, key=lambda ranked: ranked[:2])[2]


def _encoding(binary: BinaryIO, name: str) -> str:
    binary.seek(0)
    head = binary.read(_HEAD_BYTES)
    encoding = detect_encoding(head, _is_utf8(binary, head))
    if isinstance(encoding, Fault):
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


def _problem(name: str, fault: Fault, line: int = 0) -> Problem:
    return Problem(name, line, "", fault.code, f"{fault.cause} {CODES[fault.code].remedy}")


class _Rows:
    """The rows of a file as one delimiter cuts them, the header among them."""

    def __init__(self, lines: CsvLines, delimiter: str) -> None:
        self.lines = lines
        self.first: Record | None = None
        self._delimiter = delimiter
        # A blank after the delimiter, as people type it, is no part of the cell: a quotation mark may follow it.
        self._reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)

    def read_header(self) -> Header:
        """The header in the first row. Raises FileFault."""
        self.first = self.read()
        if self.first is None:
            raise FileError(_problem(self.lines.name, Fault("file_empty", "The file has no rows.")))
        header = recognise_header(self.first.cells)
        if isinstance(header, Fault):
            raise FileError(_problem(self.lines.name, header, self.first.line))
        return header

    def read(self) -> Record | None:
        """The next row that is not blank, or None at the end. Raises FileFault."""
        lines = self.lines
        while True:
            lines.start_record()
            try:
                cells = next(self._reader)
            except StopIteration:
                return None
            except csv.Error:  # a cell beyond csv.field_size_limit(), 131,072 characters unless something set it
                raise lines.fault("file_not_csv", _ENDLESS_CELL) from None
            if len(lines.record) > 1:
                self._check_quotation()
            if any(map(str.strip, cells)):
                return Record(lines.record_line, cells)

    def take_declarations(self) -> list[GroupDeclaration]:
        """The groups declared since the last call."""
        taken, self.lines.declarations = self.lines.declarations, []
        return taken

    def _check_quotation(self) -> None:
        """Refuse a cell of several lines whose closing mark stands before text.

        That is what a stray quotation mark makes of the rows up to the next one, whose numbers would otherwise
        all count for the first row's group.
        """
        try:
            next(csv.reader(self.lines.record, delimiter=self._delimiter, skipinitialspace=True, strict=True))
        except csv.Error:
            raise self.lines.fault("file_not_csv", _STRAY_MARK) from None


_ENDLESS_CELL = "The cell that begins here does not end. Is a quotation mark missing?"
_STRAY_MARK = "A quotation mark in this row opens a cell that ends in the middle of another row. Remove the mark."
