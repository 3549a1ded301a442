"""Deliveries: signed CloudEvents in order, tried again after pauses that grow, and given up after two days."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from shared.domain.connectors import Connector, EventType, Permission
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.domain.webhooks.cloud_events import CONTENT_TYPE
from shared.services.connectors.link_connectors import unlink_connector
from shared.services.connectors.manage_connectors import (
    ConnectorChange,
    read_health,
    remove_connector,
    rotate_secret,
    update_connector,
)
from shared.services.context import WebhookContext
from shared.services.members.change_members import change_role, remove_member
from shared.services.ports.webhooks import Attempt, Response
from shared.services.webhooks.deliver_events import LEASE, Outcome, deliver_group, deliver_queue
from tests.fakes.webhooks import FakeSender, Post
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.receiver import NotVerifiedError, Verifier
from tests.unit.services.webhooks.receivers import (
    ADDED,
    REMOVED,
    ROLE_CHANGED,
    answer,
    away,
    delivered,
    events_of,
    members_of,
)
from tests.use_cases import any_version


async def subscribed(world: FakeWorld, *events: EventType) -> tuple[Group, Connector]:
    """A group and a connector that is to hear of it."""
    group = await world.group(person(1))
    return group, await world.subscriber(group, events=events or tuple(EventType))


async def health_of(world: FakeWorld, connector: Connector) -> tuple[bool, str] | None:
    """Whether it was given up, and why; None while all is well."""
    health = (await read_health(world.connectors, [connector])).get(connector.id)
    return (health.failing, health.error) if health else None


def attempts(world: FakeWorld) -> int:
    return len(world.fakes.sender.deliveries)


def secret_of(world: FakeWorld, connector: Connector) -> str:
    return world.fakes.webhooks.stored_secrets.rows[connector.id].current


def verify(world: FakeWorld, post: Post, secret: str) -> None:
    Verifier(secret, lambda: world.clock.time.timestamp()).verify(dict(post.headers), post.body)


# What is delivered


async def test_a_delivery_is_a_signed_batch_of_cloud_events() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    await world.add(group, number(2), number(3))
    await world.deliver()
    (post,) = world.fakes.sender.deliveries
    assert post.url == connector.callback_url
    assert post.headers["Content-Type"] == CONTENT_TYPE
    verify(world, post, secret_of(world, connector))
    with pytest.raises(NotVerifiedError, match="signature"):
        verify(world, replace(post, body=post.body + b" "), secret_of(world, connector))
    first, second = events_of(post)
    assert first["data"] == {"groupId": group.id, "phoneNumber": number(2), "role": "Member"}
    assert (first["specversion"], first["source"]) == ("1.0", f"/api/v1/groups/{group.id}")
    assert first["id"] != second["id"]


async def test_changes_are_delivered_in_their_order() -> None:
    world = FakeWorld()
    group, _ = await subscribed(world)
    await world.add(group, number(2))
    await change_role(world.groups, group.id, "asha", number(2), Role.ADMIN, any_version)
    await remove_member(world.groups, group.id, "asha", number(2), any_version)
    await world.deliver()
    assert delivered(world) == [(ADDED, number(2)), (ROLE_CHANGED, number(2)), (REMOVED, number(2))]
    assert not world.fakes.outbox.queues
    assert not world.fakes.outbox.attempts.rows


async def test_connectors_hear_of_their_groups_and_of_the_events_they_chose_only() -> None:
    world = FakeWorld()
    group, _ = await subscribed(world, EventType.MEMBER_REMOVED)
    other = await world.group(person(1))
    for each in (group, other):
        await world.add(each, number(2))
        await remove_member(world.groups, each.id, "asha", number(2), any_version)
    await world.deliver()
    assert delivered(world) == [(REMOVED, number(2))]


async def test_events_that_a_connector_has_given_up_meanwhile_leave_the_queue_unsent() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    await world.add(group, number(2))
    change = ConnectorChange(events=frozenset({EventType.GROUP_DELETED}))
    await update_connector(world.connectors, "asha", connector.id, change, any_version)
    await world.deliver()
    assert attempts(world) == 0
    assert not world.fakes.outbox.queues


@pytest.mark.parametrize("ends", ["unlinked", "removed", "unsubscribed"])
async def test_who_may_hear_no_more_hears_nothing_of_what_waits(ends: str) -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    await world.add(group, number(2))
    if ends == "unlinked":
        await unlink_connector(world.connectors, group.id, "asha", connector.id, any_version)
    elif ends == "removed":
        await remove_connector(world.connectors, "asha", connector.id, any_version)
    else:
        change = ConnectorChange(permissions=frozenset({Permission.MEMBER_LIST}))
        await update_connector(world.connectors, "asha", connector.id, change, any_version)
    await world.deliver()
    assert attempts(world) == 0
    assert not world.fakes.outbox.queues


async def test_a_delivery_has_at_most_five_hundred_changes() -> None:
    world = FakeWorld()
    group, _ = await subscribed(world)
    await world.add(group, *(number(n) for n in range(2, 1002)))
    await world.deliver()
    sizes = [len(events_of(post)) for post in world.fakes.sender.deliveries]
    assert sum(sizes) == 1000
    assert max(sizes) <= 500
    assert len(sizes) <= 3
    assert len({post.headers["webhook-id"] for post in world.fakes.sender.deliveries}) == len(sizes)


async def test_both_secrets_sign_for_a_day_after_a_rotation() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    old = secret_of(world, connector)
    _, new = await rotate_secret(world.connectors, "asha", connector.id)
    await world.add(group, number(2))
    await world.deliver()
    for secret in (old, new):
        verify(world, world.fakes.sender.deliveries[0], secret)

    world.clock.advance(timedelta(days=1))
    await world.add(group, number(3))
    await world.deliver()
    verify(world, world.fakes.sender.deliveries[1], new)
    with pytest.raises(NotVerifiedError, match="signature"):
        verify(world, world.fakes.sender.deliveries[1], old)


# What fails


async def test_what_failed_is_tried_again_under_its_id_and_the_rest_waits() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    world.fakes.sender.respond = answer(500)
    for n in (2, 3):
        await world.add(group, number(n))
        await world.deliver()
    assert attempts(world) == 1, "what is behind a failure waits"
    assert await health_of(world, connector) == (False, "The receiver returned 500.")

    world.fakes.sender.respond = answer(204)
    await world.tick(timedelta(minutes=1))
    first, again, rest = world.fakes.sender.deliveries
    assert (again.headers["webhook-id"], again.body) == (first.headers["webhook-id"], first.body)
    assert members_of(again) == [(ADDED, number(2))]
    assert members_of(rest) == [(ADDED, number(3))]
    assert rest.headers["webhook-id"] != first.headers["webhook-id"]
    assert await health_of(world, connector) is None


async def test_pauses_between_attempts_grow() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    world.fakes.sender.respond = away
    await world.add(group, number(2))
    pauses = []
    while (await health_of(world, connector) or (False,))[0] is False:
        begun = world.clock.now()
        outcome = await deliver_queue(world.webhooks, group.id, connector.id)
        if outcome.next_at is not None:
            pauses.append(round((outcome.next_at - begun).total_seconds()))
            world.clock.time = outcome.next_at
    assert pauses[:9] == [33, 66, 132, 330, 990, 1980, 3960, 7920, 15840], "jitter of one half adds a tenth"
    assert set(pauses[8:-1]) == {15840}
    assert sum(pauses) == pytest.approx(timedelta(days=2).total_seconds(), abs=5), "the last attempt is at the end"
    assert await health_of(world, connector) == (True, "The receiver could not be reached.")


async def test_nothing_is_tried_before_its_time() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    world.fakes.sender.respond = answer(429, timedelta(minutes=10))
    await world.add(group, number(2))
    await world.deliver()
    await world.tick(timedelta(minutes=9))
    assert attempts(world) == 1, "Retry-After is ten minutes"
    outcome = await deliver_queue(world.webhooks, group.id, connector.id)
    assert (outcome.failed, outcome.next_at is not None) == (False, True)
    await world.tick(timedelta(minutes=1))
    assert attempts(world) == 2


async def test_after_two_days_a_receiver_hears_nothing_more() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    world.fakes.sender.respond = answer(503)
    await world.add(group, number(2))
    await world.deliver()
    for _ in range(60):
        await world.tick(timedelta(hours=1))
    assert await health_of(world, connector) == (True, "The receiver returned 503.")
    assert 15 <= attempts(world) <= 25
    assert not world.fakes.outbox.queues

    tried = attempts(world)
    await world.add(group, number(3))
    await world.deliver()
    await world.tick(timedelta(hours=5))
    assert attempts(world) == tried
    assert not world.fakes.outbox.queues, "what would never be sent is not kept"

    world.fakes.sender.respond = FakeSender().respond
    change = ConnectorChange(callback_url=connector.callback_url)
    await update_connector(world.connectors, "asha", connector.id, change, any_version)
    await world.add(group, number(4))
    await world.deliver()
    assert members_of(world.fakes.sender.deliveries[-1]) == [(ADDED, number(4))]


async def test_gone_means_no_more_at_once() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    world.fakes.sender.respond = answer(410)
    await world.add(group, number(2))
    await world.deliver()
    assert await health_of(world, connector) == (True, "The receiver returned 410.")
    await world.add(group, number(3))
    await world.deliver()
    await world.tick(timedelta(days=1))
    assert attempts(world) == 1
    assert not world.fakes.outbox.queues


async def test_a_redirect_is_not_followed_and_fails() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    world.fakes.sender.respond = answer(302)
    await world.add(group, number(2))
    await world.deliver()
    assert await health_of(world, connector) == (False, "The receiver returned 302.")
    assert attempts(world) == 1


async def test_a_connector_that_cannot_sign_is_sent_nothing() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    world.fakes.webhooks.stored_secrets.rows.clear()
    await world.add(group, number(2))
    await world.deliver()
    assert attempts(world) == 0
    assert await health_of(world, connector) == (False, "The connector has no signing secret.")


async def test_a_receiver_that_fails_keeps_no_other_waiting() -> None:
    world = FakeWorld()
    group, failing = await subscribed(world)
    other = await world.subscriber(group)
    change = ConnectorChange(callback_url="http://127.0.0.1:9/other")
    await update_connector(world.connectors, "asha", other.id, change, any_version)
    world.fakes.sender.respond = lambda post: Response(200 if post.url.endswith("/other") else 500, None)
    await world.add(group, number(2))
    await world.deliver()
    assert [key[1] for key in world.fakes.outbox.queues] == [failing.id]
    assert await health_of(world, other) is None


async def test_what_fails_at_present_waits_for_the_timer() -> None:
    world = FakeWorld()
    group, _ = await subscribed(world)
    world.fakes.sender.respond = answer(500)
    await world.add(group, number(2))
    await world.deliver()
    world.fakes.sender.respond = answer(200)
    world.clock.advance(timedelta(minutes=5))
    await deliver_group(world.webhooks, group.id)
    assert attempts(world) == 1
    await world.tick()
    assert attempts(world) == 2


# Several processes


class MeanwhileSender(FakeSender):
    """While it waits for the receiver, another process comes to the same queue."""

    def __init__(self, context: WebhookContext, group: Group, connector: Connector) -> None:
        super().__init__()
        self.others: list[Outcome] = []
        self._queue = context, group.id, connector.id

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], patience: timedelta, *, read: bool = False
    ) -> Response:
        self.others.append(await deliver_queue(*self._queue))
        return await super().post(url, body, headers, patience, read=read)


async def test_while_one_process_sends_no_other_does() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    await world.add(group, number(2))
    sender = MeanwhileSender(world.webhooks, group, connector)
    begun = world.clock.now()
    assert await deliver_queue(replace(world.webhooks, sender=sender), group.id, connector.id) == Outcome()
    (other,) = sender.others
    assert not other.failed
    assert other.next_at is not None
    assert begun < other.next_at <= world.clock.now() + LEASE
    assert (len(sender.deliveries), attempts(world)) == (1, 0)


async def test_two_processes_that_begin_at_once_send_once() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    await world.add(group, number(2))
    await asyncio.gather(*(deliver_queue(world.webhooks, group.id, connector.id) for _ in range(2)))
    assert delivered(world) == [(ADDED, number(2))]


async def test_who_finds_the_lease_taken_sends_nothing() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    await world.add(group, number(2))

    def now() -> datetime:
        """Asked for the lease: another process has just taken it."""
        at = world.clock.now()
        world.fakes.outbox.attempts.put((group.id, connector.id), Attempt(leased_until=at + LEASE, until=1))
        return at

    outcome = await deliver_queue(replace(world.webhooks, now=now), group.id, connector.id)
    assert (outcome.failed, outcome.next_at is not None) == (False, True)
    assert attempts(world) == 0


async def test_what_a_dead_process_was_sending_is_sent_again_under_its_id() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    await world.add(group, number(2))

    def dies(_: Post) -> Response:
        raise asyncio.CancelledError

    world.fakes.sender.respond = dies
    with pytest.raises(asyncio.CancelledError):
        await deliver_queue(world.webhooks, group.id, connector.id)
    await world.add(group, number(3))
    world.fakes.sender.respond = answer(200)
    await deliver_queue(world.webhooks, group.id, connector.id)
    assert attempts(world) == 1, "until its lease has ended"

    world.clock.advance(LEASE)
    assert await deliver_queue(world.webhooks, group.id, connector.id) == Outcome()
    first, again, rest = world.fakes.sender.deliveries
    assert (again.headers["webhook-id"], again.body) == (first.headers["webhook-id"], first.body)
    assert members_of(rest) == [(ADDED, number(3))]


async def test_who_was_overtaken_after_sending_leaves_the_queue_to_the_other() -> None:
    world = FakeWorld()
    group, connector = await subscribed(world)
    await world.add(group, number(2))

    def slow(_: Post) -> Response:
        """So slow that the lease has ended and another has taken it."""
        key = (group.id, connector.id)
        world.fakes.outbox.attempts.put(key, world.fakes.outbox.attempts.rows[key])
        return Response(200, None)

    world.fakes.sender.respond = slow
    outcome = await deliver_queue(world.webhooks, group.id, connector.id)
    assert outcome.next_at is not None
    assert list(world.fakes.outbox.queues) == [(group.id, connector.id)]
