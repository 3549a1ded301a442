"""Finds the later uploads that list the people whom an upload changed: its undo may take out whom they listed as well.

They are found by the chunks of their files, as an upload writes nothing for a row that is unchanged. What this cannot see:
uploads whose files were removed after UPLOAD_RETENTION_DAYS or that are more than _JOBS_LOOKED_AT uploads away, and rows
of a group that had yet another name when the later upload was applied.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from shared.domain.uploads.chunks import decode_chunk
from shared.domain.uploads.job import FINISHED, Chunk, ChunkState, Job, JobState
from shared.domain.uploads.undo_plan import ChangedMembers, LaterUpload, LaterUploads
from shared.services.context import ImportContext
from shared.services.steps import chunk_blob_name

_JOBS_LOOKED_AT = 200
_MOST_COMPARED = 50
"""Later uploads, the newest; two storage calls each, and one more for each further chunk."""
MOST_CHUNKS = 200
"""Of all of them together, of 10,000 rows each: some seconds. Those that do not fit are named without a number."""
_AT_ONCE = 8


async def find_later_uploads(
    context: ImportContext, job: Job, chunks: Sequence[Chunk], changed: ChangedMembers
) -> LaterUploads:
    """The uploads that were applied after this one and list some of the memberships that it `changed`. At most 251 storage
    calls, and as many more as there are uploads to compare."""
    if not len(changed):
        return LaterUploads()
    newest = await context.jobs.page(_JOBS_LOOKED_AT, None)
    since = _applied_at(job, chunks)
    later = [other for other in newest if other.id != job.id and _is_later(other, since)]
    compared = later[:_MOST_COMPARED]
    is_complete = len(newest) < _JOBS_LOOKED_AT and len(compared) == len(later)
    room = MOST_CHUNKS
    found: list[LaterUpload] = []
    for other in compared:
        of_other = [chunk for chunk in await context.jobs.chunks(other) if _counts(other, chunk)]
        fits = len(of_other) <= room and not other.files_removed
        room -= len(of_other) if fits else 0
        people = await _people(context, of_other, changed) if fits else None
        if people != 0:
            found.append(_later(other, people))
    return LaterUploads(found, is_complete)


def _applied_at(job: Job, chunks: Sequence[Chunk]) -> datetime:
    """When the upload wrote its first rows, about: a review may come long after the upload was created."""
    done = [chunk.moved_at for chunk in chunks if chunk.state is ChunkState.DONE and chunk.moved_at]
    return min(done, default=job.started_at or job.created_at)


def _is_later(other: Job, since: datetime) -> bool:
    if not other.begun or other.state is JobState.UNDONE or other.undoing:
        return False
    return other.finished_at is None or other.finished_at > since


def _counts(other: Job, chunk: Chunk) -> bool:
    """Whether the chunk is applied, or will be."""
    return chunk.state is ChunkState.DONE or (chunk.state is ChunkState.PENDING and other.state not in FINISHED)


async def _people(context: ImportContext, chunks: Sequence[Chunk], changed: ChangedMembers) -> int:
    people = 0
    for at in range(0, len(chunks), _AT_ONCE):
        part = chunks[at : at + _AT_ONCE]
        contents = await asyncio.gather(*(_content(context, chunk) for chunk in part))
        for content in contents:
            people += await asyncio.to_thread(_shared_rows, content, changed)
    return people


async def _content(context: ImportContext, chunk: Chunk) -> bytes | None:
    return await context.chunk_blobs.get(chunk_blob_name(chunk.job_id, chunk.number))


def _shared_rows(content: bytes | None, changed: ChangedMembers) -> int:
    slices = decode_chunk(content) if content else []
    return sum(changed.has(each.normalised, number) for each in slices for number in each.roles)


def _later(other: Job, people: int | None) -> LaterUpload:
    return LaterUpload(
        other.id, other.name, other.state, other.submitted_by, other.created_at, other.finished_at, people
    )
