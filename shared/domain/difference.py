"""What a chunk must write: existing rows, wanted rows and mode in; inserts, updates, deletes and unchanged out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.domain.job import Mode
from shared.domain.roles import Role


class Existing(NamedTuple):
    """A stored membership as far as the difference needs it (see Membership for the fields)."""

    role: str
    job_id: str
    before: str


@dataclass(slots=True)
class Difference:
    """Numbers by what must happen to them.

    `added_before` and `changed_before` are rows that an earlier attempt of the same job has written already: they
    count as this job's work, so that a run that was killed and repeated counts like one clean run, and their second
    copy is written again in case the first attempt died between the two.
    """

    inserts: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    deletes: list[str] = field(default_factory=list)
    unchanged: int = 0
    added_before: list[str] = field(default_factory=list)
    changed_before: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be written to the first copy."""
        return not (self.inserts or self.updates or self.deletes)


def difference(existing: Mapping[str, Existing], wanted: Mapping[str, Role], mode: Mode, job_id: str) -> Difference:
    """Compare one group's rows in one range of numbers; rows that are only in `existing` go in replace mode."""
    result = Difference()
    inserts, updates = result.inserts, result.updates
    for number, role in wanted.items():
        row = existing.get(number)
        if row is None:
            inserts.append(number)
        elif row.role != role:
            updates.append(number)
        elif row.job_id != job_id:
            result.unchanged += 1
        elif row.before:
            result.changed_before.append(number)
        else:
            result.added_before.append(number)
    if mode is Mode.REPLACE:
        result.deletes = _surplus(existing, wanted)
    return result


def _surplus(existing: Iterable[str], wanted: Mapping[str, Role]) -> list[str]:
    return [number for number in existing if number not in wanted]
