"""Applies one group's slice of a chunk: reads the stored rows, and writes the difference on condition."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.members.membership import Change, IndexRow, Membership, Role
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.difference import Difference, Existing, difference
from shared.domain.uploads.job import Job, Mode
from shared.domain.uploads.undo import before_of
from shared.services.context import ImportContext
from shared.services.ports.members import EventFactory
from shared.services.uploads.apply.undo_records import WrittenRows, record_removals


@dataclass(slots=True)
class SliceResult:
    """The outcome of the slice's entries, and the rows of the member index to write (for removals see undo_records.py)."""

    group_id: str
    unchanged: int = 0
    written: WrittenRows = field(default_factory=WrittenRows)
    index_rows: list[IndexRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Target:
    """The slice, the job that writes it, and the factory of events for subscribers."""

    group_id: str
    group_slice: GroupSlice
    job: Job
    chunk_number: int
    event_factory: EventFactory | None


async def apply_slice(
    context: ImportContext,
    group_id: str,
    group_slice: GroupSlice,
    job: Job,
    chunk_number: int,
    event_factory: EventFactory | None = None,
) -> SliceResult:
    """Write the memberships of one slice, with the events that `event_factory` makes for subscribers.

    Raises Conflict when others keep changing the rows.
    """
    target = _Target(group_id, group_slice, job, chunk_number, event_factory)
    result = SliceResult(group_id)
    existing = await existing_rows(context, group_id, group_slice, job.mode)
    wanted: Mapping[str, Role] = group_slice.roles

    async def attempt() -> SliceResult:
        nonlocal existing, wanted
        found = difference(existing, wanted, job.mode, job.id, run=job.run)
        lost = set() if found.is_empty else await _write(context, target, existing, found)
        _keep(result, target, existing, found, lost)
        if not lost:
            return result
        # What was written stays, even if others have changed it since; only the rest is compared again.
        existing = await context.members.existing(group_id, sorted(lost))
        wanted = {number: group_slice.roles[number] for number in lost & group_slice.roles.keys()}
        raise StaleVersionError

    return await retry_on_conflict(f"the members of group {group_id}", attempt)


async def _write(
    context: ImportContext, target: _Target, existing: Mapping[str, Existing], found: Difference
) -> set[str]:
    """Write the difference. Returns the numbers whose rows had changed since they were read."""
    group_id, roles, job = target.group_id, target.group_slice.roles, target.job
    # One time for the whole upload and its reruns: members see when others were added, and the times of chunks, which are
    # ranges of numbers, would tell them which numbers are smaller than which.
    changes = [
        Change(number, None, Membership(group_id, number, roles[number], job.created_at, job.submitted_by, job.id))
        for number in found.inserts
    ]
    moved: set[str] = set()
    if found.updates or found.deletes:
        full = await context.members.full(group_id, sorted((*found.updates, *found.deletes)))
        moved = {n for n in found.updates if n not in full or _compared(full[n]) != existing[n]}
        changes += [_update(full[n], roles[n], job) for n in found.updates if n not in moved]
        deletes = [full[number] for number in found.deletes if number in full]
        if deletes:
            await record_removals(context, job, target.chunk_number, deletes)
        changes += [Change(row.phone_number, row, None) for row in deletes]
    return moved.union(
        await context.members.write(group_id, changes, counted=False, event_factory=target.event_factory)
    )


def _compared(row: Membership) -> Existing:
    return Existing(row.role, row.job_id, row.before)


def _update(row: Membership, role: Role, job: Job) -> Change:
    changed = replace(row, role=role, job_id=job.id, before=before_of(_compared(row), job.id))
    return Change(row.phone_number, row, changed)


def _keep(
    result: SliceResult, target: _Target, existing: Mapping[str, Existing], found: Difference, lost: set[str]
) -> None:
    """Add what this attempt wrote to the result, that is all but the lost."""
    inserted = [number for number in found.inserts if number not in lost]
    updated = {number: before_of(existing[number], target.job.id) for number in found.updates if number not in lost}
    earlier = (*found.added_before, *found.changed_before)
    result.unchanged += found.unchanged
    result.written.added += [*inserted, *found.added_before]
    result.written.changed |= updated | found.changed_before
    group_id, roles = result.group_id, target.group_slice.roles
    result.index_rows += [IndexRow(number, group_id, roles[number]) for number in (*inserted, *updated)]
    result.index_rows += [IndexRow(number, group_id, Role(existing[number].role)) for number in earlier]


async def existing_rows(
    context: ImportContext, group_id: str | None, group_slice: GroupSlice, mode: Mode
) -> dict[str, Existing]:
    """The stored rows to compare with this slice."""
    if group_id is None:
        return {}
    if mode is Mode.REPLACE:
        return await context.members.existing_range(group_id, group_slice.lo, group_slice.hi)
    return await context.members.existing(group_id, list(group_slice.roles))
