"""The delivery timer: it looks after every group that is due, for as long as something can be left to do there."""

import asyncio
import json
import logging
from datetime import timedelta
from functools import partial

import pytest

from shared.errors import StorageUnavailable
from shared.services.audit.record_change import replay_group
from shared.services.connectors.manage_connectors import ConnectorChange, update_connector
from shared.services.ports.webhooks import QueuedEvent, Response
from shared.services.webhooks.run_deliveries import WRITTEN_AFTER, run_deliveries
from tests.fakes.webhooks import Post
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.unit.services.webhooks.receivers import ADDED, answer, delivered
from tests.use_cases import any_version


async def test_a_group_that_nobody_subscribes_to_is_never_due() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    await world.add(group, number(2))
    assert not world.fakes.outbox.marks.rows
    assert await world.tick(timedelta(hours=1)) == 0


async def test_what_was_delivered_at_once_is_looked_after_until_no_change_can_be_under_way() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    await world.subscriber(group)
    await world.add(group, number(2))
    await world.deliver()
    assert await world.tick() == 0, "not before the change has had time"
    assert await world.tick(timedelta(seconds=15)) == 1
    assert list(world.fakes.outbox.marks.rows) == [group.id]
    assert await world.tick(WRITTEN_AFTER) == 1
    assert not world.fakes.outbox.marks.rows
    assert len(world.fakes.sender.deliveries) == 1


async def test_the_timer_delivers_what_a_process_that_died_did_not() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    await world.subscriber(group)
    await world.add(group, number(2))
    await world.tick(timedelta(seconds=20))
    assert delivered(world) == [(ADDED, number(2))]


async def test_a_group_waits_for_its_next_attempt() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    await world.subscriber(group)
    world.fakes.sender.respond = answer(429, timedelta(hours=1))
    await world.add(group, number(2))
    await world.tick(timedelta(seconds=20))
    await world.tick(WRITTEN_AFTER)
    assert await world.tick(timedelta(minutes=50)) == 0
    assert await world.tick(timedelta(minutes=10)) == 1
    assert len(world.fakes.sender.deliveries) == 2


async def test_a_receiver_that_fails_three_times_is_left_alone_for_the_run() -> None:
    world = FakeWorld()
    groups = [await world.group(person(1)) for _ in range(12)]
    connector = await world.subscriber(*groups)
    for group in groups:
        await world.add(group, number(2))
    world.fakes.sender.respond = answer(500)
    assert await world.tick(timedelta(seconds=20)) == 12
    # Four deliveries at once may be under way when the third fails.
    assert 3 <= len(world.fakes.sender.deliveries) <= 6
    assert {key[1] for key in world.fakes.outbox.queues} == {connector.id}
    assert len(world.fakes.outbox.queues) == 12

    world.fakes.sender.respond = answer(200)
    world.fakes.sender.posts.clear()
    await world.tick(timedelta(minutes=1))
    assert sorted(json.loads(post.body)[0]["data"]["groupId"] for post in world.fakes.sender.deliveries) == sorted(
        group.id for group in groups
    )
    assert not world.fakes.outbox.queues


async def test_a_failure_between_successes_stops_nothing() -> None:
    world = FakeWorld()
    groups = [await world.group(person(1)) for _ in range(24)]
    await world.subscriber(*groups)
    for group in groups:
        await world.add(group, number(2))
    world.fakes.sender.respond = lambda _: Response(500 if len(world.fakes.sender.deliveries) % 3 == 0 else 200, None)
    await world.tick(timedelta(seconds=20))
    assert len(world.fakes.sender.deliveries) == 24


async def test_a_receiver_that_fails_keeps_no_other_of_the_group_waiting() -> None:
    world = FakeWorld()
    groups = [await world.group(person(1)) for _ in range(5)]
    await world.subscriber(*groups)
    well = await world.subscriber(*groups)
    change = ConnectorChange(callback_url="http://127.0.0.1:9/well")
    await update_connector(world.connectors, "asha", well.id, change, any_version)
    for group in groups:
        await world.add(group, number(2))
    world.fakes.sender.posts.clear()

    def only_well(post: Post) -> Response:
        return Response(200 if post.url.endswith("/well") else 500, None)

    world.fakes.sender.respond = only_well
    await world.tick(timedelta(seconds=20))
    assert sum(post.url.endswith("/well") for post in world.fakes.sender.deliveries) == 5


