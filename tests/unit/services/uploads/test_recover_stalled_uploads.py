"""An upload whose event was lost is triggered again, some times, and then fails; without its files it fails in a day."""

import logging
from datetime import timedelta

import pytest

from shared.domain.uploads.job import FINISHED, ChunkState, Job, JobState
from shared.services.uploads.control_upload import apply_upload, rerun_upload, undo_upload
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.recover_stalled_uploads import MAX_RECOVERIES, STALLED_AFTER, recover_stalled_uploads
from tests.fakes.faults import ProcessDied, before_call, kill
from tests.fakes.world import FakeWorld
from tests.mappings import check_stores, links, log_codes, members, numbered, parents, users

DEPOT = users(("Depot", 1, "Admin"), ("Depot", 2, "Member"))
LATER = STALLED_AFTER + timedelta(seconds=1)


async def killed(world: FakeWorld, store: object, method: str) -> Job:
    """The upload of DEPOT, killed before this write; its events are lost."""
    before_call(store, method, kill)
    with pytest.raises(ProcessDied):
        await world.drop("org/users.csv", DEPOT)
    world.fakes.chunk_blobs.events.clear()
    return await world.job("org")


async def recover(world: FakeWorld) -> Job:
    """The upload after the timer ran some minutes later."""
    world.clock.advance(LATER)
    await recover_stalled_uploads(world.imports)
    await world.run()
    return await world.job("org")


@pytest.mark.parametrize(
    ("store", "method", "state"),
    [
        ("job_files", "put", JobState.VALIDATING),
        ("jobs", "add_chunks", JobState.VALIDATING),
        ("chunk_blobs", "put", JobState.VALIDATING),
        ("members", "write_part", JobState.APPLYING),
        ("audit", "put_all", JobState.APPLYING),
    ],
)
async def test_a_killed_upload_is_resumed_wherever_it_stopped(store: str, method: str, state: JobState) -> None:
    world = FakeWorld(chunk_rows=1)
    stalled = await killed(world, getattr(world.fakes, store), method)
    assert stalled.state is state
    done = await recover(world)
    assert (done.state, done.counts.added) == (JobState.COMPLETED, 2)
    assert len(numbered(world, "Depot")) == 2
    await check_stores(world)


async def test_an_upload_that_moves_is_left_alone() -> None:
    world = FakeWorld(chunk_rows=1)
    await killed(world, world.fakes.audit, "put_all")
    world.clock.advance(STALLED_AFTER - timedelta(minutes=1))
    await recover_stalled_uploads(world.imports)
    assert world.fakes.chunk_blobs.events == []
    job = await world.job("org")
    assert (job.state, job.recoveries) == (JobState.APPLYING, 0)


async def test_the_progress_of_a_chunk_counts_as_a_move() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await killed(world, world.fakes.audit, "put_all")
    world.clock.advance(LATER)
    before_call(world.fakes.audit, "put_all", kill)
    with pytest.raises(ProcessDied):
        await world.step(f"{job.id}/chunk-00002.csv")
    await recover_stalled_uploads(world.imports)
    assert (await world.job("org")).recoveries == 0


async def test_after_some_recoveries_without_an_end_it_fails(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    await killed(world, world.fakes.audit, "put_all")
    with caplog.at_level(logging.WARNING):
        for n in range(MAX_RECOVERIES):
            world.clock.advance(LATER)
            await recover_stalled_uploads(world.imports)
            world.fakes.chunk_blobs.events.clear()
            assert (await world.job("org")).recoveries == n + 1
    assert sum("stalled in state applying" in record.getMessage() for record in caplog.records) == MAX_RECOVERIES
    failed = await recover(world)
    assert failed.error is not None
    assert (failed.state, failed.error.code) == (JobState.FAILED, "job_stalled")
    assert (await log_codes(world, failed))[-1] == "job_stalled"
    await rerun_upload(world.imports, failed.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, done.recoveries, done.counts.added) == (JobState.COMPLETED, 0, 2)


async def test_an_upload_of_which_only_the_end_is_missing_ends() -> None:
    world = FakeWorld()
    world.put("org/parents.csv", parents(("Region", "Depot")))
    await killed(world, world.fakes.hierarchy, "add")
    done = await recover(world)
    assert (done.state, done.counts.links_added) == (JobState.COMPLETED, 1)
    assert links(world) == {("Region", "Depot")}


async def test_a_stalled_undo_is_resumed() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await world.drop("org/users.csv", DEPOT)
    await undo_upload(world.imports, job.id, "asha")
    world.fakes.chunk_blobs.events.clear()
    undone = await recover(world)
    assert (undone.state, numbered(world, "Depot")) == (JobState.UNDONE, {})
    await check_stores(world)


async def test_an_undo_of_which_only_the_end_is_missing_ends() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT)
    await undo_upload(world.imports, job.id, "asha")
    before_call(world.fakes.groups, "replace", kill)
    with pytest.raises(ProcessDied):
        await world.run()
    assert (await recover(world)).state is JobState.UNDONE


