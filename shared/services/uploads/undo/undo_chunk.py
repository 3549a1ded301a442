"""Undoes what one chunk did, except rows that others changed since. Idempotent."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.codes import Problem
from shared.domain.csv.columns import Column, FileKind
from shared.domain.groups.group import GroupName
from shared.domain.members.membership import IndexRow, Membership
from shared.domain.phone import mask
from shared.domain.uploads.chunks import GroupSlice, decode_chunk
from shared.domain.uploads.job import Chunk, ChunkState, Job, JobError, JobState, UndoCounts
from shared.domain.uploads.undo import UndoStep, undo_step
from shared.services.context import ImportContext
from shared.services.ports.members import EventFactory
from shared.services.steps import CHUNK_ATTEMPTS, chunk_blob_name
from shared.services.uploads.apply.audit_events import GroupWork, Phase, record_job_events
from shared.services.uploads.apply.connector_events import enqueue_chunk_events, event_factories
from shared.services.uploads.apply.undo_records import WrittenRows, load_removals, load_written, merge_written
from shared.services.uploads.apply.write_member_index import write_index_rows
from shared.services.uploads.jobs.state import begin_attempt, change_chunk, count_attempt, fail_job
from shared.services.uploads.undo.finish_undo import finish_undo_if_done, save_undo_result

_GROUPS_AT_ONCE = 16


@dataclass(slots=True)
class _Work:
    """What the chunk did, by group id: rows written, rows removed, and each group's name and lines for messages."""

    written: dict[str, WrittenRows]
    removed: dict[str, dict[str, Membership]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)


async def undo_chunk(context: ImportContext, job_id: str, number: int) -> None:
    """Undo one chunk. Raises the errors of storage, but the fifth failure fails the job instead."""
    job = await context.jobs.get(job_id)
    chunk = await context.jobs.chunk(job_id, number)
    if job is None or chunk is None or job.state is not JobState.APPLYING or not job.undoing:
        return
    if chunk.state is not ChunkState.UNDONE:
        chunk = await begin_attempt(context, chunk)
        try:
            await _undo(context, job, chunk)
        except Exception:
            chunk = await count_attempt(context, chunk)
            if chunk.attempts < CHUNK_ATTEMPTS:
                raise
            message = f"Chunk {number} could not be undone in {CHUNK_ATTEMPTS} attempts. Undo the upload again."
            await fail_job(context, job, JobError("undo_failed", message))
            return
    await finish_undo_if_done(context, job_id)


async def _undo(context: ImportContext, job: Job, chunk: Chunk) -> None:
    begun = context.now()
    # An unfinished chunk was applied in the job's present run, and its members were not counted.
    counted = chunk.state is ChunkState.DONE
    run = chunk.run if counted else job.run
    content = await context.chunk_blobs.get(chunk_blob_name(job.id, chunk.number))
    slices = await asyncio.to_thread(decode_chunk, content) if content else []
    work = await _work_of(context, job, chunk, run, slices)
    group_ids = sorted(work.written.keys() | work.removed.keys())
    factories = await event_factories(context, job, group_ids)
    counts, problems = UndoCounts(), []
    undone: dict[str, GroupWork] = {}
    index_rows: list[IndexRow] = []
    for at in range(0, len(group_ids), _GROUPS_AT_ONCE):
        part = group_ids[at : at + _GROUPS_AT_ONCE]
        steps = await asyncio.gather(
            *(
                _undo_group(context, job, group_id, work, counted=counted, event_factory=factories(group_id))
                for group_id in part
            )
        )
        for group_id, step in zip(part, steps, strict=True):
            of_group = _counts(step, work, group_id)
            counts = counts.plus(of_group)
            undone[group_id] = GroupWork(of_group.members_restored, of_group.roles_restored, of_group.removed)
            index_rows += [IndexRow(number, group_id, role) for number, role in step.final.items()]
            problems += [_left(job, work, group_id, number) for number in step.left]
    await write_index_rows(context, job, index_rows, begun)
    await enqueue_chunk_events(context, factories, group_ids)
    await record_job_events(context, job, Phase.UNDO, chunk.number, undone)
    await save_undo_result(context, job, chunk.number, counts, problems)
    await change_chunk(
        context, chunk, lambda now: None if now.state is ChunkState.UNDONE else replace(now, state=ChunkState.UNDONE)
    )


async def _work_of(context: ImportContext, job: Job, chunk: Chunk, run: int, slices: Sequence[GroupSlice]) -> _Work:
    known = await context.groups.resolve(sorted({group_slice.normalised for group_slice in slices}))
    written = await load_written(context, chunk, run) or await _find_written(context, job, slices, known)
    work = _Work(written)
    for key, row in (await load_removals(context, replace(job, run=run), chunk.number)).items():
        work.removed.setdefault(key.group_id, {})[key.number] = row
    for group_slice in slices:
        if group_slice.normalised in known:
            group = known[group_slice.normalised]
            work.names[group.group_id] = group.name
            work.lines.setdefault(group.group_id, {}).update(zip(group_slice.roles, group_slice.lines, strict=True))
    return work


async def _find_written(
    context: ImportContext, job: Job, slices: Sequence[GroupSlice], known: Mapping[str, GroupName]
) -> dict[str, WrittenRows]:
    """The rows with the job's id, for a chunk that was interrupted before it stored what it wrote."""
    parts: list[tuple[str, WrittenRows]] = []
    for group_slice in slices:
        if group_slice.normalised in known:
            group_id = known[group_slice.normalised].group_id
            rows = await context.members.existing(group_id, list(group_slice.roles))
            mine = {number: row.before for number, row in rows.items() if row.job_id == job.id}
            added = [number for number, before in mine.items() if not before]
            parts.append((group_id, WrittenRows(added, {n: before for n, before in mine.items() if before})))
    return merge_written(parts)


async def _undo_group(
    context: ImportContext, job: Job, group_id: str, work: _Work, *, counted: bool, event_factory: EventFactory | None
) -> UndoStep:
    written = work.written.get(group_id, WrittenRows())
    removed = work.removed.get(group_id, {})
    numbers = sorted({*written.added, *written.changed, *removed})

    async def attempt() -> UndoStep:
        rows = await context.members.full(group_id, numbers)
        step = undo_step(rows, job.id, written.added, written.changed, removed)
        if step.changes and await context.members.write(
            group_id, step.changes, counted=counted, event_factory=event_factory
        ):
            raise StaleVersionError
        return step

    return await retry_on_conflict(f"the members of group {group_id}", attempt)


def _counts(step: UndoStep, work: _Work, group_id: str) -> UndoCounts:
    written = work.written.get(group_id, WrittenRows())
    return UndoCounts(
        removed=sum(1 for number in written.added if number in step.final),
        roles_restored=sum(1 for number in written.changed if number in step.final),
        members_restored=sum(1 for number in work.removed.get(group_id, {}) if number in step.final),
        left=len(step.left),
    )


def _left(job: Job, work: _Work, group_id: str, number: str) -> Problem:
    file = job.file(FileKind.USER)
    name = work.names.get(group_id, group_id)
    message = f"{mask(number)} in “{name}” was changed by others after this upload, and was left as it is."
    line = work.lines.get(group_id, {}).get(number, 0)
    return Problem(file.blob_name if file else "", line, Column.PHONE_NUMBER, "changed_since", message)
