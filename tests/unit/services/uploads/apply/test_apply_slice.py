"""One group's slice is written on condition: what others change meanwhile is compared again."""

import itertools

import pytest

from shared.domain.audit import Action
from shared.domain.members.membership import Role
from shared.domain.uploads.job import JobState
from shared.services.members.change_members import remove_member
from shared.services.uploads.apply.apply_chunk import apply_chunk
from tests.fakes.faults import ProcessDied, after_call, before_call, kill
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, check_stores, group_named, members, numbered, users
from tests.people import number, person


async def test_a_member_that_somebody_adds_meanwhile_counts_as_changed_not_as_added() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    before_call(world.fakes.members, "write_part", lambda: world.add(group, number(2), role=Role.ADMIN))
    job = await world.drop("org/users.csv", members("Depot", 2, 3))
    assert (job.counts.role_changed, job.counts.added) == (1, 1)
    assert numbered(world, "Depot") == {1: Role.ADMIN, 2: Role.MEMBER, 3: Role.MEMBER}
    check_balance(job)
    await check_stores(world)


async def test_a_member_that_somebody_adds_alike_meanwhile_is_unchanged() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    before_call(world.fakes.members, "write_part", lambda: world.add(group, number(2)))
    job = await world.drop("org/users.csv", members("Depot", 2, 3))
    assert (job.counts.unchanged, job.counts.added) == (1, 1)
    check_balance(job)
    await check_stores(world)


async def test_a_member_that_somebody_removes_between_reading_and_changing_is_added() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    await world.add(group, number(2), number(3))
    before_call(
        world.fakes.members,
        "full",
        lambda: remove_member(world.groups, group.id, "asha", number(2), lambda _: None),
    )
    job = await world.drop("org/users.csv", users(("Depot", 2, "Admin"), ("Depot", 3, "Admin")))
    assert (job.counts.added, job.counts.role_changed) == (1, 1)
    assert numbered(world, "Depot") == {1: Role.ADMIN, 2: Role.ADMIN, 3: Role.ADMIN}
    check_balance(job)
    await check_stores(world)


async def test_a_member_whose_role_another_changes_before_replace_removes_it_is_removed_nevertheless() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    await world.add(group, number(2), number(3))
    before_call(world.fakes.members, "write_part", lambda: world.add(group, number(3), role=Role.ADMIN))
    job = await world.drop("org/users.csv", users(("Depot", 1, "Member"), ("Depot", 2, "Admin")), mode="replace")
    assert (job.counts.removed, job.counts.role_changed, job.counts.unchanged) == (1, 2, 0)
    assert numbered(world, "Depot") == {1: Role.MEMBER, 2: Role.ADMIN}
    await check_stores(world)


async def test_a_member_that_somebody_else_removes_just_before_replace_does_is_removed_once() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    await world.add(group, number(2), number(3))
    before_call(
        world.fakes.members,
        "full",
        lambda: remove_member(world.groups, group.id, "asha", number(3), lambda _: None),
    )
    job = await world.drop("org/users.csv", users(("Depot", 1, "Admin"), ("Depot", 2, "Member")), mode="replace")
    assert (job.counts.removed, job.counts.unchanged) == (0, 2)
    await check_stores(world)


async def test_many_members_of_one_group_take_several_transactions() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", *range(250)))
    assert (job.counts.added, len(world.roles("Depot"))) == (250, 250)
    rows = world.fakes.members.groups[group_named(world, "Depot").id].rows.values()
    assert {(row.job_id, row.added_by, row.before) for row in rows} == {(job.id, "storage", "")}


async def test_the_time_of_addition_does_not_tell_which_numbers_are_smaller() -> None:
    """Members, who see numbers masked, see when each was added. The chunks of a large group are ranges of numbers."""
    world = FakeWorld(chunk_rows=3)
    job = await world.drop("org/users.csv", members("Depot", *range(1, 11)))
    assert job.chunks_total > 1
    (group,) = world.fakes.groups.groups.where(lambda each: each.name == "Depot")
    rows = world.fakes.members.groups[group.id].rows.values()
    assert {row.added_at for row in rows} == {job.created_at}


@pytest.mark.parametrize("method", ["existing", "progress", "write_part"])
@pytest.mark.parametrize("at", range(1, 5))
async def test_another_attempt_at_any_moment_counts_nothing_twice_and_loses_nothing(
    method: str, at: int, no_pauses: None
) -> None:
    world = FakeWorld(chunk_rows=1000)
    await world.drop("old/users.csv", members("Depot", *range(100)))
    world.put("org/users.csv", users(*(("Depot", n, "Admin") for n in range(350))))
    calls = itertools.count(1)

    async def other_attempt() -> None:
        if next(calls) == at and (job := await world.job("org")).state is JobState.APPLYING:
            await apply_chunk(world.imports, job.id, 1)

    before_call(world.fakes.members, method, other_attempt, times=100)
    await world.run()
    job = await world.job("org")
    assert (job.counts.added, job.counts.role_changed, job.counts.unchanged) == (250, 100, 0)
    assert len(numbered(world, "Depot")) == 350
    await check_stores(world)


async def test_an_attempt_that_another_overtakes_twice_reports_all_of_the_step(no_pauses: None) -> None:
    world = FakeWorld(chunk_rows=1000)
    world.put("org/users.csv", members("Depot", *range(350)))
    fakes = world.fakes

    async def apply() -> None:
        await apply_chunk(world.imports, (await world.job("org")).id, 1)

    async def overtake_and_die() -> None:
        after_call(fakes.members, "write_part", kill)
        with pytest.raises(ProcessDied):
            await apply()
        before_call(fakes.members, "existing", apply)

    before_call(fakes.members, "write_part", overtake_and_die)
    await world.run()
    job = await world.job("org")
    assert (job.counts.added, job.counts.unchanged) == (350, 0)
    (event,) = [each for each in world.audited(group_named(world, "Depot")) if each.action is Action.MEMBERS_CHANGED]
    assert event.after == {"added": 350}
    await check_stores(world)
