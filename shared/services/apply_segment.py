"""One group's part of a chunk: read what is there, compute the difference, write it on condition that nothing moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.domain.chunks import Segment
from shared.domain.difference import Difference, Existing, difference
from shared.domain.job import Job
from shared.domain.members import Change
from shared.domain.models import Membership
from shared.domain.roles import Role
from shared.domain.undo import before_of
from shared.errors import Conflict
from shared.services.import_context import ImportContext
from shared.services.plan_import import existing_rows
from shared.services.ports import News
from shared.services.removals import record_removals
from shared.services.written_rows import WrittenRows

_ROUNDS = 12
"""Each round that fails means that somebody else changed one of the rows in between; they cannot all be unlucky."""


@dataclass(slots=True)
class SegmentResult:
    """What became of the segment's entries, and the second copies that have to follow (removals: see removals.py)."""

    group_id: str
    unchanged: int = 0
    written: WrittenRows = field(default_factory=WrittenRows)
    copies: list[tuple[str, str, Role | None]] = field(default_factory=list)


async def apply_segment(
    context: ImportContext, group_id: str, segment: Segment, job: Job, chunk_number: int, told: News | None = None
) -> SegmentResult:
    """Write the first copies, with what `told` makes for connectors. Raises Conflict when the rows keep being changed by
    others."""
    for _ in range(_ROUNDS):
        existing = await existing_rows(context, group_id, segment, job.mode)
        found = difference(existing, segment.roles, job.mode, job.id)
        if found.is_empty or not await _write(
            context, group_id, segment, job, chunk_number, found, told
        ):
            return _result(group_id, segment, found, existing, job)
    raise Conflict(f"The members of group {group_id} keep being changed by others.")


async def _write(
    context: ImportContext,
    group_id: str,
    segment: Segment,
    job: Job,
    chunk_number: int,
    found: Difference,
    told: News | None,
) -> Sequence[str]:
    """Write the difference and answer the numbers that were no longer as they had been read."""
    now = context.now()
    changes = [
        Change(number, None, Membership(group_id, number, segment.roles[number], now, job.submitted_by, job.id))
        for number in found.inserts
    ]
    if found.updates or found.deletes:
        full = await context.memberships.full(group_id, sorted((*found.updates, *found.deletes)))
        gone = [number for number in (*found.updates, *found.deletes) if number not in full]
        if gone:
            return gone
        changes += [_update(full[number], segment.roles[number], job) for number in found.updates]
        deletes = [full[number] for number in found.deletes]
        if deletes:
            await record_removals(context, job, chunk_number, deletes)
        changes += [Change(row.phone_number, row, None) for row in deletes]
    return await context.memberships.write(group_id, changes, counted=False, told=told)


def _update(row: Membership, role: Role, job: Job) -> Change:
    former = Existing(row.role, row.job_id, row.before)
    changed = replace(row, role=role, job_id=job.id, before=before_of(former, job.id))
    return Change(row.phone_number, row, changed)


def _result(
    group_id: str, segment: Segment, found: Difference, existing: Mapping[str, Existing], job: Job
) -> SegmentResult:
    added = [*found.inserts, *found.added_before]
    changed = {number: before_of(existing[number], job.id) for number in found.updates}
    changed |= {number: existing[number].before for number in found.changed_before}
    return SegmentResult(
        group_id=group_id,
        unchanged=found.unchanged,
        written=WrittenRows(added, changed),
        copies=[(number, group_id, segment.roles[number]) for number in (*added, *changed)],
    )
