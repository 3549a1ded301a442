"""What a chunk did, which its undo takes back; every attempt of the chunk is stopped for good before that is read."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.concurrency import gather_to_end
from shared.domain.groups.group import Group
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.job import Chunk, ChunkState, Job
from shared.domain.uploads.progress import Phase, StepKey, StepProgress
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

InGroup = tuple[str, GroupSlice]
"""The id of a group, and the slice of the chunk that is of it."""


@dataclass(slots=True)
class ChunkWork:
    """The rows written by group id, and each group's lines by number, for messages. `reachable` are the groups that are
    organization groups now."""

    written: dict[str, WrittenRows]
    reachable: Mapping[str, Group] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)

    def name(self, group_id: str) -> str:
        """The group's name in the file. Where an older version kept none, the present one of an organization group."""
        group = self.reachable.get(group_id)
        return self.written[group_id].name or (group.name if group else "")


def undo_key(job: Job, chunk_number: int) -> StepKey:
    """The step that undoes the chunk, in each of its groups."""
    return StepKey(job.id, job.run, chunk_number, Phase.UNDO)


async def stop_chunk(context: ImportContext, job: Job, chunk: Chunk, slices: Sequence[GroupSlice]) -> ChunkWork:
    """What the chunk did. It writes no more from now on, even if an attempt is still under way, as one may be of a chunk
    that another attempt has done."""
    return await _work(context, job, chunk, slices, stops=True)


async def look_at_chunk(context: ImportContext, job: Job, chunk: Chunk, slices: Sequence[GroupSlice]) -> ChunkWork:
    """What the chunk did until now, without stopping it."""
    return await _work(context, job, chunk, slices, stops=False)


async def _work(
    context: ImportContext, job: Job, chunk: Chunk, slices: Sequence[GroupSlice], *, stops: bool
) -> ChunkWork:
    known = await context.groups.resolve(sorted({group_slice.normalised for group_slice in slices}))
    in_groups = [(known[s.normalised].group_id, s) for s in slices if s.normalised in known]
    if chunk.state is ChunkState.DONE:
        if stops:
            await _each_step(context, replace(job, run=chunk.run), chunk, in_groups, close_step)
        written = await _recorded(context, job, chunk)
    else:
        progress = await _each_step(context, job, chunk, in_groups, close_step if stops else _progress)
        written = await _found(context, job, chunk, in_groups, progress)
    work = ChunkWork(written, await _reachable(context, written))
    for group_id, group_slice in in_groups:
        work.lines.setdefault(group_id, {}).update(zip(group_slice.roles, group_slice.lines, strict=True))
    return work


async def _recorded(context: ImportContext, job: Job, chunk: Chunk) -> dict[str, WrittenRows]:
    written = await load_written(context, chunk, chunk.run)
    if any(rows.removed is None for rows in written.values()):
        for key, row in (await load_removals(context, replace(job, run=chunk.run), chunk.number)).items():
            written.setdefault(key.group_id, WrittenRows()).put_removed(row)
    return written


async def _each_step(
    context: ImportContext,
    job: Job,
    chunk: Chunk,
    in_groups: Sequence[InGroup],
    ask: Callable[[ImportContext, str, StepKey], Awaitable[StepProgress]],
) -> list[StepProgress]:
    """What `ask` says of the chunk's step in each group."""
    found: list[StepProgress] = []
    for at in range(0, len(in_groups), _GROUPS_AT_ONCE):
        part = in_groups[at : at + _GROUPS_AT_ONCE]
        steps = [StepKey(job.id, job.run, chunk.number, Phase.APPLY, each.normalised) for _, each in part]
        asked = (ask(context, group_id, step) for (group_id, _), step in zip(part, steps, strict=True))
        found += await gather_to_end(*asked)
    return found


async def _progress(context: ImportContext, group_id: str, step: StepKey) -> StepProgress:
    return await context.members.progress(group_id, step) or StepProgress()


async def _found(
    context: ImportContext, job: Job, chunk: Chunk, in_groups: Sequence[InGroup], progress: Sequence[StepProgress]
) -> dict[str, WrittenRows]:
    """What the chunk has written, which it did not come to record, by the rows that there are."""
    parts: list[tuple[str, WrittenRows]] = []
    steps = list(zip(in_groups, progress, strict=True))
    for at in range(0, len(steps), _GROUPS_AT_ONCE):
        part = steps[at : at + _GROUPS_AT_ONCE]
        found = await gather_to_end(
            *(find_written(context, job, group_id, each, chunk.number, done) for (group_id, each), done in part)
        )
        parts += [(group_id, written) for ((group_id, _), _), (written, _) in zip(part, found, strict=True)]
    return merge_written(parts)


async def _reachable(context: ImportContext, group_ids: Iterable[str]) -> dict[str, Group]:
    groups = await context.groups.get_many(sorted(group_ids))
    return {group.id: group for group in groups.values() if not group.is_private}
