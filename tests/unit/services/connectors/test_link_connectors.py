"""The connectors of a group: what can be added, up to how many, and that adding and removing say so in the audit."""

import pytest

from shared.domain.audit import Action
from shared.domain.conflicts import Inactive
from shared.domain.connectors import Connector, ConnectorLink, Granted, Permission
from shared.domain.groups.group import Group
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.connectors.link_connectors import (
    MOST_CONNECTORS,
    link_connector,
    list_connector_candidates,
    list_group_connectors,
    unlink_connector,
)
from shared.services.connectors.manage_connectors import (
    ConnectorChange,
    NewConnector,
    create_connector,
    remove_connector,
    update_connector,
)
from tests.fakes.world import FakeWorld
from tests.people import person
from tests.unit.services.preconditions import NEVER, meanwhile
from tests.use_cases import any_version, if_match

MUST_BE_NEW = if_match("")


async def connector(world: FakeWorld, name: str, *, active: bool = True) -> Connector:
    permissions = frozenset({Permission.MEMBER_LIST, Permission.GROUP_INFORMATION})
    new = NewConnector(name, "", f"app-{name}", permissions, active, "", frozenset())
    created, _ = await create_connector(world.connectors, "asha", new)
    return created


async def linked(world: FakeWorld, group: Group) -> list[str]:
    found, _ = await list_group_connectors(world.connectors, group.id, 100, None)
    return [each.connector.name for each in found]


async def candidates(world: FakeWorld, group: Group, prefix: str = "") -> list[str]:
    found, _ = await list_connector_candidates(world.connectors, group.id, prefix, 100, None)
    return [each.name for each in found]


async def test_adding_a_connector_is_audited_with_what_it_may_do() -> None:
    world = FakeWorld()
    group, payroll = await world.group(person(1)), await connector(world, "Payroll")
    added = await link_connector(world.connectors, group.id, "asha", payroll.id, MUST_BE_NEW)
    assert added.connector == payroll
    assert added.link == await world.fakes.connector_links.get(group.id, payroll.id)
    assert (added.link.added_by, bool(added.link.etag)) == ("asha", True)
    event = world.audited(group)[0]
    assert (event.action, event.actor, event.before) == (Action.CONNECTOR_LINKED, "asha", {})
    assert event.after == {"id": payroll.id, "name": "Payroll", "permissions": ["groupInformation", "memberList"]}
    assert not world.fakes.connector_links.events, "what is recorded is pending no more"


async def test_adding_it_again_changes_nothing() -> None:
    world = FakeWorld()
    group, payroll = await world.group(person(1)), await connector(world, "Payroll")
    first = await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    events = world.audited(group)
    assert await link_connector(world.connectors, group.id, "ravi", payroll.id, any_version) == first
    assert world.audited(group) == events
    with pytest.raises(PreconditionFailed):
        await link_connector(world.connectors, group.id, "ravi", payroll.id, MUST_BE_NEW)


async def test_of_two_who_add_it_at_once_one_does() -> None:
    world = FakeWorld()
    group, payroll = await world.group(person(1)), await connector(world, "Payroll")
    others = ConnectorLink(group.id, payroll.id, world.clock.now(), "ravi", Granted.of(payroll))
    check = meanwhile(lambda: world.fakes.connector_links.links.put((group.id, payroll.id), others))
    added = await link_connector(world.connectors, group.id, "asha", payroll.id, check)
    assert added.link.added_by == "ravi"
    assert Action.CONNECTOR_LINKED not in [event.action for event in world.audited(group)]


async def test_a_groups_connectors_are_listed_by_name_a_page_at_a_time() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    for name in ("Shifts", "attendance", "Payroll"):
        each = await connector(world, name)
        await link_connector(world.connectors, group.id, "asha", each.id, any_version)
    first, following = await list_group_connectors(world.connectors, group.id, 2, None)
    rest, end = await list_group_connectors(world.connectors, group.id, 2, following)
    assert [each.connector.name for each in first] == ["attendance", "Payroll"]
    assert [each.connector.name for each in rest] == ["Shifts"]
    assert end is None
    assert {each.link.item_id for each in (*first, *rest)} == set(world.fakes.connectors.entries.rows)


