"""No request makes a number of storage calls that grows with the group's size beyond its page, but one: a page of members
whose numbers are masked."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from shared.domain.access import AccessLevel, Caller
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.services.groups.manage_groups import GroupChange, update_group
from shared.services.groups.view_groups import GroupFilter, list_groups, view_group
from shared.services.members.change_members import add_members, change_role, remove_member
from shared.services.members.member_views import MemberFilter
from shared.services.members.view_members import list_members
from tests.groups_world import World, number, person
from tests.integration.world import world
from tests.use_cases import audit_page

__all__ = ["world"]

SIZES = (5, 6000)


def any_version(_: str) -> None:
    """No If-Match."""


@pytest.fixture(scope="module")
async def costs(world: World) -> dict[str, list[int]]:
    """Storage calls of each request on a small group and on a large one."""
    found: dict[str, list[int]] = {}
    for size in SIZES:
        me = person(size)
        group = await world.group(me)
        await world.add(group, [number(100_000 + n) for n in range(size)])
        await world.context.members.fold(group.id)
        requests = _requests(world, me, group, number(100_000 + size - 1))
        for name, run in requests.items():
            before = world.transactions.total
            await run()
            found.setdefault(name, []).append(world.transactions.total - before)
    return found


def _requests(world: World, me: Caller, group: Group, last: str) -> dict[str, Callable[[], Awaitable[object]]]:
    """Each kind of request on one group, whose last member is `last`."""
    context = world.context
    new = number(900_000)

    async def one(limit: int, role: Role | None = None) -> None:
        await list_members(context, await world.access(me, group), MemberFilter(role), limit, None)

    async def masked(limit: int) -> None:
        access = replace(await world.access(me, group), access_level=AccessLevel.MEMBER)
        await list_members(context, access, MemberFilter(), limit, None)

    return {
        "get": lambda: view_group(context, group, None),
        "list groups": lambda: list_groups(context, me, GroupFilter(), 100, None),
        "a page of members": lambda: one(100),
        "a page of admins": lambda: one(100, Role.ADMIN),
        "a masked page": lambda: masked(100),
        "add one": lambda: add_members(context, group, "t", [new], None, Role.MEMBER),
        "change a role": lambda: change_role(context, group.id, "t", last, Role.ADMIN, any_version),
        "demote": lambda: change_role(context, group.id, "t", last, Role.MEMBER, any_version),
        "remove": lambda: remove_member(context, group.id, "t", last, any_version),
        "patch": lambda: update_group(context, group, "test", GroupChange(welcome_message="Hi"), any_version),
        "audit": lambda: audit_page(context, group),
    }


async def test_calls_do_not_grow_with_the_group(costs: dict[str, list[int]]) -> None:
    for name, (small, large) in costs.items():
        # Few have the role of admin: such a page looks at up to five thousand members, and no further. A page of masked
        # members reads them all, a thousand a call, so that nothing tells their order.
        more = {"a page of admins": 5, "a masked page": 6}.get(name, 0)
        assert large <= small + more, (name, small, large)


async def test_calls_are_few(costs: dict[str, list[int]]) -> None:
    assert {name: small for name, (small, _) in costs.items()} == {
        "get": 1,
        "list groups": 4,
        "a page of members": 4,
        "a page of admins": 4,
        "a masked page": 4,
        "add one": 9,
        "change a role": 10,
        "demote": 11,
        "remove": 9,
        "patch": 6,
        "audit": 7,
    }
