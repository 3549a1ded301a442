"""Retention: removes uploaded files and chunks after some weeks, and logs and jobs after a year."""

from datetime import timedelta

from shared.domain.uploads.job import FINISHED
from shared.services.context import ImportContext
from shared.services.uploads.jobs.column_questions import remove_questions

HISTORY_KEPT = timedelta(days=365)
_PAGE = 200


async def remove_old_uploads(context: ImportContext, files_kept: timedelta) -> None:
    """Remove what is older, of ended jobs only. Idempotent: the job's entity is removed last.

    A job without its files can no longer be undone or rerun; the API returns 409.
    """
    now = context.now()
    after: str | None = None
    while jobs := await context.jobs.page(_PAGE, after):
        after = jobs[-1].id
        for job in jobs:
            age = now - (job.finished_at or job.created_at)
            if job.state not in FINISHED or age < files_kept:
                continue
            if not job.files_removed or job.former_files:
                await _remove_files(context, job.id)
            if age >= HISTORY_KEPT:
                await _remove_history(context, job.id)


async def _remove_files(context: ImportContext, job_id: str) -> None:
    job = await context.jobs.get(job_id)
    if job is None:
        return
    for file in (*job.files, *job.former_files):
        await context.uploads.delete(file.blob_name, file.etag)
    for name in await context.chunk_blobs.names(f"{job_id}/"):
        await context.chunk_blobs.delete(name)
    await remove_questions(context, job)
    await context.jobs.update(job.without_files())


async def _remove_history(context: ImportContext, job_id: str) -> None:
    for name in await context.job_files.names(f"{job_id}/"):
        await context.job_files.delete(name)
    await context.log.delete(job_id)
    await context.jobs.delete(job_id)
