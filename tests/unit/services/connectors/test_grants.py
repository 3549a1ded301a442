"""A connector keeps in a group what was granted when it was linked, whatever the catalogue says later.

What an organization admin could do before: widen a connector that the admin of a private group had linked, and give it
an application of their own.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from shared.domain.access import Caller
from shared.domain.audit import Action
from shared.domain.conflicts import Inactive
from shared.domain.connectors import Connector, EventType, Permission
from shared.domain.groups.group import Group
from shared.errors import Forbidden, NotFound
from shared.services.access.authorize_connector import authorize_connector
from shared.services.access.visible_groups import visible_descendants
from shared.services.audit.record_change import replay_organization
from shared.services.connectors.link_connectors import link_connector
from shared.services.connectors.manage_connectors import (
    ConnectorChange,
    NewConnector,
    create_connector,
    update_connector,
)
from shared.services.groups.change_group_type import link_group, unlink_group
from shared.services.groups.view_groups import GroupFilter, list_linked_groups
from shared.services.hierarchy.link_subgroups import link_subgroup
from tests.fakes.faults import ProcessDied, fail
from tests.fakes.world import FakeWorld
from tests.people import application_of, number, person
from tests.use_cases import any_version, audit_page

OWNER, BOSS = person(1), "boss"
INFORMATION, MEMBERS = Permission.GROUP_INFORMATION, Permission.MEMBER_LIST
EVERYTHING = frozenset(Permission)


@dataclass
class Scene:
    """A private group and an organization group that have the same connector."""

    world: FakeWorld
    private: Group
    organization: Group
    connector: Connector

    async def patch(self, **fields: Any) -> Connector:
        """What an organization admin does in the catalogue."""
        change = ConnectorChange(**fields)
        connector, _ = await update_connector(self.world.connectors, BOSS, self.connector.id, change, any_version)
        return connector

    async def link(self, group: Group) -> None:
        """Link the connector (again)."""
        await link_connector(self.world.connectors, group.id, OWNER.subject, self.connector.id, any_version)

    async def may(self, operation: str, group: Group) -> bool:
        """Whether the connector, as the catalogue has it, may do this; NotFound when it has no part in the group."""
        stored = await self.world.fakes.connectors.get(self.connector.id)
        assert stored is not None
        grant = application_of(stored).connector
        assert grant is not None
        try:
            await authorize_connector(self.world.groups, grant, operation, group.id)
        except Forbidden:
            return False
        return True

    async def told(self, group: Group) -> int:
        """How many deliveries follow from a new member."""
        before = len(self.world.fakes.sender.deliveries)
        await self.world.add(group, number(len(self.world.fakes.members.groups[group.id].rows) + 500))
        await self.world.deliver()
        return len(self.world.fakes.sender.deliveries) - before


async def scene(permissions: frozenset[Permission], callback: str = "", *events: EventType) -> Scene:
    world = FakeWorld()
    new = NewConnector("Payroll", "", "app", permissions, True, callback, frozenset(events))
    connector, _ = await create_connector(world.connectors, BOSS, new)
    found = Scene(world, await world.private(OWNER, "Layoffs"), await world.group(OWNER, "Depot"), connector)
    for group in (found.private, found.organization):
        await found.link(group)
    return found


async def listening() -> Scene:
    permissions = frozenset({INFORMATION, Permission.OUTGOING_WEBHOOKS})
    return await scene(permissions, "http://127.0.0.1:9/hook", EventType.MEMBER_ADDED)


async def test_a_wider_permission_in_the_catalogue_needs_the_groups_admin() -> None:
    here = await scene(frozenset({INFORMATION}))
    await here.patch(permissions=frozenset({INFORMATION, MEMBERS, Permission.MEMBER_MANAGEMENT}))
    for group in (here.private, here.organization):
        assert await here.may("get_group", group)
        assert not await here.may("list_members", group)
        assert not await here.may("add_members", group)
        await here.link(group)
        assert await here.may("list_members", group)
        assert await here.may("add_members", group)


async def test_what_the_catalogue_takes_away_is_gone_at_once() -> None:
    here = await scene(frozenset({INFORMATION, MEMBERS}))
    await here.patch(permissions=frozenset({INFORMATION}))
    for group in (here.private, here.organization):
        assert not await here.may("list_members", group)


async def test_another_application_has_no_part_in_a_private_group_until_it_is_linked_again() -> None:
    here = await scene(frozenset({INFORMATION, MEMBERS}))
    changed = await here.patch(client_id="app-of-the-boss")
    grant = application_of(changed).connector
    assert grant is not None
    with pytest.raises(NotFound, match="no such group"):
        await here.may("get_group", here.private)
    assert await here.may("list_members", here.organization)
    for wanted in (GroupFilter(), GroupFilter(prefix="lay")):
        views, position = await list_linked_groups(here.world.groups, grant, wanted, 1, None)
        assert [view.group.name for view in views if view.group.is_private] == []
        assert position is None
    await here.link(here.private)
    assert await here.may("list_members", here.private)


async def test_another_application_does_not_see_a_private_group_below_one_that_it_has() -> None:
    here = await scene(frozenset({INFORMATION, MEMBERS}))
    await link_subgroup(here.world.groups, OWNER, here.organization, here.private.id)

    async def below(connector: Connector) -> dict[str, bool]:
        caller: Caller = application_of(connector)
        found = await visible_descendants(here.world.groups, caller, here.organization.id)
        return {access.group.name: access.lists_members for access in found.values()}

    assert await below(here.connector) == {"Layoffs": True}
    assert await below(await here.patch(client_id="app-of-the-boss")) == {}


async def test_members_of_a_subgroup_are_listed_only_with_that_groups_grant() -> None:
    here = await scene(frozenset({INFORMATION}))
    await link_subgroup(here.world.groups, OWNER, here.organization, here.private.id)
    wider = await here.patch(permissions=frozenset({INFORMATION, MEMBERS}))
    await here.link(here.organization)
    found = await visible_descendants(here.world.groups, application_of(wider), here.organization.id)
    assert [(access.group.name, access.lists_members) for access in found.values()] == [("Layoffs", False)]


async def test_another_address_is_sent_nothing_of_a_private_group() -> None:
    here = await listening()
    assert (await here.told(here.private), await here.told(here.organization)) == (1, 1)
    await here.patch(callback_url="http://127.0.0.1:9/elsewhere")
    assert (await here.told(here.private), await here.told(here.organization)) == (0, 1)
    await here.link(here.private)
    assert await here.told(here.private) == 1


async def test_what_waits_in_the_queue_goes_to_no_other_address_either() -> None:
    here = await listening()
    await here.world.add(here.private, number(400))
    assert here.world.fakes.outbox.queues[here.private.id, here.connector.id]
    await here.patch(callback_url="http://127.0.0.1:9/elsewhere")
    await here.world.deliver()
    assert here.world.fakes.sender.deliveries == []
    assert not here.world.fakes.outbox.queues.get((here.private.id, here.connector.id))


async def test_more_events_in_the_catalogue_are_not_sent() -> None:
    here = await listening()
    await here.patch(events=frozenset(EventType), permissions=EVERYTHING - {Permission.MEMBER_MANAGEMENT})
    await here.told(here.private)
    (post,) = here.world.fakes.sender.deliveries
    assert number(501).encode() not in post.body, "numbers are masked without memberList"
    await link_group(here.world.groups, here.private, OWNER.subject, any_version)
    await here.world.deliver()
    assert len(here.world.fakes.sender.deliveries) == 1, "GroupUpdated was not granted"


async def test_a_group_that_becomes_private_keeps_what_was_granted_and_to_whom() -> None:
    here = await scene(frozenset({INFORMATION}))
    await here.patch(permissions=frozenset({INFORMATION, MEMBERS}))
    private = await unlink_group(here.world.groups, here.organization, OWNER.subject, any_version)
    assert await here.may("get_group", private)
    assert not await here.may("list_members", private)
    await here.patch(client_id="app-of-the-boss")
    with pytest.raises(NotFound):
        await here.may("get_group", private)


async def test_an_application_that_was_changed_before_the_group_became_private_is_not_carried_into_it() -> None:
    here = await scene(frozenset({INFORMATION}))
    await here.patch(client_id="app-of-the-boss")
    private = await unlink_group(here.world.groups, here.organization, OWNER.subject, any_version)
    with pytest.raises(NotFound):
        await here.may("get_group", private)


async def test_a_new_grant_is_audited_with_the_one_before() -> None:
    here = await scene(frozenset({INFORMATION}))
    await here.patch(permissions=frozenset({INFORMATION, MEMBERS}))
    await here.link(here.private)
    event = here.world.audited(here.private)[0]
    assert event.action is Action.CONNECTOR_LINKED
    assert (event.before["permissions"], event.after["permissions"]) == (
        ["groupInformation"],
        ["groupInformation", "memberList"],
    )


async def test_an_inactive_connector_is_granted_no_more() -> None:
    here = await scene(frozenset({INFORMATION}))
    await here.patch(active=False, permissions=frozenset({INFORMATION, MEMBERS}))
    with pytest.raises(Inactive):
        await here.link(here.private)
    assert not await here.may("list_members", here.private)


async def test_what_a_connector_asks_for_is_told_in_the_audits_of_its_groups() -> None:
    here = await listening()
    await here.patch(client_id="app-of-the-boss", callback_url="http://127.0.0.1:8/a-secret", events=frozenset(EventType))
    for group in (here.private, here.organization):
        (event, *_), _ = await audit_page(here.world.groups, group)
        assert (event.action, event.actor) == (Action.CONNECTOR_CHANGED, BOSS)
        assert event.before["clientId"] == "app"
        assert event.after["clientId"] == "app-of-the-boss"
        assert event.after["callbackUrl"] == "http://127.0.0.1:8/…", "the rest of an address may be a secret"
        assert (event.before["name"], event.before["events"]) == ("Payroll", ["MemberAdded"])


async def test_what_changes_nothing_in_groups_is_not_told_there() -> None:
    here = await scene(frozenset({INFORMATION}))
    before = here.world.audited(here.private)
    await here.patch(description="Another one")
    assert here.world.audited(here.private) == before


async def test_a_process_that_dies_in_the_change_leaves_nothing_open_and_the_audits_are_written_later() -> None:
    here = await scene(frozenset({INFORMATION, MEMBERS}))
    fail(here.world.fakes.audit, "put_all", ProcessDied(), times=2)
    with pytest.raises(ProcessDied):
        await here.patch(client_id="app-of-the-boss")
    with pytest.raises(NotFound):
        await here.may("get_group", here.private)
    assert here.world.audited(here.private)[0].action is not Action.CONNECTOR_CHANGED
    here.world.clock.time = here.world.clock.time.replace(day=28)
    for _ in range(2):
        await replay_organization(here.world.connectors)
        actions = [event.action for event in here.world.audited(here.private)]
        assert actions.count(Action.CONNECTOR_CHANGED) == 1
    assert not here.world.fakes.connectors.events
