"""Two administrators at once, a process that dies, and files that change: nobody's correction is lost, and none is laid
over a file that it was not made for."""

from datetime import timedelta

import pytest

from shared.domain.corrections.file_corrections import Rule
from shared.domain.csv.columns import Column
from shared.domain.uploads.fail_safe import HoldReason
from shared.domain.uploads.job import Job, JobState
from shared.errors import Conflict
from shared.services.uploads.control_upload import apply_upload, cancel_upload, rerun_upload
from shared.services.uploads.correct_upload import correct_upload, view_corrections
from shared.services.uploads.purge_uploads import HISTORY_KEPT, remove_old_uploads
from shared.services.uploads.recover_stalled_uploads import STALLED_AFTER, recover_stalled_uploads
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.faults import ProcessDied, before_call, fail, kill_at_write, run_with_redelivery
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, check_stores, log_codes, numbered, parents, problems_of, users
from tests.people import number
from tests.unit.services.uploads.correct.steps import (
    BAD,
    PARENT,
    cell,
    correct,
    phone,
    rejected_codes,
    rule_skip,
    skipped,
    waiting,
)

REST = (rule_skip("group_name_missing"), rule_skip("user_type_unknown"))


async def test_two_administrators_at_once_are_both_heard() -> None:
    world = FakeWorld()
    job = await waiting(world)

    async def other() -> None:
        await correct_upload(world.imports, job.id, [phone(5, 3, 7)], [rule_skip("user_type_unknown")], "bina")

    before_call(world.fakes.jobs, "update", other)
    await correct_upload(world.imports, job.id, [phone(4, 6)], [rule_skip("group_name_missing")], "asha")
    await world.run()
    found = await view_corrections(world.imports, job.id)
    assert {(line, row.by) for (_, line), row in found.rows.items()} == {(4, "asha"), (5, "bina")}
    assert {each.rule.code: each.by for each in found.rules.values()} == {
        "group_name_missing": "asha",
        "user_type_unknown": "bina",
    }
    assert (await world.job("org")).state is JobState.AWAITING_REVIEW
    assert await rejected_codes(world, job) == {}


@pytest.mark.parametrize("act", [apply_upload, cancel_upload])
async def test_what_is_applied_or_cancelled_meanwhile_is_not_corrected(act: object) -> None:
    world = FakeWorld()
    job = await waiting(world)

    async def other() -> None:
        await act(world.imports, job.id, "bina")  # type: ignore[operator]

    before_call(world.fakes.jobs, "update", other)
    with pytest.raises(Conflict, match="Only rows of an upload that waits for review"):
        await correct_upload(world.imports, job.id, [phone(4, 6)], [], "asha")
    await world.run()
    assert (await world.job("org")).corrected.id == ""


async def test_a_new_version_meanwhile_is_not_corrected_by_lines_of_the_old() -> None:
    world = FakeWorld()
    job = await waiting(world)

    async def other() -> None:
        await world.drop("org/users.csv", BAD + "\n", review="true")

    before_call(world.fakes.log, "size", other)
    with pytest.raises(Conflict, match="A file was replaced"):
        await correct_upload(world.imports, job.id, [phone(4, 6)], [], "asha")
    assert (await world.job("org")).corrected.id == ""


@pytest.mark.parametrize("n", range(1, 30))
async def test_a_kill_after_any_write_changes_nothing_in_the_end(n: int) -> None:
    """The client sends its request again where it had no answer; the timer finds what was not triggered."""
    world = FakeWorld(chunk_rows=1)
    job = await waiting(world)
    killed = kill_at_write(world.fakes, n)
    corrections = [phone(4, 6), skipped(6)]
    try:
        await correct_upload(world.imports, job.id, corrections, [rule_skip("user_type_unknown")], "asha")
    except ProcessDied:
        if (await world.job("org")).state is JobState.AWAITING_REVIEW:
            await correct_upload(world.imports, job.id, corrections, [rule_skip("user_type_unknown")], "asha")
    await run_with_redelivery(world)
    for _ in range(3):
        world.clock.advance(STALLED_AFTER + timedelta(seconds=1))
        await recover_stalled_uploads(world.imports)
        await run_with_redelivery(world)
    killed.stop()
    view = await view_upload(world.imports, job.id)
    assert (view.job.state, view.counts.entries, view.counts.rejected) == (JobState.AWAITING_REVIEW, 5, 1)
    assert (view.job.revision, view.job.passed_over.skipped) == (2, 2)
    assert (await log_codes(world, job)).count("rows_corrected") == 1
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert sorted(numbered(world, "Depot")) == [1, 2, 3, 6]
    check_balance(done)
    await check_stores(world)


# Files that change


async def test_a_new_version_of_the_file_drops_its_corrections_and_says_so() -> None:
    world = FakeWorld()
    job = await waiting(world)
    await correct(world, job, phone(4, 6), rules=REST)
    now = await world.drop("org/users.csv", BAD.replace("Depot,12", "Depot,11"), review="true")
    assert (now.id, now.state, now.corrected.rows, now.corrected.rules) == (job.id, JobState.AWAITING_REVIEW, 0, 2)
    assert await rejected_codes(world, now) == {
        4: ["number_invalid"],
        5: ["number_invalid"],
        6: ["group_name_missing"],
        7: ["user_type_unknown"],
    }
    assert (await log_codes(world, job)).count("corrections_dropped") == 1
    again = await correct(world, job, phone(5, 8))
    assert (again.corrected.rows, await rejected_codes(world, again)) == (
        1,
        {4: ["number_invalid"], 6: ["group_name_missing"], 7: ["user_type_unknown"]},
    )
    assert (await log_codes(world, job)).count("corrections_dropped") == 1


