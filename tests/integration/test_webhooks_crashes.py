"""Crashes at every point between a change and its delivery, and several instances at once: nothing is lost, and the
order of a group's events holds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.bootstrap import Services, assemble
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.services.audit.record_change import replay_group
from shared.services.context import GroupContext, WebhookContext
from shared.services.members.change_members import change_role, remove_member, set_roles
from shared.services.webhooks.deliver_events import deliver_group, deliver_queue
from shared.services.webhooks.enqueue_events import enqueue_pending
from shared.services.webhooks.run_deliveries import run_deliveries
from shared.storage.clients import open_clients
from tests.azurite import TestAzurite
from tests.fakes.blobs import FakeBlobs
from tests.groups_world import Clock
from tests.integration.webhook_world import WebhookWorld, told
from tests.store import PAGE_KEY, settings_for, wipe

A, B = "+919812340001", "+919812340002"


class Killed(BaseException):
    """The process ends here; nothing catches it, as nothing would."""


@dataclass
class Dying:
    """A store of which one method ends the process, before or after what it does, at the n-th call."""

    inner: Any
    method: str
    at: int
    after: bool
    calls: int = 0
    died: bool = False

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        return self._wrapped(found) if name == self.method else found

    def _wrapped(self, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def run(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls != self.at:
                return await call(*args, **kwargs)
            self.died = True
            if self.after:
                await call(*args, **kwargs)
            raise Killed

        return run


@pytest.fixture
async def world(azurite: TestAzurite) -> AsyncIterator[WebhookWorld]:
    settings = settings_for(azurite.connection_string, WEBHOOKS_ALLOW_LOCAL="true")
    clients, clock = open_clients(settings.storage), Clock()
    await wipe(clients)
    services = assemble(settings, clients, PAGE_KEY, clock.now)
    world = WebhookWorld(services, clients, clock)
    await world.receiver.start()
    yield world
    await services.close()
    await world.receiver.stop()
    await clients.close()


def quiet(context: GroupContext) -> GroupContext:
    """Whose deliveries are triggered nowhere."""
    return replace(context, webhooks=replace(context.webhooks, steps=FakeBlobs()))


def dying(context: GroupContext, store: str, method: str, at: int, *, after: bool) -> tuple[GroupContext, Dying]:
    """The context of a process that will die in this method."""
    if store in ("outbox", "store", "sender"):
        broken = Dying(getattr(context.webhooks, store), method, at, after)
        changed: dict[str, Any] = {store: broken}
        return replace(context, webhooks=replace(context.webhooks, **changed)), broken
    broken = Dying(getattr(context, store), method, at, after)
    changed = {store: broken}
    return replace(context, **changed), broken


POINTS = [
    ("outbox", "mark"),
    ("members", "commit"),
    ("audit", "put"),
    ("outbox", "append"),
    ("members", "forget"),
    ("outbox", "save_attempt"),
    ("sender", "post"),
    ("outbox", "complete"),
    ("outbox", "unmark"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("store", "method"), POINTS)
async def test_a_crash_loses_nothing_and_tells_nothing_that_did_not_happen(
    world: WebhookWorld, store: str, method: str, after: bool
) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    context, broken = dying(quiet(world.services.groups), store, method, 1, after=after)

    async def work() -> None:
        await set_roles(context, group.id, "asha", [A], Role.MEMBER)
        await deliver_group(context.webhooks, group.id)
        world.clock.ahead += timedelta(minutes=3)
        await run_deliveries(context.webhooks, replay=partial(replay_group, context))

    with pytest.raises(BaseException) as ended:  # noqa: PT011  # a group of tasks wraps it
        await work()
    assert isinstance(ended.value, Killed) or ended.group_contains(Killed)
    assert broken.died
    happened = A in [row["RowKey"] async for row in world.clients.table("Memberships").list_entities()]
    await set_roles(quiet(world.services.groups), group.id, "asha", [B], Role.MEMBER)
    for _ in range(3):
        await world.tick(timedelta(minutes=3))
    wanted = [("MemberAdded", A)] if happened else []
    assert told(world.receiver) == [*wanted, ("MemberAdded", B)]
    assert await world.outbox() == []


async def test_what_was_sent_before_the_crash_comes_again_under_its_id(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    connector, _ = await world.connector(group)
    context, _ = dying(quiet(world.services.groups), "outbox", "complete", 1, after=False)
    await set_roles(context, group.id, "asha", [A], Role.MEMBER)
    with pytest.raises(Killed):
        await deliver_queue(context.webhooks, group.id, connector.id)
    await set_roles(context, group.id, "asha", [B], Role.MEMBER)
    await world.tick(timedelta(seconds=30))
    assert len(world.receiver.tried) == 1, "the dead process's lease holds"
    await world.tick(timedelta(minutes=2))
    ids = [message_id for message_id, _ in world.receiver.tried]
    assert ids[0] == ids[1] != ids[2]
    assert told(world.receiver) == [("MemberAdded", A), ("MemberAdded", B)]


@dataclass
class Instances:
    """Several instances over one store."""

    services: list[Services] = field(default_factory=list)

    def webhooks(self, n: int) -> WebhookContext:
        """Of one of them."""
        return self.services[n].groups.webhooks


@pytest.fixture
async def instances(azurite: TestAzurite, world: WebhookWorld) -> AsyncIterator[Instances]:
    settings = settings_for(azurite.connection_string, WEBHOOKS_ALLOW_LOCAL="true")
    found = Instances([assemble(settings, world.clients, PAGE_KEY, world.clock.now) for _ in range(3)])
    yield found
    for services in found.services:
        await services.close()


async def test_instances_at_once_keep_the_order_of_each_member(world: WebhookWorld, instances: Instances) -> None:
    group = await world.group("Depot")
    await world.connector(group)

    async def come_and_go(n: int) -> None:
        context, number = instances.services[n % 3].groups, f"+9198123{n:05d}"
        for _ in range(3):
            await set_roles(context, group.id, "asha", [number], Role.MEMBER)
            await change_role(context, group.id, "asha", number, Role.ADMIN, lambda _: None)
            await remove_member(context, group.id, "asha", number, lambda _: None)

    await asyncio.gather(*(come_and_go(n) for n in range(6)))
    await world.wait_idle()
    await world.tick(timedelta(minutes=2))
    await world.tick(timedelta(minutes=2))
    events = told(world.receiver)
    assert len(events) == 6 * 9
    for n in range(6):
        own = [kind for kind, number in events if number == f"+9198123{n:05d}"]
        assert own == ["MemberAdded", "MemberRoleChanged", "MemberRemoved"] * 3
    assert len({event["id"] for event in world.receiver.events}) == len(events)


async def test_of_instances_that_deliver_at_once_one_sends(world: WebhookWorld, instances: Instances) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    world.receiver.mode = "slow"
    await set_roles(quiet(world.services.groups), group.id, "asha", [A], Role.MEMBER)
    await asyncio.gather(*(deliver_group(instances.webhooks(n), group.id) for n in range(3)))
    assert len(world.receiver.tried) == 1
    assert told(world.receiver) == [("MemberAdded", A)]


async def test_numbering_twice_at_once_numbers_once(world: WebhookWorld, instances: Instances) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    pending = await _commit_only(world, group, [A, B])
    assert len(pending) == 2
    await asyncio.gather(*(enqueue_pending(instances.webhooks(n % 3), group.id) for n in range(9)))
    await world.wait_idle()
    await world.tick(timedelta(minutes=2))
    assert told(world.receiver) == [("MemberAdded", A), ("MemberAdded", B)]


async def _commit_only(world: WebhookWorld, group: Group, numbers: list[str]) -> list[str]:
    """Changes whose process died right after them; answers the ids of their pending events."""
    for number in numbers:
        context, _ = dying(quiet(world.services.groups), "members", "commit", 1, after=True)
        with pytest.raises(Killed):
            await set_roles(context, group.id, "asha", [number], Role.MEMBER)
    return [event.id for event in await world.services.groups.members.pending(group.id)]
