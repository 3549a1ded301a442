"""The groups below a group, as far as the caller may see them."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from shared.domain.access import Caller, Standing, standing
from shared.domain.groups.hierarchy import Hierarchy, not_linkable
from shared.domain.members.membership import Role
from shared.services.authorize import GroupAccess
from shared.services.authorize_connector import linked_groups
from shared.services.context import GroupContext
from shared.services.view_groups import GroupFilter, GroupView, by_name, count_members, list_groups, slice_groups


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A group below another one, and its parents on the way down from there."""

    view: GroupView
    parent_ids: tuple[str, ...]


async def visible_descendants(context: GroupContext, caller: Caller, group_id: str) -> dict[str, GroupAccess]:
    """The groups below by id. Deleted groups, private groups that the caller is not in, and what lies below only those
    are left out. Who sees a group sees the organization groups below it, as a member at least."""
    hierarchy, _ = await context.links.load()
    ids = hierarchy.descendants(group_id)
    groups = await context.groups.get_many(sorted(ids))
    roles = await own_roles(context, caller, groups)
    linked = await linked_groups(context, caller.connector, ids) if caller.connector else frozenset()
    found: dict[str, GroupAccess] = {}
    queue = [group_id]
    while queue:
        for child_id in hierarchy.children.get(queue.pop(), ()):
            group = groups.get(child_id)
            if group is None or group.deleted_at is not None or child_id in found:
                continue
            role = roles.get(child_id)
            own = standing(caller, group, role)
            if own is Standing.NONE and not group.holds_name and child_id not in linked:
                continue
            found[child_id] = GroupAccess(group, max(own, Standing.MEMBER), role, child_id in linked)
            queue.append(child_id)
    return found


async def own_roles(context: GroupContext, caller: Caller, group_ids: Collection[str]) -> dict[str, Role]:
    """The caller's roles in those of the groups that they are in: the second copies say where to look, the first what
    is so."""
    number = caller.phone_number
    if number is None or not group_ids:
        return {}
    hints = [group_id for group_id in await context.persons.groups_of(number) if group_id in group_ids]
    rows = await asyncio.gather(*(context.members.get(group_id, number) for group_id in hints))
    return {row.group_id: row.role for row in rows if row}


async def list_subgroups(
    context: GroupContext, caller: Caller, group_id: str, limit: int, after: str | None, *, recursive: bool
) -> tuple[list[Subgroup], str | None]:
    """Up to `limit` visible groups linked below, or with `recursive` of all below those too, by name; and the position
    to go on from."""
    hierarchy, _ = await context.links.load()
    found = await visible_descendants(context, caller, group_id)
    if not recursive:
        found = {child: found[child] for child in hierarchy.children.get(group_id, ()) if child in found}
    groups = sorted((access.group for access in found.values()), key=by_name)
    shown, following = slice_groups(groups, limit, after)
    totals = await count_members(context, shown)
    views = [GroupView(group, found[group.id].role, totals[group.id]) for group in shown]
    known = {group_id, *found}
    return [Subgroup(view, _parents(hierarchy, view.group.id, known)) for view in views], following


async def list_candidates(
    context: GroupContext, caller: Caller, group_id: str, prefix: str, limit: int, after: str | None
) -> tuple[list[GroupView], str | None]:
    """Up to `limit` groups that may be linked below the group, by name; and the position to go on from."""
    hierarchy, _ = await context.links.load()
    exclude = not_linkable(hierarchy, group_id)
    return await list_groups(context, caller, GroupFilter(prefix=prefix), limit, after, exclude)


def _parents(hierarchy: Hierarchy, group_id: str, shown: set[str]) -> tuple[str, ...]:
    return tuple(sorted(hierarchy.parents.get(group_id, set()) & shown))
