"""Says what an undo would do, by the rows that the undo would read, and writes nothing.

It costs the storage calls of the undo's reads: for each chunk of 10,000 rows two blobs, the groups by name and by id, and
for each group one query per thousand rows; for a chunk that failed or was stopped also its progress and its rows. Rows are
held for a few chunks at a time; of the whole upload only counts a group and eight bytes a changed row.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shared.domain.members.membership import count_change
from shared.domain.names import normalise
from shared.domain.uploads.actions import UploadAction, objection_to
from shared.domain.uploads.chunks import decode_chunk
from shared.domain.uploads.job import Chunk, ChunkState, Job, UndoCounts
from shared.domain.uploads.undo import UndoStep, undo_counts, undo_step
from shared.domain.uploads.undo_plan import ChangedMembers, GroupUndo, LeftBecause, UndoPlan
from shared.errors import Conflict
from shared.services.context import ImportContext
from shared.services.steps import chunk_blob_name
from shared.services.uploads.apply.undo_records import WrittenRows
from shared.services.uploads.jobs.state import load_job
from shared.services.uploads.undo.chunk_work import ChunkWork, look_at_chunk, undo_key
from shared.services.uploads.undo.creations import created_groups, find_created, linked_groups, removable_links
from shared.services.uploads.undo.finish_undo import load_undo_result
from shared.services.uploads.undo.later_uploads import find_later_uploads

_CHUNKS_AT_ONCE = 4
_GROUPS_AT_ONCE = 16
_COUNTED_AT_ONCE = 100


@dataclass(slots=True)
class _Sums:
    groups: dict[str, GroupUndo] = field(default_factory=dict)
    totals: UndoCounts = field(default_factory=UndoCounts)
    changed: ChangedMembers = field(default_factory=ChangedMembers)


async def plan_undo(context: ImportContext, job_id: str) -> UndoPlan:
    """What an undo of the upload would do now. Raises NotFound, and Conflict where an undo would."""
    job = await load_job(context, job_id)
    objection = objection_to(UploadAction.UNDO, job)
    if objection is not None:
        raise Conflict(objection)
    chunks = await context.jobs.chunks(job)
    sums = _Sums()
    for at in range(0, len(chunks), _CHUNKS_AT_ONCE):
        await asyncio.gather(*(_add_chunk(context, job, chunk, sums) for chunk in chunks[at : at + _CHUNKS_AT_ONCE]))
    totals = await _with_creations(context, job, sums)
    later = await find_later_uploads(context, job, chunks, sums.changed)
    changed = [group for group in sums.groups.values() if group.size or group.removes_group]
    return UndoPlan(totals, sorted(changed, key=lambda group: (-group.size, group.name)), later)


async def _add_chunk(context: ImportContext, job: Job, chunk: Chunk, sums: _Sums) -> None:
    if chunk.state is ChunkState.UNDONE:
        sums.totals = sums.totals.plus(await load_undo_result(context, job, chunk.number))
        return
    content = await context.chunk_blobs.get(chunk_blob_name(job.id, chunk.number))
    slices = await asyncio.to_thread(decode_chunk, content) if content else []
    work = await look_at_chunk(context, job, chunk, slices)
    group_ids = sorted(work.written)
    for at in range(0, len(group_ids), _GROUPS_AT_ONCE):
        part = group_ids[at : at + _GROUPS_AT_ONCE]
        steps = await asyncio.gather(*(_step(context, job, chunk, work, group_id) for group_id in part))
        for group_id, step in zip(part, steps, strict=True):
            _add_group(work, group_id, step, sums)


async def _step(
    context: ImportContext, job: Job, chunk: Chunk, work: ChunkWork, group_id: str
) -> UndoStep | None:
    """What the undo would write; None when it would leave the group alone."""
    written = work.written[group_id]
    if group_id not in work.reachable or not written.total:
        return None
    removed = written.removed_rows()
    rows = await context.members.full(group_id, sorted({*written.added, *written.changed, *removed}))
    step = undo_step(rows, job.id, written.added, written.changed, removed)
    if job.undoing:
        # An earlier undo failed. What it has done it does not do again, whatever others did since.
        progress = await context.members.progress(group_id, undo_key(job, chunk.number))
        upto = progress.upto if progress else ""
        step.changes = [change for change in step.changes if change.phone_number > upto]
    return step


def _add_group(work: ChunkWork, group_id: str, step: UndoStep | None, sums: _Sums) -> None:
    written = work.written[group_id]
    group = sums.groups.setdefault(group_id, GroupUndo(work.name(group_id)))
    if step is None:
        counts, net, because = UndoCounts(left=written.total), 0, LeftBecause.NO_ORGANIZATION_GROUP
    else:
        counts = undo_counts(step, written.added, written.changed, written.removed_numbers)
        net, because = count_change(step.changes).members, LeftBecause.CHANGED_SINCE
    group.add(counts, net, because)
    sums.totals = sums.totals.plus(counts)
    _remember(work, group_id, written, sums.changed)


def _remember(work: ChunkWork, group_id: str, written: WrittenRows, changed: ChangedMembers) -> None:
    """By the group's name in the file and the one that it has now: a later upload lists it by either."""
    present = work.reachable.get(group_id)
    for normalised in {normalise(work.name(group_id)), *([present.normalised] if present else [])}:
        for number in (*written.added, *written.changed, *written.removed_numbers):
            changed.add(normalised, number)


async def _with_creations(context: ImportContext, job: Job, sums: _Sums) -> UndoCounts:
    """The totals with the links and groups that the undo would remove; notes with each group whether it would."""
    created = await find_created(context, job)
    links, _ = await context.hierarchy.load_links()
    mine = set(await removable_links(context, job, links))
    in_use = await linked_groups(context, [link for link in links if link not in mine])
    unused = {group.group_id: group for group in await created_groups(context, job) if group.group_id not in in_use}
    members = await _members_afterwards(context, list(unused), sums)
    going = {group_id for group_id, count in members.items() if count == 0}
    for group_id in going:
        sums.groups.setdefault(group_id, GroupUndo(unused[group_id].name)).removes_group = True
    before = await context.groups.get_many(created.groups)
    gone = sum(1 for group in before.values() if group.deleted_at is not None or group.id in going)
    return replace(sums.totals, links_removed=created.links, groups_removed=gone)


async def _members_afterwards(context: ImportContext, group_ids: Sequence[str], sums: _Sums) -> dict[str, int]:
    found: dict[str, int] = {}
    for at in range(0, len(group_ids), _COUNTED_AT_ONCE):
        totals = await context.members.totals(group_ids[at : at + _COUNTED_AT_ONCE])
        for group_id, now in totals.items():
            group = sums.groups.get(group_id)
            found[group_id] = now.members + (group.net if group else 0)
    return found
