"""Set chunks going again by writing their blobs once more: for a reviewed job, a rerun, and a job that stopped moving."""

from shared.domain.job import ChunkState
from shared.services.import_context import ImportContext, chunk_blob_name


async def wake_chunks(context: ImportContext, job_id: str) -> int:
    """Fire the apply step for every chunk that is pending. Answers how many."""
    pending = [chunk for chunk in await context.jobs.chunks(job_id) if chunk.state is ChunkState.PENDING]
    for chunk in pending:
        name = chunk_blob_name(job_id, chunk.number)
        content = await context.chunk_blobs.get(name)
        if content is not None:
            await context.chunk_blobs.put(name, content)
    return len(pending)
