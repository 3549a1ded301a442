"""Opens an uploaded CSV in any encoding and with any delimiter that spreadsheets write, and streams its records.

Only one record at a time is in memory. Errors of the whole file are raised as FileError.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from shared.domain.codes import CODES, FilePart, Problem, Rejection
from shared.domain.column_choices.choice import ColumnChoice, chosen_header
from shared.domain.column_choices.sample import HEADER_ROWS, HeaderError, HeaderSample, most_regular, take_sample
from shared.domain.csv.columns import Header, recognise_header
from shared.domain.csv.encoding import UTF8, EncodingEvidence, Utf8Check, detect_encoding, encoding_name
from shared.domain.csv.find_header import HeaderIn, find_header
from shared.domain.csv.formula_escape import APOSTROPHE, unprotect, without_formula
from shared.domain.csv.guess_encoding import EncodingGuess
from shared.domain.csv.instructions import GroupDeclaration, Instruction, is_instruction
from shared.domain.csv.lines import LONGEST_CELL, CsvLines, FileError, declared_delimiter
from shared.domain.csv.opened_file import Fault, OpenedFile, Record

__all__ = ["CsvFile", "FileError", "GroupDeclaration", "Instruction", "Record", "Utf8Check", "open_csv"]

_DELIMITERS = (",", ";", "\t", "|")
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


class CsvFile(OpenedFile):
    """An opened CSV with its header."""

    def __init__(
        self,
        name: str,
        encoding: "_Encoding",
        delimiter: str,
        header: Header,
        rows: "_Rows",
        choice: ColumnChoice | None = None,
    ) -> None:
        first = rows.first
        titles = first if first and header.has_titles else None
        super().__init__(FilePart(name), header, titles.line if titles else 0, titles.cells if titles else [])
        self.encoding = encoding.name
        self.encoding_guess = encoding.guess
        self.delimiter = delimiter
        self.choice = choice
        self._rows = rows

    @property
    def instruction_lines(self) -> int:
        return self._rows.lines.instructions.count

    def records(self) -> Iterator[Record | GroupDeclaration | Instruction]:
        if self._rows.first is not None and not self.header.has_titles:
            yield self._rows.first
        while (record := self._rows.read()) is not None:
            if self._rows.lines.pending:
                yield from self._pending()
            yield record
        yield from self._pending()

    def _pending(self) -> Iterator[GroupDeclaration | Instruction]:
        for each in self._rows.lines.take_pending():
            if isinstance(each, GroupDeclaration) or each.line > self.header_line:
                yield each


def open_csv(
    binary: BinaryIO,
    name: str,
    encoding: str | None = None,
    choice: ColumnChoice | None = None,
    header_in: HeaderIn = recognise_header,
) -> CsvFile:
    """Detect encoding, delimiter and header of a seekable file. It is read from its start and stays open.

    `name` is the file's name in problems, `encoding` a Python codec that the upload says (known_encoding), and `choice`
    what was chosen for the titles of this file or of an earlier one.
    Raises FileError: file_empty, file_not_csv, encoding_unreadable; HeaderError: header_unrecognised, header_ambiguous.
    """
    found = _encoding(binary, name, encoding)
    declared = declared_delimiter(binary, found.name)
    delimiters = dict.fromkeys((declared, *_DELIMITERS) if declared else _DELIMITERS)

    def rows_by(delimiter: str) -> _Rows:
        return _Rows(CsvLines(binary, name, found.name, delimiter), delimiter, found.may_be_damaged, header_in)

    for delimiter in delimiters if choice else ():
        rows = rows_by(delimiter)
        if choice and (header := rows.read_chosen_header(choice)):
            return CsvFile(name, found, delimiter, header, rows, choice)
    errors: list[tuple[int, int, FileError, str]] = []
    for delimiter in delimiters:
        rows = rows_by(delimiter)
        try:
            return CsvFile(name, found, delimiter, rows.read_header(), rows)
        except FileError as error:
            if error.problem.code.startswith("too_many"):
                raise  # Another delimiter makes no fewer lines.
            cells = len(rows.first.cells) if rows.first else 0
            errors.append((_MOST_TELLING.index(error.problem.code), -cells, error, delimiter))
    if not found.name.startswith("utf-16") and _has_zero_bytes(binary):
        # Below a valid header only the row with a zero byte is rejected, as for other control characters.
        raise FileError(_problem(name, Rejection("file_not_csv", "The file is binary data, not CSV.")))
    *_, first, delimiter = min(errors, key=lambda ranked: ranked[:2])
    if not first.problem.code.startswith("header"):
        raise first
    # A title above the header does not tell by which delimiter the rows are split.
    split = [delimiter] if first.problem.code == "header_ambiguous" else delimiters
    raise HeaderError(first.problem, most_regular([rows_by(each).sample() for each in split])) from None


@dataclass(frozen=True, slots=True)
class _Encoding:
    name: str
    guess: EncodingGuess | None = None
    may_be_damaged: bool = False


def _encoding(binary: BinaryIO, name: str, declared: str | None) -> _Encoding:
    binary.seek(0)
    head = binary.read(_HEAD_BYTES)
    is_utf8 = _is_utf8(binary, head)
    encoding = detect_encoding(head, is_utf8)
    if isinstance(encoding, Rejection):
        raise FileError(_problem(name, encoding))
    if encoding == UTF8 and declared and not head.startswith(codecs.BOM_UTF8):
        return _Encoding(declared, may_be_damaged=True)
    if encoding or declared:
        return _Encoding(encoding or declared or UTF8, may_be_damaged=not is_utf8)
    guess = _evidence(binary).guess()
    return _Encoding(guess.name, None if guess.name == UTF8 else guess, may_be_damaged=True)


def _evidence(binary: BinaryIO) -> EncodingEvidence:
    evidence = EncodingEvidence()
    binary.seek(0)
    while piece := binary.read(_PIECE_BYTES):
        evidence.feed(piece)
    return evidence


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

    def __init__(self, lines: CsvLines, delimiter: str, may_be_damaged: bool, header_in: HeaderIn) -> None:
        self.lines = lines
        self._may_be_damaged = may_be_damaged
        self._recognise = header_in
        self.first: Record | None = None
        self._delimiter = delimiter
        self._is_nested = False
        self._has_backslashes = False
        # People type a blank after the delimiter; it is no part of the cell, and a quotation mark may follow it.
        self._reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
        blanks = rf'"[ \t]+(?={re.escape(delimiter)}|[\r\n]|$)'
        self._blanks_behind_mark = re.compile(blanks)

    def read_header(self) -> Header:
        """The header in the first row, or below a title. Raises FileError."""
        found = find_header(iter(self.read, None), self._header_in)
        if found is None:
            raise FileError(_problem(self.lines.name, Rejection("file_empty", "The file has no rows.")))
        if isinstance(found.header, Rejection):
            raise FileError(_problem(self.lines.name, found.header, found.record.line))
        return found.header

    def read_chosen_header(self, choice: ColumnChoice) -> Header | None:
        """The header in the row that the choice is for, or None when there is no such row."""
        try:
            for _ in range(HEADER_ROWS):
                row = self.read()
                if row is None:
                    return None
                cells = self._unpacked(row.cells)
                header = chosen_header(choice, cells)
                if header is not None:
                    self._is_nested = len(row.cells) == 1 < len(cells)
                    self.first = Record(row.line, cells)
                    return header
        except FileError:
            pass  # By this delimiter the file is none; the error of the best one is raised.
        return None

    def sample(self) -> HeaderSample:
        """The first rows, to ask about their columns."""
        return take_sample((row.line, self._unpacked(row.cells)) for row in iter(self.read, None))

    def _unpacked(self, cells: list[str]) -> list[str]:
        return self._inner(cells) if len(cells) == 1 else cells

    def _header_in(self, row: Record) -> Header | Rejection:
        """The header in this row, kept as `first`; each of its lines may be one cell in quotation marks, with the row
        inside."""
        self.first = row
        header = self._recognise(row.cells)
        if isinstance(header, Rejection) and len(row.cells) == 1:
            inner = self._inner(row.cells)
            nested = self._recognise(inner)
            if isinstance(nested, Header):
                self._is_nested = True
                self.first = Record(row.line, inner)
                return nested
        if row.fault and isinstance(header, Rejection):
            return Rejection("file_not_csv", f"Line {row.line}: {_MISPLACED_MARK}")
        return header

    def read(self) -> Record | None:
        """The next row that is not blank, or None at the end. Raises FileError."""
        lines = self.lines
        while True:
            lines.start_record()
            fault = None
            try:
                cells = next(self._reader)
            except StopIteration:
                return None
            except csv.Error:
                cells, fault = self._read_again()
            if lines.record[0].startswith('"#') and is_instruction(text := ",".join(cells)):
                lines.instruction(cells, text)
            elif any(map(str.strip, cells)):
                if self._is_nested and len(cells) == 1:
                    cells = self._inner(cells)
                if '="' in lines.record[0] or len(lines.record) > 1:
                    cells = [without_formula(cell) for cell in cells]
                # The apostrophe of a cell that an export or a file of rejected rows protects.
                cells = [unprotect(c) if c[:1] == APOSTROPHE else c for c in cells]
                if self._may_be_damaged and _is_damaged(cells):
                    fault = "encoding_damaged"
                elif self._has_backslashes and any('\\"' in line for line in lines.record):
                    # An earlier row has a backslash before a quotation mark, so this backslash is no part of a name.
                    fault = "quote_misplaced"
                return Record(lines.record_line, cells, self._fault(fault, cells) if fault else None)

    def _fault(self, code: str, cells: list[str]) -> Fault:
        """The fault with the first cell that has bytes that are no text, or a quotation mark: "" when the mark is gone."""
        sign, cause = ("\ufffd", encoding_name(self.lines.encoding)) if code == "encoding_damaged" else ('"', "")
        return Fault(Rejection(code, cause), next((cell for cell in cells if sign in cell), ""))

    def _inner(self, cells: list[str]) -> list[str]:
        """The cells of a row that a spreadsheet saved as one cell."""
        return next(csv.reader([" ".join(cells[0].splitlines())], delimiter=self._delimiter, skipinitialspace=True), [])

    def _read_again(self) -> tuple[list[str], str | None]:
        """The cells of a record that is no CSV, and the code of its fault. Blanks behind a closing mark are none.

        Raises FileError for a record of several lines: a single wrong quotation mark joins the rows up to the next mark
        into one cell, and their numbers would all be added to the first row's group.
        """
        lines = self.lines
        line = "".join(lines.record)
        self._has_backslashes |= '\\"' in line
        for text, strict in ((self._blanks_behind_mark.sub('"', line), True), (line, False)):
            try:
                cells = next(csv.reader([text], delimiter=self._delimiter, skipinitialspace=True, strict=strict))
            except csv.Error:
                continue
            if len(lines.record) > 1:
                opening = lines.opening_line()
                raise lines.error("file_not_csv", f"Line {opening}: {_MISPLACED_MARK}", opening)
            return cells, None if strict else "quote_misplaced"
        # A cell beyond csv.field_size_limit(), 131,072 characters unless something set it.
        raise lines.error("file_not_csv", _ENDLESS_CELL, lines.opening_line())


def _is_damaged(cells: list[str]) -> bool:
    return any("\ufffd" in cell for cell in cells)


_ENDLESS_CELL = (
    f"The cell has more than {csv.field_size_limit():,} characters, and may have {LONGEST_CELL:,}. Close a quotation mark "
    "that is open, or shorten the cell."
)
_MISPLACED_MARK = "A quotation mark opens a cell that ends in the middle of another row. Remove the mark."
