"""Validation reads the file, rejects it as a whole or row by row, and leaves chunks, problems and a log."""

import dataclasses

import pytest

from shared.domain.members.membership import Role
from shared.domain.uploads.fail_safe import MOST_HELD_NAMED, HeldGroup, HoldReason
from shared.domain.uploads.job import JobState
from shared.errors import NotFound
from shared.services.uploads.control_upload import apply_upload, cancel_upload
from shared.services.uploads.validate.validate_upload import validate_again, validate_upload
from shared.services.uploads.view_uploads import view_upload
from shared.storage.job_documents import job_properties
from tests.fakes.faults import ProcessDied, before_call, kill
from tests.fakes.world import FakeWorld
from tests.mappings import (
    USER_HEADER,
    check_balance,
    check_stores,
    log_codes,
    log_of,
    members,
    numbered,
    parents,
    problems_of,
    users,
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file_empty"),
        ("Name,Telephone\nDepot,1\n", "header_unrecognised"),
        ("Group Name,Phone Number,User Type,Phone Number\nDepot,1,Member,1\n", "header_ambiguous"),
    ],
)
async def test_a_file_that_cannot_be_read_is_rejected_as_a_whole(content: str, code: str) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", content)
    assert job.error is not None
    assert (job.state, job.error.code, job.chunks_total, job.counts.entries) == (JobState.FAILED, code, 0, 0)
    assert (await log_codes(world, job)) == [code]
    assert not world.fakes.groups.groups.rows


async def test_a_file_with_too_many_rows_is_rejected_as_a_whole() -> None:
    world = FakeWorld(max_rows=2)
    job = await world.drop("org/users.csv", members("Depot", 1, 2, 3))
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "too_many_rows")
    assert not world.fakes.groups.groups.rows


async def test_a_file_that_is_too_large_is_rejected_before_it_is_downloaded() -> None:
    world = FakeWorld()
    world.imports = dataclasses.replace(world.imports, max_bytes=100)

    async def never() -> None:
        pytest.fail("it was downloaded")

    before_call(world.fakes.uploads, "download", never)
    job = await world.drop("org/users.csv", members("Depot", *range(10)))
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "file_too_large")


async def test_a_parent_mapping_that_cannot_be_read_keeps_the_members_out_as_well() -> None:
    world = FakeWorld()
    world.put("org/parent-group-mapping.csv", "no header\n")
    job = await world.drop("org/users.csv", members("Depot", 1))
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "header_unrecognised")
    assert not world.fakes.groups.groups.rows


async def test_rejected_rows_and_duplicates_are_counted_and_the_rest_is_applied() -> None:
    world = FakeWorld()
    rows = users(("Depot", 1, "Admin"), ("Depot", 1, "Member"), ("depot", 1, "Admin"), ("Depot", 2, "Boss"))
    job = await world.drop("org/users.csv", rows + "Depot,12,Member\n")
    counts = job.counts
    assert (counts.entries, counts.added, counts.duplicates, counts.rejected) == (5, 1, 2, 2)
    check_balance(job)
    assert job.state is JobState.COMPLETED_WITH_ERRORS
    assert [(problem.line, problem.severity) for problem in await problems_of(world, job)] == [
        (3, "warning"),
        (4, "warning"),
        (5, "error"),
        (6, "error"),
    ]
    assert numbered(world, "Depot") == {1: Role.ADMIN}


ENDED = ["chunk_applied", "job_finished"]


async def test_instructions_and_unknown_columns_are_noted_in_the_log() -> None:
    world = FakeWorld()
    content = "# Fill in below.\nGroup Name,Phone Number,User Type,Shoe Size\nDepot,+919800000001,Member,42\n"
    job = await world.drop("org/users.csv", content)
    assert job.state is JobState.COMPLETED
    codes = await log_codes(world, job)
    assert codes == ["job_started", "instructions_skipped", "columns_ignored", "file_read", *ENDED]
    assert "Shoe Size" in (await log_of(world, job))[2]["message"]


async def test_many_problems_are_logged_once_even_when_validation_is_killed_and_repeated() -> None:
    world = FakeWorld()
    world.put("org/users.csv", USER_HEADER + "".join(f"Depot,{n},Member\n" for n in range(50)))
    before_call(world.fakes.jobs, "update", lambda: before_the_second())

    async def before_the_second() -> None:
        before_call(world.fakes.jobs, "update", kill)

    with pytest.raises(ProcessDied):
        await world.run()
    job = await world.job("org")
    assert job.state is JobState.VALIDATING
    await validate_again(world.imports, job.id)
    ended = await world.job("org")
    assert (ended.state, ended.counts.rejected) == (JobState.COMPLETED_WITH_ERRORS, 50)
    codes = await log_codes(world, ended)
    assert sorted({*codes}) == ["file_read", "job_finished", "job_started", "number_invalid"]
    assert len(codes) == 53


