"""Removes groups permanently that were deleted longer ago than they can be restored."""

import logging
from datetime import timedelta
from functools import partial

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.audit import Action
from shared.domain.groups.hierarchy import Link
from shared.services.context import GroupContext
from shared.services.groups.manage_groups import RESTORABLE_FOR, describe, purge_members

logger = logging.getLogger(__name__)

_MARGIN = timedelta(hours=1)
"""A restore that started at the last moment is finished by then."""

_PAGE = 100
_LINKS_AT_ONCE = 40


async def purge_deleted_groups(context: GroupContext) -> int:
    """Remove everything of each group that is due. Returns the number of groups. The group itself is removed last, so that
    the next run continues what an interrupted one left."""
    purged = 0
    after: str | None = None
    while True:
        groups, after = await context.groups.deleted(after, _PAGE)
        for group in groups:
            if group.deleted_at and context.now() - group.deleted_at > RESTORABLE_FOR + _MARGIN:
                await purge_group(context, group.id)
                purged += 1
        if after is None:
            return purged


async def purge_group(context: GroupContext, group_id: str) -> None:
    """Remove everything of a group that is deleted, or of an id that is no group's."""
    for resource in reversed(context.resources):
        await resource.purge(context, group_id)
    logger.info("Purged group %s", group_id)


async def purge_group_row(context: GroupContext, group_id: str) -> None:
    """Remove the group itself, after everything that belongs to it. One that was restored meanwhile stays."""
    group = await context.groups.get(group_id)
    if group is None or group.deleted_at is None:
        return
    event = context.event(group_id, "timer", Action.GROUP_PURGED, describe(group), {})
    await context.audit.put(event)
    await context.groups.remove(group)


async def purge_memberships(context: GroupContext, group_id: str) -> None:
    """Remove all memberships of the group."""
    await purge_members(context, group_id)


async def purge_links(context: GroupContext, group_id: str) -> None:
    """Remove all links of the group to others. Raises Conflict when others keep changing the hierarchy."""
    while await retry_on_conflict("the hierarchy", partial(_remove_some, context, group_id)):
        pass


async def _remove_some(context: GroupContext, group_id: str) -> bool:
    """Remove up to 40 links of the group; returns False when it had none."""
    hierarchy, version = await context.hierarchy.load()
    links = [Link(parent_id, group_id) for parent_id in hierarchy.parents.get(group_id, ())]
    links += [Link(group_id, child_id) for child_id in hierarchy.children.get(group_id, ())]
    if links:
        with conditional_write():
            await context.hierarchy.change([], links[:_LINKS_AT_ONCE], version, None)
    return bool(links)
