"""Reads the audit of one group. Events are stored whole; the caller sees those that name no group hidden from them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from shared.domain.access import Caller, history_since
from shared.domain.audit import AuditEvent, other_group
from shared.domain.members.membership import Role
from shared.services.access.authorize import GroupAccess
from shared.services.access.visible_groups import own_memberships
from shared.services.audit.record_change import replay_group
from shared.services.context import GroupContext
from shared.services.visible_pages import visible_page


async def list_audit(
    context: GroupContext, caller: Caller, access: GroupAccess, limit: int, after: str | None
) -> tuple[list[AuditEvent], str | None]:
    """Returns up to `limit` events, newest first, and the position to continue from. Events that were left pending are
    recorded first.

    Events from before the group was mapped to the organization are for admins who were in it then, and links of other
    groups for callers who may know of those.
    """
    group_id = access.group.id
    if after is None:
        await replay_group(context, group_id)
    since = await _since(context, caller, access)

    async def read(position: str | None, size: int) -> tuple[list[AuditEvent], str | None]:
        events, following = await context.audit.page(group_id, position, size)
        shown = list(takewhile(lambda event: since is None or event.at >= since, events))
        return shown, following if len(shown) == len(events) else None

    async def show(events: Sequence[AuditEvent]) -> list[AuditEvent]:
        return await _shown(context, caller, events)

    return await visible_page(read, show, lambda event: event.id, limit, after)


async def _since(context: GroupContext, caller: Caller, access: GroupAccess) -> datetime | None:
    group, number = access.group, caller.phone_number
    if group.mapped_at is None or number is None or access.role is not Role.ADMIN:
        return history_since(group, None)
    return history_since(group, await context.members.get(group.id, number))


async def _shown(context: GroupContext, caller: Caller, events: Sequence[AuditEvent]) -> list[AuditEvent]:
    """The events without those that name a group that the caller may not know of. A group that is gone may have been
    private."""
    named = {event.id: group_id for event in events if (group_id := other_group(event))}
    ids = sorted(set(named.values()))
    groups, own = await asyncio.gather(context.groups.get_many(ids), own_memberships(context, caller, ids))

    def is_shown(event: AuditEvent) -> bool:
        if event.id not in named:
            return True
        group, membership = groups.get(named[event.id]), own.get(named[event.id])
        if group is None or (group.is_private and membership is None):
            return False
        since = None if group.is_private else history_since(group, membership)
        return since is None or event.at >= since

    return [event for event in events if is_shown(event)]
