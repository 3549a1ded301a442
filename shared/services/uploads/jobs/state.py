"""Moves of a job from state to state, each guarded by its ETag so that of two processes exactly one makes the move."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shared.domain.uploads.job import Chunk, Job, JobError, JobState, may_move
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.metrics import upload_moved
from shared.services.uploads.jobs.log import log_line

_ATTEMPTS = 20


async def load_job(context: ImportContext, job_id: str) -> Job:
    """The job. Raises NotFound."""
    job = await context.jobs.get(job_id)
    if job is None:
        raise NotFound(f"There is no upload {job_id}.")
    return job


async def change_job(context: ImportContext, job_id: str, change: Callable[[Job], Job | None]) -> Job | None:
    """Apply a pure change to the current version, again if somebody else was quicker.

    `change` answers None to leave the job as it is; then so does this. Raises NotFound, PreconditionFailed when the
    job keeps changing under our hands.
    """
    for _ in range(_ATTEMPTS):
        current = await load_job(context, job_id)
        changed = change(current)
        if changed is None:
            return None
        try:
            moved = await context.jobs.update(replace(changed, moved_at=context.now()))
        except PreconditionFailed:
            continue
        upload_moved(current.state, moved)
        return moved
    raise PreconditionFailed(f"Upload {job_id} keeps being changed by others.")


async def move_job(context: ImportContext, job: Job, state: JobState, **fields: Any) -> Job:
    """Move this very version on. Raises Conflict when the state machine forbids it, PreconditionFailed when it changed."""
    if not may_move(job.state, state):
        raise Conflict(f"An upload that is {job.state} cannot become {state}.")
    moved = await context.jobs.update(replace(job, state=state, moved_at=context.now(), **fields))
    upload_moved(job.state, moved)
    return moved


async def fail_job(context: ImportContext, job: Job, error: JobError) -> None:
    """End the job as failed, with its reason in the log; nothing happens when it has ended otherwise meanwhile."""

    def fail(current: Job) -> Job | None:
        if current.state is JobState.FAILED or not may_move(current.state, JobState.FAILED):
            return None
        return replace(current, state=JobState.FAILED, error=error, finished_at=context.now())

    line = log_line(context.now(), "error", error.code, error.message, event="failed", run=job.run)
    await context.log.append_once(job.id, f'"event":"failed","run":{job.run}', line, since=job.log_prefix)
    await change_job(context, job.id, fail)


_TRIES = 10


async def change_chunk(
    context: ImportContext, chunk: Chunk, change: Callable[[Chunk], Chunk | None]
) -> Chunk | None:
    """Apply a pure change to this version, or to the current one if somebody was quicker; None leaves it as it is.

    Raises NotFound, PreconditionFailed when it keeps being changed.
    """
    current: Chunk | None = chunk
    for _ in range(_TRIES):
        if current is None:
            raise NotFound(f"Chunk {chunk.number} of upload {chunk.job_id} is gone.")
        changed = change(current)
        if changed is None:
            return None
        try:
            return await context.jobs.update_chunk(changed)
        except PreconditionFailed:
            current = await context.jobs.chunk(chunk.job_id, chunk.number)
    raise PreconditionFailed(f"Chunk {chunk.number} of upload {chunk.job_id} keeps being changed.")


async def count_attempt(context: ImportContext, chunk: Chunk) -> Chunk:
    """Note one more attempt. Of two deliveries at the same time both go on, and one's count serves for both."""
    try:
        return await context.jobs.update_chunk(replace(chunk, attempts=chunk.attempts + 1))
    except PreconditionFailed:
        return await context.jobs.chunk(chunk.job_id, chunk.number) or chunk