async def test_candidates_are_active_and_not_in_the_group() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    payroll = await connector(world, "Payroll")
    for name in ("Shifts", "Pay slips"):
        await connector(world, name)
    await connector(world, "Old payroll", active=False)
    await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    assert await candidates(world, group) == ["Pay slips", "Shifts"]
    assert await candidates(world, group, "PAY") == ["Pay slips"]
    await unlink_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    assert await candidates(world, group, "PAY") == ["Pay slips", "Payroll"]


async def test_candidates_beyond_what_the_group_has_are_found() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    for name in ("A", "B", "C", "D"):
        each = await connector(world, name)
        await link_connector(world.connectors, group.id, "asha", each.id, any_version)
    await connector(world, "E")
    found, following = await list_connector_candidates(world.connectors, group.id, "", 2, None)
    assert [each.name for each in found] == ["E"]
    assert following is None


async def test_an_inactive_connector_is_added_to_no_more_groups_and_stays_where_it_is() -> None:
    world = FakeWorld()
    group, other = await world.group(person(1)), await world.group(person(1))
    payroll = await connector(world, "Payroll")
    await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    await update_connector(world.connectors, "asha", payroll.id, ConnectorChange(active=False), any_version)
    with pytest.raises(Inactive):
        await link_connector(world.connectors, other.id, "asha", payroll.id, any_version)
    await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    assert (await linked(world, group), await linked(world, other)) == (["Payroll"], [])


async def test_a_group_has_a_limited_number_of_connectors() -> None:
    world = FakeWorld()
    group, payroll = await world.group(person(1)), await connector(world, "Payroll")
    for number in range(MOST_CONNECTORS - 1):
        link = ConnectorLink(group.id, f"other-{number}", world.clock.now(), "asha")
        world.fakes.connector_links.links.put((group.id, link.item_id), link)
    await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    one_too_many = await connector(world, "Shifts")
    with pytest.raises(Conflict, match="at most 90 connectors"):
        await link_connector(world.connectors, group.id, "asha", one_too_many.id, any_version)
    await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    await unlink_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    await link_connector(world.connectors, group.id, "asha", one_too_many.id, any_version)


async def test_removing_a_connector_from_a_group_is_audited() -> None:
    world = FakeWorld()
    group, payroll = await world.group(person(1)), await connector(world, "Payroll")
    added = await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    with pytest.raises(PreconditionFailed):
        await unlink_connector(world.connectors, group.id, "asha", payroll.id, if_match(NEVER))
    await unlink_connector(world.connectors, group.id, "ravi", payroll.id, if_match(added.link.etag))
    assert await linked(world, group) == []
    event = world.audited(group)[0]
    assert (event.action, event.actor, event.after) == (Action.CONNECTOR_UNLINKED, "ravi", {})
    assert event.before["name"] == "Payroll"


async def test_a_link_that_another_wrote_meanwhile_is_removed_all_the_same() -> None:
    world = FakeWorld()
    group, payroll = await world.group(person(1)), await connector(world, "Payroll")
    added = await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    check = meanwhile(lambda: world.fakes.connector_links.links.put((group.id, payroll.id), added.link))
    await unlink_connector(world.connectors, group.id, "asha", payroll.id, check)
    assert await linked(world, group) == []


async def test_what_is_not_there_can_be_neither_added_nor_removed() -> None:
    world = FakeWorld()
    group, payroll = await world.group(person(1)), await connector(world, "Payroll")
    with pytest.raises(NotFound, match="no such connector"):
        await link_connector(world.connectors, group.id, "asha", "gone", any_version)
    with pytest.raises(NotFound, match="The group has no such connector"):
        await unlink_connector(world.connectors, group.id, "asha", payroll.id, any_version)


async def test_what_a_dead_process_left_of_a_removed_connector_is_not_shown() -> None:
    world = FakeWorld()
    group, payroll = await world.group(person(1)), await connector(world, "Payroll")
    added = await link_connector(world.connectors, group.id, "asha", payroll.id, any_version)
    await remove_connector(world.connectors, "asha", payroll.id, any_version)
    world.fakes.connector_links.links.put((group.id, payroll.id), added.link)
    assert await linked(world, group) == []
    with pytest.raises(NotFound):
        await unlink_connector(world.connectors, group.id, "asha", payroll.id, any_version)
