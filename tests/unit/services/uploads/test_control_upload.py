"""Applying after review, cancelling, rerunning and undoing: what each does, and when it is rejected."""

import pytest

from shared.domain.members.membership import Role
from shared.domain.uploads.job import JobState
from shared.errors import Conflict, NotFound
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.services.uploads.control_upload import apply_upload, cancel_upload, rerun_upload, undo_upload
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.faults import before_call, outage, run_with_redelivery
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

DEPOT = users(("Depot", 1, "Admin"), ("Depot", 2, "Member"), ("Depot", 3, "Member"))


async def test_applying_after_review_applies_every_chunk_and_says_who_did_it() -> None:
    world = FakeWorld(chunk_rows=1)
    waiting = await world.drop("org/users.csv", DEPOT, review="true")
    assert (waiting.state, waiting.chunks_total) == (JobState.AWAITING_REVIEW, 3)
    assert not world.fakes.groups.groups.rows
    await apply_upload(world.imports, waiting.id, "asha")
    await world.run()
    job = await world.job("org")
    assert (job.state, job.counts.added) == (JobState.COMPLETED, 3)
    assert [entry["message"] for entry in await log_of(world, job) if entry["code"] == "job_approved"] == [
        "Applied after review by asha."
    ]
    await check_stores(world)


async def test_applying_twice_is_rejected() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT, review="true")
    await apply_upload(world.imports, job.id, "asha")
    with pytest.raises(Conflict, match="Only an upload that waits for review"):
        await apply_upload(world.imports, job.id, "ravi")


async def test_a_reviewed_upload_without_an_accepted_row_ends_when_it_is_applied() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", "Group Name,Phone Number,User Type\nDepot,12,Member\n", review="true")
    assert (job.state, job.chunks_total) == (JobState.AWAITING_REVIEW, 0)
    await apply_upload(world.imports, job.id, "asha")
    ended = await world.job("org")
    assert (ended.state, ended.counts.rejected) == (JobState.COMPLETED_WITH_ERRORS, 1)
    check_balance(ended)


async def test_cancelling_in_the_middle_stops_between_chunks() -> None:
    world = FakeWorld(chunk_rows=1)
    world.put("org/users.csv", DEPOT, review="true")
    await world.run()
    job = await world.job("org")
    await apply_upload(world.imports, job.id, "asha")
    await apply_chunk(world.imports, job.id, 1)
    await cancel_upload(world.imports, job.id, "ravi")
    await world.run()
    view = await view_upload(world.imports, job.id)
    assert (view.job.state, view.counts.added, view.counts.not_applied) == (JobState.CANCELLED, 1, 2)
    assert len(world.roles("Depot")) == 1
    (message,) = [entry["message"] for entry in await log_of(world, job) if entry["code"] == "job_cancelled"]
    assert message == "Cancelled by ravi: 1 of 3 chunks had been applied."


async def test_a_chunk_that_is_at_work_when_the_upload_is_cancelled_is_still_counted() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await world.drop("org/users.csv", DEPOT, review="true")
    await apply_upload(world.imports, job.id, "asha")
    before_call(world.fakes.members, "write_part", lambda: cancel_upload(world.imports, job.id, "ravi"))
    await world.run()
    view = await view_upload(world.imports, job.id)
    assert (view.job.state, view.counts.added, view.counts.not_applied) == (JobState.CANCELLED, 1, 2)
    await check_stores(world)


async def test_an_upload_that_waits_for_files_can_be_cancelled_and_takes_no_file_then() -> None:
    world = FakeWorld()
    job = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    await cancel_upload(world.imports, job.id, "ravi")
    other = await world.drop("org/users.csv", DEPOT)
    assert other.id != job.id
    assert (await view_upload(world.imports, job.id)).job.state is JobState.CANCELLED


async def test_what_has_ended_cannot_be_cancelled() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT)
    with pytest.raises(Conflict, match="completed cannot be cancelled"):
        await cancel_upload(world.imports, job.id, "ravi")


async def test_a_rerun_applies_what_a_cancelled_upload_left_and_no_more() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await world.drop("org/users.csv", DEPOT, review="true")
    await apply_upload(world.imports, job.id, "asha")
    await apply_chunk(world.imports, job.id, 1)
    await cancel_upload(world.imports, job.id, "ravi")
    await world.run()
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    view = await view_upload(world.imports, job.id)
    assert view.plan is not None
    assert (view.job.state, [group.added for group in view.plan.groups]) == (JobState.AWAITING_REVIEW, [2])
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, done.counts.added, done.counts.groups_created, done.run) == (JobState.COMPLETED, 3, 1, 1)
    check_balance(done)
    assert "job_rerun" in await log_codes(world, done)
    await check_stores(world)


async def test_a_rerun_of_a_failed_chunk_applies_it() -> None:
    world = FakeWorld(chunk_rows=1)
    world.put("org/users.csv", DEPOT)
    before_call(world.fakes.audit, "put_all", outage, times=5)
    assert await run_with_redelivery(world) == 4
    failed = await world.job("org")
    assert failed.state is JobState.FAILED
    await rerun_upload(world.imports, failed.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, done.error, done.counts.added) == (JobState.COMPLETED, None, 3)
    await check_stores(world)


