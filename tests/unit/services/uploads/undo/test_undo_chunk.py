"""An undo takes back what the upload did and others have not changed since; killed or repeated, it comes to the same."""

import itertools

import pytest

from shared.domain.connectors import EventType
from shared.domain.members.membership import Role
from shared.domain.uploads.job import ChunkState, Job, JobState, UndoCounts
from shared.services.members.change_members import remove_member
from shared.services.steps import CHUNK_ATTEMPTS, chunk_blob_name
from shared.services.uploads.control_upload import cancel_upload, rerun_upload, undo_upload
from shared.services.uploads.jobs import problem_list
from shared.services.uploads.undo.undo_chunk import undo_chunk
from tests.fakes.faults import ProcessDied, before_call, kill, kill_at_write, outage, run_with_redelivery
from tests.fakes.world import FakeWorld
from tests.mappings import check_stores, group_named, links, members, numbered, parents, problems_of, users
from tests.people import number

FIRST = users(("Depot", 1, "Admin"), ("Depot", 2, "Member"), ("Depot", 3, "Member"), ("Depot", 4, "Member"))
SECOND = users(("Depot", 1, "Member"), ("Depot", 2, "Member"), ("Depot", 4, "Admin"), ("Yard", 5, "Member"))
BEFORE = {1: Role.ADMIN, 2: Role.MEMBER, 3: Role.MEMBER, 4: Role.MEMBER}


async def to_undo(mode: str = "replace", chunk_rows: int = 2) -> tuple[FakeWorld, Job]:
    """A world with the members of FIRST, and SECOND applied to them."""
    world = FakeWorld(chunk_rows=chunk_rows)
    await world.drop("org/users.csv", FIRST)
    world.put("new/parents.csv", parents(("Region", "Yard")))
    return world, await world.drop("new/users.csv", SECOND, mode=mode)


async def undone(world: FakeWorld, job: Job) -> tuple[Job, UndoCounts]:
    """The upload after its undo, with the counts."""
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    ended = await world.job(job.name)
    assert ended.state is JobState.UNDONE
    assert ended.undone is not None
    return ended, ended.undone


@pytest.mark.parametrize("mode", ["merge", "replace"])
async def test_an_undo_killed_after_any_write_and_delivered_again_restores_the_same(mode: str) -> None:
    for n in itertools.count(1):
        world, job = await to_undo(mode)
        await world.subscriber(group_named(world, "Depot"))
        await undo_upload(world.imports, job.id, "asha")
        killed = kill_at_write(world.fakes, n)
        assert await run_with_redelivery(world) == killed.happened
        ended = await world.job("new")
        restored = 1 if mode == "replace" else 0
        expected = UndoCounts(removed=1, roles_restored=2, members_restored=restored, groups_removed=2, links_removed=1)
        assert (ended.state, ended.undone) == (JobState.UNDONE, expected), f"killed after write {n}"
        assert (numbered(world, "Depot"), numbered(world, "Yard"), links(world)) == (BEFORE, {}, set())
        await check_stores(world)
        if not killed.happened:
            break
    assert n > 12


async def test_rows_that_others_changed_since_are_left_and_listed() -> None:
    world, job = await to_undo()
    depot = group_named(world, "Depot")
    await world.add(depot, number(4))
    await world.add(depot, number(3), role=Role.ADMIN)
    await remove_member(world.groups, depot.id, "asha", number(1), lambda _: None)
    ended, counts = await undone(world, job)
    assert (counts.left, counts.roles_restored, counts.members_restored, counts.removed) == (3, 0, 0, 1)
    assert numbered(world, "Depot") == {2: Role.MEMBER, 3: Role.ADMIN, 4: Role.MEMBER}
    problems = await problems_of(world, ended)
    assert {(problem.code, problem.file) for problem in problems} == {("changed_since", "new/users.csv")}
    assert sorted(problem.line for problem in problems) == [0, 2, 4]
    assert not any(number(n) in problem.message for problem in problems for n in (1, 3, 4))
    await check_stores(world)


async def test_the_rows_left_are_listed_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    world, job = await to_undo()
    depot = group_named(world, "Depot")
    await world.add(depot, number(4))
    await world.add(depot, number(3), role=Role.ADMIN)
    monkeypatch.setattr(problem_list, "KEPT", 1)
    ended, counts = await undone(world, job)
    assert counts.left == 2
    assert [problem.code for problem in await problems_of(world, ended)] == ["changed_since", "problems_left_out"]


async def test_a_member_that_was_removed_again_by_hand_counts_as_removed() -> None:
    world, job = await to_undo()
    yard = group_named(world, "Yard")
    await remove_member(world.groups, yard.id, "asha", number(5), lambda _: None)
    _, counts = await undone(world, job)
    assert (counts.removed, counts.left) == (1, 0)


async def test_a_change_in_the_middle_of_the_undo_is_compared_again() -> None:
    world, job = await to_undo()
    depot = group_named(world, "Depot")
    before_call(world.fakes.members, "write_part", lambda: world.add(depot, number(4)))
    _, counts = await undone(world, job)
    assert (counts.left, counts.roles_restored) == (1, 1)
    assert numbered(world, "Depot") == BEFORE
    await check_stores(world)


