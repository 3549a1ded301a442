"""The commands for an upload: apply after review, cancel, rerun, undo."""

from collections.abc import Callable
from dataclasses import replace

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.csv.columns import FileKind
from shared.domain.uploads.actions import UploadAction, objection_to
from shared.domain.uploads.arrivals import Arrival, arrival_of
from shared.domain.uploads.job import ChunkState, Job, JobState
from shared.errors import Conflict
from shared.services.context import ImportContext
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.jobs.state import change_chunk, change_job, move_job
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.undo.finish_undo import finish_undo_if_done
from shared.services.uploads.view_uploads import UploadView, view_upload

Confirmation = Callable[[UploadView], None]
"""Given the upload as it is, raises PreconditionFailed unless that is what was shown to whoever confirms."""


async def apply_upload(
    context: ImportContext, job_id: str, actor: str, confirm: Confirmation = lambda view: None
) -> None:
    """Apply an upload that waits for review, exactly as `confirm` has seen it.

    Raises NotFound, Conflict also when a file changed after it was planned, and what `confirm` raises.
    """

    async def attempt() -> Job:
        view = await view_upload(context, job_id)
        confirm(view)
        _check(UploadAction.APPLY, view.job)
        await _check_files(context, view)
        with conditional_write():
            return await move_job(context, view.job, JobState.APPLYING, released=True, begun=True, recoveries=0)

    job = await retry_on_conflict(f"upload {job_id}", attempt)
    await _log(context, job, "job_approved", f"Applied after review by {actor}.")
    await _trigger(context, job)


async def _check_files(context: ImportContext, view: UploadView) -> None:
    """The plan that is confirmed is that of the stored files: a new version may be there, whose event is still to come.

    A user mapping that is gone, or another upload's by now, is in the chunks; a parent mapping is read once more when it
    is applied.
    """
    for file in view.job.files:
        version = await context.uploads.version(file.blob_name)
        if version is not None and version.etag == file.etag:
            continue
        if version is not None and arrival_of(view.job, replace(file, etag=version.etag)) is Arrival.PLANS_AGAIN:
            raise Conflict("A file was replaced after it was planned. Wait for the new plan, and look at it.")
        if file.kind == FileKind.PARENT and view.plan is not None and view.plan.links is not None:
            raise Conflict(
                "The parent group mapping is no longer there as it was planned. Cancel the upload, and rerun it without."
            )


async def cancel_upload(context: ImportContext, job_id: str, actor: str) -> None:
    """Cancel an upload; while it is applied, it stops between chunks. Raises NotFound, Conflict."""

    def stop(job: Job) -> Job:
        _check(UploadAction.CANCEL, job)
        return replace(job, state=JobState.CANCELLED, finished_at=context.now())

    job = await change_job(context, job_id, stop)
    if job is not None:
        done = [chunk for chunk in await context.jobs.chunks(job) if chunk.state is ChunkState.DONE]
        message = f"Cancelled by {actor}: {len(done)} of {job.chunks_total} chunks had been applied."
        await _log(context, job, "job_cancelled", message)


async def rerun_upload(context: ImportContext, job_id: str, actor: str) -> None:
    """Apply what is missing: chunks that failed, were cancelled or undone, or the whole upload when validation failed.

    What needs a plan is planned again, so that review and fail-safe look at it as the groups are now. Raises NotFound,
    and Conflict for an upload that has not ended, misses nothing or has no files.
    """

    def start(job: Job) -> Job:
        _check(UploadAction.RERUN, job)
        # What an undo has begun to take back is closed for the run that it undoes.
        run = job.run + 1 if job.state is JobState.UNDONE or job.undoing else job.run
        again = replace(job, run=run, undoing=False, undone=None).to_plan_again()
        return again if job.needs_plan or not job.chunks_total else again.ready_to_apply()

    await _begin(context, job_id, start, "job_rerun", f"Rerun by {actor}.")


async def undo_upload(context: ImportContext, job_id: str, actor: str) -> None:
    """Undo what the upload changed, except rows that others changed since. Raises NotFound, Conflict."""

    def start(job: Job) -> Job:
        _check(UploadAction.UNDO, job)
        return replace(job.to_plan_again(), state=JobState.APPLYING, undoing=True, undone=None, plan_id=job.plan_id)

    job = await change_job(context, job_id, start)
    if job is None:
        return
    await _log(context, job, "undo_started", f"Undo by {actor}.")
    for chunk in await context.jobs.chunks(job):
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
    await _trigger(context, job)


async def _trigger(context: ImportContext, job: Job) -> None:
    if await trigger_job(context, job) == 0:
        await finish_if_done(context, job.id)


async def _log(context: ImportContext, job: Job, code: str, message: str) -> None:
    """Log one line for each command; the job's new version distinguishes repeated commands."""
    line = log_line(context.now(), "info", code, message, run=job.run, version=job.etag)
    await context.log.append_once(job.id, f'"version":"{job.etag}"', line, since=job.log_prefix)
