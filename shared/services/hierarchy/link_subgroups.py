"""Linking a group below another one and taking the link away, without ever closing a cycle."""

from shared.domain.access import Caller, Rule
from shared.domain.audit import Action
from shared.domain.conflicts import Cycle
from shared.domain.groups.group import Group
from shared.domain.groups.hierarchy import Link
from shared.errors import Conflict, MusterError, NotFound, PreconditionFailed
from shared.services.access.authorize import authorize
from shared.services.audit.record_change import record_change
from shared.services.concurrency import rounds
from shared.services.context import GroupContext
from shared.services.webhooks.enqueue_events import schedule_check_before


async def link_subgroup(context: GroupContext, caller: Caller, parent: Group, child_id: str) -> None:
    """Link a group that the caller may see below the parent; no error when it is already. Raises NotFound, Cycle with
    the groups on the way, Conflict."""
    _, child = await authorize(context, caller, Rule.GROUP_VIEWER, child_id)
    link = Link(parent.id, child_id)
    async for _ in rounds():
        hierarchy, version = await context.links.load()
        if hierarchy.linked(parent.id, child_id):
            return
        cycle = hierarchy.cycle(parent.id, child_id)
        if cycle:
            raise Cycle([await _name(context, caller, group_id) for group_id in cycle])
        await schedule_check_before(context.webhooks, parent.id)
        event = context.event(parent.id, caller.subject, Action.SUBGROUP_ADDED, {}, _describe(child.group))
        try:
            await context.links.change([link], [], version, event)
        except PreconditionFailed:
            continue
        await record_change(context, context.links, event)
        return
    raise Conflict("The hierarchy keeps being changed by others; try again.")


async def unlink_subgroup(context: GroupContext, caller: Caller, parent: Group, child_id: str) -> None:
    """Take the link away. Raises NotFound when there is none, Conflict."""
    async for _ in rounds():
        hierarchy, version = await context.links.load()
        child = await context.groups.get(child_id)
        if child is None or not hierarchy.linked(parent.id, child_id):
            raise NotFound("The group has no such subgroup.")
        await schedule_check_before(context.webhooks, parent.id)
        event = context.event(parent.id, caller.subject, Action.SUBGROUP_REMOVED, _describe(child), {})
        try:
            await context.links.change([], [Link(parent.id, child_id)], version, event)
        except PreconditionFailed:
            continue
        await record_change(context, context.links, event)
        return
    raise Conflict("The hierarchy keeps being changed by others; try again.")


def _describe(child: Group) -> dict[str, str]:
    return {"id": child.id, "name": child.name}


async def _name(context: GroupContext, caller: Caller, group_id: str) -> str:
    """The group's name, for those who may see it."""
    try:
        _, access = await authorize(context, caller, Rule.GROUP_VIEWER, group_id)
    except MusterError:
        return "…"
    return access.group.name
