"""What a chunk did, which its undo takes back; every attempt of the chunk is stopped for good before that is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from shared.concurrency import gather_to_end
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.job import Chunk, ChunkState, Job
from shared.domain.uploads.progress import Phase, StepKey
from shared.services.context import ImportContext
from shared.services.uploads.apply.step_writer import close_step
from shared.services.uploads.apply.undo_records import (
    WrittenRows,
    find_written,
    load_removals,
    load_written,
    merge_written,
)

_GROUPS_AT_ONCE = 16


@dataclass(slots=True)
class ChunkWork:
    """The rows written by group id; the name of each group in the file and its lines by number, for messages. `reachable`
    are the groups that are organization groups now."""

    written: dict[str, WrittenRows]
    reachable: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)


async def work_of_chunk(context: ImportContext, job: Job, chunk: Chunk, slices: Sequence[GroupSlice]) -> ChunkWork:
    """What the chunk did. It writes no more from now on, even if an attempt is still under way, as one may be of a chunk
    that another attempt has done."""
    known = await context.groups.resolve(sorted({group_slice.normalised for group_slice in slices}))
    in_groups = [(known[s.normalised].group_id, s) for s in slices if s.normalised in known]
    if chunk.state is ChunkState.DONE:
        await _stop(context, replace(job, run=chunk.run), chunk, in_groups)
        written = await _recorded(context, job, chunk)
    else:
        written = merge_written(await _stop(context, job, chunk, in_groups, find=True))
    work = ChunkWork(written, await _reachable(context, written))
    for group_id, group_slice in in_groups:
        work.names[group_id] = group_slice.name
        work.lines.setdefault(group_id, {}).update(zip(group_slice.roles, group_slice.lines, strict=True))
    return work


async def _recorded(context: ImportContext, job: Job, chunk: Chunk) -> dict[str, WrittenRows]:
    written = await load_written(context, chunk, chunk.run)
    if any(rows.removed is None for rows in written.values()):
        for key, row in (await load_removals(context, replace(job, run=chunk.run), chunk.number)).items():
            written.setdefault(key.group_id, WrittenRows()).put_removed(row)
    return written


async def _stop(
    context: ImportContext,
    job: Job,
    chunk: Chunk,
    in_groups: Sequence[tuple[str, GroupSlice]],
    *,
    find: bool = False,
) -> list[tuple[str, WrittenRows]]:
    """Close the chunk's step in each group, and with `find` say what it has written there."""
    parts: list[tuple[str, WrittenRows]] = []

    async def stop(group_id: str, group_slice: GroupSlice) -> None:
        step = StepKey(job.id, job.run, chunk.number, Phase.APPLY, group_slice.normalised)
        progress = await close_step(context, group_id, step)
        if find:
            written, _ = await find_written(context, job, group_id, group_slice, chunk.number, progress)
            parts.append((group_id, written))

    for at in range(0, len(in_groups), _GROUPS_AT_ONCE):
        await gather_to_end(*(stop(*each) for each in in_groups[at : at + _GROUPS_AT_ONCE]))
    return parts


async def _reachable(context: ImportContext, group_ids: Iterable[str]) -> frozenset[str]:
    groups = await context.groups.get_many(sorted(group_ids))
    return frozenset(group.id for group in groups.values() if not group.is_private)
