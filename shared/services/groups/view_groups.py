"""Groups as a caller sees them: one with its counts, and pages by name."""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from shared.domain.access import AccessLevel, Caller, access_level
from shared.domain.connectors import ConnectorGrant
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Role
from shared.domain.names import normalise
from shared.services.audit.record_change import replay_members, update_member_index
from shared.services.context import GroupContext

_ROUNDS = 5
"""A page of groups is filled in so many rounds where most are left out, and then is short."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with the caller's role in it and its direct members counted."""

    group: Group
    role: Role | None
    member_count: int


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """Which of the visible groups a caller asks for: by type, prefix of the name, and own role."""

    type: GroupType | None = None
    prefix: str = ""
    role: Role | None = None

    def admits(self, group: Group, exclude: Collection[str] = ()) -> bool:
        """Whether the filter lets a group through, roles apart."""
        right_type = self.type is None or group.type is self.type
        return right_type and group.normalised.startswith(normalise(self.prefix)) and group.id not in exclude


async def view_group(context: GroupContext, group: Group, role: Role | None) -> GroupView:
    """The group with its count; mends what a dead process left of its members' changes."""
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
    """Up to `limit` groups that the caller may see, by folded name, and the position to go on from.

    Organization admins see all organization groups; of the others, and of private groups, the caller sees those that
    they are in, which the second copies of memberships tell and the first confirm.
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
    """Deleted groups that the caller may restore: latest first for organization admins, else by name."""
    hints = await _own_groups(context, caller)
    if caller.is_organization_admin:
        groups, position = await context.groups.deleted(after, limit)
        seen = [g for g in groups if g.type is GroupType.ORGANIZATION or g.id in hints]
    else:
        own = await _own(context, hints, lambda group: group.deleted_at is not None)
        seen, position = slice_groups(own, limit, after)
    views = await _views(context, caller, seen, hints)
    return [view for view in views if access_level(caller, view.group, view.role) is AccessLevel.ADMIN], position


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
    """Organization groups by name from the store, with the caller's own private groups sorted in."""
    private: list[Group] = []
    if wanted.type is not GroupType.ORGANIZATION:
        only_private = replace(wanted, type=GroupType.PRIVATE)
        private = await _own(context, hints, lambda g: only_private.admits(g, exclude) and g.deleted_at is None)
    if wanted.type is GroupType.PRIVATE:
        return _slice(private, limit, after)
    found: list[Group] = []
    position = after
    for _ in range(_ROUNDS):
        names = await context.groups.names(normalise(wanted.prefix), position[0] if position else None, limit + 1)
        names = [name for name in names if position is None or place_of(*name) > place_of(*position)]
        groups = await context.groups.get_many([group_id for _, group_id in names if group_id not in exclude])
        found += [group for group in groups.values() if group.holds_name]
        if len(names) < limit:
            return _slice(sorted([*found, *private], key=by_name), limit, after)
        position = names[-1]
        if len(found) >= limit:
            break
    # The store has more names, so nothing beyond the last one read may be shown yet.
    known = [group for group in (*found, *private) if by_name(group) <= place_of(*(position or ("", "")))]
    page, place = _slice(sorted(known, key=by_name), limit, after)
    return page, place or position


def slice_groups(groups: Sequence[Group], limit: int, after: str | None) -> tuple[list[Group], str | None]:
    """A page of groups that are sorted by name, and the position to go on from."""
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
    """The groups with counts and the caller's roles as the first copies have them; those that the caller turns out not
    to be in, and may not see otherwise, are left out."""
    totals, roles = await asyncio.gather(
        count_members(context, groups),
        asyncio.gather(*(_confirmed_role(context, caller, group, hints.get(group.id)) for group in groups)),
    )
    views = [GroupView(group, role, totals[group.id]) for group, role in zip(groups, roles, strict=True)]
    return [view for view in views if access_level(caller, view.group, view.role) is not AccessLevel.NONE]


async def count_members(context: GroupContext, groups: Sequence[Group]) -> dict[str, int]:
    """Direct members by group, in few requests. One group is counted exactly, many without what is being changed."""
    totals = await context.members.totals([group.id for group in groups])
    return {group_id: total.members for group_id, total in totals.items()}


async def _confirmed_role(context: GroupContext, caller: Caller, group: Group, hint: Role | None) -> Role | None:
    """The caller's role where the second copy says that there is one; makes the copy right where it is not."""
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
    """Sort key: by folded name, then id."""
    return place_of(group.normalised, group.id)


def place_of(normalised: str, group_id: str) -> tuple[bytes, str]:
    """Names compare as the store compares them, by UTF-16 code units (shared/storage/tables/keys.py)."""
    return normalised.encode("utf-16-be"), group_id


async def list_linked_groups(
    context: GroupContext, grant: ConnectorGrant, wanted: GroupFilter, limit: int, after: str | None
) -> tuple[list[GroupView], str | None]:
    """Up to `limit` of the connector's groups, by id, and the position to go on from; pages may be short."""
    if wanted.role is not None:
        return [], None  # an application is no member
    ids, following = await context.connector_links.groups_of(grant.connector_id, after, limit)
    groups = await context.groups.get_many(ids)
    shown = [groups[i] for i in ids if i in groups and groups[i].deleted_at is None and wanted.admits(groups[i])]
    return list(await asyncio.gather(*(view_group(context, group, None) for group in shown))), following
