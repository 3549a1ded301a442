"""Subscribers hear of an upload's changes once each, also when its process dies before it could tell them."""

from datetime import timedelta

import pytest

from shared.domain.connectors import EventType
from tests.fakes.faults import ProcessDied, before_call, kill
from tests.fakes.world import FakeWorld
from tests.mappings import group_named, members, users
from tests.people import number, person


def told(world: FakeWorld) -> bytes:
    """The bodies of all deliveries."""
    return b"".join(post.body for post in world.fakes.sender.deliveries)


async def test_members_added_changed_and_removed_are_told_one_by_one() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    await world.add(group, number(2), number(3))
    await world.subscriber(group)
    await world.drop("org/users.csv", users(("Depot", 2, "Admin"), ("Depot", 4, "Member")), mode="replace")
    await world.deliver()
    body = told(world)
    counted = [body.count(f"muster.{event}".encode()) for event in EventType if "Member" in event]
    assert counted == [1, 2, 1]
    assert number(3).encode() in body


async def test_a_group_without_subscribers_costs_nothing() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1))
    assert not world.fakes.members.events
    assert not world.fakes.outbox.queues
    assert not world.fakes.outbox.marks.rows
    assert world.notified == []


async def test_only_connectors_that_want_it_hear_of_the_end() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    await world.subscriber(group, events=[EventType.MEMBER_ADDED])
    await world.drop("org/users.csv", members("Depot", 1))
    await world.deliver()
    assert b"UploadCompleted" not in told(world)


async def test_the_timer_tells_what_a_killed_upload_wrote() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    await world.subscriber(group)
    world.put("org/users.csv", members("Depot", 2))
    before_call(world.fakes.outbox, "append", kill)
    with pytest.raises(ProcessDied):
        await world.run()
    world.fakes.delivery_blobs.events.clear()
    await world.tick(timedelta(minutes=5))
    await world.tick(timedelta(minutes=5))
    body = told(world)
    assert body.count(b"muster.MemberAdded") == 1
    assert not world.fakes.members.events
    assert group_named(world, "Depot").id.encode() in body


async def test_a_connector_with_many_groups_hears_of_the_end_in_each_that_is_listed() -> None:
    world = FakeWorld()
    groups = [await world.group(person(1), f"Depot {n}") for n in range(4)]
    await world.subscriber(*groups, events=[EventType.UPLOAD_COMPLETED])
    await world.drop("org/users.csv", users(("Depot 0", 2, "Member"), ("Depot 2", 2, "Member")))
    await world.deliver()
    body = told(world)
    assert body.count(b"muster.UploadCompleted") == 2
    assert [group.id.encode() in body for group in groups] == [True, False, True, False]
