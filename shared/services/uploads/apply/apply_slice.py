"""Applies one group's slice of a chunk: reads the stored rows, and writes the difference on condition."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shared.concurrency import StaleVersionError
from shared.domain.members.membership import Change, IndexRow, Membership, Role
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.difference import Difference, Existing, difference
from shared.domain.uploads.job import Job, Mode
from shared.domain.uploads.progress import Phase, StepKey
from shared.domain.uploads.undo import before_of
from shared.errors import Conflict
from shared.services.context import ImportContext
from shared.services.members.admin_lock import GroupIsPrivateError
from shared.services.ports.members import EventFactory
from shared.services.uploads.apply.step_writer import StepWriter
from shared.services.uploads.apply.undo_records import WrittenRows, find_written, record_removals


@dataclass(frozen=True, slots=True)
class SliceTarget:
    """The slice, its group, and the chunk's job; `resumes` when an earlier attempt may have written rows of the slice,
    `is_new` when the job has created the group."""

    group_id: str
    group_slice: GroupSlice
    job: Job
    chunk_number: int
    resumes: bool
    is_new: bool = False
    event_factory: EventFactory | None = None

    @property
    def step(self) -> StepKey:
        """The step in this group."""
        return StepKey(self.job.id, self.job.run, self.chunk_number, Phase.APPLY, self.group_slice.normalised)


@dataclass(slots=True)
class SliceResult:
    """The outcome of the slice's entries, what undo needs of them, and the rows of the member index to write."""

    group_id: str
    unchanged: int
    added: int
    role_changed: int
    removed: int
    written: WrittenRows
    index_rows: list[IndexRow] = field(default_factory=list)


async def apply_slice(context: ImportContext, target: SliceTarget) -> SliceResult:
    """Write the memberships of one slice. Raises Conflict when others keep changing the rows, and StepClosedError."""
    writer = StepWriter(context, target.group_id, target.step, target.event_factory)
    if target.resumes:
        await writer.resume()

    async def attempt() -> None:
        upto = writer.progress.upto
        rest = target.group_slice.after(upto)
        if writer.progress.is_done:
            return
        existing = await _existing(context, target, writer, rest)
        if any(row.job_id == target.job.id for row in existing.values()):
            # Another attempt has come further than the progress that was read.
            await writer.resume()
            writer.is_alone = False
            if writer.progress.upto != upto:
                raise StaleVersionError
        found = difference(existing, rest.roles, target.job.mode)
        await writer.write(await _changes(context, target, writer, existing, found))

    try:
        await writer.run(attempt)
    except GroupIsPrivateError:
        raise Conflict("The group became private; the next attempt looks for the name again.") from None
    return await _result(context, target, writer)


async def _existing(
    context: ImportContext, target: SliceTarget, writer: StepWriter, rest: GroupSlice
) -> dict[str, Existing]:
    """The rows to compare with. Those of a new group are not read at first: if there are any, the inserts meet them."""
    if target.is_new and target.job.mode is Mode.MERGE and not writer.has_read:
        return {}
    return await existing_rows(context, target.group_id, rest, target.job.mode)


async def _changes(
    context: ImportContext,
    target: SliceTarget,
    writer: StepWriter,
    existing: Mapping[str, Existing],
    found: Difference,
) -> list[Change]:
    """The changes, ascending by number. Raises StaleVersionError when a row has changed since it was compared."""
    group_id, role_of, job = target.group_id, target.group_slice.role, target.job
    # One time for the whole upload and its reruns: members see when others were added, and the times of chunks, which are
    # ranges of numbers, would tell them which numbers are smaller than which.
    changes = [
        Change(number, None, Membership(group_id, number, role_of(number), job.created_at, job.submitted_by, job.id))
        for number in found.inserts
    ]
    if not found.updates and not found.deletes:
        return changes
    full = await context.members.full(group_id, sorted((*found.updates, *found.deletes)))
    for number in (*found.updates, *found.deletes):
        if number not in full or full[number].role != existing[number].role:
            raise StaleVersionError
    changes += [_update(full[number], role_of(number), job) for number in found.updates]
    removed = [full[number] for number in found.deletes]
    if removed:
        record = await record_removals(context, job, target.chunk_number, removed)
        writer.progress = writer.progress.recording(record)
    changes += [Change(row.phone_number, row, None) for row in removed]
    return sorted(changes, key=lambda change: change.phone_number)


def _update(row: Membership, role: Role, job: Job) -> Change:
    changed = replace(row, role=role, job_id=job.id, before=before_of(Existing(row.role, row.job_id, row.before), job.id))
    return Change(row.phone_number, row, changed)


async def _result(context: ImportContext, target: SliceTarget, writer: StepWriter) -> SliceResult:
    progress = writer.progress
    if writer.is_alone:
        written = WrittenRows.of(target.group_slice.name, writer.written)
        index_rows = [index_row(target.group_id, change) for change in writer.written]
    else:
        written, index_rows = await find_written(
            context, target.job, target.group_id, target.group_slice, target.chunk_number, progress
        )
    return SliceResult(
        target.group_id,
        unchanged=len(target.group_slice.roles) - progress.inserted - progress.updated,
        added=progress.inserted,
        role_changed=progress.updated,
        removed=progress.deleted,
        written=written,
        index_rows=index_rows,
    )


def index_row(group_id: str, change: Change) -> IndexRow:
    """The row of the member index that follows from the change."""
    return IndexRow(change.phone_number, group_id, change.after.role if change.after else None)


async def existing_rows(
    context: ImportContext, group_id: str | None, group_slice: GroupSlice, mode: Mode
) -> dict[str, Existing]:
    """The stored rows to compare with this slice."""
    if group_id is None:
        return {}
    if mode is Mode.REPLACE:
        return await context.members.existing_range(group_id, group_slice.lo, group_slice.hi)
    return await context.members.existing(group_id, list(group_slice.roles))
