"""Adds and removes links between groups, and rejects cycles."""

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.access import Caller, Rule
from shared.domain.audit import Action
from shared.domain.conflicts import Cycle
from shared.domain.groups.group import Group
from shared.domain.groups.hierarchy import Link
from shared.errors import MusterError, NotFound
from shared.services.access.authorize import authorize
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
            raise Cycle([await _name(context, caller, group_id) for group_id in cycle])
        await schedule_check_before(context.webhooks, parent.id)
        event = context.event(parent.id, caller.subject, Action.SUBGROUP_ADDED, {}, _describe(child.group))
        with conditional_write():
            await context.hierarchy.change([link], [], version, event)
        await record_change(context, context.hierarchy, event)

    await retry_on_conflict("the hierarchy", attempt)


async def unlink_subgroup(context: GroupContext, caller: Caller, parent: Group, child_id: str) -> None:
    """Remove the link. Raises NotFound when there is none, Conflict."""

    async def attempt() -> None:
        hierarchy, version = await context.hierarchy.load()
        child = await context.groups.get(child_id)
        if child is None or not hierarchy.linked(parent.id, child_id):
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
    """The group's name, or "…" when the caller may not see the group."""
    try:
        _, access = await authorize(context, caller, Rule.GROUP_VIEWER, group_id)
    except MusterError:
        return "…"
    return access.group.name
