"""Recovers stalled jobs, the event of whose step was lost or whose process died: triggers their steps again, or fails them.
Files of which no job knows are start_late_uploads' business."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import FINISHED, Chunk, ChunkState, Job, JobError, JobState
from shared.services.context import ImportContext
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.jobs.state import change_job, fail_job
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.undo.finish_undo import finish_undo_if_done

logger = logging.getLogger(__name__)

STALLED_AFTER = timedelta(minutes=5)
FILES_WAIT = timedelta(days=1)
MAX_RECOVERIES = 5
"""After so many in a row without progress, each at least STALLED_AFTER after the one before, the upload fails."""
_JOBS_LOOKED_AT = 200
"""The newest jobs. An older job has been recovered or failed before."""


async def recover_stalled_uploads(context: ImportContext) -> None:
    """Check the newest jobs once. Safe to run at any time and in several processes."""
    for job in await context.jobs.page(_JOBS_LOOKED_AT, None):
        if job.state in FINISHED:
            continue
        if job.state is JobState.AWAITING_FILES and not job.has_its_files:
            await _look_after_waiting(context, job)
        elif job.state is not JobState.AWAITING_REVIEW:
            await _look_after_running(context, job)


async def _look_after_waiting(context: ImportContext, job: Job) -> None:
    if context.now() - job.created_at <= FILES_WAIT:
        return
    missing = FileKind.PARENT if job.file(FileKind.USER) else FileKind.USER
    message = f"No {missing.replace('-', ' ')} arrived within a day. Upload both files again."
    await fail_job(context, job, JobError("files_missing", message))


async def _look_after_running(context: ImportContext, job: Job) -> None:
    """Trigger the steps of a job that has not moved, or fail it when it has made no progress for long.

    That an attempt at a chunk begins is a move, which gives it its time, but it is no progress: a chunk whose process is
    killed each time makes none.
    """
    chunks = await context.jobs.chunks(job)
    last_move = max(at for at in (job.created_at, job.moved_at, *(c.moved_at for c in chunks)) if at is not None)
    if context.now() - last_move <= STALLED_AFTER:
        return
    mark = _progress(job, chunks)
    recoveries = job.recoveries + 1 if mark == job.recovery_mark else 1
    if recoveries > MAX_RECOVERIES:
        minutes = MAX_RECOVERIES * STALLED_AFTER // timedelta(minutes=1)
        message = (
            f"The upload made no progress for more than {minutes} minutes, although its steps were triggered again "
            f"{MAX_RECOVERIES} times. Rerun it."
        )
        await fail_job(context, job, JobError("job_stalled", message))
        return

    def recovered(current: Job) -> Job | None:
        # Another version has moved since it was read here.
        return replace(current, recoveries=recoveries, recovery_mark=mark) if current.etag == job.etag else None

    changed = await change_job(context, job.id, recovered)
    if changed is not None:
        await _trigger(context, changed)


def _progress(job: Job, chunks: Sequence[Chunk]) -> str:
    """What is different when the job has come further: its state, what is stored of it, and which chunks are done."""
    settled = sum(chunk.state in (ChunkState.DONE, ChunkState.UNDONE) for chunk in chunks)
    return f"{job.state} {job.run}.{job.revision} {len(chunks)}/{job.chunks_total} {settled} {job.undoing}"


async def _trigger(context: ImportContext, job: Job) -> None:
    logger.warning("Upload %s stalled in state %s; triggering its steps again", job.id, job.state)
    if await trigger_job(context, job) == 0:
        await finish_if_done(context, job.id)
        await finish_undo_if_done(context, job.id)
