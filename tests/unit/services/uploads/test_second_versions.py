"""A file that changes before its upload is applied takes it back to validating, and nothing of the first version is left;
what was reviewed is what is applied."""

from datetime import timedelta

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.members.membership import Role
from shared.domain.uploads.job import Job, JobState, Mode
from shared.errors import Conflict, PreconditionFailed
from shared.services.steps import chunk_blob_name
from shared.services.uploads.control_upload import (
    Confirmation,
    apply_upload,
    cancel_upload,
    rerun_upload,
    undo_upload,
)
from shared.services.uploads.create_upload import UploadOptions, create_upload
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.recover_stalled_uploads import STALLED_AFTER, recover_stalled_uploads
from shared.services.uploads.start_late_uploads import start_late_uploads
from shared.services.uploads.validate.validate_upload import validate_again, validate_upload
from shared.services.uploads.view_uploads import UploadView, open_rejected_rows, view_upload
from tests.fakes.faults import ProcessDied, after_call, before_call, kill, kill_at_write, run_with_redelivery
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, check_stores, links, log_codes, members, numbered, parents, problems_of, users

FIRST = members("Depot", 1, 2, 3, 4) + "Depot,12,Member\n"
SECOND = members("Depot", 3, 7) + "Yard,13,Member\n"
PARENT = "parent-group-mapping"
USER = "user-group-mapping"


async def created(world: FakeWorld, *, mode: Mode = Mode.MERGE, parent: bool = False, review: bool = True) -> Job:
    """An upload of the API that waits for its files."""
    options = UploadOptions(mode=mode, review=review, parent_mapping=parent)
    return (await create_upload(world.imports, options, "asha"))[0]


def path(job: Job, kind: str = USER) -> str:
    """Where the upload's URL puts the file."""
    return f"{job.id}/{job.upload_key}/{kind}.csv"


async def latest(world: FakeWorld, job: Job) -> Job:
    """The upload as it is, which is the only one of its name."""
    found = await world.job(job.id)
    assert found.id == job.id
    assert [each.id for each in world.fakes.jobs.jobs.rows.values() if each.name == job.name] == [job.id]
    return found


def added(view: UploadView) -> dict[str, int]:
    """What the plan would add, by group."""
    assert view.plan is not None
    return {group.name: group.added for group in view.plan.groups}


async def reviewed(world: FakeWorld, first: str = FIRST, **options: object) -> Job:
    """An upload of the API that waits for review."""
    job = await created(world, **options)  # type: ignore[arg-type]
    waiting = await world.drop(path(job), first)
    assert waiting.state is JobState.AWAITING_REVIEW
    return waiting


# One file that changes


async def test_a_second_version_is_planned_and_nothing_of_the_first_is_applied() -> None:
    world = FakeWorld(chunk_rows=1)
    first = await reviewed(world)
    await world.drop(path(first), SECOND, mode="replace", review="false", region="GB")
    job = await latest(world, first)
    assert (job.state, job.mode, job.review, job.region, job.submitted_by) == (
        JobState.AWAITING_REVIEW,
        Mode.MERGE,
        True,
        "",
        "asha",
    )
    view = await view_upload(world.imports, job.id)
    assert added(view) == {"Depot": 2}
    assert (view.counts.entries, view.counts.rejected, view.job.chunks_total, len(view.chunks)) == (3, 1, 2, 2)
    rejected = await open_rejected_rows(world.imports, job.id)
    assert b"Yard" in await rejected.read(0, rejected.size)
    assert [problem.line for problem in await problems_of(world, job)] == [4]
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await latest(world, first)
    assert numbered(world, "Depot") == {3: Role.MEMBER, 7: Role.MEMBER}
    assert (done.counts.entries, done.counts.added, done.counts.rejected) == (3, 2, 1)
    check_balance(done)
    await check_stores(world)
    assert "planned_again" in await log_codes(world, done)