async def test_an_upload_that_another_followed_is_undone_where_the_other_changed_nothing() -> None:
    world = FakeWorld()
    job = await world.drop("one/users.csv", members("Depot", 1, 2))
    await world.drop("two/users.csv", users(("Depot", 2, "Admin"), ("Depot", 3, "Member")))
    _, counts = await undone(world, job)
    assert (counts.removed, counts.left, counts.groups_removed) == (1, 1, 0)
    assert numbered(world, "Depot") == {2: Role.ADMIN, 3: Role.MEMBER}
    second = await world.job("two")
    _, counts = await undone(world, second)
    assert (counts.removed, counts.roles_restored) == (1, 1)
    assert numbered(world, "Depot") == {2: Role.MEMBER}
    await check_stores(world)


async def test_a_cancelled_upload_is_undone_as_far_as_it_came() -> None:
    world = FakeWorld(chunk_rows=1)
    world.put("org/users.csv", members("Depot", 1, 2, 3))
    before_call(world.fakes.audit, "put_all", kill)
    with pytest.raises(ProcessDied):
        await world.run()
    job = await world.job("org")
    await cancel_upload(world.imports, job.id, "ravi")
    assert len(world.roles("Depot")) == 1
    _, counts = await undone(world, job)
    assert (counts.removed, counts.groups_removed) == (1, 1)
    assert numbered(world, "Depot") == {}
    await check_stores(world)


async def test_a_chunk_killed_before_it_stored_what_it_wrote_is_undone_by_the_rows_themselves() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", FIRST)
    world.put("new/users.csv", SECOND)

    async def kill_at_the_record() -> None:
        if (await world.fakes.jobs.latest("new")) and world.roles("Depot").get(number(4)) is Role.ADMIN:
            await kill()

    before_call(world.fakes.job_files, "put_new", kill_at_the_record, times=100)
    with pytest.raises(ProcessDied):
        await world.run()
    job = await world.job("new")
    await cancel_upload(world.imports, job.id, "ravi")
    world.fakes.chunk_blobs.events.clear()
    vars(world.fakes.job_files).pop("put_new")
    ended, counts = await undone(world, job)
    assert (counts.removed, counts.roles_restored, counts.left) == (1, 2, 0)
    assert numbered(world, "Depot") == BEFORE
    assert ended.run == 1
    await check_stores(world)


async def test_the_last_failure_fails_the_undo_which_can_be_begun_again() -> None:
    world, job = await to_undo()
    await undo_upload(world.imports, job.id, "asha")
    before_call(world.fakes.audit, "put_all", outage, times=CHUNK_ATTEMPTS)
    assert await run_with_redelivery(world) == CHUNK_ATTEMPTS - 1
    failed = await world.job("new")
    assert failed.error is not None
    assert (failed.state, failed.error.code) == (JobState.FAILED, "undo_failed")
    _, counts = await undone(world, failed)
    assert counts == UndoCounts(removed=1, roles_restored=2, members_restored=1, groups_removed=2, links_removed=1)
    assert numbered(world, "Depot") == BEFORE


async def test_two_deliveries_of_a_chunk_at_once_undo_it_once() -> None:
    world, job = await to_undo(chunk_rows=100)
    await undo_upload(world.imports, job.id, "asha")
    world.fakes.chunk_blobs.events.clear()
    before_call(world.fakes.members, "write_part", lambda: undo_chunk(world.imports, job.id, 1))
    await undo_chunk(world.imports, job.id, 1)
    ended = await world.job("new")
    assert ended.undone is not None
    assert (ended.state, ended.undone.removed, ended.undone.left) == (JobState.UNDONE, 1, 0)
    assert numbered(world, "Depot") == BEFORE
    await check_stores(world)


async def test_a_late_delivery_after_the_undo_changes_nothing() -> None:
    world, job = await to_undo()
    ended, _ = await undone(world, job)
    await undo_chunk(world.imports, job.id, 1)
    await undo_chunk(world.imports, job.id, 99)
    assert await world.job("new") == ended


async def test_a_chunk_whose_blob_is_gone_is_undone_by_its_records() -> None:
    world, job = await to_undo(chunk_rows=100)
    del world.fakes.chunk_blobs.blobs[chunk_blob_name(job.id, 1)]
    _, counts = await undone(world, job)
    assert (counts.removed, counts.roles_restored, counts.members_restored) == (1, 2, 1)
    assert numbered(world, "Depot") == BEFORE


async def test_subscribers_hear_of_what_the_undo_changed() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1))
    await world.subscriber(group_named(world, "Depot"), events=[EventType.MEMBER_REMOVED])
    job = await world.drop("new/users.csv", members("Depot", 2))
    await undone(world, job)
    await world.deliver()
    body = b"".join(post.body for post in world.fakes.sender.deliveries)
    assert (body.count(b"MemberRemoved"), number(2).encode() in body) == (1, True)


async def test_an_undo_of_a_rerun_takes_back_what_the_rerun_did() -> None:
    world, job = await to_undo()
    await undone(world, job)
    await world.add(group_named(world, "Depot"), number(4), role=Role.ADMIN)
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("new")
    assert (again.run, again.counts.role_changed, again.counts.removed) == (2, 1, 1)
    ended, counts = await undone(world, again)
    assert (counts.roles_restored, counts.members_restored, counts.left) == (1, 1, 0)
    assert numbered(world, "Depot") == BEFORE | {4: Role.ADMIN}
    chunks = await world.fakes.jobs.chunks(ended)
    assert {(chunk.state, chunk.run) for chunk in chunks} == {(ChunkState.UNDONE, 2)}
    await check_stores(world)
