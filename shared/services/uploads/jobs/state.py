"""State changes of jobs and chunks. Each is conditional on the ETag, so that exactly one of two processes makes it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shared.concurrency import StaleVersionError, conditional_write, retry_on_conflict
from shared.domain.codes import Problem
from shared.domain.uploads.job import Chunk, Job, JobError, JobState
from shared.domain.uploads.moves import may_move
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.metrics import upload_moved
from shared.services.uploads.jobs.log import log_line, place_of


async def load_job(context: ImportContext, job_id: str) -> Job:
    """The job. Raises NotFound."""
    job = await context.jobs.get(job_id)
    if job is None:
        raise NotFound(f"There is no upload {job_id}.")
    return job


async def change_job(context: ImportContext, job_id: str, change: Callable[[Job], Job | None]) -> Job | None:
    """Apply a pure change to the current version, retried on conflict.

    `change` returns None to leave the job as it is; then so does this. Raises NotFound, Conflict when others keep
    changing the job, and what `change` raises.
    """

    async def attempt() -> Job | None:
        current = await load_job(context, job_id)
        changed = change(current)
        if changed is None:
            return None
        with conditional_write():
            moved = await context.jobs.update(replace(changed, moved_at=context.now()))
        upload_moved(current.state, moved)
        return moved

    return await retry_on_conflict(f"upload {job_id}", attempt)


async def move_job(context: ImportContext, job: Job, state: JobState, **fields: Any) -> Job:
    """Move exactly this version to another state. Raises Conflict when the state machine forbids it, and
    PreconditionFailed when the job has changed."""
    if not may_move(job.state, state):
        raise Conflict(f"An upload that is {job.state} cannot become {state}.")
    moved = await context.jobs.update(replace(job, state=state, moved_at=context.now(), **fields))
    upload_moved(job.state, moved)
    return moved


async def fail_job(context: ImportContext, job: Job, error: JobError, problem: Problem | None = None) -> None:
    """End the job as failed, with the reason in its log, and the place in a file that `problem` names. Does nothing when
    the job has ended otherwise meanwhile, or runs anew: with other files, or because somebody ran it again."""

    def fail(current: Job) -> Job | None:
        if current.state is JobState.FAILED or not may_move(current.state, JobState.FAILED):
            return None
        runs_anew = (
            current.inputs != job.inputs if job.state is JobState.VALIDATING else current.revision != job.revision
        )
        if runs_anew:
            return None
        return replace(current, state=JobState.FAILED, error=error, finished_at=context.now())

    if fail(await load_job(context, job.id)) is None:
        return
    place = place_of(problem) if problem else {}
    line = log_line(context.now(), "error", error.code, error.message, event="failed", run=job.run, **place)
    await context.log.append_once(job.id, f'"event":"failed","run":{job.run}', line, since=job.log_prefix)
    await change_job(context, job.id, fail)


async def change_chunk(context: ImportContext, chunk: Chunk, change: Callable[[Chunk], Chunk | None]) -> Chunk | None:
    """Apply a pure change to this version, or to the current one after a conflict. `change` returns None to change nothing.

    Raises NotFound, Conflict when others keep changing it.
    """
    current: Chunk | None = chunk

    async def attempt() -> Chunk | None:
        nonlocal current
        if current is None:
            raise NotFound(f"Chunk {chunk.number} of upload {chunk.job_id} is gone.")
        changed = change(current)
        if changed is None:
            return None
        try:
            return await context.jobs.update_chunk(changed)
        except PreconditionFailed:
            current = await context.jobs.chunk(chunk.job_id, chunk.number)
            raise StaleVersionError from None

    return await retry_on_conflict(f"chunk {chunk.number} of upload {chunk.job_id}", attempt)


async def begin_chunk(context: ImportContext, chunk: Chunk, run: int) -> tuple[Chunk, bool]:
    """Note that an attempt begins in this run of the job, and when, so that nobody takes the chunk for one that stalled. It
    counts no attempt: the process may be killed.

    Returns the chunk, and whether an attempt of the run began before. Two deliveries at the same time both continue.
    """
    try:
        return await context.jobs.update_chunk(replace(chunk, begun=run)), chunk.begun == run
    except PreconditionFailed:
        return await context.jobs.chunk(chunk.job_id, chunk.number) or chunk, True


async def count_attempt(context: ImportContext, chunk: Chunk) -> Chunk:
    """Count one more attempt that failed. Returns the chunk as it is then; two deliveries that fail at the same time count
    as one attempt."""
    try:
        return await context.jobs.update_chunk(replace(chunk, attempts=chunk.attempts + 1))
    except PreconditionFailed:
        return await context.jobs.chunk(chunk.job_id, chunk.number) or chunk
