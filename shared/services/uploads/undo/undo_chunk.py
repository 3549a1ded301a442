"""Undoes what one chunk did, except rows that others changed since. Idempotent."""

import asyncio
from dataclasses import replace

from shared.concurrency import gather_to_end
from shared.domain.codes import Problem
from shared.domain.csv.columns import Column, FileKind
from shared.domain.members.membership import IndexRow
from shared.domain.phone import mask
from shared.domain.redaction import excerpt
from shared.domain.uploads.chunks import decode_chunk
from shared.domain.uploads.job import Chunk, ChunkState, Job, JobError, JobState, UndoCounts
from shared.domain.uploads.progress import Phase
from shared.domain.uploads.undo import UndoStep, undo_counts, undo_step
from shared.services.context import ImportContext
from shared.services.members.admin_lock import GroupIsPrivateError
from shared.services.ports.members import EventFactory
from shared.services.steps import CHUNK_ATTEMPTS, chunk_blob_name
from shared.services.uploads.apply.audit_events import GroupWork, record_job_events
from shared.services.uploads.apply.connector_events import enqueue_chunk_events, event_factories
from shared.services.uploads.apply.step_writer import StepWriter
from shared.services.uploads.apply.write_member_index import write_index_rows
from shared.services.uploads.jobs.state import begin_chunk, change_chunk, count_attempt, fail_job
from shared.services.uploads.undo.chunk_work import ChunkWork, stop_chunk, undo_key
from shared.services.uploads.undo.finish_undo import finish_undo_if_done, save_undo_result

_GROUPS_AT_ONCE = 16


async def undo_chunk(context: ImportContext, job_id: str, number: int) -> None:
    """Undo one chunk. Raises the errors of storage, but the fifth failure fails the job instead."""
    job = await context.jobs.get(job_id)
    chunk = await context.jobs.chunk(job_id, number)
    if job is None or chunk is None or job.state is not JobState.APPLYING or not job.undoing:
        return
    if chunk.state is not ChunkState.UNDONE:
        chunk, _ = await begin_chunk(context, chunk, chunk.begun)
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
    content = await context.chunk_blobs.get(chunk_blob_name(job.id, chunk.number))
    slices = await asyncio.to_thread(decode_chunk, content) if content else []
    work = await stop_chunk(context, job, chunk, slices)
    factories = await event_factories(context, job, work.written)
    counts, problems = UndoCounts(), []
    undone: dict[str, GroupWork] = {}
    index_rows: list[IndexRow] = []
    group_ids = sorted(work.written)
    for at in range(0, len(group_ids), _GROUPS_AT_ONCE):
        part = group_ids[at : at + _GROUPS_AT_ONCE]
        steps = await gather_to_end(
            *(_undo_group(context, job, chunk, work, group_id, factories(group_id)) for group_id in part)
        )
        for group_id, step in zip(part, steps, strict=True):
            if step is None:
                counts = counts.plus(UndoCounts(left=work.written[group_id].total))
                problems.append(_left_alone(job, work, group_id))
                continue
            written = work.written[group_id]
            of_group = undo_counts(step, written.added, written.changed, written.removed_numbers)
            counts = counts.plus(of_group)
            undone[group_id] = GroupWork(of_group.members_restored, of_group.roles_restored, of_group.removed)
            index_rows += [IndexRow(number, group_id, role) for number, role in step.final.items()]
            problems += [_left(job, work, group_id, number) for number in step.left]
    await write_index_rows(context, job, index_rows, begun)
    await enqueue_chunk_events(context, factories, group_ids)
    await record_job_events(context, job, Phase.UNDO, chunk.number, undone)
    await save_undo_result(context, job, chunk.number, counts, problems)

    def end(now: Chunk) -> Chunk | None:
        """Another delivery may have ended the undo, and the upload may run again since."""
        is_over = now.state is ChunkState.UNDONE or now.begun > job.run
        return None if is_over else replace(now, state=ChunkState.UNDONE)

    await change_chunk(context, chunk, end)


async def _undo_group(
    context: ImportContext,
    job: Job,
    chunk: Chunk,
    work: ChunkWork,
    group_id: str,
    event_factory: EventFactory | None,
) -> UndoStep | None:
    """What was undone in one group; None when it is no organization group any more, which uploads leave alone."""
    if group_id not in work.reachable:
        return None
    written = work.written[group_id]
    removed = written.removed_rows()
    numbers = sorted({*written.added, *written.changed, *removed})
    writer = StepWriter(context, group_id, undo_key(job, chunk.number), event_factory)
    await writer.resume()
    step = UndoStep()

    async def attempt() -> None:
        nonlocal step
        rows = await context.members.full(group_id, numbers)
        step = undo_step(rows, job.id, written.added, written.changed, removed)
        # What an earlier attempt undid stays as others have changed it since.
        done = [number for number in numbers if number <= writer.progress.upto]
        step.final |= {n: rows[n].role if n in rows else None for n in done if n in step.final}
        changes = [change for change in step.changes if change.phone_number > writer.progress.upto]
        await writer.write(sorted(changes, key=lambda change: change.phone_number))

    try:
        await writer.run(attempt)
    except GroupIsPrivateError:
        return None
    return step


def _left(job: Job, work: ChunkWork, group_id: str, number: str) -> Problem:
    name = work.name(group_id)
    message = f"{mask(number)} in {excerpt(name)} was changed by others after this upload, and was left as it is."
    line = work.lines.get(group_id, {}).get(number, 0)
    return _problem(job, line, Column.PHONE_NUMBER, "changed_since", message)


def _left_alone(job: Job, work: ChunkWork, group_id: str) -> Problem:
    """Says nothing of the group's present name and members, which the administrator may not see."""
    name = work.name(group_id)
    message = f"{excerpt(name)} is no longer an organization group. What this upload did to it was left as it is."
    line = min(work.lines.get(group_id, {}).values(), default=0)
    return _problem(job, line, Column.GROUP_NAME, "group_not_undone", message)


def _problem(job: Job, line: int, column: Column, code: str, message: str) -> Problem:
    return job.part(FileKind.USER).problem(line, column, code, message)
