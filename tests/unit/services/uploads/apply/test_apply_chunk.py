"""A chunk that is killed, repeated or applied twice at once leaves the same as one that ran once."""

import itertools
from datetime import timedelta

import pytest

from shared.domain.audit import Action
from shared.domain.members.membership import Role
from shared.domain.uploads.job import ChunkState, Job, JobState
from shared.services.members.change_members import remove_member
from shared.services.steps import CHUNK_ATTEMPTS, chunk_blob_name
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.services.uploads.control_upload import apply_upload, undo_upload
from tests.fakes.faults import ProcessDied, after_call, before_call, kill, kill_at_write, outage, run_with_redelivery
from tests.fakes.world import FakeWorld
from tests.mappings import (
    check_balance,
    check_stores,
    group_named,
    links,
    log_codes,
    log_of,
    members,
    numbered,
    parents,
    users,
)
from tests.people import number, person

FIRST = users(("Depot", 1, "Admin"), ("Depot", 2, "Member"), ("Depot", 3, "Member"), ("Depot", 4, "Member"))
SECOND = users(("Depot", 1, "Member"), ("Depot", 2, "Member"), ("Depot", 4, "Admin"), ("Yard", 5, "Member"))


async def with_members(chunk_rows: int = 10_000) -> FakeWorld:
    """A world whose Depot has the members of FIRST."""
    world = FakeWorld(chunk_rows=chunk_rows)
    await world.drop("org/users.csv", FIRST)
    return world


async def waiting_for_chunks(world: FakeWorld) -> Job:
    """An upload of FIRST in state applying, none of whose chunks was delivered."""
    job = await world.drop("org/users.csv", FIRST, review="true")
    await apply_upload(world.imports, job.id, "asha")
    world.fakes.chunk_blobs.events.clear()
    return await world.job("org")


def left_in(world: FakeWorld) -> object:
    """What an upload leaves but for ids and times."""
    names = {group.id: group.name for group in world.fakes.groups.groups.rows.values()}
    rows = world.fakes.members.groups.items()
    roles = {(names[group_id], row.phone_number): row.role for group_id, each in rows for row in each.rows.values()}
    events = world.fakes.audit.events.values()
    audited = sorted((names[e.group_id], e.action, sorted(map(str, e.after.items()))) for e in events if e.job_id)
    return roles, links(world), [entry for entry in audited if entry[1] is not Action.SUBGROUP_ADDED]


async def test_merge_adds_members_and_changes_roles_and_removes_nobody() -> None:
    world = await with_members()
    job = await world.drop("new/users.csv", SECOND)
    counts = job.counts
    assert (counts.entries, counts.added, counts.role_changed, counts.unchanged, counts.removed) == (4, 1, 2, 1, 0)
    assert numbered(world, "Depot") == {1: Role.MEMBER, 2: Role.MEMBER, 3: Role.MEMBER, 4: Role.ADMIN}
    check_balance(job)
    await check_stores(world)


@pytest.mark.parametrize("chunk_rows", [1, 2, 10_000])
async def test_replace_removes_who_is_not_listed_whatever_the_chunks(chunk_rows: int) -> None:
    world = await with_members(chunk_rows=chunk_rows)
    job = await world.drop("new/users.csv", SECOND, mode="replace")
    counts = job.counts
    assert (counts.added, counts.role_changed, counts.unchanged, counts.removed) == (1, 2, 1, 1)
    assert numbered(world, "Depot") == {1: Role.MEMBER, 2: Role.MEMBER, 4: Role.ADMIN}
    check_balance(job)
    await check_stores(world)


async def test_each_chunk_has_a_line_in_the_log() -> None:
    world = FakeWorld(chunk_rows=2)
    job = await world.drop("org/users.csv", FIRST)
    lines = [entry for entry in await log_of(world, job) if entry["code"] == "chunk_applied"]
    assert [(line["chunk"], line["run"]) for line in lines] == [(1, 1), (2, 1)]
    assert "(1 groups, 2 entries): 2 added, 0 roles changed, 0 removed, 0 unchanged." in lines[0]["message"]


