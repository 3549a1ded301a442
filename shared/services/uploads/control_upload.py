"""The commands for an upload: apply after review, cancel, rerun, undo."""

from collections.abc import Callable
from dataclasses import replace

from shared.domain.uploads.actions import UploadAction, objection_to
from shared.domain.uploads.job import ChunkState, Job, JobState
from shared.errors import Conflict
from shared.services.context import ImportContext
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.jobs.state import change_chunk, change_job
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.undo.finish_undo import finish_undo_if_done


async def apply_upload(context: ImportContext, job_id: str, actor: str) -> None:
    """Apply an upload that waits for review. Raises NotFound, Conflict."""

    def start(job: Job) -> Job:
        _check(UploadAction.APPLY, job)
        return replace(job, state=JobState.APPLYING, recoveries=0)

    await _begin(context, job_id, start, "job_approved", f"Applied after review by {actor}.")


async def cancel_upload(context: ImportContext, job_id: str, actor: str) -> None:
    """Cancel an upload; while it is applied, it stops between chunks. Raises NotFound, Conflict."""

    def stop(job: Job) -> Job:
        _check(UploadAction.CANCEL, job)
        return replace(job, state=JobState.CANCELLED, finished_at=context.now())

    job = await change_job(context, job_id, stop)
    if job is not None:
        done = [chunk for chunk in await context.jobs.chunks(job_id) if chunk.state is ChunkState.DONE]
        message = f"Cancelled by {actor}: {len(done)} of {job.chunks_total} chunks had been applied."
        await _log(context, job, "job_cancelled", message)


async def rerun_upload(context: ImportContext, job_id: str, actor: str) -> None:
    """Apply what is missing: chunks that failed, were cancelled or undone, or the whole upload when validation failed.

    Raises NotFound, and Conflict for an upload that has not ended or has no files.
    """

    def start(job: Job) -> Job:
        _check(UploadAction.RERUN, job)
        state = JobState.APPLYING if job.chunks_total else JobState.VALIDATING
        # What an undo has begun to take back is closed for the run that it undoes.
        run = job.run + 1 if job.state is JobState.UNDONE or job.undoing else job.run
        return replace(job, state=state, run=run, undoing=False, undone=None, error=None, finished_at=None, recoveries=0)

    await _begin(context, job_id, start, "job_rerun", f"Rerun by {actor}.")


async def undo_upload(context: ImportContext, job_id: str, actor: str) -> None:
    """Undo what the upload changed, except rows that others changed since. Raises NotFound, Conflict."""

    def start(job: Job) -> Job:
        _check(UploadAction.UNDO, job)
        return replace(job, state=JobState.APPLYING, undoing=True, undone=None, error=None, finished_at=None, recoveries=0)

    job = await change_job(context, job_id, start)
    if job is None:
        return
    await _log(context, job, "undo_started", f"Undo by {actor}.")
    for chunk in await context.jobs.chunks(job_id):
        await change_chunk(context, chunk, lambda now: replace(now, attempts=0) if now.attempts else None)
    if await trigger_job(context, job) == 0:
        await finish_undo_if_done(context, job_id)


def _check(action: UploadAction, job: Job) -> None:
    objection = objection_to(action, job)
    if objection is not None:
        raise Conflict(objection)


async def _begin(context: ImportContext, job_id: str, start: Callable[[Job], Job], code: str, message: str) -> None:
    job = await change_job(context, job_id, start)
    if job is None:
        return
    await _log(context, job, code, message)
    if await trigger_job(context, job) == 0:
        await finish_if_done(context, job_id)


async def _log(context: ImportContext, job: Job, code: str, message: str) -> None:
    """Log one line for each command; the job's new version distinguishes repeated commands."""
    line = log_line(context.now(), "info", code, message, run=job.run, version=job.etag)
    await context.log.append_once(job.id, f'"version":"{job.etag}"', line, since=job.log_prefix)
