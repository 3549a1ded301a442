"""Reading the parent group mapping: once in validation for what would condemn the file, once when it is applied."""

import asyncio
from collections.abc import Iterator
from typing import BinaryIO

from shared.domain.codes import Problem
from shared.domain.csv.columns import FileKind
from shared.domain.csv.parent_rows import ParentRow, read_parent_rows
from shared.domain.csv.reader import FileError, open_csv
from shared.domain.csv.user_rows import Rejected
from shared.domain.uploads.job import Job, UploadedFile
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.jobs.log import log_line


async def check_parent_mapping(context: ImportContext, job: Job) -> None:
    """Raises FileFault when the job's parent mapping cannot be read at all, before anything is written."""
    file = job.file(FileKind.PARENT)
    if file is not None:
        await _read(context, file)


async def read_parent_mapping(context: ImportContext, job: Job) -> list[ParentRow | Rejected]:
    """All rows, in the order of the file; none when the job has no parent mapping. Raises FileFault."""
    file = job.file(FileKind.PARENT)
    if file is None:
        return []
    rows = await _read(context, file)
    if rows is None:
        # A replacement has an event of its own and joins the job then; what is gone cannot be applied.
        await _note_gone(context, job, file)
    return rows or []


async def _read(context: ImportContext, file: UploadedFile) -> list[ParentRow | Rejected] | None:
    """The rows, or None when the file is gone."""
    if file.size_bytes > context.max_bytes:
        raise _fault(file, "file_too_large", f"The file is over {context.max_bytes // 2**20} MiB. Split it.")
    with open_temp_file() as temp_file:
        try:
            await context.uploads.download(file.blob_name, file.etag, temp_file)
        except (NotFound, PreconditionFailed):
            return None
        temp_file.seek(0)
        return await asyncio.to_thread(lambda: list(_rows(context, file, temp_file)))


async def _note_gone(context: ImportContext, job: Job, file: UploadedFile) -> None:
    message = "The parent group mapping was deleted or replaced before it was read; it was not applied."
    line = log_line(context.now(), "warning", "parent_mapping_gone", message, file=file.blob_name)
    await context.log.append_once(job.id, '"code":"parent_mapping_gone"', line, since=job.log_prefix)


def _rows(context: ImportContext, file: UploadedFile, temp_file: BinaryIO) -> Iterator[ParentRow | Rejected]:
    yield from read_parent_rows(open_csv(temp_file, file.blob_name), max_rows=context.max_rows)


def _fault(file: UploadedFile, code: str, message: str) -> FileError:
    return FileError(Problem(file.blob_name, 0, "", code, message))
