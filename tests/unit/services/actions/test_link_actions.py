"""The actions of a group: drafts that are published, who may send them, and who sees them."""

from dataclasses import replace

import pytest

from shared.domain.access import AccessLevel
from shared.domain.actions import ActionKind, ActionLink, CatalogueAction
from shared.domain.audit import Action
from shared.domain.conflicts import Inactive
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.errors import NotFound, PreconditionFailed
from shared.services.access.authorize import GroupAccess
from shared.services.actions.link_actions import (
    list_action_candidates,
    list_group_actions,
    publish_action,
    put_group_action,
    unlink_action,
)
from shared.services.actions.manage_actions import ActionChange, NewAction, create_action, update_action
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.unit.services.preconditions import NEVER, meanwhile
from tests.use_cases import any_version, if_match

EVERYBODY = (Role.ADMIN, Role.MEMBER)
MUST_BE_NEW = if_match("")


async def action(world: FakeWorld, name: str = "Inspection", *, active: bool = True) -> CatalogueAction:
    return await create_action(world.connectors, "asha", NewAction(name, "", ActionKind.CUSTOM, 1, active))


async def group_with(world: FakeWorld, *names: str) -> tuple[Group, list[CatalogueAction]]:
    """A group whose admin is person 1 and whose member is person 2, with drafts that everybody may send."""
    group = await world.group(person(1))
    await world.add(group, number(2))
    actions = [await action(world, name) for name in names]
    for each in actions:
        await put_group_action(world.connectors, group.id, "asha", each.id, EVERYBODY, any_version)
    return group, actions


async def publish(world: FakeWorld, group: Group, each: CatalogueAction, *, published: bool = True) -> ActionLink:
    found = await publish_action(world.connectors, group.id, "asha", each.id, any_version, published=published)
    return found.link


async def shown(world: FakeWorld, access: GroupAccess) -> list[str]:
    found, _ = await list_group_actions(world.connectors, access, 100, None)
    return [each.action.name for each in found]


async def test_an_action_is_added_as_a_draft() -> None:
    world = FakeWorld()
    group, inspection = await world.group(person(1)), await action(world)
    added = await put_group_action(world.connectors, group.id, "asha", inspection.id, [Role.ADMIN], MUST_BE_NEW)
    assert added.action == inspection
    assert added.link == await world.fakes.action_links.get(group.id, inspection.id)
    assert (added.link.sender_roles, added.link.published_at) == (frozenset({Role.ADMIN}), None)
    event = world.audited(group)[0]
    assert (event.action, event.actor, event.before) == (Action.ACTION_LINKED, "asha", {})
    assert event.after == {"id": inspection.id, "name": "Inspection", "senderRoles": ["Admin"], "published": False}
    assert not world.fakes.action_links.events, "what is recorded is pending no more"


async def test_who_may_send_is_changed_by_adding_again() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    await publish(world, group, inspection)
    added = await put_group_action(world.connectors, group.id, "ravi", inspection.id, [Role.ADMIN], any_version)
    assert added.link.sender_roles == {Role.ADMIN}
    assert added.link.published_at is not None, "it stays published"
    event = world.audited(group)[0]
    assert (event.action, event.actor) == (Action.ACTION_SENDERS_CHANGED, "ravi")
    assert (event.before["senderRoles"], event.after["senderRoles"]) == (["Admin", "Member"], ["Admin"])


async def test_the_same_senders_again_change_nothing() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    link, events = await world.fakes.action_links.get(group.id, inspection.id), world.audited(group)
    again = await put_group_action(world.connectors, group.id, "ravi", inspection.id, EVERYBODY, any_version)
    assert again.link == link
    assert world.audited(group) == events


async def test_who_adds_only_what_is_new_changes_nothing_that_is_there() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    for check in (MUST_BE_NEW, if_match(NEVER)):
        with pytest.raises(PreconditionFailed):
            await put_group_action(world.connectors, group.id, "asha", inspection.id, [Role.ADMIN], check)
    found = await world.fakes.action_links.get(group.id, inspection.id)
    assert found is not None
    assert found.sender_roles == frozenset(EVERYBODY)


async def test_of_two_who_add_at_once_the_later_changes_who_may_send() -> None:
    world = FakeWorld()
    group, inspection = await world.group(person(1)), await action(world)
    others = ActionLink(group.id, inspection.id, frozenset({Role.MEMBER}), world.clock.now(), "ravi")
    check = meanwhile(lambda: world.fakes.action_links.links.put((group.id, inspection.id), others))
    added = await put_group_action(world.connectors, group.id, "asha", inspection.id, [Role.ADMIN], check)
    assert (added.link.added_by, added.link.sender_roles) == ("ravi", frozenset({Role.ADMIN}))
    assert world.audited(group)[0].action is Action.ACTION_SENDERS_CHANGED


async def test_an_inactive_action_is_added_to_no_more_groups_and_stays_where_it_is() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    other = await world.group(person(1))
    await update_action(world.connectors, "asha", inspection.id, ActionChange(active=False), any_version)
    with pytest.raises(Inactive):
        await put_group_action(world.connectors, other.id, "asha", inspection.id, EVERYBODY, any_version)
    await put_group_action(world.connectors, group.id, "asha", inspection.id, [Role.ADMIN], any_version)
    assert (await publish(world, group, inspection)).published_at is not None


