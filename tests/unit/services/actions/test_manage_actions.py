"""The catalogue of actions: the stock kinds, the organization's own, and changes of the version that was seen."""

from dataclasses import replace

import pytest

from shared.domain.actions import ActionKind
from shared.domain.audit import Action
from shared.domain.members.membership import Role
from shared.errors import NotFound, PreconditionFailed
from shared.services.actions.link_actions import put_group_action
from shared.services.actions.manage_actions import (
    ActionChange,
    NewAction,
    create_action,
    list_actions,
    read_action,
    remove_action,
    update_action,
)
from tests.fakes.world import FakeWorld
from tests.people import person
from tests.unit.services.preconditions import NEVER, meanwhile, organization_events
from tests.use_cases import any_version, if_match

INSPECTION = NewAction("Inspection", "Of a vehicle", ActionKind.CUSTOM, schema_version=1, active=True)


async def test_a_new_action_can_be_read_and_is_audited() -> None:
    world = FakeWorld()
    action = await create_action(world.connectors, "asha", INSPECTION)
    assert action == await read_action(world.connectors, action.id)
    assert (action.normalised, action.created_by, bool(action.etag)) == ("inspection", "asha", True)
    (event,) = organization_events(world)
    assert (event.action, event.actor, event.before) == (Action.ACTION_CREATED, "asha", {})
    assert event.after == {
        "id": action.id,
        "name": "Inspection",
        "description": "Of a vehicle",
        "kind": "custom",
        "schemaVersion": 1,
        "active": True,
    }
    assert not world.fakes.actions.events, "what is recorded is pending no more"


async def test_actions_are_listed_by_name_with_the_stock_kinds() -> None:
    world = FakeWorld()
    await world.fakes.actions.stock(world.clock.now())
    await create_action(world.connectors, "asha", INSPECTION)
    first, following = await list_actions(world.connectors, "", 4, None)
    rest, end = await list_actions(world.connectors, "", 4, following)
    names = [action.name for action in (*first, *rest)]
    assert names == ["Announcement", "Checklist", "Inspection", "Job", "Poll", "Survey"]
    assert end is None
    found, _ = await list_actions(world.connectors, "INSP", 4, None)
    assert [action.name for action in found] == ["Inspection"]


async def test_a_change_writes_only_what_differs_into_the_audit() -> None:
    world = FakeWorld()
    before = await create_action(world.connectors, "asha", INSPECTION)
    change = ActionChange(name="Check", description="Of a vehicle", schema_version=2)
    after = await update_action(world.connectors, "ravi", before.id, change, if_match(before.etag))
    assert (after.name, after.normalised, after.schema_version) == ("Check", "check", 2)
    assert after.etag != before.etag
    assert after.updated_at > before.updated_at
    event = organization_events(world)[-1]
    assert (event.action, event.actor) == (Action.ACTION_CHANGED, "ravi")
    assert event.before == {"id": before.id, "name": "Inspection", "schemaVersion": 1}
    assert event.after == {"id": before.id, "name": "Check", "schemaVersion": 2}


async def test_a_change_to_what_is_so_already_writes_nothing() -> None:
    world = FakeWorld()
    before = await create_action(world.connectors, "asha", INSPECTION)
    change = ActionChange(active=True)
    assert await update_action(world.connectors, "asha", before.id, change, any_version) == before
    assert len(organization_events(world)) == 1


async def test_only_the_version_that_was_seen_is_changed_or_removed() -> None:
    world = FakeWorld()
    action = await create_action(world.connectors, "asha", INSPECTION)
    with pytest.raises(PreconditionFailed):
        await update_action(world.connectors, "asha", action.id, ActionChange("Check"), if_match(NEVER))
    with pytest.raises(PreconditionFailed):
        await remove_action(world.connectors, "asha", action.id, if_match(NEVER))
    assert await read_action(world.connectors, action.id) == action


async def test_what_another_changes_in_the_meantime_is_kept() -> None:
    world = FakeWorld()
    action = await create_action(world.connectors, "asha", INSPECTION)
    check = meanwhile(lambda: world.fakes.actions.entries.put(action.id, replace(action, schema_version=7)))
    after = await update_action(world.connectors, "asha", action.id, ActionChange("Check"), check)
    assert (after.name, after.schema_version) == ("Check", 7)


async def test_a_removed_action_is_in_no_group_any_more() -> None:
    world = FakeWorld()
    action = await create_action(world.connectors, "asha", INSPECTION)
    group = await world.group(person(1))
    await put_group_action(world.connectors, group.id, "asha", action.id, [Role.ADMIN], any_version)
    await remove_action(world.connectors, "ravi", action.id, if_match(action.etag))
    assert await world.fakes.action_links.of_group(group.id) == []
    event = organization_events(world)[-1]
    assert (event.action, event.actor, event.after) == (Action.ACTION_REMOVED, "ravi", {})
    assert event.before["name"] == "Inspection"


async def test_what_is_not_in_the_catalogue_can_be_neither_read_nor_changed_nor_removed() -> None:
    context = FakeWorld().connectors
    with pytest.raises(NotFound, match="no such action"):
        await read_action(context, "gone")
    with pytest.raises(NotFound):
        await update_action(context, "asha", "gone", ActionChange("Check"), any_version)
    with pytest.raises(NotFound):
        await remove_action(context, "asha", "gone", any_version)
