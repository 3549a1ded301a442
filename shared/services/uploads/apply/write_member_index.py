"""Writes the member index of the rows that a chunk has written, also when other uploads write the same rows."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.members.membership import IndexRow, MemberKey, Role
from shared.domain.uploads.job import Job, JobState
from shared.services.context import ImportContext

_GROUPS_AT_ONCE = 16
_JOBS_LOOKED_AT = 50
_CLOCKS_DIFFER = timedelta(minutes=1)
_STEP_LASTS = timedelta(minutes=30)
"""functionTimeout in host.json: a chunk may run so long after its upload failed or was cancelled."""


async def write_index_rows(
    context: ImportContext, job: Job, index_rows: Sequence[IndexRow], since: datetime
) -> None:
    """Write the index rows of memberships that the caller has read or written after `since`. Raises Conflict when others
    keep changing them.

    Two uploads may write one index row in the wrong order. So when another upload was active since then, the memberships
    are read afterwards, until they are as written to the index. (A change over HTTP does the same; the nightly repair
    corrects a row that it and an upload change in the same second.)
    """
    left = {row.key: row.role for row in index_rows}
    if not left:
        return
    await _write(context, left)
    if not await _others_at_work(context, job, since):
        return

    async def attempt() -> None:
        nonlocal left
        left = await _moved(context, left)
        if left:
            await _write(context, left)
            raise StaleVersionError

    await retry_on_conflict("the members of the upload", attempt)


async def _write(context: ImportContext, index_rows: Mapping[MemberKey, Role | None]) -> None:
    await context.member_index.write([IndexRow(*key, role) for key, role in index_rows.items()])


async def _others_at_work(context: ImportContext, job: Job, since: datetime) -> bool:
    """Whether a step of another upload may have written rows after `since`."""
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
    """The rows whose membership differs from the index row, with its present role."""
    groups: dict[str, list[str]] = {}
    for number, group_id in copied:
        groups.setdefault(group_id, []).append(number)
    moved: dict[MemberKey, Role | None] = {}
    group_ids = list(groups)
    for at in range(0, len(group_ids), _GROUPS_AT_ONCE):
        part = group_ids[at : at + _GROUPS_AT_ONCE]
        found = await asyncio.gather(*(context.members.existing(g, sorted(groups[g])) for g in part))
        for group_id, rows in zip(part, found, strict=True):
            now = {
                MemberKey(number, group_id): Role(rows[number].role) if number in rows else None
                for number in groups[group_id]
            }
            moved |= {key: role for key, role in now.items() if role != copied[key]}
    return moved
