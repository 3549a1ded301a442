"""Which number belongs to a subject: stored, changed and deleted on condition, each change audited once."""

from datetime import timedelta

import pytest

from shared.domain.audit import ORGANIZATION, Action
from shared.domain.conflicts import OwnIdentity
from shared.domain.groups.group import Group
from shared.errors import Conflict, NotFound, PreconditionFailed, StorageUnavailable
from shared.services.audit.record_change import replay_organization
from shared.services.identities import delete_identity, put_identity, read_identity
from shared.services.members.change_members import remove_member
from shared.services.ports.identities import IdentityLink
from tests.fakes.faults import ProcessDied, before_call, fail, kill
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.use_cases import any_version, if_match


async def store(world: FakeWorld, n: int) -> IdentityLink:
    """Store a number for Asha."""
    return await put_identity(world.groups, "boss", "asha", number(n), any_version)


def told(world: FakeWorld) -> list[tuple[object, object]]:
    """The numbers before and after by the audit, oldest first."""
    events = sorted(world.fakes.audit.events.values(), key=lambda event: event.id, reverse=True)
    assert {(e.group_id, e.actor, e.action) for e in events} <= {(ORGANIZATION, "boss", Action.IDENTITY_CHANGED)}
    return [(event.before.get("phoneNumber"), event.after.get("phoneNumber")) for event in events]


async def test_a_number_is_stored_changed_and_deleted_and_all_of_it_audited() -> None:
    world = FakeWorld()
    await store(world, 1)
    assert (await read_identity(world.groups, "asha")).phone_number == number(1)
    changed = await store(world, 2)
    assert await read_identity(world.groups, "asha") == changed
    await delete_identity(world.groups, "boss", "asha", any_version)
    with pytest.raises(NotFound):
        await read_identity(world.groups, "asha")
    assert told(world) == [(None, number(1)), (number(1), number(2)), (number(2), None)]
    assert not world.fakes.identities.events


async def test_the_same_number_again_writes_nothing() -> None:
    world = FakeWorld()
    first = await store(world, 1)
    assert await store(world, 1) == first
    assert len(told(world)) == 1


async def test_nobody_stores_a_number_for_their_own_subject() -> None:
    world = FakeWorld()
    with pytest.raises(OwnIdentity) as caught:
        await put_identity(world.groups, "boss", "boss", number(1), any_version)
    assert caught.value.code == "own_identity"
    assert world.fakes.identities.links.rows == {}


async def test_the_groups_of_a_number_are_told_who_gave_it_to_whom() -> None:
    world = FakeWorld()
    private, shared_group = await world.private(person(1)), await world.group(person(1), numbers=[number(2)])
    seconds, nobodys = await world.private(person(2)), await world.group(person(3))
    await store(world, 1)
    await store(world, 2)
    await delete_identity(world.groups, "boss", "asha", any_version)
    one, two = {"subject": "asha", "phoneNumber": number(1)}, {"subject": "asha", "phoneNumber": number(2)}

    def changes(group: Group) -> list[tuple[object, object]]:
        events = [e for e in reversed(world.audited(group)) if e.action is Action.IDENTITY_CHANGED]
        assert {event.actor for event in events} <= {"boss"}
        return [(event.before, event.after) for event in events]

    assert changes(private) == [({}, one), (one, {})], "a group is told of its own member only"
    assert changes(seconds) == [({}, two), (two, {})]
    assert changes(shared_group) == [({}, one), (one, two), (two, {})]
    assert changes(nobodys) == []


async def test_a_group_that_the_number_has_left_is_not_told() -> None:
    world = FakeWorld()
    group = await world.group(person(1), numbers=[number(2)])
    fail(world.fakes.member_index, "write", StorageUnavailable("away"))
    await remove_member(world.groups, group.id, "asha", number(2), any_version)
    assert group.id in await world.fakes.member_index.groups_of(number(2)), "the index is behind"
    await store(world, 2)
    assert Action.IDENTITY_CHANGED not in {event.action for event in world.audited(group)}


async def test_a_process_that_dies_before_the_groups_are_told_leaves_it_to_the_timer() -> None:
    world = FakeWorld()
    group = await world.private(person(1))
    before_call(world.fakes.member_index, "groups_of", kill)
    with pytest.raises(ProcessDied):
        await store(world, 1)
    assert Action.IDENTITY_CHANGED not in {event.action for event in world.audited(group)}
    world.clock.advance(timedelta(minutes=1))
    for _ in range(2):
        await replay_organization(world.connectors)
        assert [e.action for e in world.audited(group)].count(Action.IDENTITY_CHANGED) == 1
    assert not world.fakes.identities.events


async def test_no_number_is_stored_of_another_subject() -> None:
    world = FakeWorld()
    await store(world, 1)
    with pytest.raises(NotFound):
        await read_identity(world.groups, "bala")
    with pytest.raises(NotFound):
        await delete_identity(world.groups, "boss", "bala", any_version)


async def test_a_request_for_another_version_changes_nothing() -> None:
    world = FakeWorld()
    first = await store(world, 1)
    second = await store(world, 2)
    with pytest.raises(PreconditionFailed):
        await put_identity(world.groups, "boss", "asha", number(3), if_match(first.etag))
    with pytest.raises(PreconditionFailed):
        await delete_identity(world.groups, "boss", "asha", if_match(first.etag))
    assert await read_identity(world.groups, "asha") == second
    await delete_identity(world.groups, "boss", "asha", if_match(second.etag))


async def test_a_conflict_is_retried_on_what_is_stored_then(no_pauses: None) -> None:
    world = FakeWorld()
    before_call(world.fakes.identities, "put", lambda: store(world, 2))
    await store(world, 1)
    assert told(world) == [(None, number(2)), (number(2), number(1))]
    before_call(world.fakes.identities, "delete", lambda: store(world, 3))
    await delete_identity(world.groups, "boss", "asha", any_version)
    assert told(world)[2:] == [(number(1), number(3)), (number(3), None)]


async def test_a_conditional_request_is_not_retried_on_another_version() -> None:
    world = FakeWorld()
    first = await store(world, 1)
    before_call(world.fakes.identities, "put", lambda: store(world, 2))
    with pytest.raises(PreconditionFailed):
        await put_identity(world.groups, "boss", "asha", number(3), if_match(first.etag))
    assert (await read_identity(world.groups, "asha")).phone_number == number(2)


async def test_when_others_keep_changing_it_the_request_conflicts(no_pauses: None) -> None:
    world = FakeWorld()
    others = iter(range(2, 100))
    before_call(world.fakes.identities, "put", lambda: store(world, next(others)), times=50)
    with pytest.raises(Conflict):
        await store(world, 1)
    assert (await read_identity(world.groups, "asha")).phone_number != number(1)