async def test_the_very_same_bytes_again_change_nothing_but_the_plan() -> None:
    world = FakeWorld()
    first = await reviewed(world)
    await world.drop(path(first), FIRST)
    job = await latest(world, first)
    assert (job.state, world.fakes.groups.groups.rows) == (JobState.AWAITING_REVIEW, {})


async def test_late_steps_of_the_first_version_change_nothing() -> None:
    world = FakeWorld(chunk_rows=1)
    first = await reviewed(world)
    old = [chunk_blob_name(first.id, n) for n in range(1, 5)]
    await world.drop(path(first), SECOND)
    await apply_upload(world.imports, first.id, "asha")
    for name in old:
        await world.step(name)
    await world.run()
    done = await latest(world, first)
    assert (done.counts.added, sorted(numbered(world, "Depot"))) == (2, [3, 7])
    await undo_upload(world.imports, first.id, "asha")
    await world.run()
    for name in old:
        await world.step(name)
    assert (await latest(world, first)).state is JobState.UNDONE
    assert numbered(world, "Depot") == {}
    await check_stores(world)


@pytest.mark.parametrize("write", ["put_file", "put", "add_chunks", "write_at"])
async def test_a_slow_validation_of_the_first_version_leaves_nothing(write: str) -> None:
    """The second version is read and planned while the first one's validation stands before one of its writes."""
    world = FakeWorld(chunk_rows=1)
    job = await created(world)
    stores = {"put_file": world.fakes.job_files, "put": world.fakes.chunk_blobs}
    store = stores.get(write) or (world.fakes.jobs if write == "add_chunks" else world.fakes.log)

    async def second() -> None:
        world.put(path(job), SECOND)
        await receive_upload(world.imports, path(job))

    before_call(store, write, second)
    await world.drop(path(job), FIRST)
    view = await view_upload(world.imports, job.id)
    assert (view.job.state, added(view), view.counts.entries) == (JobState.AWAITING_REVIEW, {"Depot": 2}, 3)
    rejected = await open_rejected_rows(world.imports, job.id)
    assert b"Yard" in await rejected.read(0, rejected.size)
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert sorted(numbered(world, "Depot")) == [3, 7]
    check_balance(await latest(world, job))


async def test_a_bad_first_version_does_not_fail_the_second() -> None:
    world = FakeWorld()
    job = await created(world)

    async def second() -> None:
        world.put(path(job), SECOND)
        await receive_upload(world.imports, path(job))

    world.put(path(job), "no header\n")
    world.fakes.uploads.events.clear()
    # The first version is downloaded whole, and rejected when the second one has been planned.
    after_call(world.fakes.uploads, "download", second)
    await receive_upload(world.imports, path(job))
    await world.run()
    found = await latest(world, job)
    assert (found.state, found.error) == (JobState.AWAITING_REVIEW, None)
    assert "header_unrecognised" not in await log_codes(world, found)


async def test_a_version_that_is_replaced_while_it_is_read_is_left_for_the_next() -> None:
    world = FakeWorld()
    job = await created(world)

    async def replace() -> None:
        world.put(path(job), SECOND)

    before_call(world.fakes.uploads, "download", replace)
    await world.drop(path(job), FIRST)
    found = await latest(world, job)
    assert (found.state, added(await view_upload(world.imports, job.id))) == (JobState.AWAITING_REVIEW, {"Depot": 2})


@pytest.mark.parametrize("state", [JobState.VALIDATING, JobState.AWAITING_REVIEW])
async def test_a_version_whose_event_was_lost_is_taken_by_the_timer(state: JobState) -> None:
    world = FakeWorld()
    job = await created(world)
    if state is JobState.VALIDATING:
        before_call(world.fakes.uploads, "download", kill)
        with pytest.raises(ProcessDied):
            await world.drop(path(job), FIRST)
    else:
        await world.drop(path(job), FIRST)
    assert (await latest(world, job)).state is state
    world.put(path(job), SECOND)
    world.fakes.uploads.events.clear()
    world.clock.advance(STALLED_AFTER + timedelta(seconds=2))
    await start_late_uploads(world.imports)
    await recover_stalled_uploads(world.imports)
    await world.run()
    assert added(await view_upload(world.imports, job.id)) == {"Depot": 2}


