"""The second stage of an upload: writes the difference of one chunk to the memberships and to the member index.

Idempotent: killed, repeated or run twice at once, it gives the same result. Rows are written on condition that they are
as they were read, each row has the id of the job that wrote it, and rows that an earlier attempt wrote count as this
job's work. The step that finishes the last chunk finishes the job.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shared.domain.groups.group import GroupName
from shared.domain.members.membership import CountDelta, IndexRow, MemberCount, MemberKey, Membership, is_admin
from shared.domain.uploads.chunks import GroupSlice, chunk_place, decode_chunk
from shared.domain.uploads.job import Chunk, ChunkState, Counts, Job, JobError, JobState, Mode
from shared.errors import PreconditionFailed
from shared.services.context import ImportContext
from shared.services.metrics import rows_applied
from shared.services.steps import CHUNK_ATTEMPTS, chunk_blob_name
from shared.services.uploads.apply.apply_slice import SliceResult, apply_slice
from shared.services.uploads.apply.audit_events import GroupWork, Phase, record_job_events
from shared.services.uploads.apply.connector_events import enqueue_chunk_events, event_factories
from shared.services.uploads.apply.create_missing_groups import ensure_groups
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.apply.undo_records import (
    count_change_of_written,
    load_removals,
    merge_written,
    save_written,
)
from shared.services.uploads.apply.write_member_index import write_index_rows
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.jobs.state import begin_attempt, change_chunk, count_attempt, fail_job

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
    chunk = await begin_attempt(context, chunk)
    try:
        await _apply(context, job, chunk)
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


async def _apply(context: ImportContext, job: Job, chunk: Chunk) -> None:
    begun = context.now()
    content = await context.chunk_blobs.get(chunk_blob_name(job.id, chunk.number))
    if content is None:
        raise FileNotFoundError(f"The blob of chunk {chunk.number} of upload {job.id} is gone.")
    slices = await asyncio.to_thread(decode_chunk, content)
    groups = await ensure_groups(context, {s.normalised: s.name for s in slices}, job)
    created = sum(1 for s in slices if s.is_first and groups[s.normalised].job_id == job.id)
    group_ids = {group.group_id for group in groups.values()}
    factories = await event_factories(context, job, group_ids)
    results: list[SliceResult] = []
    for at in range(0, len(slices), _SLICES_AT_ONCE):
        part = slices[at : at + _SLICES_AT_ONCE]
        results += await asyncio.gather(
            *(
                apply_slice(context, group_id, s, job, chunk.number, factories(group_id))
                for s in part
                for group_id in [groups[s.normalised].group_id]
            )
        )
    # Removals are read from their record, not taken from this attempt: an earlier one may have died before this point.
    removed = await load_removals(context, job, chunk.number) if job.mode is Mode.REPLACE else {}
    await save_written(context, job, chunk.number, merge_written([(r.group_id, r.written) for r in results]))
    index_rows = [row for result in results for row in result.index_rows]
    index_rows += [IndexRow(*key, None) for key in removed]
    await write_index_rows(context, job, index_rows, begun)
    await context.counts.put(_deltas(slices, results, removed, job, chunk))
    work = _work_by_group(slices, groups, results, removed, job)
    await record_job_events(context, job, Phase.APPLY, chunk.number, work)
    await enqueue_chunk_events(context, factories, group_ids)
    await _finish_chunk(context, job, chunk, _sum(results, created, len(removed)), slices)


def _work_by_group(
    slices: Sequence[GroupSlice],
    groups: Mapping[str, GroupName],
    results: Sequence[SliceResult],
    removed: Iterable[MemberKey],
    job: Job,
) -> dict[str, GroupWork]:
    removals = Counter(key.group_id for key in removed)
    return {
        result.group_id: GroupWork(
            added=len(result.written.added),
            role_changed=len(result.written.changed),
            removed=removals[result.group_id],
            created=group_slice.is_first and groups[group_slice.normalised].job_id == job.id,
        )
        for group_slice, result in zip(slices, results, strict=True)
    }


def _deltas(
    slices: Sequence[GroupSlice],
    results: Sequence[SliceResult],
    removed: Mapping[MemberKey, Membership],
    job: Job,
    chunk: Chunk,
) -> list[CountDelta]:
    """The chunk's delta of each group's member count as (group id, delta id, delta); the same in every attempt."""
    nets: dict[str, MemberCount] = {}
    for group_slice, result in zip(slices, results, strict=True):
        net = count_change_of_written(result.written, group_slice.roles)
        nets[result.group_id] = nets.get(result.group_id, MemberCount()) + net
    for row in removed.values():
        nets[row.group_id] = nets.get(row.group_id, MemberCount()) + MemberCount(-1, -is_admin(row))
    delta_id = f"{job.id}!{job.run}!{chunk.number}"
    return [CountDelta(group_id, delta_id, net) for group_id, net in nets.items() if net != MemberCount()]


def _sum(results: Sequence[SliceResult], created: int, removed: int) -> Counts:
    return Counts(
        removed=removed,
        added=sum(len(result.written.added) for result in results),
        role_changed=sum(len(result.written.changed) for result in results),
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
