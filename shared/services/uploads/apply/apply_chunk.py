"""The second stage of an upload: writes the difference of one chunk to the memberships and to the member index.

Idempotent: killed, repeated or run twice at once, it gives the same result. Rows are written on condition that they are
as they were read, together with the progress of the chunk in their group (step_writer.py), from which a repeated chunk
goes on. The step that finishes the last chunk finishes the job.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.concurrency import gather_to_end
from shared.domain.groups.group import GroupName
from shared.domain.uploads.chunks import GroupSlice, chunk_place, decode_chunk
from shared.domain.uploads.job import Chunk, ChunkState, Counts, Job, JobError, JobState
from shared.domain.uploads.progress import Phase
from shared.errors import PreconditionFailed
from shared.services.context import ImportContext
from shared.services.metrics import rows_applied
from shared.services.steps import CHUNK_ATTEMPTS, chunk_blob_name
from shared.services.uploads.apply.apply_slice import SliceResult, SliceTarget, apply_slice
from shared.services.uploads.apply.audit_events import GroupWork, record_job_events
from shared.services.uploads.apply.chunk_warnings import keep_chunk_warnings
from shared.services.uploads.apply.connector_events import enqueue_chunk_events, event_factories
from shared.services.uploads.apply.create_missing_groups import ensure_groups
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.apply.step_writer import StepClosedError
from shared.services.uploads.apply.undo_records import merge_written, save_written
from shared.services.uploads.apply.write_member_index import write_index_rows
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.jobs.state import begin_chunk, change_chunk, count_attempt, fail_job

_SLICES_AT_ONCE = 16


async def apply_chunk(context: ImportContext, job_id: str, number: int) -> None:
    """Apply one chunk. Raises the errors of storage, but the fifth failure fails the chunk and its job instead."""
    job = await context.jobs.get(job_id)
    chunk = await context.jobs.chunk(job_id, number)
    if job is None or chunk is None or not _may_apply(job, number):
        return
    if chunk.state is not ChunkState.PENDING:
        await finish_if_done(context, job_id)
        return
    chunk, resumes = await begin_chunk(context, chunk, job.run)
    try:
        await _apply(context, job, chunk, resumes=resumes)
    except StepClosedError:
        return
    except Exception:
        # A killed process does not come here: what gets nowhere fails by time (recover_stalled_uploads.py).
        chunk = await count_attempt(context, chunk)
        if chunk.attempts < CHUNK_ATTEMPTS and chunk.state is ChunkState.PENDING:
            raise
        await _fail_chunk(context, job, chunk)
        return
    await finish_if_done(context, job_id)


def _may_apply(job: Job, number: int) -> bool:
    """The other chunks of a failed job are still applied, if they could be before; those of a replaced file never are."""
    if job.undoing or not job.released or chunk_place(number)[0] != job.revision:
        return False
    return job.state in (JobState.VALIDATING, JobState.APPLYING, JobState.FAILED)


async def _apply(context: ImportContext, job: Job, chunk: Chunk, *, resumes: bool) -> None:
    begun = context.now()
    content = await context.chunk_blobs.get(chunk_blob_name(job.id, chunk.number))
    if content is None:
        raise FileNotFoundError(f"The blob of chunk {chunk.number} of upload {job.id} is gone.")
    slices = await asyncio.to_thread(decode_chunk, content)
    groups = await ensure_groups(context, {s.normalised: s.name for s in slices}, job)
    new = [s for s in slices if groups[s.normalised].job_id == job.id]
    if new:
        await _check_not_undone(context, job, chunk)
    created = sum(1 for s in new if s.is_first)
    group_ids = {group.group_id for group in groups.values()}
    factories = await event_factories(context, job, group_ids)
    targets = [
        SliceTarget(group.group_id, s, job, chunk.number, resumes, group.job_id == job.id, factories(group.group_id))
        for s in slices
        for group in [groups[s.normalised]]
    ]
    results = await _apply_slices(context, targets)
    await keep_chunk_warnings(context, job, chunk.number, new, slices, results)
    await save_written(context, job, chunk.number, merge_written([(r.group_id, r.written) for r in results]))
    await write_index_rows(context, job, [row for result in results for row in result.index_rows], begun)
    await record_job_events(context, job, Phase.APPLY, chunk.number, _work_by_group(slices, groups, results, job))
    await enqueue_chunk_events(context, factories, group_ids)
    await _finish_chunk(context, job, chunk, _sum(results, created), slices)


async def _check_not_undone(context: ImportContext, job: Job, chunk: Chunk) -> None:
    """Raises StepClosedError. An undo closes the step in the groups that it finds; this one may have been created after it
    looked, and the undo began before that."""
    current = await context.jobs.get(job.id)
    if current is None or current.run != job.run or not _may_apply(current, chunk.number):
        raise StepClosedError


async def _apply_slices(context: ImportContext, targets: Sequence[SliceTarget]) -> list[SliceResult]:
    """The results in the order of the slices."""
    results: list[SliceResult] = []
    for at in range(0, len(targets), _SLICES_AT_ONCE):
        part = targets[at : at + _SLICES_AT_ONCE]
        results += await gather_to_end(*(apply_slice(context, target) for target in part))
    return results


def _work_by_group(
    slices: Sequence[GroupSlice], groups: Mapping[str, GroupName], results: Sequence[SliceResult], job: Job
) -> dict[str, GroupWork]:
    return {
        result.group_id: GroupWork(
            added=result.added,
            role_changed=result.role_changed,
            removed=result.removed,
            created=group_slice.is_first and groups[group_slice.normalised].job_id == job.id,
        )
        for group_slice, result in zip(slices, results, strict=True)
    }


def _sum(results: Sequence[SliceResult], created: int) -> Counts:
    return Counts(
        removed=sum(result.removed for result in results),
        added=sum(result.added for result in results),
        role_changed=sum(result.role_changed for result in results),
        unchanged=sum(result.unchanged for result in results),
        groups_created=created,
    )


async def _finish_chunk(
    context: ImportContext, job: Job, chunk: Chunk, counts: Counts, slices: Sequence[GroupSlice]
) -> None:
    event = f'"event":"applied","chunk":{chunk.number},"run":{job.run}'
    message = (
        f"Chunk {chunk.number} ({len(slices)} groups, {chunk.entries} entries): {counts.added} added, "
        f"{counts.role_changed} roles changed, {counts.removed} removed, {counts.unchanged} unchanged."
    )
    line = log_line(context.now(), "info", "chunk_applied", message, event="applied", chunk=chunk.number, run=job.run)
    await context.log.append_once(job.id, event, line, since=job.log_prefix)

    def finish(current: Chunk) -> Chunk | None:
        is_open = current.state is ChunkState.PENDING
        return replace(current, state=ChunkState.DONE, run=job.run, counts=counts) if is_open else None

    done = await change_chunk(context, chunk, finish)
    if done is not None:
        rows_applied(done, counts)


async def _fail_chunk(context: ImportContext, job: Job, chunk: Chunk) -> None:
    if chunk.state is not ChunkState.PENDING:
        return
    try:
        await context.jobs.update_chunk(replace(chunk, state=ChunkState.FAILED))
    except PreconditionFailed:
        return  # Another delivery is applying the chunk and will record the result.
    message = (
        f"Chunk {chunk.number} could not be applied in {CHUNK_ATTEMPTS} attempts: {chunk.entries} entries that begin on "
        f"lines {chunk.first_line} to {chunk.last_line} of the user group mapping. The rest was applied; "
        "rerun the upload to apply what is missing."
    )
    await fail_job(context, job, JobError("chunk_failed", message))
