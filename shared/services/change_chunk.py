"""Changes of a chunk's progress, guarded by its ETag."""

from collections.abc import Callable
from dataclasses import replace

from shared.domain.uploads.job import Chunk
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext

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
