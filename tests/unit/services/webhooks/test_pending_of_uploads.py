"""Pending events of uploads are for the outbox alone: a replay leaves them to it, and it forgets them."""

from datetime import timedelta

from shared.domain.audit import Action
from shared.domain.groups.group import Group
from shared.domain.members.membership import Change, MemberCount, Membership, Role
from shared.services.audit.record_change import replay_group
from shared.services.members.change_members import tidy
from shared.services.uploads.apply.connector_events import event_factories
from shared.services.webhooks.enqueue_events import enqueue_upload_pending
from tests.bulk import write_members
from tests.fakes.world import FakeWorld
from tests.people import number, person


async def half_applied(world: FakeWorld) -> Group:
    """A group with a subscriber, one of whose members an upload added before its process died."""
    group = await world.group(person(1), "Depot")
    await world.subscriber(group)
    job = await world.drop("org/users.csv", f"Group Name,Phone Number,User Type\nDepot,{number(2)},Member\n")
    factory = (await event_factories(world.imports, job, {group.id}))(group.id)
    row = Membership(group.id, number(3), Role.MEMBER, world.clock.now(), "storage", job.id)
    await write_members(world.imports.members, group.id, [Change(number(3), None, row)], factory)
    await world.deliver()
    world.fakes.sender.posts.clear()
    return group


async def test_a_replay_leaves_them_pending_and_out_of_the_audit() -> None:
    world = FakeWorld()
    group = await half_applied(world)
    audited = world.audited(group)
    world.clock.advance(timedelta(minutes=1))
    await tidy(world.groups, group.id)
    await replay_group(world.groups, group.id)
    assert world.audited(group) == audited
    (event,) = await world.fakes.members.pending(group.id)
    assert (event.action, event.is_for_subscribers_only) == (Action.MEMBERS_CHANGED, True)
    assert (await world.fakes.members.partition_state(group.id)).member_count == MemberCount(3, 1)


async def test_the_timer_tells_them_and_forgets_them() -> None:
    world = FakeWorld()
    group = await half_applied(world)
    await world.tick(timedelta(minutes=1))
    (post,) = world.fakes.sender.deliveries
    assert number(3).encode() in post.body
    assert await world.fakes.members.pending(group.id) == []
    assert (await world.fakes.members.partition_state(group.id)).member_count == MemberCount(3, 1)
    assert await world.tick(timedelta(minutes=5)) == 1
    assert len(world.fakes.sender.deliveries) == 1


async def test_without_a_subscriber_any_more_they_are_forgotten() -> None:
    world = FakeWorld()
    group = await half_applied(world)
    (link,) = await world.fakes.connector_links.of_group(group.id)
    await world.fakes.connector_links.purge_item(link.item_id)
    await enqueue_upload_pending(world.webhooks, group.id)
    assert await world.fakes.members.pending(group.id) == []
    assert world.fakes.outbox.queues == {}
