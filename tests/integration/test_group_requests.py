"""No request makes a number of storage calls that grows with the group's size beyond its page."""

from collections.abc import Awaitable, Callable

import pytest

from shared.domain.roles import Role
from shared.services.change_members import add_members, change_role, remove_member
from shared.services.manage_groups import GroupChange, update_group
from shared.services.view_audit import list_audit
from shared.services.view_groups import GroupFilter, list_groups, view_group
from shared.services.view_members import MemberFilter, list_members
from tests.groups_world import World, number, person
from tests.integration.world import world

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
        last = number(100_000 + size - 1)
        new = number(900_000)

        async def one(limit: int, role: Role | None = None, group=group, me=me) -> None:  # type: ignore[no-untyped-def]
            access = await world.access(me, group)
            await list_members(world.context, access, MemberFilter(role), limit, None)

        async def fields(group=group) -> None:  # type: ignore[no-untyped-def]
            await update_group(world.context, group, "test", GroupChange(welcome_message="Hi"), any_version)

        requests: dict[str, Callable[[], Awaitable[object]]] = {
            "get": lambda group=group: view_group(world.context, group, None),  # type: ignore[misc]
            "list groups": lambda me=me: list_groups(world.context, me, GroupFilter(), 100, None),  # type: ignore[misc]
            "a page of members": lambda: one(100),
            "a page of admins": lambda: one(100, Role.ADMIN),
            "add one": lambda group=group: add_members(world.context, group, "t", [new], None, Role.MEMBER),  # type: ignore[misc]
            "change a role": lambda group=group: change_role(  # type: ignore[misc]
                world.context, group.id, "t", last, Role.ADMIN, any_version
            ),
            "demote": lambda group=group: change_role(  # type: ignore[misc]
                world.context, group.id, "t", last, Role.MEMBER, any_version
            ),
            "remove": lambda group=group: remove_member(world.context, group.id, "t", last, any_version),  # type: ignore[misc]
            "patch": fields,
            "audit": lambda group=group: list_audit(world.context, group.id, 100, None),  # type: ignore[misc]
        }
        for name, run in requests.items():
            before = world.transactions.total
            await run()
            found.setdefault(name, []).append(world.transactions.total - before)
    return found


async def test_calls_do_not_grow_with_the_group(costs: dict[str, list[int]]) -> None:
    for name, (small, large) in costs.items():
        # Few have the role of admin: such a page looks at up to five thousand members, and no further.
        assert large <= small + (5 if "admins" in name else 0), (name, small, large)


async def test_calls_are_few(costs: dict[str, list[int]]) -> None:
    assert {name: small for name, (small, _) in costs.items()} == {
        "get": 2,
        "list groups": 5,
        "a page of members": 4,
        "a page of admins": 4,
        "add one": 11,
        "change a role": 12,
        "demote": 14,
        "remove": 11,
        "patch": 6,
        "audit": 7,
    }
