"""Removes for good what was deleted longer ago than it can be restored."""

import logging
from datetime import timedelta

from shared.domain.audit import Action
from shared.domain.groups.group import Group
from shared.domain.groups.hierarchy import Link
from shared.errors import PreconditionFailed
from shared.services.concurrency import rounds
from shared.services.context import GroupContext
from shared.services.groups.manage_groups import RESTORABLE_FOR, describe, purge_members

logger = logging.getLogger(__name__)

_MARGIN = timedelta(hours=1)
"""A restore that began at the last moment has ended by then."""

_PAGE = 100
_LINKS_AT_ONCE = 40


async def purge_deleted_groups(context: GroupContext) -> int:
    """Remove everything of each group that is due, the group itself last, and return how many. Whatever is cut off is
    found again by the next run, since the group goes last."""
    purged = 0
    after: str | None = None
    while True:
        groups, after = await context.groups.deleted(after, _PAGE)
        for group in groups:
            if group.deleted_at and context.now() - group.deleted_at > RESTORABLE_FOR + _MARGIN:
                await _purge(context, group)
                purged += 1
        if after is None:
            return purged


async def _purge(context: GroupContext, group: Group) -> None:
    for resource in reversed(context.resources):
        await resource.purge(context, group)
    logger.info("Purged group %s", group.id)


async def purge_group_row(context: GroupContext, group: Group) -> None:
    """Remove the group itself, which goes last."""
    event = context.event(group.id, "timer", Action.GROUP_PURGED, describe(group), {})
    await context.audit.put(event)
    await context.groups.remove(group)


async def purge_memberships(context: GroupContext, group: Group) -> None:
    """Remove all memberships of the group."""
    await purge_members(context, group.id)


async def purge_links(context: GroupContext, group: Group) -> None:
    """Remove all links of the group to others. Raises PreconditionFailed when others keep changing the hierarchy."""
    async for _ in rounds():
        if await _remove_all(context, group.id):
            return
    raise PreconditionFailed(f"The links of group {group.id} keep being changed by others.")


async def _remove_all(context: GroupContext, group_id: str) -> bool:
    """Whether the group has no link any more; False when somebody else changed the hierarchy meanwhile."""
    while True:
        hierarchy, version = await context.links.load()
        links = [Link(parent_id, group_id) for parent_id in hierarchy.parents.get(group_id, ())]
        links += [Link(group_id, child_id) for child_id in hierarchy.children.get(group_id, ())]
        if not links:
            return True
        try:
            await context.links.change([], links[:_LINKS_AT_ONCE], version, None)
        except PreconditionFailed:
            return False
