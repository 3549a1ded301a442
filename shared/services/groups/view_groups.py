"""Groups as a caller sees them: one group with its member count, and pages by name."""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from shared.domain.access import AccessLevel, Caller, access_level
from shared.domain.connectors import ConnectorGrant
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Role
from shared.domain.names import normalise
from shared.services.access.authorize_connector import grants_of_linked, reads_group
from shared.services.audit.record_change import replay_members, update_member_index
from shared.services.context import GroupContext
from shared.services.visible_pages import visible_page

_PAGES_READ = 5
"""The most pages of the store that are read for one page of groups, which may then be short."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with the caller's role in it and the number of its direct members."""

    group: Group
    role: Role | None
    member_count: int


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """A filter of the visible groups: by type, prefix of the name, and the caller's role."""

    type: GroupType | None = None
    prefix: str = ""
    role: Role | None = None

    def admits(self, group: Group, exclude: Collection[str] = ()) -> bool:
        """Whether the filter accepts the group; the role is checked elsewhere."""
        right_type = self.type is None or group.type is self.type
        return right_type and group.normalised.startswith(normalise(self.prefix)) and group.id not in exclude


async def view_group(context: GroupContext, group: Group, role: Role | None) -> GroupView:
    """The group with its member count. Replays member changes that were left pending."""
    partition_state = await context.members.partition_state(group.id)
    await replay_members(context, partition_state.events)
    return GroupView(group, role, partition_state.member_count.members)


async def list_groups(
    context: GroupContext,
    caller: Caller,
    wanted: GroupFilter,
    limit: int,
    after: str | None,
    exclude: Collection[str] = (),
) -> tuple[list[GroupView], str | None]:
    """Returns up to `limit` groups that the caller may see, by normalised name, and the position to continue from.

    Organization admins see all organization groups. Everybody sees the groups that they are in: the member index lists
    them, and the memberships confirm them.
    """
    hints = await _own_groups(context, caller)
    if caller.is_organization_admin and wanted.role is None:
        page, position = await _page_of_all(context, wanted, hints, limit, _position(after), exclude)
    else:
        own = await _own(context, hints, lambda g: wanted.admits(g, exclude) and g.deleted_at is None)
        own = [g for g in own if wanted.role in (None, hints[g.id])]
        page, position = _slice(own, limit, _position(after))
    views = await _views(context, caller, page, hints)
    return views, json.dumps(position, ensure_ascii=False) if position else None


async def list_deleted_groups(
    context: GroupContext, caller: Caller, limit: int, after: str | None
) -> tuple[list[GroupView], str | None]:
    """Deleted groups that the caller may restore: the latest first for organization admins, by name for others."""
    hints = await _own_groups(context, caller)

    async def show(groups: Sequence[Group]) -> list[GroupView]:
        views = await _views(context, caller, [g for g in groups if not g.is_private or g.id in hints], hints)
        return [view for view in views if access_level(caller, view.group, view.role) is AccessLevel.ADMIN]

    if caller.is_organization_admin:
        position_of = context.groups.deleted_position
        return await visible_page(context.groups.deleted, show, lambda view: position_of(view.group), limit, after)
    own = await _own(context, hints, lambda g: g.deleted_at is not None and hints[g.id] is Role.ADMIN)
    seen, position = slice_groups(own, limit, after)
    return await show(seen), position


async def _own_groups(context: GroupContext, caller: Caller) -> dict[str, Role]:
    return await context.member_index.groups_of(caller.phone_number) if caller.phone_number else {}


async def _own(context: GroupContext, hints: Collection[str], admits: Callable[[Group], bool]) -> list[Group]:
    groups = await context.groups.get_many(list(hints))
    return sorted(filter(admits, groups.values()), key=by_name)


