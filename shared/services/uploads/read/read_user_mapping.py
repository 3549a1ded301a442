"""Reads a user group mapping from a temporary file into entries, problems and rejected rows, without storage.

It runs in a thread, since parsing is CPU work. An entry takes about 150 bytes of memory; problems and rejected rows, which
may be large, go to temporary files.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO

from shared.domain.codes import Problem
from shared.domain.csv.formula_escape import protect
from shared.domain.csv.reader import CsvFile, GroupDeclaration, open_csv
from shared.domain.csv.user_rows import RejectedRow, Row, read_user_rows
from shared.domain.uploads.job import Counts
from shared.domain.uploads.requested_members import EntryBook
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.jobs.log import encode_problem

_REJECTED_COLUMNS: Mapping[str, Callable[[Sequence[Problem]], str]] = {
    "Line": lambda problems: str(problems[0].line),
    "Code": lambda problems: "; ".join(dict.fromkeys(problem.code for problem in problems)),
    "Message": lambda problems: protect(" ".join(problem.message for problem in problems)),
}
"""What stands before a rejected row's own cells, of which it may have too many."""


@dataclass(slots=True)
class ReadUpload:
    """The result of reading a user mapping: the entries, and two temporary files (problems, rejected rows)."""

    book: EntryBook = field(default_factory=EntryBook)
    problems: BinaryIO = field(default_factory=open_temp_file)
    rejected_csv: BinaryIO = field(default_factory=open_temp_file)
    instruction_lines: int = 0
    ignored_columns: tuple[str, ...] = ()

    def __enter__(self) -> "ReadUpload":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.problems.close()
        self.rejected_csv.close()

    @property
    def counts(self) -> Counts:
        """The counts after reading; the outcome of the other entries is known when the chunks are applied."""
        book = self.book
        return Counts(entries=book.entries, rejected=book.rejected, duplicates=book.duplicates)


def read_user_mapping(
    source: BinaryIO, name: str, *, job_region: str | None, default_region: str | None, max_rows: int
) -> ReadUpload:
    """Read the whole file once. Rejected rows are collected as problems. Raises FileError when the file is rejected."""
    found = ReadUpload()
    try:
        file = open_csv(source, name)
        rows = read_user_rows(file, job_region=job_region, default_region=default_region, max_rows=max_rows)
        _read_rows(found, file, rows)
    except BaseException:
        found.__exit__(None, None, None)
        raise
    found.instruction_lines = file.instruction_lines
    found.ignored_columns = file.header.ignored
    return found


def _read_rows(found: ReadUpload, file: CsvFile, rows: Iterator[Row]) -> None:
    text = io.TextIOWrapper(found.rejected_csv, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow((*_REJECTED_COLUMNS, *file.titles))
    for row in rows:
        if isinstance(row, GroupDeclaration):
            found.book.declare(row)
            continue
        rejected = [row.problem] if isinstance(row, RejectedRow) else row.rejected
        _keep(found, [*rejected, *found.book.add(row)])
        if rejected:
            writer.writerow((*(cell(rejected) for cell in _REJECTED_COLUMNS.values()), *row.cells))
    text.detach()


def _keep(found: ReadUpload, problems: list[Problem]) -> None:
    for problem in problems:
        found.problems.write(encode_problem(problem))
