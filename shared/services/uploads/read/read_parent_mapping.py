"""Reads the parent group mapping: in validation, to find errors of the whole file, and when it is applied."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from shared.domain.csv.columns import FileKind
from shared.domain.csv.limits import MAX_LINKS
from shared.domain.csv.parent_rows import ParentRow, read_parent_rows
from shared.domain.csv.reader import open_csv
from shared.domain.csv.user_rows import RejectedRow
from shared.domain.uploads.job import Job, UploadedFile
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.read.download_file import download_file


async def check_parent_mapping(context: ImportContext, job: Job) -> None:
    """Raises FileError when the job's parent mapping cannot be read, so that nothing is applied."""
    file = job.file(FileKind.PARENT)
    if file is not None:
        await _read(context, file)


async def read_parent_mapping(context: ImportContext, job: Job) -> list[ParentRow | RejectedRow]:
    """All rows, in the order of the file, or none when the job has no parent mapping. Raises FileError."""
    rows = await read_stored_parent_mapping(context, job)
    file = job.file(FileKind.PARENT)
    if rows is None and file is not None:
        # The event of a replacement adds the new file to the job; a deleted file cannot be applied.
        await _note_gone(context, job, file)
    return rows or []


async def read_stored_parent_mapping(context: ImportContext, job: Job) -> list[ParentRow | RejectedRow] | None:
    """All rows, in the order of the file, or None when the job has no parent mapping or it is gone; logs nothing. Raises
    FileError."""
    file = job.file(FileKind.PARENT)
    return await _read(context, file) if file else None


async def _read(context: ImportContext, file: UploadedFile) -> list[ParentRow | RejectedRow] | None:
    """The rows, or None when the file was deleted or replaced."""
    with open_temp_file() as temp_file:
        try:
            await download_file(context, file, temp_file)
        except (NotFound, PreconditionFailed):
            return None
        return await asyncio.to_thread(lambda: list(_rows(context, file, temp_file)))


async def _note_gone(context: ImportContext, job: Job, file: UploadedFile) -> None:
    message = "The parent group mapping was deleted or replaced before it was read; it was not applied."
    line = log_line(context.now(), "warning", "parent_mapping_gone", message, file=file.blob_name)
    await context.log.append_once(job.id, '"code":"parent_mapping_gone"', line, since=job.log_prefix)


def _rows(context: ImportContext, file: UploadedFile, temp_file: BinaryIO) -> Iterator[ParentRow | RejectedRow]:
    max_rows = min(context.max_rows, MAX_LINKS)
    for row in read_parent_rows(open_csv(temp_file, file.blob_name), max_rows=max_rows):
        # All rows are held at once, and the cells of a rejected one may be long; nobody reads them.
        yield replace(row, cells=[]) if isinstance(row, RejectedRow) else row
