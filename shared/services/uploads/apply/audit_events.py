"""What an upload did to each group, for the groups' audits: one event a group and chunk, never one a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shared.domain.audit import Action, AuditEvent
from shared.domain.groups.hierarchy import Link
from shared.domain.ids import reverse_time_id
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext


@dataclass(frozen=True, slots=True)
class GroupWork:
    """How many members a chunk (or undoing it) added, changed and removed in one group, and whether it made the group."""

    added: int = 0
    role_changed: int = 0
    removed: int = 0
    created: bool = False

    @property
    def changes(self) -> dict[str, int]:
        """The counts that are not zero, as the audit shows them."""
        counts = {"added": self.added, "roleChanged": self.role_changed, "removed": self.removed}
        return {name: count for name, count in counts.items() if count}


async def record_job_events(
    context: ImportContext, job: Job, step: str, work: Mapping[str, GroupWork]
) -> None:
    """Write the events of one step, by group id. Their ids follow from the step, so that repeating it overwrites."""
    events = [event for group_id, done in work.items() for event in _events(context, job, step, group_id, done)]
    await context.audit.put_all(events)


async def record_link_events(
    context: ImportContext, job: Job, action: Action, links: Iterable[Link], names: Mapping[str, str]
) -> None:
    """Write an event a link into its parent's audit; `names` are those of groups by id. Repeating it overwrites."""
    events = []
    for link in links:
        child = {"id": link.child_id, "name": names.get(link.child_id, "")}
        event = _event(context, job, f"{action} {link.child_id}", link.parent_id, action, child)
        events.append(event if action is Action.SUBGROUP_ADDED else replace(event, before=child, after={}))
    await context.audit.put_all(events)


def _events(
    context: ImportContext, job: Job, step: str, group_id: str, done: GroupWork
) -> Iterable[AuditEvent]:
    if done.created:
        yield _event(context, job, f"{step} created", group_id, Action.GROUP_CREATED, {})
    if done.changes:
        yield _event(context, job, step, group_id, Action.MEMBERS_CHANGED, done.changes)


def _event(
    context: ImportContext, job: Job, step: str, group_id: str, action: Action, after: Mapping[str, int | str]
) -> AuditEvent:
    begun = job.started_at or job.created_at
    return AuditEvent(
        id=reverse_time_id(begun, f"{job.id} {job.run} {step} {group_id}"),
        group_id=group_id,
        at=context.now(),
        actor=job.submitted_by,
        action=action,
        before={},
        after=after,
        job_id=job.id,
    )
