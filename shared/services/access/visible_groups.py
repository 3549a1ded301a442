"""The groups below a group that the caller may see, with the caller's role in each."""

import asyncio
from collections.abc import Collection

from shared.domain.access import AccessLevel, Caller, access_level
from shared.domain.members.membership import Membership, Role
from shared.services.access.authorize import GroupAccess
from shared.services.access.authorize_connector import grants_in, lists_members, reads_group
from shared.services.context import GroupContext


async def visible_descendants(context: GroupContext, caller: Caller, group_id: str) -> dict[str, GroupAccess]:
    """The groups below by id. Deleted groups, private groups that the caller is not in, and what lies below only those
    are left out. Who sees a group sees the organization groups below it, as a member at least."""
    hierarchy, _ = await context.hierarchy.load()
    ids = hierarchy.descendants(group_id)
    groups = await context.groups.get_many(sorted(ids))
    roles = await own_roles(context, caller, groups)
    grants = await grants_in(context, caller.connector, groups) if caller.connector else {}
    found: dict[str, GroupAccess] = {}
    queue = [group_id]
    while queue:
        for child_id in hierarchy.children.get(queue.pop(), ()):
            group = groups.get(child_id)
            if group is None or group.deleted_at is not None or child_id in found:
                continue
            role = roles.get(child_id)
            own = access_level(caller, group, role)
            grant = grants.get(child_id)
            if own is AccessLevel.NONE and group.is_private and not reads_group(grant):
                continue
            level = max(own, AccessLevel.MEMBER)
            found[child_id] = GroupAccess(group, level, role, grant is not None, lists_members(grant))
            queue.append(child_id)
    return found


async def own_roles(context: GroupContext, caller: Caller, group_ids: Collection[str]) -> dict[str, Role]:
    """The caller's roles in those of the groups that they are in."""
    return {group_id: row.role for group_id, row in (await own_memberships(context, caller, group_ids)).items()}


async def own_memberships(
    context: GroupContext, caller: Caller, group_ids: Collection[str]
) -> dict[str, Membership]:
    """The caller's memberships in those of the groups that they are in: the member index lists them, the memberships
    confirm them."""
    number = caller.phone_number
    if number is None or not group_ids:
        return {}
    hints = [group_id for group_id in await context.member_index.groups_of(number) if group_id in group_ids]
    rows = await asyncio.gather(*(context.members.get(group_id, number) for group_id in hints))
    return {row.group_id: row for row in rows if row}
