"""The difference between a group's stored rows and the requested ones: what a chunk must insert, update and delete."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.domain.members.membership import Role
from shared.domain.uploads.job import Mode


class Existing(NamedTuple):
    """The fields of a stored Membership that uploads need."""

    role: str
    job_id: str
    before: str

    def state_by(self, job_id: str) -> "Existing | None":
        """The row as the job last wrote it, or None: the present one, or one that later changes keep in `before`."""
        state = self
        while state.job_id != job_id:
            if job_id not in state.before:
                return None
            former = json.loads(state.before)
            state = Existing(former["role"], former["jobId"], former.get("before", ""))
        return state


@dataclass(slots=True)
class Difference:
    """The numbers by what must happen to them."""

    inserts: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    deletes: list[str] = field(default_factory=list)
    unchanged: int = 0


def difference(existing: Mapping[str, Existing], wanted: Mapping[str, Role | None], mode: Mode) -> Difference:
    """Compare one group's rows in one range of numbers. Replace mode deletes rows that are only in `existing`. A wanted
    role of None is any role."""
    result = Difference()
    inserts, updates = result.inserts, result.updates
    for number, role in wanted.items():
        row = existing.get(number)
        if row is None:
            inserts.append(number)
        elif role is not None and row.role != role:
            updates.append(number)
        else:
            result.unchanged += 1
    if mode is Mode.REPLACE:
        result.deletes = [number for number in existing if number not in wanted]
    return result