async def _page_of_all(
    context: GroupContext,
    wanted: GroupFilter,
    hints: Collection[str],
    limit: int,
    after: tuple[str, str] | None,
    exclude: Collection[str],
) -> tuple[list[Group], tuple[str, str] | None]:
    """A page of organization groups by name from the store, merged with the caller's private groups."""
    private: list[Group] = []
    if wanted.type is not GroupType.ORGANIZATION:
        only_private = replace(wanted, type=GroupType.PRIVATE)
        private = await _own(context, hints, lambda g: only_private.admits(g, exclude) and g.deleted_at is None)
    if wanted.type is GroupType.PRIVATE:
        return _slice(private, limit, after)
    found: list[Group] = []
    position = after
    for _ in range(_PAGES_READ):
        names = await context.groups.names(normalise(wanted.prefix), position[0] if position else None, limit + 1)
        names = [name for name in names if position is None or place_of(*name) > place_of(*position)]
        groups = await context.groups.get_many([group_id for _, group_id in names if group_id not in exclude])
        found += [group for group in groups.values() if group.holds_name]
        if len(names) < limit:
            return _slice(sorted([*found, *private], key=by_name), limit, after)
        position = names[-1]
        if len(found) >= limit:
            break
    # The store has more names, so groups after the last one read belong to a later page.
    known = [group for group in (*found, *private) if by_name(group) <= place_of(*(position or ("", "")))]
    page, place = _slice(sorted(known, key=by_name), limit, after)
    return page, place or position


def slice_groups(groups: Sequence[Group], limit: int, after: str | None) -> tuple[list[Group], str | None]:
    """A page of groups that are sorted by name, and the position to continue from."""
    page, place = _slice(groups, limit, _position(after))
    return page, json.dumps(place, ensure_ascii=False) if place else None


def _slice(
    groups: Sequence[Group], limit: int, after: tuple[str, str] | None
) -> tuple[list[Group], tuple[str, str] | None]:
    left = [group for group in groups if after is None or by_name(group) > place_of(*after)]
    page = left[:limit]
    return page, (page[-1].normalised, page[-1].id) if len(left) > limit else None


async def _views(
    context: GroupContext, caller: Caller, groups: Sequence[Group], hints: dict[str, Role]
) -> list[GroupView]:
    """The groups with member counts and the caller's roles from the memberships, without those that the caller is not in
    and may not see otherwise."""
    totals, roles = await asyncio.gather(
        count_members(context, groups),
        asyncio.gather(*(_confirmed_role(context, caller, group, hints.get(group.id)) for group in groups)),
    )
    views = [GroupView(group, role, totals[group.id]) for group, role in zip(groups, roles, strict=True)]
    return [view for view in views if access_level(caller, view.group, view.role) is not AccessLevel.NONE]


async def count_members(context: GroupContext, groups: Sequence[Group]) -> dict[str, int]:
    """The number of direct members by group, in few requests. Changes that are being written may be missing."""
    totals = await context.members.totals([group.id for group in groups])
    return {group_id: total.members for group_id, total in totals.items()}


async def _confirmed_role(context: GroupContext, caller: Caller, group: Group, hint: Role | None) -> Role | None:
    """The caller's role from the membership when the member index lists one. Corrects the index when they differ."""
    if hint is None or caller.phone_number is None:
        return None
    membership = await context.members.get(group.id, caller.phone_number)
    role = membership.role if membership else None
    if role is not hint:
        await update_member_index(context, group.id, {caller.phone_number: role})
    return role


def _position(after: str | None) -> tuple[str, str] | None:
    if after is None:
        return None
    normalised, group_id = json.loads(after)
    return normalised, group_id


def by_name(group: Group) -> tuple[bytes, str]:
    """Sort key: by normalised name, then id."""
    return place_of(group.normalised, group.id)


def place_of(normalised: str, group_id: str) -> tuple[bytes, str]:
    """The sort key of a name, in the order of the store: UTF-16 code units (shared/storage/tables/keys.py)."""
    return normalised.encode("utf-16-be"), group_id


async def list_linked_groups(
    context: GroupContext, grant: ConnectorGrant, wanted: GroupFilter, limit: int, after: str | None
) -> tuple[list[GroupView], str | None]:
    """Returns up to `limit` of the connector's groups, by id, and the position to continue from."""
    if wanted.role is not None:
        return [], None  # an application is never a member

    async def show(ids: Sequence[str]) -> list[Group]:
        groups = await context.groups.get_many(ids)
        found = [groups[i] for i in ids if i in groups and groups[i].deleted_at is None and wanted.admits(groups[i])]
        grants = await grants_of_linked(context, grant, found)
        return [group for group in found if reads_group(grants.get(group.id))]

    read = partial(context.connector_links.groups_of, grant.connector_id)
    shown, following = await visible_page(read, show, lambda group: group.id, limit, after)
    return list(await asyncio.gather(*(view_group(context, group, None) for group in shown))), following
