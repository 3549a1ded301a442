"""Numbering: every event of a change gets one number in each queue that it concerns, whoever else numbers meanwhile."""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.audit import Action, AuditEvent
from shared.domain.connectors import EventType
from shared.services.groups.manage_groups import GroupChange, update_group
from shared.services.ports.audit import PendingEvents
from shared.services.ports.webhooks import Head, QueuedEvent
from shared.services.webhooks.enqueue_events import enqueue_pending, subscribed_groups
from tests.fakes.webhooks import FakeOutbox
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.unit.services.webhooks.receivers import ADDED, delivered
from tests.use_cases import any_version


def numbers(world: FakeWorld, group_id: str, connector_id: str) -> list[int]:
    return [entry.number for entry in world.fakes.outbox.queues.get((group_id, connector_id), [])]


def pending_event(world: FakeWorld, group_id: str, name: str) -> AuditEvent:
    """One that a process left pending before it died."""
    event = world.groups.event(group_id, "asha", Action.GROUP_UPDATED, {"name": name}, {"name": f"{name} 2"})
    world.fakes.groups.leave(event)
    return event


async def test_each_event_has_a_number_in_every_queue_that_it_concerns() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    every = await world.subscriber(group)
    members = await world.subscriber(group, events=[EventType.MEMBER_ADDED])
    await world.add(group, number(2))
    await update_group(world.groups, group, "asha", GroupChange("Renamed"), any_version)
    assert len(numbers(world, group.id, every.id)) == 2
    assert len(numbers(world, group.id, members.id)) == 1
    given = numbers(world, group.id, every.id) + numbers(world, group.id, members.id)
    assert len(set(given)) == 3
    assert world.notified == [group.id, group.id]


async def test_what_is_numbered_is_not_numbered_again() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    connector = await world.subscriber(group)
    pending_event(world, group.id, "Depot")
    for _ in range(2):
        await enqueue_pending(world.webhooks, group.id)
    assert len(numbers(world, group.id, connector.id)) == 1


async def test_many_pending_events_are_numbered_over_several_transactions() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    connectors = [await world.subscriber(group) for _ in range(40)]
    events = [pending_event(world, group.id, f"Depot {n}") for n in range(5)]
    await enqueue_pending(world.webhooks, group.id)
    for connector in connectors:
        queue = world.fakes.outbox.queues[group.id, connector.id]
        assert [entry.event.id for entry in queue] == [event.id for event in events]
        assert [entry.number for entry in queue] == sorted(entry.number for entry in queue)


class OvertakenOutbox(FakeOutbox):
    """Another process changes the head just before the first append."""

    overtaken = False

    async def append(self, group_id: str, before: Head, after: Head, entries: Sequence[QueuedEvent]) -> bool:
        if not self.overtaken:
            self.overtaken = True
            self.heads.put(group_id, replace(before, following=before.following + 10))
        return await super().append(group_id, before, after, entries)


async def test_who_is_overtaken_numbers_after_the_other() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    connector = await world.subscriber(group)
    pending_event(world, group.id, "Depot")
    outbox = OvertakenOutbox()
    await enqueue_pending(replace(world.webhooks, outbox=outbox), group.id)
    assert [entry.number for entry in outbox.queues[group.id, connector.id]] == [11]


class PendingInReadings(PendingEvents):
    """What each reading finds; the last one stays."""

    def __init__(self, *readings: list[AuditEvent]) -> None:
        self.readings = list(readings)

    async def pending(self, group_id: str) -> list[AuditEvent]:
        return self.readings.pop(0) if len(self.readings) > 1 else self.readings[0]

    async def forget(self, event: AuditEvent) -> None:
        raise AssertionError("Events of changes are forgotten by whoever records them.")


async def test_an_event_that_an_unseen_one_may_precede_is_numbered_later() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    connector = await world.subscriber(group)
    first, second, third = (
        world.groups.event(group.id, "asha", Action.GROUP_UPDATED, {}, {"name": name}) for name in ("1", "2", "3")
    )
    readings = PendingInReadings([first], [first, third], [first, second, third])
    await enqueue_pending(replace(world.webhooks, changes=[readings]), group.id)
    queue = world.fakes.outbox.queues[group.id, connector.id]
    assert [entry.event.after["name"] for entry in queue] == ["1", "2", "3"]


async def test_an_event_that_nobody_chose_starts_no_delivery() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    await world.subscriber(group, events=[EventType.GROUP_DELETED])
    await world.add(group, number(2))
    assert world.notified == []
    assert not world.fakes.outbox.queues


async def test_what_happened_before_a_connector_subscribed_is_not_delivered_to_it() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    await world.add(group, number(2))
    await world.subscriber(group)
    await world.add(group, number(3))
    await world.deliver()
    assert delivered(world) == [(ADDED, number(3))]


async def test_of_many_groups_those_with_a_subscriber_are_found() -> None:
    world = FakeWorld()
    groups = [await world.group(person(1)) for _ in range(4)]
    assert await subscribed_groups(world.webhooks, [group.id for group in groups]) == frozenset()
    await world.subscriber(*groups[:2])
    await world.subscriber(*groups[1:3])
    asked = [group.id for group in groups[1:]]
    assert await subscribed_groups(world.webhooks, asked) == {groups[1].id, groups[2].id}
