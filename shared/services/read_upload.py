"""The reading half of validation, synchronous and without storage: a spooled file in; entries, problems, files out.

It runs in a thread (parsing is CPU work), holds one entry in about 150 bytes and keeps everything that can be large in
temporary files.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, BinaryIO

from shared.domain.chunks import WantedGroup
from shared.domain.codes import Problem
from shared.domain.columns import Kind
from shared.domain.csv_file import FileFault, open_csv
from shared.domain.entries import EntryBook
from shared.domain.formula import protect
from shared.domain.job import Counts
from shared.domain.rows import Entries, Refused, read_user_rows
from shared.services.problem_lines import encode_problem

REJECTED_EXTRA_COLUMNS = ("Line", "Code", "Message")


@dataclass(slots=True)
class ReadUpload:
    """What validation keeps of the user mapping: the entries, and two spooled files (problems, refused rows)."""

    book: EntryBook = field(default_factory=EntryBook)
    problems: IO[bytes] = field(default_factory=TemporaryFile)
    rejected_csv: IO[bytes] = field(default_factory=TemporaryFile)
    entries: int = 0
    rejected: int = 0
    duplicates: int = 0
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
        """Counts so far; what becomes of the rest is known when the chunks are applied."""
        return Counts(entries=self.entries, rejected=self.rejected, duplicates=self.duplicates)

    def groups(self) -> Iterator[WantedGroup]:
        """Groups ascending by folded name, their numbers ascending."""
        return self.book.groups()


def read_user_mapping(
    source: BinaryIO, name: str, *, job_region: str | None, default_region: str | None, max_rows: int
) -> ReadUpload:
    """Read the whole file once. Raises FileFault for what condemns the file; bad rows are collected as problems."""
    found = ReadUpload()
    try:
        _read_rows(found, source, name, job_region, default_region, max_rows)
    except BaseException:
        found.__exit__(None, None, None)
        raise
    found.problems.seek(0)
    found.rejected_csv.seek(0)
    return found


def _read_rows(
    found: ReadUpload,
    source: BinaryIO,
    name: str,
    job_region: str | None,
    default_region: str | None,
    max_rows: int,
) -> None:
    file = open_csv(source, name)
    if file.header.kind is not Kind.USER:
        raise FileFault(Problem(name, 1, "", "header_unrecognised", "This is no user group mapping."))
    text = io.TextIOWrapper(found.rejected_csv, encoding="utf-8-sig", newline="", write_through=True)
    rejected = csv.writer(text, lineterminator="\r\n")
    rejected.writerow((*REJECTED_EXTRA_COLUMNS, *file.titles))
    for row in read_user_rows(file, job_region=job_region, default_region=default_region, max_rows=max_rows):
        if isinstance(row, Entries):
            found.entries += len(row.numbers) + len(row.refused)
            found.rejected += len(row.refused)
            warnings = found.book.add(row)
            found.duplicates += len(warnings)
            _keep(found, [*row.refused, *warnings])
            if row.refused:
                rejected.writerow(_refused_row(row.cells, row.refused))
        elif isinstance(row, Refused):
            found.entries += row.entries
            found.rejected += row.entries
            _keep(found, [row.problem])
            rejected.writerow(_refused_row(row.cells, [row.problem]))
        else:
            found.book.declare(row)
    text.detach()
    found.instruction_lines = file.instruction_lines
    found.ignored_columns = tuple(file.header.ignored)


def _keep(found: ReadUpload, problems: list[Problem]) -> None:
    for problem in problems:
        found.problems.write(encode_problem(problem))


def _refused_row(cells: list[str], problems: list[Problem]) -> list[str]:
    """The row as it was behind its line, codes and sentences; in front, since a row may have too many cells."""
    codes = "; ".join(dict.fromkeys(problem.code for problem in problems))
    return [str(problems[0].line), codes, protect(" ".join(problem.message for problem in problems)), *cells]
