"""Neither cancelling, undoing, failing nor stalling lets an upload pass review and fail-safe when it is run again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from shared.domain.uploads.fail_safe import HeldGroup, HoldReason
from shared.domain.uploads.job import Job, JobError, JobState
from shared.services.uploads.control_upload import apply_upload, cancel_upload, rerun_upload, undo_upload
from shared.services.uploads.jobs.state import fail_job
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.recover_stalled_uploads import MAX_RECOVERIES, STALLED_AFTER, recover_stalled_uploads
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, check_stores, log_codes, members, numbered, parents

HELD = (HeldGroup("Depot", HoldReason.REMOVES_MANY),)
MANY = range(250)
ALONE = members("Depot", 1)

End = Callable[[FakeWorld, Job], Awaitable[None]]


async def by_cancel(world: FakeWorld, job: Job) -> None:
    """Somebody cancels it."""
    await cancel_upload(world.imports, job.id, "asha")


async def by_failure(world: FakeWorld, job: Job) -> None:
    """It fails."""
    await fail_job(world.imports, job, JobError("job_stalled", "It stalled."))


@pytest.mark.parametrize("end", [by_cancel, by_failure])
async def test_a_held_upload_that_is_run_again_is_held_again(end: End) -> None:
    world = FakeWorld(chunk_rows=50)
    await world.drop("org/users.csv", members("Depot", *MANY))
    job = await world.drop("new/users.csv", ALONE, mode="replace")
    assert (job.state, job.held_groups) == (JobState.AWAITING_REVIEW, HELD)
    await end(world, job)
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("new")
    assert (again.state, again.held_groups, len(world.roles("Depot"))) == (JobState.AWAITING_REVIEW, HELD, 250)
    assert (await log_codes(world, again)).count("import_too_large_removal") == 2
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("new")
    assert (done.state, done.counts.removed, done.counts.unchanged) == (JobState.COMPLETED, 249, 1)
    check_balance(done)
    await check_stores(world)


@pytest.mark.parametrize("end", [by_cancel, by_failure])
async def test_late_events_of_a_held_upload_that_ended_apply_nothing(end: End) -> None:
    """The chunks of a failed upload are applied, but only of one that could be applied before."""
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", *MANY))
    job = await world.drop("new/users.csv", ALONE, mode="replace")
    await end(world, job)
    await world.step(f"{job.id}/chunk-00001.csv")
    assert len(world.roles("Depot")) == 250


async def test_an_upload_that_fails_while_it_is_planned_applies_nothing_later() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", *MANY))
    world.put("new/users.csv", ALONE, mode="replace")

    put = world.fakes.job_files.put

    async def put_no_plan(name: str, content: bytes) -> None:
        if "plan" in name:
            raise ConnectionError
        await put(name, content)

    world.fakes.job_files.put = put_no_plan  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        await receive_upload(world.imports, "new/users.csv")
    world.fakes.job_files.put = put  # type: ignore[method-assign]
    for _ in range(MAX_RECOVERIES + 1):
        world.clock.advance(STALLED_AFTER + timedelta(seconds=1))
        await recover_stalled_uploads(world.imports)
        world.fakes.chunk_blobs.events.clear()
    failed = await world.job("new")
    assert failed.state is JobState.FAILED
    await world.step(f"{failed.id}/chunk-00001.csv")
    assert len(world.roles("Depot")) == 250


async def test_an_undone_replace_that_is_run_again_is_planned_on_the_group_as_it_is_now() -> None:
    world = FakeWorld(chunk_rows=50)
    await world.drop("org/users.csv", members("Depot", 900))
    job = await world.drop("new/users.csv", ALONE, mode="replace")
    assert (job.state, job.counts.added, job.counts.removed) == (JobState.COMPLETED, 1, 1)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    await world.drop("org/users.csv", members("Depot", *range(2, 302)))
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("new")
    view = await view_upload(world.imports, job.id)
    assert view.plan is not None
    assert (again.state, again.held_groups, again.run) == (JobState.AWAITING_REVIEW, HELD, 2)
    assert [(group.removed, group.members) for group in view.plan.groups] == [(301, 301)]
    assert len(world.roles("Depot")) == 301


async def test_an_undone_review_that_is_run_again_is_reviewed_again() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1, 2), review="true")
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    await rerun_upload(world.imports, job.id, "ravi")
    await world.run()
    again = await world.job("org")
    assert (again.state, numbered(world, "Depot") if world.fakes.groups.groups.rows else {}) == (
        JobState.AWAITING_REVIEW,
        {},
    )
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, done.counts.added, done.run) == (JobState.COMPLETED, 2, 2)
    check_balance(done)
    await check_stores(world)


async def test_what_is_done_is_not_planned_again() -> None:
    """Of a replace that was cancelled half-way, people who joined the half that is done would stay: no plan counts them."""
    world = FakeWorld(chunk_rows=100)
    await world.drop("org/users.csv", members("Depot", *range(200)))
    world.put("new/users.csv", members("Depot", *range(200)), mode="replace")
    await receive_upload(world.imports, "new/users.csv")
    job = await world.job("new")
    await world.step(f"{job.id}/chunk-00001.csv")
    await cancel_upload(world.imports, job.id, "asha")
    joined = members("Depot", *(n * 1000 for n in range(1, 9)))
    await world.drop("more/users.csv", joined)
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("new")
    assert (done.state, done.counts.entries, done.counts.unchanged) == (JobState.COMPLETED, 200, 200)
    check_balance(done)


async def test_a_late_parent_mapping_is_no_way_around_review() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", *MANY))
    job = await world.drop("new/users.csv", ALONE, mode="replace")
    again = await world.drop("new/parents.csv", parents(("Region", "Depot")))
    assert (again.id, again.state, again.held_groups) == (job.id, JobState.AWAITING_REVIEW, HELD)
    assert len(world.roles("Depot")) == 250