async def test_an_upload_without_review_takes_another_version_until_its_first_chunk() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await created(world, review=False)

    async def second() -> None:
        world.put(path(job), SECOND)
        await receive_upload(world.imports, path(job))

    before_call(world.fakes.job_files, "put_file", second)
    done = await world.drop(path(job), FIRST)
    assert (done.state, done.counts.added, sorted(numbered(world, "Depot"))) == (
        JobState.COMPLETED_WITH_ERRORS,
        2,
        [3, 7],
    )
    check_balance(done)
    await latest(world, job)


@pytest.mark.parametrize("n", range(1, 40))
async def test_a_second_version_survives_a_kill_after_any_write(n: int) -> None:
    world = FakeWorld(chunk_rows=1)
    first = await reviewed(world)
    world.put(path(first), SECOND)
    killed = kill_at_write(world.fakes, n)
    await run_with_redelivery(world)
    view = await view_upload(world.imports, first.id)
    assert (view.job.state, added(view)) == (JobState.AWAITING_REVIEW, {"Depot": 2})
    while (await latest(world, first)).state is JobState.AWAITING_REVIEW:
        try:
            await apply_upload(world.imports, first.id, "asha")
        except ProcessDied:
            continue
    await run_with_redelivery(world)
    world.clock.advance(STALLED_AFTER + timedelta(seconds=2))
    await recover_stalled_uploads(world.imports)
    await run_with_redelivery(world)
    done = await latest(world, first)
    assert (done.state, done.counts.added) == (JobState.COMPLETED_WITH_ERRORS, 2)
    assert sorted(numbered(world, "Depot")) == [3, 7]
    codes = await log_codes(world, done)
    assert codes.count("number_invalid") == 2, "one a version, however often each was validated"
    assert codes.count("file_read") == 2
    await check_stores(world)
    assert killed.happened or n > 20


# What is confirmed


async def test_a_file_that_changed_after_its_plan_was_shown_is_not_applied() -> None:
    """The new version is there, and its event still to come."""
    world = FakeWorld()
    job = await reviewed(world)
    world.put(path(job), SECOND)
    with pytest.raises(Conflict, match="replaced after it was planned"):
        await apply_upload(world.imports, job.id, "asha")
    await world.run()
    await apply_upload(world.imports, job.id, "asha")


async def confirmation_of(world: FakeWorld, job: Job) -> Confirmation:
    """Whoever confirms has seen the upload as it is now."""
    shown = await view_upload(world.imports, job.id)

    def only_as_shown(view: UploadView) -> None:
        if view != shown:
            raise PreconditionFailed

    return only_as_shown


async def test_a_confirmation_of_the_first_plan_does_not_apply_the_second() -> None:
    world = FakeWorld()
    job = await reviewed(world)
    only_as_shown = await confirmation_of(world, job)

    await world.drop(path(job), SECOND)
    with pytest.raises(PreconditionFailed):
        await apply_upload(world.imports, job.id, "asha", only_as_shown)
    assert (await latest(world, job)).state is JobState.AWAITING_REVIEW


async def test_a_file_that_comes_while_it_is_applied_is_looked_at_first() -> None:
    """The second version takes the upload back between the look at the plan and the write that applies it."""
    world = FakeWorld()
    job = await reviewed(world)
    only_as_shown = await confirmation_of(world, job)

    async def second() -> None:
        world.put(path(job), SECOND)
        await receive_upload(world.imports, path(job))

    before_call(world.fakes.jobs, "update", second)
    with pytest.raises(PreconditionFailed):
        await apply_upload(world.imports, job.id, "asha", only_as_shown)
    await world.run()
    assert (await latest(world, job)).state is JobState.AWAITING_REVIEW
    assert not world.fakes.groups.groups.rows


