"""Effective members, those of a group and all groups below, as a caller sees them.

A caller may see the numbers of one group and may see those of another one below it masked, and may add any number to the
first. So nothing about the two may depend on whether they have a number in common: not the entries, their `via`, their
order, their count, a search, nor what is read. That holds for two masked groups as well, as one may add numbers to a group
and give up its administration afterwards. Hence a person is one entry in all groups whose numbers the caller sees, and one
entry more in each other group (docs/decisions/0013-masked-members.md).
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from shared.domain.access import Caller
from shared.domain.groups.group import Group
from shared.domain.members.membership import Membership, Role
from shared.services.access.authorize import GroupAccess
from shared.services.access.visible_groups import visible_descendants
from shared.services.context import GroupContext
from shared.services.members.masked_members import MaskedGroup, list_masked
from shared.services.members.member_views import MemberFilter, MemberView, check_search
from shared.services.members.merge_member_pages import merge_members

_LOOKED_AT = 1000
"""The most people that are read for one page of effective members filtered by role, which may then be short."""
_MASKED_GROUPS_A_PAGE = 50
"""The most masked groups that are read for one page, one after the other; the page may then be short."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of a group and all groups below it. `unique_members` counts people whose numbers the caller sees once, and
    others once in each group: a person's entries in the list of effective members."""

    unique_members: int
    subgroups: int


class _Place(NamedTuple):
    """Where a page begins: after a number, or at the masked group that has this normalised name and id. `after` is then
    the position among its members."""

    number: str | None = None
    masked: tuple[str, str] | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class _Groups:
    """The group and those below that the caller may see: the ones whose numbers the caller sees, by id, and the others by
    name. `below` is the number of groups below."""

    root_id: str
    whole: dict[str, GroupAccess]
    masked: list[Group]
    below: int


async def list_effective_members(
    context: GroupContext,
    caller: Caller,
    access: GroupAccess,
    wanted: MemberFilter,
    limit: int,
    after: str | None,
) -> tuple[list[MemberView], str | None]:
    """Up to `limit` entries, and the position to go on from: first the people whose numbers the caller sees, by number,
    each once; then the masked members, group by group and in each by what is shown. A search finds only among the first.

    The role is that in the group itself, Member for those who come through others. Raises Forbidden for a search by a
    caller who sees the numbers of the group itself masked.
    """
    check_search(access, wanted)
    groups = await _visible_groups(context, caller, access)
    if caller.connector:  # it knows of the other groups below, but lists no members of theirs
        groups = replace(groups, masked=[])
    place = _read(after) if after else _Place()
    views: list[MemberView] = []
    if place.masked is None:
        views, number = await _list_whole(context, groups, wanted, limit, place.number)
        if number is not None:
            return views, _text(_Place(number))
    if wanted.prefix:
        return views, None
    masked, following = await _list_masked(context, groups, wanted, limit - len(views), place)
    return [*views, *masked], _text(following) if following else None


async def count_totals(context: GroupContext, caller: Caller, access: GroupAccess) -> Totals:
    """The members, counted as they are listed, and the groups below that the caller may see. This reads every membership
    there is below, so it is counted only when asked for."""
    groups = await _visible_groups(context, caller, access)
    people: set[int] = set()
    masked, _ = await asyncio.gather(
        asyncio.gather(*(_count(context, group.id) for group in groups.masked)),
        asyncio.gather(*(_collect(context, group_id, people) for group_id in groups.whole)),
    )
    return Totals(len(people) + sum(masked), groups.below)


async def _visible_groups(context: GroupContext, caller: Caller, access: GroupAccess) -> _Groups:
    below = await visible_descendants(context, caller, access.group.id)
    visible = {access.group.id: access, **below}
    masked = [each.group for each in visible.values() if not each.sees_numbers]
    whole = {group_id: each for group_id, each in visible.items() if each.sees_numbers}
    return _Groups(access.group.id, whole, sorted(masked, key=_by_name), len(below))


async def _list_whole(
    context: GroupContext, groups: _Groups, wanted: MemberFilter, limit: int, after: str | None
) -> tuple[list[MemberView], str | None]:
    """Up to `limit` people of the groups whose numbers the caller sees, and the number to go on after."""
    views: list[MemberView] = []
    position, looked_at = None, 0
    async for number, rows in merge_members(context, list(groups.whole), after, limit, wanted.prefix):
        if len(views) == limit or looked_at == max(_LOOKED_AT, limit):
            return views, position
        position, looked_at = number, looked_at + 1
        view = _merged(rows, groups)
        if wanted.admits(view.role):
            views.append(view)
    return views, None


def _merged(rows: Sequence[Membership], groups: _Groups) -> MemberView:
    direct = next((row for row in rows if row.group_id == groups.root_id), None)
    through = sorted((groups.whole[row.group_id].group for row in rows), key=lambda group: group.normalised)
    row = direct or rows[0]
    role = direct.role if direct else Role.MEMBER
    return MemberView(row.phone_number, role, row.added_at, row.added_by, through)


async def _list_masked(
    context: GroupContext, groups: _Groups, wanted: MemberFilter, limit: int, start: _Place
) -> tuple[list[MemberView], _Place | None]:
    """Up to `limit` members of the masked groups from the place on, and where to go on."""
    views: list[MemberView] = []
    for read, source in enumerate(_sources(groups, wanted, start)):
        place = _by_name(source.group)
        if len(views) == limit or read == _MASKED_GROUPS_A_PAGE:
            return views, _Place(masked=place)
        after = start.after if start.masked == place else None
        found, following = await list_masked(context, source, wanted, limit - len(views), after)
        views += found
        if following:
            return views, _Place(masked=place, after=following)
    return views, None


def _sources(groups: _Groups, wanted: MemberFilter, start: _Place) -> list[MaskedGroup]:
    """The masked groups to read, from the place on."""
    roles = {group.id: None if group.id == groups.root_id else Role.MEMBER for group in groups.masked}
    return [
        MaskedGroup(group, role, via=(group,))
        for group in groups.masked
        if (role := roles[group.id]) is None or wanted.admits(role)
        if start.masked is None or _by_name(group) >= start.masked
    ]


def _by_name(group: Group) -> tuple[str, str]:
    return group.normalised, group.id


async def _collect(context: GroupContext, group_id: str, people: set[int]) -> None:
    async for numbers in context.members.all_numbers(group_id):
        people.update(int(number[1:]) for number in numbers)


async def _count(context: GroupContext, group_id: str) -> int:
    return sum([len(numbers) async for numbers in context.members.all_numbers(group_id)])


def _text(place: _Place) -> str:
    return json.dumps(place, ensure_ascii=False)


def _read(after: str) -> _Place:
    number, masked, position = json.loads(after)
    return _Place(number, tuple(masked) if masked else None, position)
