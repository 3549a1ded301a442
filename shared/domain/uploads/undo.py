"""What a job stores in a row so that undo can restore the former row, and the changes that an undo makes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.domain.members.membership import Change, Membership, Role
from shared.domain.uploads.difference import Existing
from shared.domain.uploads.job import UndoCounts

_MAX_DEPTH_CHARACTERS = 8_000
"""`before` nests one level for each job that changed the role. A table property has at most 32,000 characters; beyond a
quarter of that the older history is dropped: the former row then belongs to no job, and undo of an older job leaves it."""


def before_of(row: Existing, job_id: str) -> str:
    """The text for a row's `before`. A job that changes its own row again keeps the first former row."""
    if row.job_id == job_id and row.before:
        return row.before
    former = {"role": str(row.role), "jobId": row.job_id}
    if len(row.before) >= _MAX_DEPTH_CHARACTERS:
        former["jobId"] = ""
    elif row.before:
        former["before"] = row.before
    return json.dumps(former, separators=(",", ":"))


def former_state(before: str) -> Existing:
    """The former row that `before` describes."""
    former = json.loads(before)
    return Existing(former["role"], former["jobId"], former.get("before", ""))


@dataclass(slots=True)
class UndoStep:
    """What undo must do in one group.

    `changes` are conditional on the rows as read; `final` is each number's role afterwards (None: no member), for the
    member index; `left` are the numbers whose rows others changed since, which undo does not touch.
    """

    changes: list[Change] = field(default_factory=list)
    final: dict[str, Role | None] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def undo_counts(step: UndoStep, added: Iterable[str], changed: Iterable[str], removed: Iterable[str]) -> UndoCounts:
    """What the step takes back of the numbers that the job added, changed and removed."""
    return UndoCounts(
        removed=sum(1 for number in added if number in step.final),
        roles_restored=sum(1 for number in changed if number in step.final),
        members_restored=sum(1 for number in removed if number in step.final),
        left=len(step.left),
    )


def undo_step(
    rows: Mapping[str, Membership],
    job_id: str,
    added: Sequence[str],
    changed: Mapping[str, str],
    removed: Mapping[str, Membership],
) -> UndoStep:
    """Compare what the job did (added numbers, changed ones with their `before`, removed rows) with the present rows.

    A row that is already as it was before the job counts as restored, so that a repeated undo has the same result.
    """
    step = UndoStep()
    for number in added:
        _take_back(step, number, rows.get(number), job_id, None)
    for number, before in changed.items():
        _take_back(step, number, rows.get(number), job_id, before)
    for number, former in removed.items():
        _put_back(step, number, rows.get(number), former)
    return step


def _take_back(step: UndoStep, number: str, row: Membership | None, job_id: str, before: str | None) -> None:
    if row is not None and row.job_id == job_id:
        after = _restored(row) if row.before else None
        step.changes.append(Change(number, row, after))
        step.final[number] = after.role if after else None
    elif before is None and row is None:
        step.final[number] = None
    elif before is not None and row is not None and _is(row, former_state(before)):
        step.final[number] = row.role
    else:
        step.left.append(number)


def _put_back(step: UndoStep, number: str, row: Membership | None, former: Membership) -> None:
    if row is None:
        step.changes.append(Change(number, None, replace(former, etag="")))
        step.final[number] = former.role
    elif _is(row, Existing(former.role, former.job_id, former.before)):
        step.final[number] = row.role
    else:
        step.left.append(number)


def _restored(row: Membership) -> Membership:
    former = former_state(row.before)
    return replace(row, role=Role(former.role), job_id=former.job_id, before=former.before)


def _is(row: Membership, former: Existing) -> bool:
    return (row.role, row.job_id, row.before) == former