# The parent mapping


async def test_the_plan_says_what_the_parent_mapping_would_do() -> None:
    world = FakeWorld()
    await world.drop("org/parents.csv", parents(("Region", "Depot")))
    await world.drop("org/users.csv", members("Depot", 1) + members("Region", 9).partition("\n")[2])
    job = await created(world, parent=True)
    rows = parents(("Region", "Depot"), ("Yard", "Depot"), ("Country", "Region"), ("Depot", "Region"), ("Yard", "Nowhere"))
    await world.drop(path(job, PARENT), rows)
    await world.drop(path(job), users(("Depot", 1, "Member"), ("Region", 9, "Member"), ("Yard", 2, "Member")))
    view = await view_upload(world.imports, job.id)
    assert view.plan is not None
    plan = view.plan.links
    assert plan is not None
    assert (plan.added, plan.unchanged, plan.ignored, plan.rejected, plan.groups_created) == (2, 1, 1, 1, 1)
    assert {(link.parent, link.child) for link in plan.new} == {("Yard", "Depot"), ("Country", "Region")}
    problems = {problem.code: problem for problem in await problems_of(world, view.job)}
    assert problems.keys() == {"cycle", "child_not_in_file"}
    assert "“Depot” > “Region”" in problems["cycle"].message or "“Region” > “Depot”" in problems["cycle"].message
    assert links(world) == {("Region", "Depot")}
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await latest(world, job)
    assert (done.counts.links_added, done.counts.links_unchanged) == (2, 1)
    assert (done.counts.links_ignored, done.counts.links_rejected, done.counts.groups_created) == (1, 1, 2)
    assert {problem.code for problem in await problems_of(world, done)} == problems.keys()


async def test_a_planned_cycle_has_the_path_that_applying_tells() -> None:
    """Over a group that is in none of the files."""
    world = FakeWorld()
    await world.drop("org/parents.csv", parents(("Top", "Middle"), ("Middle", "Bottom")))
    await world.drop("org/users.csv", users(("Top", 1, "Member"), ("Middle", 2, "Member"), ("Bottom", 3, "Member")))
    job = await created(world, parent=True)
    await world.drop(path(job, PARENT), parents(("Bottom", "Top")))
    await world.drop(path(job), members("Top", 1))
    planned = await problems_of(world, await latest(world, job))
    assert [problem.code for problem in planned] == ["cycle"]
    assert "“Middle”" in planned[0].message
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert await problems_of(world, await latest(world, job)) == planned


async def test_another_parent_mapping_of_a_waiting_upload_is_shown_before_it_is_applied() -> None:
    world = FakeWorld()
    job = await created(world, parent=True)
    await world.drop(path(job, PARENT), parents(("A", "B")))
    await world.drop(path(job), members("A", 1) + members("B", 2).partition("\n")[2] + "C,+919800000003,Member\n")
    await world.drop(path(job, PARENT), parents(("C", "A")))
    view = await view_upload(world.imports, job.id)
    assert view.plan is not None
    assert view.plan.links is not None
    assert (view.job.state, view.plan.links.new[0].parent) == (JobState.AWAITING_REVIEW, "C")
    assert added(view) == {"A": 1, "B": 1, "C": 1}
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert links(world) == {("C", "A")}
    await world.drop(path(job, PARENT), parents(("B", "C")))
    done = await latest(world, job)
    assert (links(world), done.files_ignored) == ({("C", "A")}, 1)


async def test_a_planned_parent_mapping_that_was_deleted_is_not_passed_over() -> None:
    world = FakeWorld()
    job = await created(world, parent=True)
    await world.drop(path(job, PARENT), parents(("A", "B")))
    await world.drop(path(job), members("B", 2))
    del world.fakes.uploads.blobs[path(job, PARENT)]
    with pytest.raises(Conflict, match="no longer there as it was planned"):
        await apply_upload(world.imports, job.id, "asha")
    await cancel_upload(world.imports, job.id, "asha")
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await latest(world, job)
    assert (done.state, done.counts.added, links(world)) == (JobState.COMPLETED, 1, set())


