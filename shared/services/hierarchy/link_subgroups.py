"""Adds and removes links between groups, and rejects cycles."""

import asyncio

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.access import Caller, Rule
from shared.domain.audit import Action
from shared.domain.conflicts import Cycle
from shared.domain.groups.group import Group
from shared.domain.groups.hierarchy import HIDDEN, Link, shortened
from shared.errors import MusterError, NotFound
from shared.services.access.authorize import authorize, own_role
from shared.services.audit.record_change import record_change
from shared.services.context import GroupContext
from shared.services.webhooks.enqueue_events import schedule_check_before


async def link_subgroup(context: GroupContext, caller: Caller, parent: Group, child_id: str) -> None:
    """Link a group that the caller may see below the parent. It is no error if it is linked already. Raises NotFound,
    Cycle with the names of its groups, Conflict."""
    _, child = await authorize(context, caller, Rule.GROUP_VIEWER, child_id)
    link = Link(parent.id, child_id)

    async def attempt() -> None:
        hierarchy, version = await context.hierarchy.load()
        if hierarchy.linked(parent.id, child_id):
            return
        cycle = hierarchy.cycle(parent.id, child_id)
        if cycle:
            raise Cycle(shortened([await _name(context, caller, group_id) for group_id in cycle]))
        await schedule_check_before(context.webhooks, parent.id)
        event = context.event(parent.id, caller.subject, Action.SUBGROUP_ADDED, {}, _describe(child.group))
        with conditional_write():
            await context.hierarchy.change([link], [], version, event)
        await record_change(context, context.hierarchy, event)

    await retry_on_conflict("the hierarchy", attempt)


async def unlink_subgroup(context: GroupContext, caller: Caller, parent: Group, child_id: str) -> None:
    """Remove the link to a group that the caller may see: an organization group, also a deleted one, or one that they are
    in. Raises NotFound when there is none, in the same words for one that the caller may not know of; Conflict."""

    async def attempt() -> None:
        hierarchy, version = await context.hierarchy.load()
        child, own = await asyncio.gather(context.groups.get(child_id), own_role(context, child_id, caller.phone_number))
        is_linked = hierarchy.linked(parent.id, child_id)
        if child is None or (child.is_private and own is None) or not is_linked:
            raise NotFound("The group has no such subgroup.")
        await schedule_check_before(context.webhooks, parent.id)
        event = context.event(parent.id, caller.subject, Action.SUBGROUP_REMOVED, _describe(child), {})
        with conditional_write():
            await context.hierarchy.change([], [Link(parent.id, child_id)], version, event)
        await record_change(context, context.hierarchy, event)

    await retry_on_conflict("the hierarchy", attempt)


def _describe(child: Group) -> dict[str, str]:
    return {"id": child.id, "name": child.name}


async def _name(context: GroupContext, caller: Caller, group_id: str) -> str:
    """The group's name, or HIDDEN when the caller may not see the group."""
    try:
        _, access = await authorize(context, caller, Rule.GROUP_VIEWER, group_id)
    except MusterError:
        return HIDDEN
    return access.group.name
