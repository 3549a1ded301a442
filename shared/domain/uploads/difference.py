"""The difference between a group's stored rows and the requested ones: what a chunk must insert, update and delete."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.domain.members.membership import Role
from shared.domain.uploads.job import Mode


class Existing(NamedTuple):
    """The fields of a stored Membership that the difference needs."""

    role: str
    job_id: str
    before: str

    def state_by(self, job_id: str) -> "Existing | None":
        """The row as the job last wrote it, or None: the present one, or one that later jobs keep in `before`."""
        state = self
        while state.job_id != job_id:
            if job_id not in state.before:
                return None
            former = json.loads(state.before)
            state = Existing(former["role"], former["jobId"], former.get("before", ""))
        return state


@dataclass(slots=True)
class Difference:
    """The numbers by what must happen to them.

    `added_before` and `changed_before` (number -> `before`) are rows that an earlier attempt of the same job wrote. They
    count as this job's work, so that a killed and repeated run has the same counts as an uninterrupted one, and their
    member index is written again, since the earlier attempt may have stopped before it. A change that others made to
    such a row since stays.
    """

    inserts: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    deletes: list[str] = field(default_factory=list)
    unchanged: int = 0
    added_before: list[str] = field(default_factory=list)
    changed_before: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether no membership has to be written."""
        return not (self.inserts or self.updates or self.deletes)


def difference(
    existing: Mapping[str, Existing], wanted: Mapping[str, Role], mode: Mode, job_id: str, *, run: int = 1
) -> Difference:
    """Compare one group's rows in one range of numbers. Replace mode deletes rows that are only in `existing`.

    `run` counts from 1 and grows with each undo: from 2 on, a row that the job wrote and others changed since is the
    work of a run that was undone.
    """
    result = Difference()
    inserts, updates = result.inserts, result.updates
    for number, role in wanted.items():
        row = existing.get(number)
        if row is None:
            inserts.append(number)
            continue
        mine = row.state_by(job_id) if run == 1 or row.job_id == job_id else None
        if mine is not None and mine.role == role:
            _count_earlier(result, number, mine)
        elif row.role != role:
            updates.append(number)
        else:
            result.unchanged += 1
    if mode is Mode.REPLACE:
        result.deletes = _surplus(existing, wanted)
    return result


def _count_earlier(result: Difference, number: str, mine: Existing) -> None:
    if mine.before:
        result.changed_before[number] = mine.before
    else:
        result.added_before.append(number)


def _surplus(existing: Iterable[str], wanted: Mapping[str, Role]) -> list[str]:
    return [number for number in existing if number not in wanted]