async def test_an_applied_review_whose_trigger_was_lost_is_resumed() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await world.drop("org/users.csv", DEPOT, review="true")
    before_call(world.fakes.chunk_blobs, "put", kill)
    with pytest.raises(ProcessDied):
        await apply_upload(world.imports, job.id, "asha")
    assert (await recover(world)).state is JobState.COMPLETED


async def test_an_upload_that_waits_for_review_or_has_ended_is_left_alone() -> None:
    world = FakeWorld()
    waiting = await world.drop("org/users.csv", DEPOT, review="true")
    ended = await world.drop("other/users.csv", members("Yard", 1))
    world.clock.advance(timedelta(days=3))
    await recover_stalled_uploads(world.imports)
    assert [await world.job("org"), await world.job("other")] == [waiting, ended]


@pytest.mark.parametrize(
    ("name", "content", "missing"),
    [("parents.csv", parents(("Region", "Depot")), "user group mapping")],
)
async def test_without_its_files_it_fails_after_a_day(name: str, content: str, missing: str) -> None:
    world = FakeWorld()
    await world.drop(f"org/{name}", content)
    world.clock.advance(timedelta(hours=23))
    await recover_stalled_uploads(world.imports)
    assert (await world.job("org")).state is JobState.AWAITING_FILES
    world.clock.advance(timedelta(hours=2))
    await recover_stalled_uploads(world.imports)
    job = await world.job("org")
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "files_missing")
    assert job.error.message.startswith(f"No {missing} arrived")


async def test_an_upload_that_moved_just_now_is_not_counted_as_recovered() -> None:
    world = FakeWorld()
    job = await killed(world, world.fakes.audit, "put_all")
    world.clock.advance(LATER)

    async def end_it() -> None:
        await world.step(f"{job.id}/chunk-00001.csv")

    before_call(world.fakes.jobs, "chunks", end_it)
    await recover_stalled_uploads(world.imports)
    done = await world.job("org")
    assert (done.state, done.recoveries) == (JobState.COMPLETED, 0)


async def test_six_separate_stalls_of_an_upload_that_moves_do_not_fail_it() -> None:
    world = FakeWorld(chunk_rows=1)
    world.put("org/users.csv", members("Depot", *range(2 * MAX_RECOVERIES)))
    await receive_upload(world.imports, "org/users.csv")
    for n in range(2 * MAX_RECOVERIES):
        job = await world.job("org")
        assert job.state is JobState.APPLYING
        world.fakes.chunk_blobs.events.clear()
        world.clock.advance(LATER)
        await recover_stalled_uploads(world.imports)
        assert (await world.job("org")).recoveries == 1
        await world.step(f"{job.id}/chunk-{n + 1:05d}.csv")
    assert (await world.job("org")).state is JobState.COMPLETED


async def test_a_chunk_that_is_killed_for_long_fails_the_upload_with_a_true_sentence() -> None:
    world = FakeWorld()
    world.put("org/users.csv", DEPOT)
    before_call(world.fakes.member_index, "write", kill, times=1000)
    kills = 0
    begun = world.clock.time
    while (await world.job("org") if world.fakes.jobs.pointers else None) is None or not await ended(world):
        kills += await run_with_kills(world, deliveries=5)
        world.clock.advance(LATER)
        await recover_stalled_uploads(world.imports)
    job = await world.job("org")
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "job_stalled")
    assert "no progress for more than 25 minutes, although its steps were triggered again 5 times" in job.error.message
    assert kills == 5 * (MAX_RECOVERIES + 1)
    assert world.clock.time - begun > timedelta(minutes=25)
    (chunk,) = await world.fakes.jobs.chunks(job)
    assert (chunk.state, chunk.attempts) == (ChunkState.PENDING, 0)


async def ended(world: FakeWorld) -> bool:
    """Whether the upload has an end."""
    return (await world.job("org")).state in FINISHED


async def run_with_kills(world: FakeWorld, deliveries: int) -> int:
    """Deliver each event so often, as the platform does where the process dies each time. Returns the number of kills."""
    kills = 0
    while world.fakes.uploads.events:
        await receive_upload(world.imports, world.fakes.uploads.events.pop(0))
    for name in [world.fakes.chunk_blobs.events.pop(0) for _ in list(world.fakes.chunk_blobs.events)]:
        for _ in range(deliveries):
            try:
                await world.step(name)
            except ProcessDied:
                kills += 1
    return kills


async def test_an_upload_that_moves_while_it_is_found_stalled_is_left_alone() -> None:
    world = FakeWorld()
    job = await killed(world, world.fakes.member_index, "write")
    world.clock.advance(LATER)
    before_call(world.fakes.jobs, "update", lambda: world.step(f"{job.id}/chunk-00001.csv"))
    await recover_stalled_uploads(world.imports)
    assert (await world.job("org")).state is JobState.COMPLETED