async def test_a_parent_mapping_that_comes_while_the_plan_is_made_is_in_the_plan() -> None:
    world = FakeWorld()
    job = await created(world)

    async def parent_mapping() -> None:
        world.put(path(job, PARENT), parents(("Region", "Depot")))
        await receive_upload(world.imports, path(job, PARENT))

    before_call(world.fakes.jobs, "add_chunks", parent_mapping)
    await world.drop(path(job), FIRST)
    plan = (await view_upload(world.imports, job.id)).plan
    assert plan is not None
    assert plan.links is not None
    assert plan.links.added == 1


# What comes too late


@pytest.mark.parametrize("kind", [FileKind.USER, FileKind.PARENT])
@pytest.mark.parametrize("review", [True, False])
async def test_after_it_is_applied_the_path_of_an_upload_is_dead(kind: FileKind, review: bool) -> None:
    world = FakeWorld()
    job = await created(world, review=review, parent=False)
    await world.drop(path(job), FIRST)
    if review:
        await apply_upload(world.imports, job.id, "asha")
        await world.run()
    before = await latest(world, job)
    contents = {FileKind.USER: members("Depot", 9), FileKind.PARENT: parents(("Region", "Depot"))}
    for _ in range(2):
        await world.drop(path(job, kind), contents[kind], mode="replace")
        await receive_upload(world.imports, path(job, kind))
    after = await latest(world, job)
    assert (after.state, after.counts, after.files, after.files_ignored) == (before.state, before.counts, before.files, 2)
    assert (sorted(numbered(world, "Depot")), links(world)) == ([1, 2, 3, 4], set())
    assert (await log_codes(world, after)).count("file_ignored") == 2


async def test_a_file_for_an_upload_that_is_being_applied_changes_nothing() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await reviewed(world)
    await apply_upload(world.imports, job.id, "asha")
    await world.step(world.fakes.chunk_blobs.events.pop(0))
    world.put(path(job), SECOND)
    await receive_upload(world.imports, path(job))
    await world.run()
    done = await latest(world, job)
    assert (done.state, sorted(numbered(world, "Depot")), done.files_ignored) == (
        JobState.COMPLETED_WITH_ERRORS,
        [1, 2, 3, 4],
        1,
    )


async def test_the_path_stays_dead_when_it_is_run_again_and_when_its_history_is_gone() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await reviewed(world)
    await apply_upload(world.imports, job.id, "asha")
    await world.step(world.fakes.chunk_blobs.events.pop(0))
    await cancel_upload(world.imports, job.id, "asha")
    await world.drop(path(job), SECOND)
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    await world.drop(path(job), SECOND)
    waiting = await latest(world, job)
    assert (waiting.state, waiting.files_ignored) == (JobState.AWAITING_REVIEW, 2)
    await world.fakes.jobs.delete(job.id)
    world.put(path(job), SECOND)
    await world.run()
    assert not world.fakes.jobs.jobs.rows
    assert sorted(numbered(world, "Depot")) == [1]


async def test_a_deleted_file_of_an_ended_upload_starts_no_other() -> None:
    world = FakeWorld()
    job = await reviewed(world)
    await cancel_upload(world.imports, job.id, "asha")
    await receive_upload(world.imports, f"{job.id}/gone.csv")
    assert (await latest(world, job)).state is JobState.CANCELLED


async def test_a_file_that_did_not_come_through_the_url_is_not_in_the_name_of_who_made_the_upload() -> None:
    world = FakeWorld()
    job = await created(world)
    found = await world.drop(f"{job.id}/user-group-mapping.csv", FIRST, mode="replace", review="false")
    assert (found.id, found.submitted_by, found.mode, found.state) == (
        job.id,
        "storage",
        Mode.MERGE,
        JobState.AWAITING_REVIEW,
    )


# Dropped files


