"""Whole rows that a replace job is about to remove, written down first: undo needs them, and so does an honest count."""

import json
from collections.abc import Sequence
from datetime import datetime

from shared.domain.members.membership import Membership, Role
from shared.domain.times import rfc3339
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext


def _prefix(job: Job, chunk_number: int) -> str:
    return f"{job.id}/removed/{job.run:04d}/{chunk_number:05d}-"


async def record_removals(context: ImportContext, job: Job, chunk_number: int, rows: Sequence[Membership]) -> None:
    """Keep the rows; names ascend with time, so that of two records of one row the later holds what was removed."""
    lines = [
        json.dumps(
            [row.group_id, row.phone_number, row.role, row.added_at.isoformat(), row.added_by, row.job_id, row.before]
        )
        for row in rows
    ]
    name = f"{_prefix(job, chunk_number)}{rfc3339(context.now())}-{context.new_id()}.jsonl"
    await context.job_files.put(name, "\n".join(lines).encode())


async def load_removals(context: ImportContext, job: Job, chunk_number: int) -> dict[tuple[str, str], Membership]:
    """What this run of the chunk has removed, by group id and number, over all its attempts."""
    removed: dict[tuple[str, str], Membership] = {}
    for name in await context.job_files.names(_prefix(job, chunk_number)):
        content = await context.job_files.get(name) or b""
        for line in content.decode().splitlines():
            group_id, number, role, added_at, added_by, job_id, before = json.loads(line)
            removed[group_id, number] = Membership(
                group_id, number, Role(role), datetime.fromisoformat(added_at), added_by, job_id, before
            )
    return removed
