"""Recovers stalled jobs, whose event was lost or whose process died: triggers their steps again, or fails them."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import FINISHED, Job, JobError, JobState
from shared.services.context import ImportContext
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.jobs.state import change_job, fail_job
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.undo.finish_undo import finish_undo_if_done

logger = logging.getLogger(__name__)

STALLED_AFTER = timedelta(minutes=5)
FILES_WAIT = timedelta(days=1)
MAX_RECOVERIES = 5
_JOBS_LOOKED_AT = 200
"""The newest jobs. An older job has been recovered or failed before."""


async def recover_stalled_uploads(context: ImportContext) -> None:
    """Check the newest jobs once. Safe to run at any time and in several processes."""
    for job in await context.jobs.page(_JOBS_LOOKED_AT, None):
        if job.state in FINISHED or job.state is JobState.AWAITING_REVIEW:
            continue
        if job.state is JobState.AWAITING_FILES:
            await _look_after_waiting(context, job)
        elif context.now() - await _last_move(context, job) > STALLED_AFTER:
            await _trigger(context, job)


async def _last_move(context: ImportContext, job: Job) -> datetime:
    """When the job last made progress. Applying chunks changes the chunks only, so their times count as well."""
    chunks = await context.jobs.chunks(job.id)
    return max(at for at in (job.created_at, job.moved_at, *(c.moved_at for c in chunks)) if at is not None)


async def _look_after_waiting(context: ImportContext, job: Job) -> None:
    if context.now() - job.created_at <= FILES_WAIT:
        return
    missing = FileKind.PARENT if job.file(FileKind.USER) else FileKind.USER
    message = f"No {missing}.csv arrived within a day. Upload both files again."
    await fail_job(context, job, JobError("files_missing", message))


async def _trigger(context: ImportContext, job: Job) -> None:
    if job.recoveries >= MAX_RECOVERIES:
        message = f"The upload stopped making progress, and {MAX_RECOVERIES} attempts to resume it failed. Rerun it."
        await fail_job(context, job, JobError("job_stalled", message))
        return

    def recoveries(current: Job) -> Job | None:
        return replace(current, recoveries=current.recoveries + 1) if current.state is job.state else None

    changed = await change_job(context, job.id, recoveries)
    if changed is None:
        return
    logger.warning("Upload %s stalled in state %s; triggering its steps again", job.id, job.state)
    if await trigger_job(context, changed) == 0:
        await finish_if_done(context, job.id)
        await finish_undo_if_done(context, job.id)
