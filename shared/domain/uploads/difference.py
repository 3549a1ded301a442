"""What a chunk must write: existing rows, wanted rows and mode in; inserts, updates, deletes and unchanged out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.domain.members.membership import Role
from shared.domain.uploads.job import Mode


class Existing(NamedTuple):
    """A stored membership as far as the difference needs it (see Membership for the fields)."""

    role: str
    job_id: str
    before: str

    def state_by(self, job_id: str) -> "Existing | None":
        """How the job left the row, if it has written it: now, or before others changed it (`before` holds theirs)."""
        state = self
        while state.job_id != job_id:
            if job_id not in state.before:
                return None
            former = json.loads(state.before)
            state = Existing(former["role"], former["jobId"], former.get("before", ""))
        return state


@dataclass(slots=True)
class Difference:
    """Numbers by what must happen to them.

    `added_before` and `changed_before` (number -> `before`) are rows that an earlier attempt of the same job has written
    already: they count as this job's work, so that a run that was killed and repeated counts like one clean run, and
    their second copy is written again in case the first attempt died between the two. Where others have changed such
    a row since, theirs stands, as it would had the attempt not been repeated.
    """

    inserts: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    deletes: list[str] = field(default_factory=list)
    unchanged: int = 0
    added_before: list[str] = field(default_factory=list)
    changed_before: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be written to the first copy."""
        return not (self.inserts or self.updates or self.deletes)


def difference(
    existing: Mapping[str, Existing], wanted: Mapping[str, Role], mode: Mode, job_id: str, *, run: int = 1
) -> Difference:
    """Compare one group's rows in one range of numbers; rows that are only in `existing` go in replace mode.

    From the second `run` on, what the job wrote and others changed is the work of a run that was undone.
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
