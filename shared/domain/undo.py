"""What a job leaves in a row so that undo can restore exactly what was there before."""

import json
from dataclasses import replace

from shared.domain.models import Membership
from shared.domain.roles import Role

_MAX_DEPTH_CHARACTERS = 8_000
"""Histories nest one level a job that changed the role. A table property holds 32,000 characters; beyond a quarter of
that the older history is dropped: the former row then belongs to no job, and undoing further back leaves it."""


def state_before(row: Membership, job_id: str) -> str:
    """The former state for the row's `before`. A job that changes its own row again keeps the first former state."""
    if row.job_id == job_id and row.before:
        return row.before
    former = {"role": str(row.role), "jobId": row.job_id}
    if len(row.before) >= _MAX_DEPTH_CHARACTERS:
        former["jobId"] = ""
    elif row.before:
        former["before"] = row.before
    return json.dumps(former, separators=(",", ":"))


def restored(row: Membership) -> Membership | None:
    """The row as it was before the job that wrote it, or None when that job added it."""
    if not row.before:
        return None
    former = json.loads(row.before)
    return replace(row, role=Role(former["role"]), job_id=former["jobId"], before=former.get("before", ""))
