"""State changes of jobs and chunks happen once, whoever else changes them at the same time."""

from dataclasses import replace

import pytest

from shared.domain.uploads.job import Chunk, ChunkState, Job, JobError, JobState
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.uploads.jobs.state import change_chunk, change_job, count_attempt, fail_job, load_job, move_job
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.mappings import log_codes, members

ERROR = JobError("chunk_failed", "Something was in the way.")


async def waiting(world: FakeWorld) -> Job:
    """An upload of one chunk that waits for review."""
    return await world.drop("org/users.csv", members("Depot", 1), review="true")


async def chunk_of(world: FakeWorld, job: Job) -> Chunk:
    """Its chunk as it is stored."""
    chunk = await world.fakes.jobs.chunk(job.id, 1)
    assert chunk is not None
    return chunk


async def test_a_change_is_made_to_what_others_have_stored_meanwhile() -> None:
    world = FakeWorld()
    job = await waiting(world)

    async def other() -> None:
        await change_job(world.imports, job.id, lambda now: replace(now, region="GB"))

    before_call(world.fakes.jobs, "update", other)
    changed = await change_job(world.imports, job.id, lambda now: replace(now, recoveries=now.recoveries + 1))
    assert changed == await load_job(world.imports, job.id)
    assert (changed.region, changed.recoveries) == ("GB", 1)


async def test_no_change_stores_nothing() -> None:
    world = FakeWorld()
    job = await waiting(world)
    assert await change_job(world.imports, job.id, lambda _: None) is None
    assert await load_job(world.imports, job.id) == job


async def test_a_move_that_the_states_forbid_is_rejected() -> None:
    world = FakeWorld()
    job = await waiting(world)
    with pytest.raises(Conflict, match="awaitingReview cannot become completed"):
        await move_job(world.imports, job, JobState.COMPLETED)
    assert await load_job(world.imports, job.id) == job


async def test_a_move_of_an_old_version_is_rejected() -> None:
    world = FakeWorld()
    job = await waiting(world)
    moved = await move_job(world.imports, job, JobState.APPLYING)
    assert moved.moved_at is not None
    with pytest.raises(PreconditionFailed):
        await move_job(world.imports, job, JobState.CANCELLED)


async def test_a_job_fails_once_with_its_reason_in_the_log() -> None:
    world = FakeWorld()
    job = await waiting(world)
    await fail_job(world.imports, job, ERROR)
    failed = await load_job(world.imports, job.id)
    assert (failed.state, failed.error, failed.finished_at is not None) == (JobState.FAILED, ERROR, True)
    await fail_job(world.imports, job, JobError("job_stalled", "Another reason."))
    assert await load_job(world.imports, job.id) == failed
    assert (await log_codes(world, job))[-1] == "chunk_failed"


async def test_a_job_that_has_ended_does_not_fail() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))
    await fail_job(world.imports, job, ERROR)
    assert await load_job(world.imports, job.id) == job


async def test_a_chunk_is_changed_as_others_have_stored_it_meanwhile() -> None:
    world = FakeWorld()
    chunk = await chunk_of(world, await waiting(world))
    await count_attempt(world.imports, chunk)
    changed = await change_chunk(world.imports, chunk, lambda now: replace(now, state=ChunkState.DONE))
    assert changed is not None
    assert (changed.state, changed.attempts) == (ChunkState.DONE, 1)


async def test_a_chunk_that_is_gone_cannot_be_changed() -> None:
    world = FakeWorld()
    job = await waiting(world)
    chunk = await chunk_of(world, job)
    await world.fakes.jobs.delete(job.id)
    with pytest.raises(NotFound, match="Chunk 1 of upload"):
        await change_chunk(world.imports, chunk, lambda now: replace(now, state=ChunkState.DONE))
    with pytest.raises(NotFound, match="no upload"):
        await load_job(world.imports, job.id)


async def test_two_deliveries_at_once_count_as_one_attempt() -> None:
    world = FakeWorld()
    job = await waiting(world)
    chunk = await chunk_of(world, job)
    first, second = await count_attempt(world.imports, chunk), await count_attempt(world.imports, chunk)
    assert first == second == await chunk_of(world, job)
    assert first.attempts == 1
