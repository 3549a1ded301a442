"""Events of uploads for connectors: changed members, one event for each transaction, changed links, and completion.

Each chunk asks once which groups have subscribers; without any, that is the only cost. A connector that is linked while
a chunk is being applied may miss the changes of that chunk.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.domain.audit import Action, AuditEvent, members_after, members_before
from shared.domain.connectors import EventType
from shared.domain.groups.hierarchy import Link
from shared.domain.ids import reverse_time_id
from shared.domain.members.membership import Change
from shared.domain.uploads.job import Job, JobState
from shared.services.context import ImportContext
from shared.services.ports.members import EventFactory
from shared.services.webhooks.enqueue_events import (
    enqueue_pending,
    enqueue_upload_pending,
    schedule_check,
    subscribed_groups,
)

_GROUPS_AT_ONCE = 16
_LINKS_AT_ONCE = 45
"""Two entities for each link, and the version: a transaction has at most 100 entities."""
_LINKS_WITH_EVENTS_AT_ONCE = 33
"""As above, with one more entity for each link's event."""


async def event_factories(
    context: ImportContext, job: Job, group_ids: Collection[str]
) -> Callable[[str], EventFactory | None]:
    """Returns a function from group id to the group's event factory, None for a group without subscribers. Schedules checks
    of the others, so that the timer continues when this process dies."""
    subscribed = await subscribed_groups(context.webhooks, group_ids)
    await asyncio.gather(*(schedule_check(context.webhooks, group_id) for group_id in subscribed))

    def factories(group_id: str) -> EventFactory | None:
        return _event_factory(context, job, group_id) if group_id in subscribed else None

    return factories


async def enqueue_chunk_events(
    context: ImportContext, factories: Callable[[str], EventFactory | None], group_ids: Collection[str]
) -> None:
    """Enqueue the events that were written; before the chunk is done, so that a repeated chunk does it again."""
    subscribed_ids = [group_id for group_id in group_ids if factories(group_id)]
    for at in range(0, len(subscribed_ids), _GROUPS_AT_ONCE):
        part = subscribed_ids[at : at + _GROUPS_AT_ONCE]
        await asyncio.gather(*(enqueue_upload_pending(context.webhooks, group_id) for group_id in part))


async def enqueue_completion(context: ImportContext, job: Job, state: JobState) -> None:
    """Enqueue UploadCompleted for each subscribing connector and each of its groups that the upload lists, after the member
    events. Called before the job's last state change; when that is repeated, the event is enqueued again."""
    subscribed = await _groups_of_completion_subscribers(context)
    if not subscribed:
        return
    listed = (await context.job_files.get(f"{job.id}/groups.txt") or b"").decode().split("\n")
    groups = await context.groups.get_many(sorted(subscribed))
    known = set(listed)
    for group in groups.values():
        if group.holds_name and group.normalised in known:
            await schedule_check(context.webhooks, group.id)
            await context.webhooks.members.put_pending(_completion(context, job, group.id, state))
            await enqueue_upload_pending(context.webhooks, group.id)


async def _groups_of_completion_subscribers(context: ImportContext) -> set[str]:
    webhooks = context.webhooks
    found: set[str] = set()
    for connector in await webhooks.connectors.subscribers():
        after: str | None = None
        while EventType.UPLOAD_COMPLETED in connector.events:
            linked, after = await webhooks.links.groups_of(connector.id, after, 1000)
            found.update(linked)
            if after is None:
                break
    return found


def _event_factory(context: ImportContext, job: Job, group_id: str) -> EventFactory:
    def made(changes: Sequence[Change]) -> AuditEvent:
        at = context.now()
        return AuditEvent(
            id=reverse_time_id(at, context.new_id()),
            group_id=group_id,
            at=at,
            actor=job.submitted_by,
            action=Action.MEMBERS_CHANGED,
            before=members_before(changes),
            after=members_after(changes),
            job_id=job.id,
        )

    return made


def _completion(context: ImportContext, job: Job, group_id: str, state: JobState) -> AuditEvent:
    at = context.now()
    return AuditEvent(
        id=reverse_time_id(job.begun_at, f"{job.id} {job.run} completed {group_id}"),
        group_id=group_id,
        at=at,
        actor=job.submitted_by,
        action=Action.UPLOAD_COMPLETED,
        before={},
        after={"state": str(state)},
        job_id=job.id,
    )


@dataclass(frozen=True, slots=True)
class LinkEvents:
    """The parents among the links that have subscribers, and the names of the groups below them."""

    parents: frozenset[str]
    names: Mapping[str, str]

    def parts(self, links: Sequence[Link]) -> Iterator[Sequence[Link]]:
        """The links in parts that fit into one transaction each."""
        size = _LINKS_WITH_EVENTS_AT_ONCE if self.parents else _LINKS_AT_ONCE
        yield from (links[at : at + size] for at in range(0, len(links), size))

    def events(self, context: ImportContext, job: Job, action: Action, links: Sequence[Link]) -> list[AuditEvent]:
        """The events to write in the transaction of these links."""
        return [self._event(context, job, action, link) for link in links if link.parent_id in self.parents]

    def _event(self, context: ImportContext, job: Job, action: Action, link: Link) -> AuditEvent:
        at = context.now()
        child = {"id": link.child_id, "name": self.names.get(link.child_id, "")}
        added = action is Action.SUBGROUP_ADDED
        return AuditEvent(
            id=reverse_time_id(at, context.new_id()),
            group_id=link.parent_id,
            at=at,
            actor=job.submitted_by,
            action=action,
            before={} if added else child,
            after=child if added else {},
            job_id=job.id,
        )


async def link_events(context: ImportContext, links: Sequence[Link]) -> LinkEvents:
    """The groups with subscribers: one request without any. Schedules their checks in case this process dies."""
    parents = await subscribed_groups(context.webhooks, {link.parent_id for link in links}) if links else frozenset()
    await asyncio.gather(*(schedule_check(context.webhooks, parent) for parent in parents))
    children = sorted({link.child_id for link in links if link.parent_id in parents})
    groups = await context.groups.get_many(children) if children else {}
    return LinkEvents(parents, {group.id: group.name for group in groups.values()})


async def enqueue_link_events(context: ImportContext, factories: LinkEvents) -> None:
    """Enqueue the events that were written."""
    await asyncio.gather(*(enqueue_pending(context.webhooks, parent) for parent in factories.parents))
