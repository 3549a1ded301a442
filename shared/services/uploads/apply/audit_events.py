"""Audit events of uploads: one event for each group and chunk, with counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from shared.domain.audit import Action, AuditEvent
from shared.domain.groups.hierarchy import Link
from shared.domain.ids import reverse_time_id
from shared.domain.uploads.job import Job
from shared.domain.uploads.progress import Phase
from shared.services.context import ImportContext


@dataclass(frozen=True, slots=True)
class GroupWork:
    """The members that a chunk or its undo added, changed and removed in one group, and whether it created the group."""

    added: int = 0
    role_changed: int = 0
    removed: int = 0
    created: bool = False

    @property
    def changes(self) -> dict[str, int]:
        """The counts that are not zero, as the event's `after`."""
        counts = {"added": self.added, "roleChanged": self.role_changed, "removed": self.removed}
        return {name: count for name, count in counts.items() if count}


async def record_job_events(
    context: ImportContext, job: Job, phase: Phase, chunk_number: int, work: Mapping[str, GroupWork]
) -> None:
    """Write the events of one chunk, by group id. Idempotent: their ids follow from job, run, phase and chunk."""
    step = _Step(phase, f"{phase} {chunk_number}", chunk_number)
    events = [event for group_id, done in work.items() for event in _events(context, job, step, group_id, done)]
    await context.audit.put_all(events)


async def record_link_events(
    context: ImportContext, job: Job, action: Action, links: Iterable[Link], names: Mapping[str, str]
) -> None:
    """Write an event for each link into its parent's audit; `names` has the groups' names by id. Idempotent."""
    added = action is Action.SUBGROUP_ADDED
    events = []
    for link in links:
        child = {"id": link.child_id, "name": names.get(link.child_id, "")}
        step = _Step(Phase.APPLY if added else Phase.UNDO, f"{action} {link.child_id}", _AFTER_CHUNKS)
        event = _event(context, job, step, link.parent_id, action, child)
        events.append(event if added else replace(event, before=child, after={}))
    await context.audit.put_all(events)


class _Step(NamedTuple):
    """What an event is of: `seed` tells it from the other events of its run and group, the numbers are its place there."""

    phase: Phase
    seed: str
    number: int
    part: int = 0


_RUN_BITS, _NUMBER_BITS, _PART_BITS = 14, 18, 1
"""With one bit of phase as many as an id's order has."""
_AFTER_CHUNKS = (1 << _NUMBER_BITS) - 1


def _order(job: Job, step: _Step) -> int:
    """The place of the step among all that the job does: the ids of its events all have the moment at which it began."""
    run = min(job.run, (1 << _RUN_BITS) - 1) << 1 | (step.phase is Phase.UNDO)
    return (run << _NUMBER_BITS | min(step.number, _AFTER_CHUNKS)) << _PART_BITS | step.part


def _events(
    context: ImportContext, job: Job, step: _Step, group_id: str, done: GroupWork
) -> Iterable[AuditEvent]:
    if done.created:
        created = step._replace(seed=f"{step.seed} created")
        yield _event(context, job, created, group_id, Action.GROUP_CREATED, {})
    if done.changes:
        yield _event(context, job, step._replace(part=1), group_id, Action.MEMBERS_CHANGED, done.changes)


def _event(
    context: ImportContext, job: Job, step: _Step, group_id: str, action: Action, after: Mapping[str, int | str]
) -> AuditEvent:
    return AuditEvent(
        id=reverse_time_id(job.begun_at, f"{job.id} {job.run} {step.seed} {group_id}", _order(job, step)),
        group_id=group_id,
        at=context.now(),
        actor=job.submitted_by,
        action=action,
        before={},
        after=after,
        job_id=job.id,
    )