async def test_many_problems_fill_several_blocks_of_the_log() -> None:
    world = FakeWorld()
    long = "u" * 900  # stands in every problem
    job = await world.drop(f"org/{long}.csv", USER_HEADER + "Depot,,Member\n" * 3000)
    assert (job.state, job.counts.rejected) == (JobState.COMPLETED_WITH_ERRORS, 3000)
    assert len(world.fakes.log.logs[job.id]) > 3 * 1024 * 1024
    logged = [entry["row"] for entry in await log_of(world, job) if "row" in entry]
    assert logged == list(range(2, 3002))


async def test_groups_that_are_declared_without_members_are_emptied_by_replace() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1, 2))
    job = await world.drop("new/users.csv", "#muster:group,Depot\n" + members("Yard", 3), mode="replace")
    assert (job.state, job.counts.entries, job.counts.removed) == (JobState.COMPLETED, 1, 2)
    assert numbered(world, "Depot") == {}


async def test_a_cancel_while_its_chunks_are_stored_ends_validation() -> None:
    world = FakeWorld(chunk_rows=1)

    async def cancel() -> None:
        await cancel_upload(world.imports, (await world.job("org")).id, "asha")

    before_call(world.fakes.jobs, "add_chunks", cancel)
    job = await world.drop("org/users.csv", members("Depot", 1, 2))
    assert (job.state, len(world.fakes.groups.groups.rows)) == (JobState.CANCELLED, 0)


async def test_a_job_without_a_user_mapping_cannot_be_validated() -> None:
    world = FakeWorld()
    waiting = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    with pytest.raises(NotFound, match="no user group mapping yet"):
        await validate_upload(world.imports, waiting)


async def test_a_job_that_is_cancelled_as_validation_begins_is_left_cancelled() -> None:
    world = FakeWorld()
    await world.drop("org/parents.csv", parents(("Region", "Depot")))
    world.put("org/users.csv", members("Depot", 1))

    async def cancel() -> None:
        await cancel_upload(world.imports, (await world.job("org")).id, "asha")

    async def before_the_second() -> None:
        before_call(world.fakes.jobs, "update", cancel)

    before_call(world.fakes.jobs, "update", before_the_second)
    await world.run()
    job = await world.job("org")
    assert (job.state, job.chunks_total, len(job.files)) == (JobState.CANCELLED, 0, 2)


async def test_a_file_that_was_deleted_before_it_was_read_fails_the_upload() -> None:
    world = FakeWorld()

    async def delete() -> None:
        del world.fakes.uploads.blobs["org/users.csv"]

    before_call(world.fakes.uploads, "download", delete)
    job = await world.drop("org/users.csv", members("Depot", 1))
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "file_deleted")


async def test_a_file_that_was_replaced_before_it_was_read_is_an_upload_of_its_own() -> None:
    world = FakeWorld()

    async def replace() -> None:
        world.put("org/users.csv", members("Depot", 2))

    before_call(world.fakes.uploads, "download", replace)
    job = await world.drop("org/users.csv", members("Depot", 1))
    (first,) = [other for other in world.fakes.jobs.jobs.rows.values() if other.id != job.id]
    assert first.error is not None
    assert (first.state, first.error.code) == (JobState.FAILED, "file_replaced")
    assert (job.state, numbered(world, "Depot")) == (JobState.COMPLETED, {2: Role.MEMBER})


async def test_a_cancel_while_it_is_read_ends_validation() -> None:
    world = FakeWorld()

    async def cancel() -> None:
        await cancel_upload(world.imports, (await world.job("org")).id, "asha")

    before_call(world.fakes.uploads, "download", cancel)
    job = await world.drop("org/users.csv", members("Depot", 1))
    assert (job.state, job.chunks_total) == (JobState.CANCELLED, 0)
    assert not world.fakes.groups.groups.rows


async def test_two_validations_at_once_leave_the_chunks_of_one() -> None:
    world = FakeWorld(chunk_rows=1)

    async def other() -> None:
        await validate_again(world.imports, (await world.job("org")).id)

    before_call(world.fakes.jobs, "add_chunks", other)
    job = await world.drop("org/users.csv", members("Depot", 1, 2))
    assert (job.state, job.chunks_total, job.counts.added) == (JobState.COMPLETED, 2, 2)
    assert (await log_codes(world, job)).count("job_started") == 1
    await check_stores(world)


async def test_two_that_begin_at_once_validate_one_job() -> None:
    world = FakeWorld()
    waiting = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    world.put("org/users.csv", members("Depot", 1))

    async def other() -> None:
        await validate_upload(world.imports, await world.fakes.jobs.get(waiting.id) or waiting)

    async def before_the_second() -> None:
        before_call(world.fakes.jobs, "update", other)

    before_call(world.fakes.jobs, "update", before_the_second)
    await world.run()
    job = await world.job("org")
    assert (job.id, job.state, job.counts.added) == (waiting.id, JobState.COMPLETED, 1)


