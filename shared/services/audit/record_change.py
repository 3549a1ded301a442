"""What follows every written change: the member index, the audit, and the outbox of connectors that subscribe; for one
that concerns no single group, the audit of the groups that it matters to.

The transaction of a change stores its event as pending. After it, each use case calls record_change. When a process dies
in between, the event stays pending, and the next request for the group replays it (replay_members, replay_group).
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.audit import ORGANIZATION, AuditEvent, numbers_of
from shared.domain.members.membership import IndexRow, Role
from shared.domain.webhooks.cloud_events import is_published
from shared.errors import StorageUnavailable
from shared.services.audit.group_copies import copy_to_groups
from shared.services.context import ConnectorContext, GroupContext
from shared.services.ports.audit import PendingEvents
from shared.services.webhooks.enqueue_events import enqueue_pending

logger = logging.getLogger(__name__)

IN_FLIGHT = timedelta(seconds=15)
"""A younger pending event is probably being recorded at this moment by the process that made the change."""


async def record_change(context: GroupContext, pending: PendingEvents, event: AuditEvent) -> None:
    """Write what follows the change; `pending` is the store whose transaction holds the event. Idempotent, also when two
    processes run it at once. The change itself is written, so unavailable storage raises no error: the event stays
    pending."""
    after = event.after.get("members", {})
    roles = {number: Role(after[number]) if number in after else None for number in numbers_of(event)}
    try:
        await asyncio.gather(
            context.audit.put(event),
            update_member_index(context, event.group_id, roles),
            _notify_subscribers(context, event),
            copy_to_groups(context, event),
        )
        await pending.forget(event)
    except StorageUnavailable:
        logger.warning("Event %s of group %s stays pending", event.id, event.group_id)


async def _notify_subscribers(context: GroupContext, event: AuditEvent) -> None:
    if is_published(event.action):
        await enqueue_pending(context.webhooks, event.group_id, [event.id])


async def update_member_index(context: GroupContext, group_id: str, roles: Mapping[str, Role | None]) -> None:
    """Bring the member index in line with the memberships; `roles` are their roles as the caller knows them. Two processes
    may write one index row in the wrong order, so the memberships are read afterwards, until they are as written to the
    index. Raises StorageUnavailable when others keep changing them."""
    left = dict(roles)

    async def attempt() -> None:
        nonlocal left
        await context.member_index.write([IndexRow(number, group_id, role) for number, role in left.items()])
        rows = await context.members.find(group_id, sorted(left))
        found = {number: rows[number].role if number in rows else None for number in left}
        left = {number: role for number, role in found.items() if role != left[number]}
        if left:
            raise StaleVersionError

    if left:
        await retry_on_conflict("the group's members", attempt, error=StorageUnavailable)


async def replay_members(context: GroupContext, events: Iterable[AuditEvent]) -> None:
    """Record those events of a group's partition that were left pending."""
    await _record_old(context, context.members, events)


async def replay_group(context: GroupContext, group_id: str) -> None:
    """Record whatever was left pending of the changes of a group, in any of its resources."""
    for resource in context.resources:
        if resource.events is not None:
            await _record_old(context, resource.events, await resource.events.pending(group_id))


async def replay_organization(context: ConnectorContext) -> None:
    """Record the pending events of changes that concern no single group: identities and the catalogues."""
    for store in context.organization_stores:
        await _record_old(context.groups, store, await store.pending(ORGANIZATION))


async def _record_old(context: GroupContext, store: PendingEvents, events: Iterable[AuditEvent]) -> None:
    """Those of uploads are left to the timer: their groups are marked, and nothing but the outbox waits for them."""
    for event in events:
        if not event.is_for_subscribers_only and context.now() - event.at > IN_FLIGHT:
            await record_change(context, store, event)
