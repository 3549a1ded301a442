"""Reads a user group mapping from a temporary file into entries, problems and rejected rows, without storage.

It runs in a thread, since parsing is CPU work. An entry takes about 150 bytes of memory; problems and rejected rows, which
may be large, go to temporary files.
"""

import csv
import io
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import BinaryIO

from shared.domain.codes import Problem
from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.corrections.corrected_file import laid_over
from shared.domain.corrections.file_corrections import FileCorrections
from shared.domain.corrections.user_rules import UserRules
from shared.domain.csv.columns import Column, FileKind, titles_for_import
from shared.domain.csv.formula_escape import protect, protect_name
from shared.domain.csv.guess_encoding import EncodingGuess
from shared.domain.csv.instructions import GroupDeclaration
from shared.domain.csv.limits import MAX_GROUPS, MAX_NAME_CHARACTERS, too_many_groups, too_much_name_text
from shared.domain.csv.opened_file import OpenedFile
from shared.domain.csv.rows import named_cells
from shared.domain.csv.skipped import PassedOver
from shared.domain.csv.user_rows import RejectedRow, Row, SkippedRow, read_user_rows
from shared.domain.phone import E164
from shared.domain.uploads.causes import Cause, CauseCount
from shared.domain.uploads.job import Counts
from shared.domain.uploads.open_file import open_file
from shared.domain.uploads.requested_members import EntryBook
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.jobs.log import encode_problem
from shared.services.uploads.jobs.problem_list import KEPT, ProblemCount
from shared.services.uploads.jobs.rejected_rows import RejectedRowList
from shared.services.uploads.read.damaged_names import damaged_names_in_file
from shared.services.uploads.read.look_alikes import look_alikes_in_file

_MESSAGES_SHOWN = 5


@dataclass(slots=True)
class ReadUpload:
    """The result of reading a user mapping: the entries, and temporary files with its problems and its rejected rows."""

    book: EntryBook = field(default_factory=EntryBook)
    problems: BinaryIO = field(default_factory=open_temp_file)
    rejected_csv: BinaryIO = field(default_factory=open_temp_file)
    rejected_rows: BinaryIO = field(default_factory=open_temp_file)
    causes: tuple[Cause, ...] = ()
    passed_over: PassedOver = field(default_factory=PassedOver)
    encoding_guess: EncodingGuess | None = None
    """None where the encoding is sure."""
    unclear_names: str = ""
    """Names as read, one a line, when the guess is not clear, so that a person must look at them."""
    sheet: str = ""
    """The sheet that was read of a workbook."""

    def __enter__(self) -> "ReadUpload":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.problems.close()
        self.rejected_csv.close()
        self.rejected_rows.close()

    @property
    def counts(self) -> Counts:
        """The counts after reading; the outcome of the other entries is known when the chunks are applied."""
        book = self.book
        return Counts(entries=book.entries, rejected=book.rejected, duplicates=book.duplicates)


def read_user_mapping(
    source: BinaryIO,
    name: str,
    *,
    job_region: str | None,
    default_region: str | None,
    max_rows: int,
    encoding: str | None = None,
    choice: ColumnChoice | None = None,
    also: Container[str] = (),
    corrections: FileCorrections | None = None,
) -> ReadUpload:
    """Read the whole file once. Rejected rows are collected as problems. Raises FileError when the file is rejected.

    `encoding` is a Python codec that the upload says (known_encoding), or None to detect it; `choice` is what was chosen
    for its titles; `also` are the kinds for which other sheets of a workbook are read; `corrections` are laid over its
    rows.
    """
    found = ReadUpload()
    try:
        with closing(laid_over(open_file(source, name, FileKind.USER, encoding, choice, also=also), corrections)) as file:
            by_rules = UserRules(corrections.rules) if corrections and corrections.rules else None
            rows = read_user_rows(
                file, job_region=job_region, default_region=default_region, max_rows=max_rows, by_rules=by_rules
            )
            _read_rows(found, file, rows)
    except BaseException:
        found.__exit__(None, None, None)
        raise
    found.encoding_guess = file.encoding_guess
    found.unclear_names = file.unclear_names
    found.passed_over = replace(file.passed_over, skipped=found.book.skipped)
    found.sheet = file.part.sheet
    return found