async def test_an_error_at_one_group_keeps_its_mark_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    broken, well = await world.group(person(1)), await world.group(person(1))
    await world.subscriber(broken, well)
    for group in (broken, well):
        await world.add(group, number(2))
    world.clock.advance(timedelta(minutes=5))

    async def replay(group_id: str) -> None:
        if group_id == broken.id:
            raise StorageUnavailable("Storage is away.")
        await replay_group(world.groups, group_id)

    with caplog.at_level(logging.ERROR):
        assert await run_deliveries(world.webhooks, replay) == 2
    assert list(world.fakes.outbox.marks.rows) == [broken.id]
    assert [record.getMessage() for record in caplog.records] == [f"Could not look after group {broken.id}"]
    assert len(world.fakes.sender.deliveries) == 1

    assert await world.tick() == 1
    assert not world.fakes.outbox.marks.rows
    assert len(world.fakes.sender.deliveries) == 2


async def test_an_error_that_nobody_expected_is_shown_retried_and_given_up_like_any_other() -> None:
    """It must not fail the timer, nor come back as soon as the lease ends."""
    world = FakeWorld()
    group, other = await world.group(person(1)), await world.group(person(1))
    connector, well = await world.subscriber(group), await world.subscriber(other)
    for each in (group, other):
        await world.add(each, number(2))

    def overflow(post: Post) -> Response:
        if json.loads(post.body)[0]["data"]["groupId"] == group.id:
            raise OverflowError("days=99999999999; must have magnitude <= 999999999")
        return Response(200, None)

    world.fakes.sender.respond = overflow
    assert await world.tick(timedelta(seconds=20)) == 2
    health = world.fakes.webhooks.stored_health
    assert (health[connector.id].failing, health[connector.id].error) == (False, "The delivery failed unexpectedly.")
    assert well.id not in health
    attempt = world.fakes.outbox.attempts.get((group.id, connector.id))
    assert attempt
    assert (attempt.attempts, attempt.leased_until) == (1, None)

    attempts_in_an_hour = 0
    for _ in range(60):
        await world.tick(timedelta(minutes=1))
        attempts_in_an_hour = len(world.fakes.sender.deliveries)
    assert attempts_in_an_hour < 12, "pauses grow"
    for _ in range(50):
        await world.tick(timedelta(hours=1))
    assert health[connector.id].failing
    assert (group.id, connector.id) not in world.fakes.outbox.queues


async def test_a_queue_that_cannot_be_read_stops_no_other_of_the_group(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    broken, _ = await world.subscriber(group), await world.subscriber(group)
    await world.add(group, number(2))
    waiting = world.fakes.outbox.waiting

    async def damaged(group_id: str, connector_id: str) -> list[QueuedEvent]:
        if connector_id == broken.id:
            raise KeyError("at")
        return await waiting(group_id, connector_id)

    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(world.fakes.outbox, "waiting", damaged)
        assert await world.tick(timedelta(seconds=20)) == 1
    assert len(world.fakes.sender.deliveries) == 1
    assert [record.getMessage() for record in caplog.records] == [
        f"Could not deliver events of group {group.id} to connector {broken.id}"
    ]
    assert list(world.fakes.outbox.marks.rows) == [group.id]
    await world.tick(timedelta(minutes=5))
    assert len(world.fakes.sender.deliveries) == 2


async def test_two_timers_at_once_deliver_everything_once() -> None:
    world = FakeWorld()
    groups = [await world.group(person(1)) for _ in range(5)]
    await world.subscriber(*groups)
    for group in groups:
        await world.add(group, number(2))
        await world.add(group, number(3))
    world.clock.advance(timedelta(seconds=20))
    replay = partial(replay_group, world.groups)
    await asyncio.gather(*(run_deliveries(world.webhooks, replay) for _ in range(2)))
    assert sorted(delivered(world)) == [(ADDED, number(n)) for n in (2, 3) for _ in groups]
