"""The blobs whose events set a job going again are those of the steps that it waits for."""

from dataclasses import replace

from shared.domain.uploads.job import ChunkState, Job, JobState
from shared.services.steps import chunk_blob_name
from shared.services.uploads.jobs.trigger_steps import trigger_job
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.mappings import members


async def applying(world: FakeWorld) -> Job:
    """An upload of three chunks whose steps were not triggered yet."""
    job = await world.drop("org/users.csv", members("Depot", 1, 2, 3), review="true")
    world.fakes.chunk_blobs.events.clear()
    return replace(job, state=JobState.APPLYING)


async def set_state(world: FakeWorld, job: Job, number: int, state: ChunkState) -> None:
    """Give one chunk this state, as after a failed attempt."""
    chunk = await world.fakes.jobs.chunk(job.id, number)
    assert chunk is not None
    await world.fakes.jobs.update_chunk(replace(chunk, state=state, attempts=5))


async def test_a_job_in_validation_is_validated_again() -> None:
    world = FakeWorld()
    job = replace(await applying(world), state=JobState.VALIDATING)
    assert await trigger_job(world.imports, job) == 1
    assert world.fakes.chunk_blobs.events == [f"{job.id}/validate"]


async def test_chunks_that_are_not_done_are_triggered_and_begin_anew() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await applying(world)
    await set_state(world, job, 1, ChunkState.DONE)
    await set_state(world, job, 2, ChunkState.FAILED)
    content = world.fakes.chunk_blobs.blobs[chunk_blob_name(job.id, 2)]
    assert await trigger_job(world.imports, job) == 2
    assert world.fakes.chunk_blobs.events == [chunk_blob_name(job.id, 2), chunk_blob_name(job.id, 3)]
    assert world.fakes.chunk_blobs.blobs[chunk_blob_name(job.id, 2)] == content
    states = [(chunk.state, chunk.attempts) for chunk in await world.fakes.jobs.chunks(job)]
    assert states == [(ChunkState.DONE, 5), (ChunkState.PENDING, 0), (ChunkState.PENDING, 0)]


async def test_a_chunk_that_another_finishes_meanwhile_is_not_reset() -> None:
    world = FakeWorld()
    job = await applying(world)
    await set_state(world, job, 1, ChunkState.FAILED)
    before_call(world.fakes.jobs, "update_chunk", lambda: set_state(world, job, 1, ChunkState.DONE))
    await trigger_job(world.imports, job)
    assert [chunk.state for chunk in await world.fakes.jobs.chunks(job)] == [ChunkState.DONE]


async def test_chunks_that_are_not_undone_are_triggered_in_an_undo() -> None:
    world = FakeWorld(chunk_rows=1)
    job = replace(await applying(world), undoing=True)
    await set_state(world, job, 1, ChunkState.DONE)
    await set_state(world, job, 2, ChunkState.UNDONE)
    assert await trigger_job(world.imports, job) == 2
    assert world.fakes.chunk_blobs.events == [f"{job.id}/undo-00001", f"{job.id}/undo-00003"]


async def test_with_every_chunk_done_there_is_nothing_to_trigger() -> None:
    world = FakeWorld()
    job = await applying(world)
    await set_state(world, job, 1, ChunkState.DONE)
    assert await trigger_job(world.imports, job) == 0
    assert world.fakes.chunk_blobs.events == []


async def test_a_chunk_without_its_blob_is_passed_over() -> None:
    world = FakeWorld()
    job = await applying(world)
    await world.fakes.chunk_blobs.delete(chunk_blob_name(job.id, 1))
    assert await trigger_job(world.imports, job) == 1
    assert world.fakes.chunk_blobs.events == []