async def test_an_overwritten_drop_in_review_is_reviewed_again_whatever_it_says() -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", FIRST, review="true")
    job = await world.drop("org/users.csv", SECOND, review="false", mode="replace")
    assert (job.id, job.state, job.review, job.mode) == (first.id, JobState.AWAITING_REVIEW, True, Mode.REPLACE)
    assert len(world.fakes.jobs.jobs.rows) == 1
    assert added(await view_upload(world.imports, job.id)) == {"Depot": 2}


async def test_a_late_event_of_a_replaced_file_of_another_name_does_not_bring_it_back() -> None:
    world = FakeWorld()
    await world.drop("org/one.csv", FIRST, review="true")
    job = await world.drop("org/two.csv", SECOND)
    await receive_upload(world.imports, "org/one.csv")
    await world.run()
    found = await world.job("org")
    assert (found, len(world.fakes.jobs.jobs.rows)) == (job, 1)
    assert added(await view_upload(world.imports, job.id)) == {"Depot": 2}


async def test_a_deleted_file_does_not_hide_an_upload_in_review() -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", FIRST, review="true")
    await receive_upload(world.imports, "org/other.csv")
    job = await world.drop("org/users.csv", SECOND)
    assert (job.id, job.state) == (first.id, JobState.AWAITING_REVIEW)


async def test_a_drop_beside_what_is_reviewed_once_more_waits_for_review_too() -> None:
    world = FakeWorld(chunk_rows=1)
    first = await world.drop("org/users.csv", FIRST, review="true")
    await apply_upload(world.imports, first.id, "asha")
    await world.step(world.fakes.chunk_blobs.events.pop(0))
    await cancel_upload(world.imports, first.id, "asha")
    await rerun_upload(world.imports, first.id, "asha")
    await world.run()
    second = await world.drop("org/users.csv", SECOND)
    assert (second.id != first.id, second.state) == (True, JobState.AWAITING_REVIEW)
    await apply_upload(world.imports, first.id, "asha")
    await world.run()
    assert sorted(numbered(world, "Depot")) == [1, 2, 3, 4], "the first one is in its chunks"


@pytest.mark.parametrize("applied", ["all", "one chunk"])
async def test_a_late_parent_mapping_of_a_reviewed_drop_is_reviewed_as_well(applied: str) -> None:
    world = FakeWorld(chunk_rows=1)
    first = await world.drop("org/users.csv", FIRST, review="true")
    await apply_upload(world.imports, first.id, "asha")
    if applied == "all":
        await world.run()
    else:
        await world.step(world.fakes.chunk_blobs.events.pop(0))
    job = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    view = await view_upload(world.imports, job.id)
    assert (job.id, job.state, links(world)) == (first.id, JobState.AWAITING_REVIEW, set())
    assert view.plan is not None
    assert view.plan.links is not None
    assert [(link.parent, link.child) for link in view.plan.links.new] == [("Region", "Depot")]
    assert added(view) == {"Depot": 0 if applied == "all" else 3}
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, done.counts.added, done.counts.links_added) == (JobState.COMPLETED_WITH_ERRORS, 4, 1)
    assert links(world) == {("Region", "Depot")}
    check_balance(done)
    await check_stores(world)


async def test_a_parent_mapping_that_comes_while_its_upload_is_undone_is_another_upload() -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", FIRST)
    await undo_upload(world.imports, first.id, "asha")
    world.put("org/parents.csv", parents(("Region", "Depot")))
    await receive_upload(world.imports, "org/parents.csv")
    await world.run()
    other = await world.job("org")
    assert (other.id != first.id, other.state) == (True, JobState.AWAITING_FILES)


async def test_a_validation_begins_only_where_files_are_awaited() -> None:
    world = FakeWorld()
    first = await reviewed(world)
    await cancel_upload(world.imports, first.id, "asha")
    job = await latest(world, first)
    await validate_upload(world.imports, job)
    await validate_again(world.imports, first.id)
    assert await latest(world, first) == job