async def test_a_rerun_after_validation_failed_reads_the_file_again() -> None:
    world = FakeWorld(max_rows=2)
    failed = await world.drop("org/users.csv", DEPOT)
    assert failed.error is not None
    assert (failed.state, failed.error.code) == (JobState.FAILED, "too_many_rows")
    roomy = FakeWorld()
    roomy.fakes.uploads.blobs = world.fakes.uploads.blobs
    roomy.fakes.jobs.jobs, roomy.fakes.jobs.pointers = world.fakes.jobs.jobs, world.fakes.jobs.pointers
    await rerun_upload(roomy.imports, failed.id, "asha")
    assert (await roomy.job("org")).state is JobState.VALIDATING
    await roomy.run()
    done = await roomy.job("org")
    assert (done.state, done.counts.added) == (JobState.COMPLETED, 3)


@pytest.mark.parametrize("rows", [DEPOT, DEPOT + "Depot,12,Member\n"])
async def test_a_completed_upload_misses_nothing_and_cannot_be_rerun(rows: str) -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", rows)
    with pytest.raises(Conflict, match="nothing to rerun"):
        await rerun_upload(world.imports, first.id, "asha")
    assert await world.job("org") == first


async def test_an_upload_without_a_user_mapping_cannot_be_rerun() -> None:
    world = FakeWorld()
    job = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    with pytest.raises(Conflict, match="has not ended"):
        await rerun_upload(world.imports, job.id, "asha")
    await cancel_upload(world.imports, job.id, "asha")
    with pytest.raises(Conflict, match="no user group mapping"):
        await rerun_upload(world.imports, job.id, "asha")


async def test_undo_restores_members_roles_links_and_groups() -> None:
    world = FakeWorld(chunk_rows=2)
    await world.drop("org/users.csv", DEPOT)
    world.put("org2/parents.csv", parents(("Region", "Yard")))
    content = users(("Depot", 1, "Member"), ("Depot", 2, "Admin"), ("Yard", 4, "Member"))
    job = await world.drop("org2/users.csv", content, mode="replace")
    assert (job.counts.removed, job.counts.role_changed, job.counts.added) == (1, 2, 1)
    yard = group_named(world, "Yard")
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    undone = await world.job("org2")
    assert undone.undone is not None
    assert (undone.state, undone.undoing) == (JobState.UNDONE, False)
    assert (undone.undone.removed, undone.undone.roles_restored, undone.undone.members_restored) == (1, 2, 1)
    assert (undone.undone.links_removed, undone.undone.groups_removed, undone.undone.left) == (1, 2, 0)
    assert numbered(world, "Depot") == {1: Role.ADMIN, 2: Role.MEMBER, 3: Role.MEMBER}
    assert links(world) == set()
    assert world.fakes.groups.groups.rows[yard.id].deleted_at is not None
    assert [code for code in await log_codes(world, undone) if "und" in code] == ["undo_started", "job_undone"]
    await check_stores(world)


async def test_a_rerun_after_an_undo_applies_the_upload_once_more() -> None:
    world = FakeWorld()
    world.put("org/parents.csv", parents(("Region", "Depot")))
    job = await world.drop("org/users.csv", DEPOT)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("org")
    assert (again.state, again.run, again.undone, again.counts.added) == (JobState.COMPLETED, 2, None, 3)
    assert links(world) == {("Region", "Depot")}
    check_balance(again)
    await check_stores(world)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    assert (await world.job("org")).state is JobState.UNDONE
    await check_stores(world)


async def test_an_undo_cannot_be_cancelled_or_begun_twice() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT)
    await undo_upload(world.imports, job.id, "asha")
    with pytest.raises(Conflict, match="being undone"):
        await cancel_upload(world.imports, job.id, "ravi")
    with pytest.raises(Conflict, match="applying cannot be undone"):
        await undo_upload(world.imports, job.id, "ravi")


async def test_an_upload_that_changed_nothing_cannot_be_undone() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", "Group Name,Phone Number,User Type\nDepot,12,Member\n")
    with pytest.raises(Conflict, match="changed nothing"):
        await undo_upload(world.imports, job.id, "asha")


async def test_an_undo_whose_last_step_was_lost_ends_when_it_is_begun_again() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))
    await undo_upload(world.imports, job.id, "asha")
    before_call(world.fakes.groups, "replace", outage, times=4)
    assert await run_with_redelivery(world) == 4
    undone = await world.job("org")
    assert undone.undone is not None
    assert (undone.state, undone.undone.groups_removed) == (JobState.UNDONE, 1)


async def test_commands_for_an_unknown_upload_are_rejected() -> None:
    world = FakeWorld()
    for command in (apply_upload, cancel_upload, rerun_upload, undo_upload):
        with pytest.raises(NotFound, match="no upload gone"):
            await command(world.imports, "gone", "asha")
