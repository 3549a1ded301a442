"""What belongs to no group is removed once it is a day old; what belongs to one, also to a deleted one, stays."""

import logging
from datetime import timedelta

import pytest

from shared.domain.connectors import ConnectorLink
from shared.domain.groups.hierarchy import Link
from shared.services.groups.manage_groups import delete_group
from shared.services.groups.purge_orphans import purge_orphans
from tests.fakes.faults import ProcessDied, after_call, before_call, kill
from tests.fakes.world import BEGINNING, FakeWorld
from tests.people import number, person
from tests.use_cases import any_version

OWNER = person(1)
DAY = timedelta(days=1, minutes=1)


async def half_created(world: FakeWorld) -> str:
    """The id of a group whose creator died before it was there; it has members."""
    before_call(world.fakes.groups, "insert", kill)
    with pytest.raises(ProcessDied):
        await world.group(OWNER, numbers=[number(2)])
    (group_id,) = [group_id for group_id in world.fakes.members.groups if group_id not in world.fakes.groups.groups.rows]
    assert await world.fakes.member_index.groups_of(number(2)) != {}
    return group_id


async def test_members_of_a_group_that_was_never_there_are_removed_after_a_day(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    group_id = await half_created(world)
    assert await purge_orphans(world.groups) == 0
    assert world.fakes.members.groups[group_id].rows.keys() == {number(1), number(2)}
    world.clock.advance(DAY)
    with caplog.at_level(logging.WARNING):
        assert await purge_orphans(world.groups) == 1
    assert "1 groups that do not exist" in caplog.text
    assert not world.fakes.members.groups[group_id].rows
    assert await world.fakes.member_index.groups_of(number(1)) == await world.fakes.member_index.groups_of(number(2)) == {}
    assert await purge_orphans(world.groups) == 0


async def test_what_belongs_to_groups_stays_also_to_deleted_ones() -> None:
    world = FakeWorld()
    groups = [await world.group(OWNER, numbers=[number(2)]), await world.private(OWNER), await world.group(OWNER)]
    await world.subscriber(*groups)
    await delete_group(world.groups, groups[2], OWNER.subject, any_version)
    world.clock.advance(DAY)
    assert await purge_orphans(world.groups) == 0
    assert world.indexed(groups[0]).keys() == {number(1), number(2)}
    assert len(world.fakes.connector_links.links.rows) == 3


async def test_links_connectors_and_queues_of_no_group_are_removed() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    connector = await world.subscriber(group)
    await world.fakes.hierarchy.add([Link(group.id, "gone"), Link("gone too", group.id)], world.fakes.hierarchy.version)
    link = ConnectorLink("gone", connector.id, BEGINNING, "asha")
    world.fakes.connector_links.links.put(("gone", connector.id), link)
    assert await purge_orphans(world.groups) == 2
    assert world.fakes.hierarchy.links == {}
    assert [*world.fakes.connector_links.links.rows] == [(group.id, connector.id)]


async def test_a_group_that_is_created_while_it_runs_is_left() -> None:
    world = FakeWorld()
    made = await world.group(OWNER, "Depot", numbers=[number(2)])
    world.clock.advance(DAY)
    # The members are read before the group is there, the groups after it.
    del world.fakes.groups.groups.rows[made.id]

    async def created() -> None:
        world.fakes.groups.groups.put(made.id, made)

    before_call(world.fakes.groups, "get_many", created)
    assert await purge_orphans(world.groups) == 0
    assert world.roles("Depot").keys() == {number(1), number(2)}


async def test_one_that_died_on_the_way_is_finished_by_the_next() -> None:
    world = FakeWorld()
    await half_created(world)
    world.clock.advance(DAY)
    after_call(world.fakes.members, "purge", kill)
    with pytest.raises(ProcessDied):
        await purge_orphans(world.groups)
    assert await world.fakes.member_index.groups_of(number(2)) != {}, "left to the repair of the index"
    assert await purge_orphans(world.groups) == 0
