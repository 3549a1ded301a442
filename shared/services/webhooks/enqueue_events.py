"""From changes to the outbox: every change of a group that a connector listens to gets its number there, in order.

A change's own transaction holds its event as pending (ports/audit.py), so it cannot be lost; numbering takes all pending
events of the group, and a head that every numbering replaces keeps two who do so at once from numbering anything twice
or in two orders:

- the head is read first, then the pending events; an event is forgotten only after it was numbered, so one that is
  pending and not among the head's numbered ones has no number, if the head is still the same when ours is written.
- several tables cannot be read at one moment. Events seen in a first look are numbered after a second one, in which
  whatever was written before them is seen too.
"""

import asyncio
import heapq
import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from shared.domain.audit import AuditEvent
from shared.domain.connectors import Connector
from shared.domain.webhooks.cloud_events import concerns, is_published, occurred
from shared.errors import StorageUnavailable
from shared.services.context import WebhookContext
from shared.services.ports.webhooks import QueuedEvent

logger = logging.getLogger(__name__)

LOOK_AFTER = timedelta(seconds=15)
"""Whoever makes a change delivers it at once; a timer looks after so long whether that came to its end."""
_ROUNDS = 60
_ROOM = 98
"""Entries in one transaction, with the head."""


async def subscribers_of(context: WebhookContext, group_id: str) -> list[Connector]:
    """The connectors that are told of the group's changes: one request for a group without connectors."""
    links = await context.links.of_group(group_id)
    connectors = await context.connectors.get_many([link.item_id for link in links])
    return [connector for connector in connectors.values() if connector.subscribes]


async def subscribed_groups(context: WebhookContext, group_ids: Collection[str]) -> frozenset[str]:
    """Those of many groups that a connector listens to: one request where no connector does at all."""
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
    """Before a change is written: have the group looked at, should we die before its event is numbered."""
    if await subscribers_of(context, group_id):
        await schedule_check(context, group_id)


async def schedule_check(context: WebhookContext, group_id: str) -> None:
    """Have the group looked at soon."""
    now = context.now()
    await context.outbox.mark(group_id, now, now + LOOK_AFTER)


async def enqueue_pending(context: WebhookContext, group_id: str, own: Collection[str] = ()) -> None:
    """Number what is pending of the group, and have it delivered. `own` are the ids of events that were committed before
    this was called. Raises StorageUnavailable; then they stay pending, and the group marked."""
    subscribers = await subscribers_of(context, group_id)
    if subscribers and await _number_events(context, group_id, subscribers, own):
        context.notify(group_id)


async def enqueue_upload_pending(context: WebhookContext, group_id: str) -> None:
    """As enqueue_pending, for what an upload wrote; without a subscriber any more, its events are forgotten."""
    subscribers = await subscribers_of(context, group_id)
    if await _number_events(context, group_id, subscribers, ()):
        context.notify(group_id)


async def _number_events(
    context: WebhookContext, group_id: str, subscribers: Sequence[Connector], own: Collection[str]
) -> bool:
    """Whether there was anything to deliver."""
    numbered = False
    for _ in range(_ROUNDS):
        head = await context.outbox.head(group_id)
        events = await _pending(context, group_id, own)
        new = [event for event in events if event.id not in head.numbered]
        if not new:
            await _forget_those_of_uploads(context, events)
            return numbered
        taken, entries = _fan_out(new, subscribers, head.following)
        still = head.numbered & {event.id for event in events}
        after = replace(
            head, following=head.following + len(entries), numbered=still | {event.id for event in taken}
        )
        if await context.outbox.append(group_id, head, after, entries):
            numbered = numbered or bool(entries)
            await _forget_those_of_uploads(context, taken)
    raise StorageUnavailable(f"Too many change group {group_id} at once.")


async def _pending(context: WebhookContext, group_id: str, own: Collection[str]) -> list[AuditEvent]:
    """All pending events before which no other can turn up, in order."""
    events = await _look(context, group_id)
    seen = {event.id for event in events}
    if seen <= set(own):
        return events
    events = await _look(context, group_id)
    last = max((place for place, event in enumerate(events) if event.id in seen), default=-1)
    return events[: last + 1]


async def _look(context: WebhookContext, group_id: str) -> list[AuditEvent]:
    """Each table answers in the order of commit; between tables the time of the change decides."""
    changes = await asyncio.gather(*(store.pending(group_id) for store in context.changes))
    return [event for event in heapq.merge(*changes, key=occurred) if is_published(event.action)]


def _fan_out(
    events: Sequence[AuditEvent], subscribers: Sequence[Connector], number: int
) -> tuple[list[AuditEvent], list[QueuedEvent]]:
    """As many of the events as fit into one transaction, and their entries."""
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
