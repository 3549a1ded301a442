"""Members as a caller sees them: the direct ones of a group, and the effective ones of a group and all groups below."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.access import Caller
from shared.domain.groups.group import Group
from shared.domain.members.membership import Membership, Role
from shared.domain.phone import mask
from shared.errors import Forbidden, NotFound
from shared.services.access.authorize import GroupAccess
from shared.services.access.visible_groups import visible_descendants
from shared.services.context import GroupContext
from shared.services.members.merge_member_pages import merge_members

_LOOKED_AT = 1000
"""The most people that are read for one page of effective members filtered by role, which may then be short."""


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member; the number is masked where the caller may not see it. `via`, of an effective list only, are the groups
    that the person is a direct member of."""

    phone_number: str
    role: Role
    added_at: datetime
    added_by: str
    via: Sequence[Group] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of a group and all groups below it."""

    unique_members: int
    subgroups: int


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """A filter of members: by role, and by the first digits of the number."""

    role: Role | None = None
    prefix: str = ""


async def view_member(context: GroupContext, group_id: str, number: str) -> Membership:
    """One direct membership. Raises NotFound."""
    row = await context.members.get(group_id, number)
    if row is None:
        raise NotFound("The group has no such member.")
    return row


async def list_members(
    context: GroupContext, access: GroupAccess, wanted: MemberFilter, limit: int, after: str | None
) -> tuple[list[MemberView], str | None]:
    """Up to `limit` direct members by number. Raises Forbidden for a search by number by whom numbers are masked for:
    trying prefixes would tell the digits."""
    _check_search(access, wanted)
    rows, position = await context.members.page(access.group.id, after, limit, wanted.prefix, wanted.role)
    return [_view(row, access.sees_numbers) for row in rows], position


async def list_effective_members(
    context: GroupContext,
    caller: Caller,
    access: GroupAccess,
    wanted: MemberFilter,
    limit: int,
    after: str | None,
) -> tuple[list[MemberView], str | None]:
    """Up to `limit` people by number who are in the group or in any below it that the caller may see, each once.

    The role is that in the group itself, Member for those who only come through others. A number is shown where the
    caller may see it in one of the groups that it comes through.
    """
    _check_search(access, wanted)
    below = await visible_descendants(context, caller, access.group.id)
    if caller.connector:  # it knows of the other groups below, but not who is in them
        below = {group_id: found for group_id, found in below.items() if found.is_linked}
    groups = {access.group.id: access, **below}
    views: list[MemberView] = []
    position, looked_at = None, 0
    async for number, rows in merge_members(context, list(groups), after, limit, wanted.prefix):
        if len(views) == limit or looked_at == max(_LOOKED_AT, limit):
            return views, position
        position, looked_at = number, looked_at + 1
        view = _merged(rows, groups, access.group.id)
        if wanted.role in (None, view.role):
            views.append(view)
    return views, None


async def count_totals(context: GroupContext, caller: Caller, access: GroupAccess) -> Totals:
    """Everybody in the group or below it, each once, and the groups below; of what the caller may see. This reads every
    membership there is below, so it is counted only when asked for."""
    below = await visible_descendants(context, caller, access.group.id)
    people: set[int] = set()
    await asyncio.gather(*(_collect(context, group_id, people) for group_id in (access.group.id, *below)))
    return Totals(len(people), len(below))


async def _collect(context: GroupContext, group_id: str, people: set[int]) -> None:
    async for numbers in context.members.all_numbers(group_id):
        people.update(int(number[1:]) for number in numbers)


def _merged(rows: Sequence[Membership], groups: dict[str, GroupAccess], group_id: str) -> MemberView:
    direct = next((row for row in rows if row.group_id == group_id), None)
    through = sorted((groups[row.group_id].group for row in rows), key=lambda group: group.normalised)
    shown = any(groups[row.group_id].sees_numbers for row in rows)
    view = _view(direct or rows[0], shown)
    return replace(view, role=direct.role if direct else Role.MEMBER, via=through)


def _view(row: Membership, shown: bool) -> MemberView:
    number = row.phone_number if shown else mask(row.phone_number)
    return MemberView(number, row.role, row.added_at, row.added_by)


def _check_search(access: GroupAccess, wanted: MemberFilter) -> None:
    if wanted.prefix and not access.sees_numbers:
        raise Forbidden("Only an admin of the group may search its members by number.")
