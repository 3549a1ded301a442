"""Reads the parent group mapping: in validation, to find errors of the whole file, and when it is applied."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from shared.domain.codes import Problem
from shared.domain.corrections.corrected_file import laid_over
from shared.domain.corrections.file_corrections import FileCorrections
from shared.domain.csv.columns import FileKind
from shared.domain.csv.encoding import known_encoding
from shared.domain.csv.limits import MAX_LINKS
from shared.domain.csv.opened_file import OpenedFile
from shared.domain.csv.parent_rows import ParentRow, read_parent_rows
from shared.domain.csv.rows import RejectedRow, SkippedRow, named_cells
from shared.domain.uploads.job import Job, UploadedFile
from shared.domain.uploads.open_file import open_file
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.jobs.corrections import load_corrections_of
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.read.download_file import download_file

ParentLine = ParentRow | RejectedRow | SkippedRow | Problem
"""A row, with only the cells that name its groups, or a warning about the file."""


class ParentMapping(NamedTuple):
    """All rows in the order of the file, and the codes whose rows rules leave out: a cycle is found by the plan alone."""

    lines: Sequence[ParentLine] = ()
    skipped_codes: frozenset[str] = frozenset()


class UnclearEncodingError(Exception):
    """The encoding of the parent mapping is not clear, and nobody has looked at its names yet."""

    def __init__(self, names: str) -> None:
        super().__init__("The encoding of the parent group mapping is not clear.")
        self.names = names


class _ParentFile(NamedTuple):
    mapping: ParentMapping
    unclear_names: str = ""


async def check_parent_mapping(context: ImportContext, job: Job) -> str:
    """Returns names as read, one a line, when the encoding of the parent mapping is not clear; else "".

    Raises FileError when it cannot be read, so that nothing is applied.
    """
    file = job.file(FileKind.PARENT)
    found = await _read(context, job, file) if file is not None else None
    return found.unclear_names if found else ""


async def read_parent_mapping(context: ImportContext, job: Job) -> ParentMapping:
    """The rows with their corrections, or none when the job has no parent mapping. Raises FileError, and
    UnclearEncodingError for a file whose names should have been looked at first."""
    file = job.file(FileKind.PARENT)
    found = await _read(context, job, file) if file is not None else None
    if found is None and file is not None:
        # The event of a replacement adds the new file to the job; a deleted file cannot be applied.
        await _note_gone(context, job, file)
    if found is not None and file is not None and found.unclear_names and not file.unclear_names:
        raise UnclearEncodingError(found.unclear_names)
    return found.mapping if found else ParentMapping()


async def read_stored_parent_mapping(context: ImportContext, job: Job) -> ParentMapping | None:
    """The rows with their corrections, or None when the job has no parent mapping or it is gone; logs nothing. Raises
    FileError."""
    file = job.file(FileKind.PARENT)
    found = await _read(context, job, file) if file else None
    return found.mapping if found else None


async def _read(context: ImportContext, job: Job, file: UploadedFile) -> _ParentFile | None:
    """The rows, or None when the file was deleted or replaced."""
    with open_temp_file() as temp_file:
        try:
            await download_file(context, file, temp_file)
        except (NotFound, PreconditionFailed):
            return None
        corrections = await load_corrections_of(context, job, FileKind.PARENT)
        return await asyncio.to_thread(_parsed, context, job, file, temp_file, corrections)


async def _note_gone(context: ImportContext, job: Job, file: UploadedFile) -> None:
    message = "The parent group mapping was deleted or replaced before it was read; it was not applied."
    line = log_line(context.now(), "warning", "parent_mapping_gone", message, file=file.blob_name)
    await context.log.append_once(job.id, '"code":"parent_mapping_gone"', line, since=job.log_prefix)


def _parsed(
    context: ImportContext, job: Job, file: UploadedFile, temp_file: BinaryIO, corrections: FileCorrections | None
) -> _ParentFile:
    also = job.kinds_of_version(file) - {FileKind.PARENT}
    encoding = known_encoding(job.encoding)
    rules = corrections.rules.values() if corrections else ()
    skipped = frozenset(rule.code for rule in rules if rule.skip)
    with closing(
        laid_over(open_file(temp_file, file.blob_name, FileKind.PARENT, encoding, file.choice, also=also), corrections)
    ) as opened:
        lines = [*_lines(opened, min(context.max_rows, MAX_LINKS), skipped)]
        return _ParentFile(ParentMapping(lines, skipped), opened.unclear_names)


def _lines(opened: OpenedFile, max_rows: int, skipped: frozenset[str]) -> Iterator[ParentLine]:
    for row in read_parent_rows(opened, max_rows=max_rows):
        if not isinstance(row, RejectedRow):
            yield row
        elif row.problem.code in skipped:
            yield SkippedRow(row.line, 1)
        else:
            # All rows are held at once, and there may be many cells that nobody reads.
            yield replace(row, cells=[*named_cells(row.cells, opened.header).values()])