async def test_each_group_has_audit_events_of_what_the_chunk_did() -> None:
    world = await with_members()
    await world.drop("new/users.csv", SECOND, mode="replace")
    depot, yard = group_named(world, "Depot"), group_named(world, "Yard")
    assert [dict(event.after) for event in world.audited(depot) if event.action is Action.MEMBERS_CHANGED] == [
        {"roleChanged": 2, "removed": 1},
        {"added": 4},
    ]
    assert {event.action for event in world.audited(yard)} == {Action.GROUP_CREATED, Action.MEMBERS_CHANGED}


@pytest.mark.parametrize("mode", ["merge", "replace"])
async def test_an_upload_killed_after_any_write_and_delivered_again_leaves_the_same(mode: str) -> None:
    async def upload(kill_at: int) -> tuple[FakeWorld, bool]:
        world = await with_members(chunk_rows=2)
        await world.subscriber(group_named(world, "Depot"))
        killed = kill_at_write(world.fakes, kill_at)
        world.put("new/parents.csv", parents(("Region", "Depot"), ("Region", "Yard")))
        world.put("new/users.csv", SECOND, mode=mode)
        assert await run_with_redelivery(world) == killed.happened
        return world, killed.happened

    whole, _ = await upload(1_000_000)
    expected = (await whole.job("new")).counts
    assert expected.links_added == 2
    for n in itertools.count(1):
        world, happened = await upload(n)
        job = await world.job("new")
        assert (job.state, job.counts) == (JobState.COMPLETED, expected), f"killed after write {n}"
        assert left_in(world) == left_in(whole), f"killed after write {n}"
        codes = await log_codes(world, job)
        assert codes.count("chunk_applied") == job.chunks_total
        await check_stores(world)
        if not happened:
            break
    assert n > 30


async def test_a_chunk_that_is_delivered_twice_at_once_is_applied_once() -> None:
    world = FakeWorld(chunk_rows=2)
    job = await waiting_for_chunks(world)
    before_call(world.fakes.members, "write_part", lambda: apply_chunk(world.imports, job.id, 1))
    await apply_chunk(world.imports, job.id, 1)
    await apply_chunk(world.imports, job.id, 2)
    done = await world.job("org")
    assert (done.state, done.counts.added, done.counts.unchanged) == (JobState.COMPLETED, 4, 0)
    assert (await log_codes(world, done)).count("chunk_applied") == 2
    await check_stores(world)


async def test_a_chunk_that_is_delivered_before_validation_has_ended_is_applied_at_once() -> None:
    world = FakeWorld(chunk_rows=1)
    world.put("org/users.csv", FIRST)
    states: list[tuple[JobState, int]] = []

    async def deliver_the_first() -> None:
        job = await world.job("org")
        await apply_chunk(world.imports, job.id, 1)
        states.append(((await world.job("org")).state, len(world.roles("Depot"))))

    after_call(world.fakes.chunk_blobs, "put", deliver_the_first)
    await world.run()
    assert states == [(JobState.VALIDATING, 1)]
    job = await world.job("org")
    assert (job.state, job.counts.added, job.counts.unchanged) == (JobState.COMPLETED, 4, 0)
    assert (await log_codes(world, job)).count("chunk_applied") == 4


async def test_a_chunk_of_a_replace_waits_for_the_plan() -> None:
    world = FakeWorld(chunk_rows=1)
    world.put("org/users.csv", FIRST, mode="replace")
    groups: list[int] = []

    async def deliver_the_first() -> None:
        await apply_chunk(world.imports, (await world.job("org")).id, 1)
        groups.append(len(world.fakes.groups.groups.rows))

    after_call(world.fakes.chunk_blobs, "put", deliver_the_first)
    await world.run()
    assert groups == [0]
    job = await world.job("org")
    assert (job.state, job.counts.added) == (JobState.COMPLETED, 4)


async def test_a_late_delivery_of_a_chunk_that_is_done_changes_nothing() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", FIRST)
    chunk = await world.fakes.jobs.chunk(job.id, 1)
    group = group_named(world, "Depot")
    await remove_member(world.groups, group.id, "asha", number(2), lambda _: None)
    await apply_chunk(world.imports, job.id, 1)
    assert await world.fakes.jobs.chunk(job.id, 1) == chunk
    assert 2 not in numbered(world, "Depot")


async def test_the_delivery_of_a_chunk_that_nobody_knows_changes_nothing() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", FIRST)
    await apply_chunk(world.imports, job.id, 7)
    await apply_chunk(world.imports, world.new_id(), 1)
    assert await world.job("org") == job


