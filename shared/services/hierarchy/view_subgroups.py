"""The groups below a group that the caller may see, and the candidates for links."""

from dataclasses import dataclass

from shared.domain.access import Caller
from shared.domain.groups.hierarchy import Hierarchy, not_linkable
from shared.services.access.visible_groups import visible_descendants
from shared.services.context import GroupContext
from shared.services.groups.view_groups import GroupFilter, GroupView, by_name, count_members, list_groups, slice_groups


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A group below another one, and those of its parents that are below that group or the group itself."""

    view: GroupView
    parent_ids: tuple[str, ...]


async def list_subgroups(
    context: GroupContext, caller: Caller, group_id: str, limit: int, after: str | None, *, recursive: bool
) -> tuple[list[Subgroup], str | None]:
    """Up to `limit` visible groups linked below, or with `recursive` of all below those too, by name; and the position
    to go on from."""
    hierarchy, _ = await context.hierarchy.load()
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
    hierarchy, _ = await context.hierarchy.load()
    exclude = not_linkable(hierarchy, group_id)
    return await list_groups(context, caller, GroupFilter(prefix=prefix), limit, after, exclude)


def _parents(hierarchy: Hierarchy, group_id: str, shown: set[str]) -> tuple[str, ...]:
    return tuple(sorted(hierarchy.parents.get(group_id, set()) & shown))
