"""The second copies of the rows that a chunk has written, right also where others write the same rows at the same time."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared.domain.members.membership import IndexRow, MemberKey, Role
from shared.domain.uploads.job import Job, JobState
from shared.errors import Conflict
from shared.services.context import ImportContext

_ROUNDS = 12
_GROUPS_AT_ONCE = 16
_JOBS_LOOKED_AT = 50
_CLOCKS_DIFFER = timedelta(minutes=1)
_STEP_LASTS = timedelta(minutes=30)
"""functionTimeout in host.json: so long may a chunk go on after its upload failed or was cancelled."""


async def copy_rows(
    context: ImportContext, job: Job, copies: Sequence[IndexRow], since: datetime
) -> None:
    """Make the index rows what the memberships are, which the caller has read or written since
    then; the roles are the first as far as it knows. Raises Conflict when they keep being changed by others.

    Two uploads that copy one row may do so in the wrong order. So where another was at work meanwhile, the first copies
    are read afterwards until they are as was copied: whoever copied last has then copied the last. (A change over HTTP
    reads after its copy, too; the row that it and an upload change in the same second is mended in the night.)
    """
    left = {row.key: row.role for row in copies}
    if not left:
        return
    await _write(context, left)
    if not await _others_at_work(context, job, since):
        return
    for _ in range(_ROUNDS):
        left = await _moved(context, left)
        if not left:
            return
        await _write(context, left)
    raise Conflict("The members of the upload keep being changed by others.")


async def _write(context: ImportContext, copies: Mapping[MemberKey, Role | None]) -> None:
    await context.member_index.write([IndexRow(*key, role) for key, role in copies.items()])


async def _others_at_work(context: ImportContext, job: Job, since: datetime) -> bool:
    """Whether a step of another upload may have written rows since then."""
    newest = await context.jobs.page(_JOBS_LOOKED_AT, None)
    return any(other.id != job.id and _may_have_written(other, since) for other in newest)


def _may_have_written(job: Job, since: datetime) -> bool:
    if job.state in (JobState.VALIDATING, JobState.APPLYING):
        return True
    lasts = _STEP_LASTS if job.state in (JobState.FAILED, JobState.CANCELLED) else _CLOCKS_DIFFER
    return (job.moved_at or job.created_at) > since - lasts


async def _moved(
    context: ImportContext, copied: Mapping[MemberKey, Role | None]
) -> dict[MemberKey, Role | None]:
    """Those whose first copy is another than was copied, as it is now."""
    groups: dict[str, list[str]] = {}
    for number, group_id in copied:
        groups.setdefault(group_id, []).append(number)
    moved: dict[MemberKey, Role | None] = {}
    group_ids = list(groups)
    for at in range(0, len(group_ids), _GROUPS_AT_ONCE):
        part = group_ids[at : at + _GROUPS_AT_ONCE]
        found = await asyncio.gather(*(context.memberships.existing(g, sorted(groups[g])) for g in part))
        for group_id, rows in zip(part, found, strict=True):
            now = {
                MemberKey(number, group_id): Role(rows[number].role) if number in rows else None
                for number in groups[group_id]
            }
            moved |= {key: role for key, role in now.items() if role != copied[key]}
    return moved
