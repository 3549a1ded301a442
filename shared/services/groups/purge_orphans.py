"""Removes what belongs to no group: a process that dies while it creates one leaves members, which are written first."""

import logging
from collections.abc import Collection
from datetime import timedelta

from shared.services.context import GroupContext
from shared.services.groups.purge_groups import purge_group

logger = logging.getLogger(__name__)

_SETTLED_AFTER = timedelta(days=1)
"""A group that is being created is there long before."""
_MEMBERS_LOOKED_AT = 1000
"""The members of a new group are written within a minute, so the first page tells how old all are."""


async def purge_orphans(context: GroupContext) -> int:
    """Remove members with their index rows, links, connectors, actions and queues of ids that are no group's, also not a
    deleted one's. Returns how many ids there were, and warns when there were any.

    Run once a day; what is younger than a day is left. Reads the keys of memberships, at most one page a group.
    """
    purged = 0
    async for ids in context.members.group_ids():
        purged += await _purge_unknown(context, ids)
    links, _ = await context.hierarchy.load_links()
    purged += await _purge_unknown(context, {end for link in links for end in (link.parent_id, link.child_id)})
    for items in (context.connector_links, context.action_links):
        async for ids in items.group_ids():
            purged += await _purge_unknown(context, ids)
    if purged:
        logger.warning("Removed what was stored of %d groups that do not exist", purged)
    return purged


async def _purge_unknown(context: GroupContext, ids: Collection[str]) -> int:
    """The groups are read after what belongs to them, so one that was created in between is found."""
    groups = await context.groups.get_many(sorted(ids))
    orphans = [group_id for group_id in sorted(ids) if group_id not in groups and await _is_settled(context, group_id)]
    for group_id in orphans:
        await purge_group(context, group_id)
    return len(orphans)


async def _is_settled(context: GroupContext, group_id: str) -> bool:
    rows, _ = await context.members.page(group_id, None, _MEMBERS_LOOKED_AT)
    return all(context.now() - row.added_at > _SETTLED_AFTER for row in rows)
