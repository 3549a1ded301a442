"""The process is killed for real between the two copies of a membership: the next operation mends it, and so does the
nightly repair."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.domain.audit import Action
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.services.groups.view_groups import GroupFilter, list_groups
from shared.services.members.change_members import add_members
from shared.services.members.repair_members import repair_members
from shared.storage.clients import open_clients
from tests.azurite import ROOT, TestAzurite
from tests.groups_world import World, number, open_world, person
from tests.store import settings_for
from tests.use_cases import audit_page


@pytest.fixture(scope="module")
async def world(azurite: TestAzurite) -> AsyncIterator[World]:
    clients = open_clients(settings_for(azurite.connection_string).storage)
    try:
        yield await open_world(clients, azurite.connection_string)
    finally:
        await clients.close()


async def killed_while_adding(world: World, azurite: TestAzurite, who: int) -> Group:
    """A group whose member `who` has a first copy and no second one."""
    group = await world.group(person(1))
    command = [
        sys.executable,
        "-m",
        "tests.system.dies_between_copies",
        azurite.connection_string,
        group.id,
        number(who),
    ]
    child = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await child.wait() == -signal.SIGKILL
    assert (await world.numbers(group))[number(who)] == "Member"
    assert number(who) not in await world.copies(group)
    return group


async def visible(world: World, who: int) -> set[str]:
    views, _ = await list_groups(world.context, person(who), GroupFilter(), 100, None)
    return {view.group.id for view in views}


async def test_the_next_operation_on_the_group_mends_it(world: World, azurite: TestAzurite) -> None:
    group = await killed_while_adding(world, azurite, 2)
    assert group.id not in await visible(world, 2)
    world.clock.ahead += timedelta(minutes=1)
    await add_members(world.context, group, "test", [number(3)], None, Role.MEMBER)
    assert await world.copies(group) == await world.numbers(group)
    assert group.id in await visible(world, 2)
    assert (await world.context.members.partition_state(group.id)).member_count.members == 3
    events, _ = await audit_page(world.context, group)
    changed = [event for event in events if event.action is Action.MEMBERS_CHANGED]
    assert [event.actor for event in changed] == ["test", "dying", "person-1"]


async def test_the_nightly_repair_mends_it(world: World, azurite: TestAzurite) -> None:
    group = await killed_while_adding(world, azurite, 4)
    await repair_members(world.services.imports)
    assert await world.copies(group) == await world.numbers(group)
    assert group.id in await visible(world, 4)
