"""Reads the parent group mapping: in validation, to find errors of the whole file, and when it is applied."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from shared.domain.codes import Problem
from shared.domain.csv.columns import FileKind
from shared.domain.csv.encoding import known_encoding
from shared.domain.csv.limits import MAX_LINKS
from shared.domain.csv.opened_file import OpenedFile
from shared.domain.csv.parent_rows import ParentRow, read_parent_rows
from shared.domain.csv.user_rows import RejectedRow
from shared.domain.uploads.job import Job, UploadedFile
from shared.domain.uploads.open_file import open_file
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.read.download_file import download_file

ParentLine = ParentRow | RejectedRow | Problem
"""A row, or a warning about the file."""


class UnclearEncodingError(Exception):
    """The encoding of the parent mapping is not clear, and nobody has looked at its names yet."""

    def __init__(self, names: str) -> None:
        super().__init__("The encoding of the parent group mapping is not clear.")
        self.names = names


class _ParentFile(NamedTuple):
    lines: list[ParentLine]
    unclear_names: str = ""


async def check_parent_mapping(context: ImportContext, job: Job) -> str:
    """Returns names as read, one a line, when the encoding of the parent mapping is not clear; else "".

    Raises FileError when it cannot be read, so that nothing is applied.
    """
    file = job.file(FileKind.PARENT)
    found = await _read(context, job, file) if file is not None else None
    return found.unclear_names if found else ""


async def read_parent_mapping(context: ImportContext, job: Job) -> list[ParentLine]:
    """All rows, in the order of the file, or none when the job has no parent mapping. Raises FileError, and
    UnclearEncodingError for a file whose names should have been looked at first."""
    file = job.file(FileKind.PARENT)
    found = await _read(context, job, file) if file is not None else None
    if found is None and file is not None:
        # The event of a replacement adds the new file to the job; a deleted file cannot be applied.
        await _note_gone(context, job, file)
    if found is not None and file is not None and found.unclear_names and not file.unclear_names:
        raise UnclearEncodingError(found.unclear_names)
    return found.lines if found else []


async def read_stored_parent_mapping(context: ImportContext, job: Job) -> list[ParentLine] | None:
    """All rows, in the order of the file, or None when the job has no parent mapping or it is gone; logs nothing. Raises
    FileError."""
    file = job.file(FileKind.PARENT)
    found = await _read(context, job, file) if file else None
    return found.lines if found else None


async def _read(context: ImportContext, job: Job, file: UploadedFile) -> _ParentFile | None:
    """The rows, or None when the file was deleted or replaced."""
    with open_temp_file() as temp_file:
        try:
            await download_file(context, file, temp_file)
        except (NotFound, PreconditionFailed):
            return None
        return await asyncio.to_thread(_parsed, context, job, file, temp_file)


async def _note_gone(context: ImportContext, job: Job, file: UploadedFile) -> None:
    message = "The parent group mapping was deleted or replaced before it was read; it was not applied."
    line = log_line(context.now(), "warning", "parent_mapping_gone", message, file=file.blob_name)
    await context.log.append_once(job.id, '"code":"parent_mapping_gone"', line, since=job.log_prefix)


def _parsed(context: ImportContext, job: Job, file: UploadedFile, temp_file: BinaryIO) -> _ParentFile:
    opened = open_file(temp_file, file.blob_name, FileKind.PARENT, known_encoding(job.encoding), file.choice)
    lines = [*_lines(opened, min(context.max_rows, MAX_LINKS))]
    return _ParentFile(lines, opened.unclear_names)


def _lines(opened: OpenedFile, max_rows: int) -> Iterator[ParentLine]:
    for row in read_parent_rows(opened, max_rows=max_rows):
        # All rows are held at once, and the cells of a rejected one may be long; nobody reads them.
        yield replace(row, cells=[]) if isinstance(row, RejectedRow) else row
