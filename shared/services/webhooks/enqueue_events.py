"""Moves pending events into the outbox, where each gets a number, for groups that connectors subscribe to.

The transaction of a change stores its event as pending (ports/audit.py), so no event is lost. Numbering takes all pending
events of the group and replaces the outbox's head on condition, so that two processes number no event twice or in
different orders:

- The head is read first, then the pending events. An event is removed only after it was numbered. So an event that is
  pending and not among the head's numbered ones has no number, if the head is unchanged when the new one is written.
- Several tables cannot be read at one moment. Events found in a first reading are numbered after a second one, which
  also finds everything that was written before them.
"""

import asyncio
import heapq
import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.audit import AuditEvent
from shared.domain.connectors import Connector, connector_in_group
from shared.domain.webhooks.cloud_events import concerns, is_published, occurred
from shared.errors import StorageUnavailable
from shared.services.context import WebhookContext
from shared.services.ports.webhooks import QueuedEvent
from shared.services.steps import deliver_blob_name

logger = logging.getLogger(__name__)

LOOK_AFTER = timedelta(seconds=15)
"""The process that makes a change delivers its event at once; after this time a timer delivers what is left."""
_ROOM = 98
"""The most entries in one transaction of 100 entities, beside the head."""


async def subscribers_of(context: WebhookContext, group_id: str) -> list[Connector]:
    """The connectors that subscribe to the group's events, with the permissions and events that they have there. One
    request for a group without connectors."""
    links = await context.links.of_group(group_id)
    if not links:
        return []
    connectors, group = await asyncio.gather(
        context.connectors.get_many([link.item_id for link in links]), context.groups.get(group_id)
    )
    if group is None:
        return []
    here = [connector_in_group(connectors[link.item_id], link, group) for link in links if link.item_id in connectors]
    return [connector for connector in here if connector.subscribes]


async def subscribed_groups(context: WebhookContext, group_ids: Collection[str]) -> frozenset[str]:
    """Those of many groups that have a subscribing connector. One request when no connector subscribes to anything."""
    found: set[str] = set()
    for connector in await context.connectors.subscribers():
        after: str | None = None
        while True:
            linked, after = await context.links.groups_of(connector.id, after, 1000)
            found.update(group_id for group_id in linked if group_id in group_ids)
            if after is None:
                break
    return frozenset(found)


async def schedule_check_before(context: WebhookContext, group_id: str) -> None:
    """Schedule a check of the group before a change is written, in case this process dies before it numbers the event."""
    if await subscribers_of(context, group_id):
        await schedule_check(context, group_id)


async def schedule_check(context: WebhookContext, group_id: str) -> None:
    """Schedule a check of the group by the timer."""
    now = context.now()
    await context.outbox.mark(group_id, now, now + LOOK_AFTER)


async def enqueue_pending(context: WebhookContext, group_id: str, own: Collection[str] = ()) -> None:
    """Number the group's pending events and trigger their delivery. `own` are the ids of events that the caller has
    committed. Raises StorageUnavailable; the events then stay pending, and the check stays scheduled."""
    subscribers = await subscribers_of(context, group_id)
    if subscribers and await _number_events(context, group_id, subscribers, own):
        await _trigger_delivery(context, group_id)


async def enqueue_upload_pending(context: WebhookContext, group_id: str) -> None:
    """As enqueue_pending, for events of an upload."""
    if await number_upload_pending(context, group_id):
        await _trigger_delivery(context, group_id)


async def number_upload_pending(context: WebhookContext, group_id: str) -> bool:
    """Number the group's pending events, those of uploads too, which are removed when no connector subscribes any more.
    Returns whether there was anything to deliver."""
    return await _number_events(context, group_id, await subscribers_of(context, group_id), ())


async def _trigger_delivery(context: WebhookContext, group_id: str) -> None:
    """A delivery is an invocation of its own. Nothing may run on behind the answer to a request: the platform may stop the
    process then, and drops what it logs (docs/decisions/0019-no-work-behind-the-answer.md)."""
    try:
        await context.steps.put(deliver_blob_name(group_id), b"")
    except StorageUnavailable:
        logger.warning("The events of group %s wait for the timer", group_id)


async def _number_events(
    context: WebhookContext, group_id: str, subscribers: Sequence[Connector], own: Collection[str]
) -> bool:
    """Whether there was anything to deliver."""
    number_some = partial(_number_some, context, group_id, subscribers, own)
    numbered = False
    while True:
        entries = await retry_on_conflict(f"group {group_id}", number_some, error=StorageUnavailable)
        if entries is None:
            return numbered
        numbered = numbered or entries > 0


async def _number_some(
    context: WebhookContext, group_id: str, subscribers: Sequence[Connector], own: Collection[str]
) -> int | None:
    """Number as many pending events as fit into one transaction. Returns how many entries they have in queues, or None
    when all pending events are numbered."""
    head = await context.outbox.head(group_id)
    events = await _pending(context, group_id, own)
    new = [event for event in events if event.id not in head.numbered]
    if not new:
        await _forget_those_of_uploads(context, events)
        return None
    taken, entries = _fan_out(new, subscribers, head.following)
    still = head.numbered & {event.id for event in events}
    after = replace(head, following=head.following + len(entries), numbered=still | {event.id for event in taken})
    if not await context.outbox.append(group_id, head, after, entries):
        raise StaleVersionError
    await _forget_those_of_uploads(context, taken)
    return len(entries)


async def _pending(context: WebhookContext, group_id: str, own: Collection[str]) -> list[AuditEvent]:
    """All pending events, in order, up to the last that no unseen event can precede."""
    events = await _look(context, group_id)
    seen = {event.id for event in events}
    if seen <= set(own):
        return events
    events = await _look(context, group_id)
    last = max((place for place, event in enumerate(events) if event.id in seen), default=-1)
    return events[: last + 1]


async def _look(context: WebhookContext, group_id: str) -> list[AuditEvent]:
    """Each table returns its events in the order of commit; events of different tables are merged by time."""
    changes = await asyncio.gather(*(store.pending(group_id) for store in context.changes))
    return [event for event in heapq.merge(*changes, key=occurred) if is_published(event.action)]


def _fan_out(
    events: Sequence[AuditEvent], subscribers: Sequence[Connector], number: int
) -> tuple[list[AuditEvent], list[QueuedEvent]]:
    """As many of the events as fit into one transaction, and their queue entries."""
    taken: list[AuditEvent] = []
    entries: list[QueuedEvent] = []
    for event in events:
        concerned = [connector for connector in subscribers if concerns(event, connector)]
        if taken and len(entries) + len(concerned) > _ROOM:
            break
        entries += [QueuedEvent(c.id, number + len(entries) + n, event) for n, c in enumerate(concerned[:_ROOM])]
        taken.append(event)
    return taken, entries


async def _forget_those_of_uploads(context: WebhookContext, events: Sequence[AuditEvent]) -> None:
    await asyncio.gather(*(context.members.forget(event) for event in events if event.is_for_subscribers_only))
