"""Lines of a job's log about files that came late, or when they were no longer expected."""

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import Job, UploadedFile
from shared.services.context import ImportContext
from shared.services.metrics import file_ignored
from shared.services.uploads.jobs.log import log_line


async def log_planned_again(context: ImportContext, job: Job, file: UploadedFile, *, lost_links: bool) -> None:
    """A file took the job back to validating. `lost_links`: the version before held a parent mapping, too."""
    message = f"A new {FileKind(file.kind).words} came before it was applied; the upload is planned again."
    if lost_links:
        message += " The workbook has no parent group mapping any more, so no links are added."
    await _log(context, job, file, "planned_again", message)


async def log_ignored(context: ImportContext, job: Job, file: UploadedFile) -> None:
    """A file came after the job was applied or had ended. Logged and counted before the job takes note, so that it is
    seen whatever happens to this process."""
    message = (
        f"A {FileKind(file.kind).words} came after the upload was applied or had ended; it changes nothing. "
        "Create a new upload for it."
    )
    file_ignored(job)
    await _log(context, job, file, "file_ignored", message)


async def log_late(context: ImportContext, job: Job, file: UploadedFile) -> None:
    """No event told of the file in time. One line a version, however often it is logged."""
    message = (
        f"The event of this {FileKind(file.kind).words} was lost, or came more than five minutes late. The file was "
        "found by looking through the container."
    )
    await _log(context, job, file, "file_late", message)


async def _log(context: ImportContext, job: Job, file: UploadedFile, code: str, message: str) -> None:
    etag = file.etag.strip('"')
    line = log_line(context.now(), "warning", code, message, file=file.blob_name, event=code, etag=etag)
    await context.log.append_once(job.id, f'"event":"{code}","etag":"{etag}"', line, since=job.log_prefix)