async def test_validating_an_upload_that_has_ended_or_is_unknown_changes_nothing() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))
    await validate_again(world.imports, job.id)
    await validate_again(world.imports, "gone")
    assert await world.job("org") == job


async def test_a_late_validation_event_starts_the_chunks_of_a_plan_that_never_started() -> None:
    world = FakeWorld()
    world.put("org/users.csv", members("Depot", 1), mode="replace")
    writes = 0

    async def kill_when_it_applies() -> None:
        nonlocal writes
        if (await world.job("org")).state is JobState.APPLYING:
            await kill()

    before_call(world.fakes.chunk_blobs, "put", kill_when_it_applies, times=2)
    with pytest.raises(ProcessDied):
        await world.run()
    world.fakes.chunk_blobs.events.clear()
    job = await world.job("org")
    assert (job.state, numbered_or_none(world)) == (JobState.APPLYING, None)
    await validate_again(world.imports, job.id)
    await world.run()
    assert (await world.job("org")).state is JobState.COMPLETED


def numbered_or_none(world: FakeWorld) -> dict[int, Role] | None:
    """Depot's members, None when there is no such group."""
    return numbered(world, "Depot") if world.fakes.groups.groups.rows else None


HELD = (HeldGroup("Depot", HoldReason.REMOVES_MANY),)


@pytest.mark.parametrize(("removed", "held"), [(60, False), (61, True)])
async def test_replace_that_removes_much_of_a_large_group_waits_for_review(removed: int, held: bool) -> None:
    world = FakeWorld(chunk_rows=50)
    await world.drop("org/users.csv", members("Depot", *range(200)))
    job = await world.drop("new/users.csv", members("Depot", *range(removed, 200)), mode="replace")
    if not held:
        assert (job.state, job.held_groups, job.counts.removed) == (JobState.COMPLETED, (), removed)
        return
    assert (job.state, job.held_groups) == (JobState.AWAITING_REVIEW, HELD)
    assert (await log_codes(world, job)).count("import_too_large_removal") == 1
    plan = (await view_upload(world.imports, job.id)).plan
    assert plan is not None
    assert [(group.removed, group.unchanged, group.members) for group in plan.groups] == [(61, 139, 200)]
    assert len(world.roles("Depot")) == 200
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("new")
    assert (done.state, done.counts.removed, len(world.roles("Depot"))) == (JobState.COMPLETED, 61, 139)
    await check_stores(world)


async def test_a_small_group_is_replaced_without_review() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", *range(199)))
    job = await world.drop("new/users.csv", members("Depot", 1), mode="replace")
    assert (job.state, job.counts.removed) == (JobState.COMPLETED, 198)


async def test_many_held_groups_with_long_names_are_all_in_the_plan_and_few_in_the_row() -> None:
    """100 names of 200 emoji are more than a property of a row holds."""
    world = FakeWorld()
    names = [f"{n:03d}" + "\U0001f468" * 197 for n in range(100)]
    everybody = USER_HEADER + "".join(members(name, *range(200)).partition("\n")[2] for name in names)
    await world.drop("org/users.csv", everybody)
    content = USER_HEADER + "".join(members(name, 1).partition("\n")[2] for name in names)
    job = await world.drop("new/users.csv", content, mode="replace")
    assert (job.state, job.held_total, len(job.held_groups)) == (JobState.AWAITING_REVIEW, 100, MOST_HELD_NAMED)
    plan = (await view_upload(world.imports, job.id)).plan
    assert plan is not None
    assert [(group.name, group.reason) for group in plan.held] == [(name, HoldReason.REMOVES_MANY) for name in names]
    (message,) = [entry["message"] for entry in await log_of(world, job) if entry["code"] == "import_too_large_removal"]
    assert "and 80 others" in message
    properties = job_properties(job)
    assert max(len(str(value).encode("utf-16-le")) for value in properties.values()) < 64 * 1024


async def test_no_number_of_a_title_or_of_a_files_name_is_in_the_log() -> None:
    """Whoever exports contacts may get a number as a title, and name the file by it."""
    world = FakeWorld()
    titles = "Group Name,Phone Number,User Type,+91 98123 45678,9812345679"
    job = await world.drop("919812345670/919812345671.csv", f"{titles}\nDepot,12,Member,a,b\nDepot,+919812345672,,,\n")
    text = "\n".join(map(str, await log_of(world, job)))
    assert "•5678" in text
    for number in ("98123 45678", "9812345679", "9812345670", "9812345671", "9812345672"):
        assert number not in text


async def test_a_line_about_very_many_titles_stays_short() -> None:
    world = FakeWorld()
    titles = ",".join(f"{n} {'x' * 100}" for n in range(5000))
    job = await world.drop("org/users.csv", f"Group Name,Phone Number,User Type,{titles}\nDepot,+919812345678,\n")
    (line,) = [entry for entry in await log_of(world, job) if entry["code"] == "columns_ignored"]
    assert line["message"].endswith(" and 4,980 more.")
    assert len(line["message"]) < 2000