def _read_rows(found: ReadUpload, file: OpenedFile, rows: Iterator[Row]) -> None:
    count = ProblemCount()
    titles = titles_for_import(file.header, file.titles)
    rejected_csv = RejectedRows(found.rejected_csv, titles, file.header.positions.get(Column.GROUP_NAME))
    rejected_rows, causes = RejectedRowList(FileKind.USER, found.rejected_rows), CauseCount(FileKind.USER)
    for row in rows:
        if isinstance(row, GroupDeclaration):
            _keep(found, filter(count.admits, found.book.declare(file.part, row)))
        elif isinstance(row, Problem):
            _keep(found, filter(count.admits, [row]))
        elif isinstance(row, SkippedRow):
            found.book.add(row)
        else:
            rejected = [row.problem] if isinstance(row, RejectedRow) else row.rejected
            _keep(found, filter(count.admits, [*rejected, *found.book.add(row)]))
            if rejected:
                causes.add(rejected, row.entries if isinstance(row, RejectedRow) else 1)
                rejected_csv.add(rejected, row.cells)
                rejected_rows.add(rejected, named_cells(row.cells, file.header))
        if found.book.group_count > MAX_GROUPS:
            raise too_many_groups(file.part, row.line)
        if found.book.name_characters > MAX_NAME_CHARACTERS:
            raise too_much_name_text(file.part, row.line)
    rejected_csv.close()
    rejected_rows.close()
    found.causes = causes.causes()
    _keep(found, filter(count.admits, damaged_names_in_file(file.part, found.book)))
    _keep(found, filter(count.admits, look_alikes_in_file(file.part, found.book)))
    left_out = count.left_out(file.part)
    _keep(found, [left_out] if left_out else [])


def _keep(found: ReadUpload, problems: Iterable[Problem]) -> None:
    for problem in problems:
        found.problems.write(encode_problem(problem))


class RejectedRows:
    """Writes the CSV of rejected rows: in front of a row's own cells, of which it may have too many, its problems.

    Everything is protected against being run as a formula, and group names, in the column of index `name_column`, against
    being read as values; an import gets the same cells again.
    """

    def __init__(self, sink: BinaryIO, titles: Sequence[str], name_column: int | None = None) -> None:
        self._text = io.TextIOWrapper(sink, encoding="utf-8-sig", newline="", write_through=True)
        self._rows = 0
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._quoting = csv.writer(self._text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        self._name_column = name_column
        self._write(map(_protected, ["Line", "Code", "Message", *titles]))

    def add(self, problems: Sequence[Problem], cells: Sequence[str]) -> None:
        """One row; after the first KEPT only their number."""
        self._rows += 1
        if self._rows <= KEPT:
            codes = "; ".join(dict.fromkeys(problem.code for problem in problems))
            row = [_protected(cell) for cell in cells]
            if self._name_column is not None and self._name_column < len(row):
                row[self._name_column] = protect_name(cells[self._name_column])
            self._write([str(problems[0].line), codes, _protected(_joined(problems)), *row])

    def close(self) -> None:
        """Finish; the sink stays open."""
        if self._rows > KEPT:
            self._text.write(f"# {self._rows - KEPT:,} more rows were rejected. The file that was sent has them.\r\n")
        self._text.detach()

    def _write(self, cells: Iterable[str]) -> None:
        """An import takes blanks in front of a cell away, unless the cell is quoted."""
        row = [*cells]
        writer = self._quoting if any(cell[:1] == " " for cell in row) else self._writer
        writer.writerow(row)


def _protected(cell: str) -> str:
    """The cell as in exports: a plain number is no formula and keeps its +."""
    return cell if E164.fullmatch(cell) else protect(cell)


def _joined(problems: Sequence[Problem]) -> str:
    """The messages of the first problems, and how many more there are: a cell must not grow with the row."""
    shown = " ".join(problem.message for problem in problems[:_MESSAGES_SHOWN])
    more = len(problems) - _MESSAGES_SHOWN
    return f"{shown} {more} more numbers of this row are rejected." if more > 0 else shown