async def test_a_new_parent_mapping_leaves_the_corrections_of_the_user_mapping() -> None:
    world = FakeWorld()
    job = await waiting(world, parents=parents(("", "Depot"), ("Depot", "Depot")))
    corrected = [phone(4, 6), cell(2, Column.PARENT_GROUP_NAME, "Top", kind=PARENT)]
    before = await correct(world, job, *corrected, rules=(rule_skip("self_parent"), *REST))
    assert (before.corrected.rows, before.passed_over.skipped_links) == (2, 1)
    now = await world.drop("org/parents.csv", parents(("", "Depot"), ("Yard", "Yard")))
    assert (now.corrected.rows, now.passed_over.skipped_links) == (1, 0)
    found = [(each.file, each.line, each.code) for each in await problems_of(world, now)]
    assert found == [
        ("org/users.csv", 5, "number_invalid"),
        ("org/parents.csv", 2, "parent_missing"),
        ("org/parents.csv", 3, "self_parent"),
    ]
    assert (await log_codes(world, job)).count("corrections_dropped") == 1


async def test_a_rerun_of_a_failed_validation_applies_them_too() -> None:
    world = FakeWorld()
    job = await waiting(world)
    await correct_upload(world.imports, job.id, [phone(4, 6), phone(5, 3)], REST, "asha")
    job = await world.job("org")
    world.fakes.chunk_blobs.events.clear()
    for _ in range(6):  # Its steps are lost each time.
        world.clock.advance(STALLED_AFTER + timedelta(seconds=1))
        await recover_stalled_uploads(world.imports)
        world.fakes.chunk_blobs.events.clear()
    failed = await world.job("org")
    assert (failed.state, failed.error and failed.error.code) == (JobState.FAILED, "job_stalled")
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("org")
    assert (again.state, again.corrected, await rejected_codes(world, again)) == (
        JobState.AWAITING_REVIEW,
        job.corrected,
        {},
    )


async def test_a_read_that_fails_leaves_the_corrections_for_the_next() -> None:
    world = FakeWorld()
    job = await waiting(world)
    fail(world.fakes.uploads, "download", ProcessDied())
    with pytest.raises(ProcessDied):
        await correct(world, job, phone(4, 6), phone(5, 3), rules=REST)
    await run_with_redelivery(world)
    world.clock.advance(STALLED_AFTER + timedelta(seconds=1))
    await recover_stalled_uploads(world.imports)
    await world.run()
    assert await rejected_codes(world, job) == {}


# The fail-safe of replace mode


def holds(job: Job) -> list[tuple[str, str]]:
    """Groups and reasons."""
    return [(group.name, group.reason) for group in job.held_groups]


async def replacing(row: str) -> tuple[FakeWorld, Job]:
    """An upload without review that would take number 2 out of Depot, and is held for this row."""
    world = FakeWorld()
    await world.drop("before/users.csv", users(("Depot", 1, "Admin"), ("Depot", 2, "Member"), ("Yard", 3, "Admin")))
    content = users(("Depot", 1, "Admin"), ("Yard", 3, "Admin")) + row
    job = await world.drop("org/users.csv", content, mode="replace")
    assert (job.state, job.review) == (JobState.AWAITING_REVIEW, False)
    return world, job


async def test_a_corrected_upload_waits_for_review_whatever_it_was_told() -> None:
    world, job = await replacing("Depot,98000O0002,Member\n")
    assert holds(job) == [("Depot", HoldReason.REJECTED_ROWS)]
    now = await correct(world, job, phone(4, 2))
    assert (now.state, holds(now), now.counts.rejected) == (JobState.AWAITING_REVIEW, [], 0)
    assert set(numbered(world, "Depot")) == {1, 2}
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert set(numbered(world, "Depot")) == {1, 2}


@pytest.mark.parametrize(
    ("row", "held"), [("Depot,98000O0002,Member\n", {"Depot"}), (f",{number(2)},Member\n", {"Depot"})]
)
@pytest.mark.parametrize("by_rule", [True, False])
async def test_a_skipped_row_still_holds_the_groups_that_it_may_have_named(
    row: str, held: set[str], by_rule: bool
) -> None:
    world, job = await replacing(row)
    rules = (rule_skip("number_invalid"), rule_skip("group_name_missing"))
    now = await (correct(world, job, rules=rules) if by_rule else correct(world, job, skipped(4)))
    assert (now.state, now.counts.rejected, now.passed_over.skipped) == (JobState.AWAITING_REVIEW, 0, 1)
    assert holds(now) == [(name, HoldReason.SKIPPED_ROWS) for name in held]
    await cancel_upload(world.imports, job.id, "asha")
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    assert holds(await world.job("org")) == holds(now), "also when it is planned again from its chunks"
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert set(numbered(world, "Depot")) == {1}


async def test_retention_removes_them_with_the_history() -> None:
    world = FakeWorld()
    job = await waiting(world)
    await correct(world, job, phone(4, 6))
    await correct(world, job, phone(5, 7), rules=(Rule("user_type_unknown", {Column.USER_TYPE: "Admin"}),))
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert len([name for name in world.fakes.job_files.blobs if "/corrections/" in name]) == 2
    world.clock.advance(HISTORY_KEPT + timedelta(days=1))
    await remove_old_uploads(world.imports, timedelta(days=30))
    assert world.fakes.job_files.blobs == {}
