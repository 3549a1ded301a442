"""Lists of members from the first page to the last, as callers get them."""

from functools import partial

from shared.domain.access import Caller
from shared.domain.groups.group import Group
from shared.services.access.authorize import GroupAccess
from shared.services.access.authorize_connector import authorize_connector
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.members.member_views import MemberFilter, MemberView
from shared.services.members.view_effective_members import list_effective_members
from shared.services.members.view_members import list_members
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin
from tests.use_cases import all_of

ALL = MemberFilter()


def masked(n: int) -> str:
    """The n-th number as others see it."""
    return f"+91••••••{number(n)[-4:]}"


async def access_of(world: FakeWorld, caller: Caller, group: Group) -> GroupAccess:
    """What the caller is to the group, a connector too."""
    if caller.connector:
        return await authorize_connector(world.groups, caller.connector, "list_members", group.id)
    return await world.access(caller, group)


async def direct(
    world: FakeWorld, caller: Caller, group: Group, wanted: MemberFilter = ALL, limit: int = 100
) -> list[MemberView]:
    """All pages of the direct members."""
    access = await access_of(world, caller, group)
    return await all_of(partial(list_members, world.groups, access, wanted, limit))


async def effective(
    world: FakeWorld, caller: Caller, group: Group, wanted: MemberFilter = ALL, limit: int = 100
) -> list[MemberView]:
    """All pages of the effective members."""
    access = await access_of(world, caller, group)
    return await all_of(partial(list_effective_members, world.groups, caller, access, wanted, limit))


async def link(world: FakeWorld, parent: Group, *children: Group) -> None:
    """Link the children below the parent."""
    for child in children:
        await link_subgroup(world.groups, organization_admin(1), parent, child.id)


def numbers_of(views: list[MemberView]) -> list[str]:
    """Their numbers in their order."""
    return [view.phone_number for view in views]