async def test_a_chunk_is_not_applied_while_its_upload_is_undone() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", FIRST)
    await undo_upload(world.imports, job.id, "asha")
    world.fakes.chunk_blobs.events.clear()
    await apply_chunk(world.imports, job.id, 1)
    chunk = await world.fakes.jobs.chunk(job.id, 1)
    assert chunk is not None
    assert (chunk.state, len(world.roles("Depot"))) == (ChunkState.DONE, 4)


async def test_outages_are_survived_until_the_last_attempt() -> None:
    world = FakeWorld()
    world.put("org/users.csv", FIRST)
    before_call(world.fakes.member_index, "write", outage, times=CHUNK_ATTEMPTS - 1)
    assert await run_with_redelivery(world) == CHUNK_ATTEMPTS - 1
    job = await world.job("org")
    assert (job.state, job.counts.added, job.counts.unchanged) == (JobState.COMPLETED, 4, 0)
    await check_stores(world)


async def test_the_last_failure_fails_the_upload_and_the_other_chunks_are_applied() -> None:
    world = FakeWorld(chunk_rows=2)
    world.put("org/users.csv", FIRST)
    before_call(world.fakes.member_index, "write", outage, times=CHUNK_ATTEMPTS)
    assert await run_with_redelivery(world) == CHUNK_ATTEMPTS - 1
    job = await world.job("org")
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "chunk_failed")
    assert "2 entries that begin on lines 2 to 3" in job.error.message
    states = [(chunk.state, chunk.attempts) for chunk in await world.fakes.jobs.chunks(job.id)]
    assert states == [(ChunkState.FAILED, CHUNK_ATTEMPTS), (ChunkState.DONE, 1)]


async def test_a_chunk_that_is_killed_again_and_again_fails_in_the_end() -> None:
    world = FakeWorld()
    world.put("org/users.csv", FIRST)
    before_call(world.fakes.member_index, "write", kill, times=100)
    assert await run_with_redelivery(world) == CHUNK_ATTEMPTS + 3
    job = await world.job("org")
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "chunk_failed")


async def test_a_chunk_that_another_delivery_moves_on_is_not_failed() -> None:
    world = FakeWorld()
    job = await waiting_for_chunks(world)
    for _ in range(CHUNK_ATTEMPTS - 1):
        before_call(world.fakes.member_index, "write", outage)
        with pytest.raises(Exception, match="away"):
            await apply_chunk(world.imports, job.id, 1)

    async def other_delivery_then_outage() -> None:
        await apply_chunk(world.imports, job.id, 1)
        await outage()

    before_call(world.fakes.member_index, "write", other_delivery_then_outage)
    await apply_chunk(world.imports, job.id, 1)
    done = await world.job("org")
    assert (done.state, done.counts.added) == (JobState.COMPLETED, 4)


async def test_a_chunk_whose_blob_is_gone_fails_the_upload() -> None:
    world = FakeWorld()
    job = await waiting_for_chunks(world)
    del world.fakes.chunk_blobs.blobs[chunk_blob_name(job.id, 1)]
    for _ in range(CHUNK_ATTEMPTS - 1):
        with pytest.raises(FileNotFoundError):
            await apply_chunk(world.imports, job.id, 1)
    await apply_chunk(world.imports, job.id, 1)
    assert (await world.job("org")).state is JobState.FAILED


async def test_a_replace_killed_after_it_removed_members_still_counts_them() -> None:
    world = await with_members()
    world.put("new/users.csv", SECOND, mode="replace")
    before_call(world.fakes.audit, "put_all", kill)
    with pytest.raises(ProcessDied):
        await world.run()
    world.clock.advance(timedelta(minutes=1))
    assert 3 not in numbered(world, "Depot")
    job = await world.job("new")
    await apply_chunk(world.imports, job.id, 1)
    done = await world.job("new")
    assert (done.state, done.counts.removed, done.counts.added, done.counts.role_changed) == (
        JobState.COMPLETED,
        1,
        1,
        2,
    )
    await check_stores(world)


async def test_a_job_without_a_group_of_its_own_creates_none() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    job = await world.drop("org/users.csv", members("DEPOT", 2))
    assert job.counts.groups_created == 0
    assert world.indexed(group) == {number(1): Role.ADMIN, number(2): Role.MEMBER}
