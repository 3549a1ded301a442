"""Set a job going again by writing blobs whose events fire its steps: after review, for a rerun or undo, and for a job
that stopped moving."""

import asyncio
from dataclasses import replace

from shared.domain.uploads.job import Chunk, ChunkState, Job, JobState
from shared.services.context import ImportContext
from shared.services.steps import chunk_blob_name, undo_blob_name, validate_blob_name
from shared.services.uploads.jobs.state import change_chunk

_AT_ONCE = 8


async def trigger_job(context: ImportContext, job: Job) -> int:
    """Trigger the steps that the job waits for. Returns their number, 0 when only finishing the job is left."""
    if job.state in (JobState.AWAITING_FILES, JobState.VALIDATING):
        await context.chunk_blobs.put(validate_blob_name(job.id), b"")
        return 1
    done = ChunkState.UNDONE if job.undoing else ChunkState.DONE
    chunks = [chunk for chunk in await context.jobs.chunks(job) if chunk.state is not done]
    for at in range(0, len(chunks), _AT_ONCE):
        await asyncio.gather(*(_trigger(context, job, chunk) for chunk in chunks[at : at + _AT_ONCE]))
    return len(chunks)


async def _trigger(context: ImportContext, job: Job, chunk: Chunk) -> None:
    if job.undoing:
        await context.chunk_blobs.put(undo_blob_name(job.id, chunk.number), b"")
        return
    if chunk.state is not ChunkState.PENDING:
        # It failed in this run or was undone in the previous one; reset it as if it had never been attempted.
        await change_chunk(context, chunk, _as_new)
    name = chunk_blob_name(job.id, chunk.number)
    content = await context.chunk_blobs.get(name)
    if content is not None:
        await context.chunk_blobs.put(name, content)


def _as_new(chunk: Chunk) -> Chunk | None:
    if chunk.state in (ChunkState.PENDING, ChunkState.DONE):
        return None
    return replace(chunk, state=ChunkState.PENDING, attempts=0)