async def test_an_action_is_published_and_made_a_draft_again() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    published = await publish(world, group, inspection)
    assert published.published_at is not None
    assert await publish(world, group, inspection) == published, "it is so already, since the same moment"
    assert (await publish(world, group, inspection, published=False)).published_at is None
    assert (await publish(world, group, inspection, published=False)).published_at is None
    events = [(event.action, event.after["published"]) for event in world.audited(group)[:3]]
    assert events == [
        (Action.ACTION_UNPUBLISHED, False),
        (Action.ACTION_PUBLISHED, True),
        (Action.ACTION_LINKED, False),
    ]


async def test_publishing_keeps_the_senders_that_another_sets_meanwhile() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    key = (group.id, inspection.id)
    others = replace(world.fakes.action_links.links.rows[key], sender_roles=frozenset({Role.ADMIN}))
    check = meanwhile(lambda: world.fakes.action_links.links.put(key, others))
    found = await publish_action(world.connectors, group.id, "asha", inspection.id, check, published=True)
    assert found.link.sender_roles == {Role.ADMIN}
    assert found.link.published_at is not None


async def test_who_names_a_version_publishes_no_other() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    key = (group.id, inspection.id)
    seen = world.fakes.action_links.links.rows[key]
    check = meanwhile(lambda: world.fakes.action_links.links.put(key, seen), if_match(seen.etag))
    with pytest.raises(PreconditionFailed):
        await publish_action(world.connectors, group.id, "asha", inspection.id, check, published=True)
    assert world.fakes.action_links.links.rows[key].published_at is None


async def test_what_is_removed_while_it_is_published_is_gone() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    check = meanwhile(world.fakes.action_links.links.rows.clear)
    with pytest.raises(NotFound):
        await publish_action(world.connectors, group.id, "asha", inspection.id, check, published=True)
    assert Action.ACTION_PUBLISHED not in [event.action for event in world.audited(group)]


async def test_admins_see_drafts_and_members_what_they_may_send() -> None:
    world = FakeWorld()
    group, (draft, for_all, for_admins) = await group_with(world, "Draft", "For all", "For admins")
    await put_group_action(world.connectors, group.id, "asha", for_admins.id, [Role.ADMIN], any_version)
    for each in (for_all, for_admins):
        await publish(world, group, each)
    assert await shown(world, await world.access(person(1), group)) == ["Draft", "For admins", "For all"]
    assert await shown(world, await world.access(person(2), group)) == ["For all"]
    connector = GroupAccess(group, AccessLevel.MEMBER, None, is_linked=True)
    assert await shown(world, connector) == ["For admins", "For all"]
    await unlink_action(world.connectors, group.id, "asha", draft.id, any_version)
    assert await shown(world, await world.access(person(1), group)) == ["For admins", "For all"]


async def test_a_groups_actions_are_listed_by_name_a_page_at_a_time() -> None:
    world = FakeWorld()
    group, _ = await group_with(world, "Survey 2", "attendance", "Inspection")
    access = await world.access(person(1), group)
    first, following = await list_group_actions(world.connectors, access, 2, None)
    rest, end = await list_group_actions(world.connectors, access, 2, following)
    assert [each.action.name for each in first] == ["attendance", "Inspection"]
    assert [each.action.name for each in rest] == ["Survey 2"]
    assert end is None


async def test_candidates_are_active_and_not_in_the_group() -> None:
    world = FakeWorld()
    group, _ = await group_with(world, "Inspection")
    await action(world, "Incident")
    await action(world, "Old", active=False)
    await action(world, "Survey 2")
    found, _ = await list_action_candidates(world.connectors, group.id, "", 100, None)
    assert [each.name for each in found] == ["Incident", "Survey 2"]
    found, _ = await list_action_candidates(world.connectors, group.id, "IN", 100, None)
    assert [each.name for each in found] == ["Incident"]


async def test_removing_an_action_from_a_group_is_audited() -> None:
    world = FakeWorld()
    group, (inspection,) = await group_with(world, "Inspection")
    with pytest.raises(PreconditionFailed):
        await unlink_action(world.connectors, group.id, "asha", inspection.id, if_match(NEVER))
    check = meanwhile(
        lambda: world.fakes.action_links.links.put(
            (group.id, inspection.id), world.fakes.action_links.links.rows[group.id, inspection.id]
        )
    )
    await unlink_action(world.connectors, group.id, "ravi", inspection.id, check)
    assert await world.fakes.action_links.of_group(group.id) == []
    event = world.audited(group)[0]
    assert (event.action, event.actor, event.after) == (Action.ACTION_UNLINKED, "ravi", {})
    assert event.before["name"] == "Inspection"


async def test_what_is_not_there_can_be_neither_added_nor_published_nor_removed() -> None:
    world = FakeWorld()
    group, inspection = await world.group(person(1)), await action(world)
    with pytest.raises(NotFound, match="no such action"):
        await put_group_action(world.connectors, group.id, "asha", "gone", EVERYBODY, any_version)
    with pytest.raises(NotFound, match="The group has no such action"):
        await publish(world, group, inspection)
    with pytest.raises(NotFound, match="The group has no such action"):
        await unlink_action(world.connectors, group.id, "asha", inspection.id, any_version)
