"""Replace mode removes nobody unseen whose row could not be read, nor a group's last admin."""

import pytest

from shared.domain.uploads import rejected_groups
from shared.domain.uploads.fail_safe import HoldReason
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.control_upload import apply_upload, cancel_upload, rerun_upload
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.world import FakeWorld
from tests.mappings import USER_HEADER, check_balance, check_stores, log_of, members, numbered, problems_of, users
from tests.people import number

DAMAGED = "Depot,9.19812E+11,Member\n"


async def world_with(*files: str) -> FakeWorld:
    """Groups as these files say."""
    world = FakeWorld()
    for n, file in enumerate(files):
        job = await world.drop(f"org{n}/users.csv", file)
        assert job.state is JobState.COMPLETED
    return world


def holds(job: Job) -> list[tuple[str, str]]:
    """Groups and reasons."""
    return [(group.name, group.reason) for group in job.held_groups]


async def test_a_group_with_a_rejected_row_loses_nobody_without_review() -> None:
    world = await world_with(members("Depot", 1, 2), members("Yard", 3, 4))
    content = members("Depot", 1) + DAMAGED + f"Yard,{number(3)},Member\n"
    job = await world.drop("new/users.csv", content, mode="replace")
    assert (job.state, holds(job), job.held_total) == (
        JobState.AWAITING_REVIEW,
        [("Depot", HoldReason.REJECTED_ROWS)],
        1,
    )
    assert set(numbered(world, "Depot")) == {1, 2}
    assert set(numbered(world, "Yard")) == {3, 4}
    (line,) = [entry for entry in await log_of(world, job) if entry["code"] == "import_removes_beside_rejected_rows"]
    assert line["message"].startswith("Waiting for review because of “Depot”. Members would be removed, and rows of this")
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("new")
    assert (done.state, done.counts.removed) == (JobState.COMPLETED_WITH_ERRORS, 2)
    check_balance(done)
    await check_stores(world)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(f",{number(2)},Member\n", id="no group"),
        pytest.param(f"De\x07pot,{number(2)},Member\n", id="a group that cannot be read"),
        pytest.param(f"Sales, Depot,{number(2)},Member\n", id="cells that moved by a comma in the name"),
        pytest.param(f'Yard,"{number(3)} ext\nDepot {number(2)}",Member\n', id="rows that a quotation mark joined"),
        pytest.param(f"{'x' * 40_000},{number(2)},Member\n", id="a name beyond a cell's length"),
    ],
)
async def test_a_rejected_row_of_no_certain_group_holds_every_removal(row: str) -> None:
    world = await world_with(members("Depot", 1, 2), members("Yard", 3))
    content = members("Depot", 1) + row + f"Yard,{number(3)},Member\n"
    job = await world.drop("new/users.csv", content, mode="replace")
    assert job.counts.rejected >= 1
    assert (job.state, holds(job)) == (JobState.AWAITING_REVIEW, [("Depot", HoldReason.ROWS_WITHOUT_GROUP)])
    assert set(numbered(world, "Depot")) == {1, 2}


@pytest.mark.parametrize(
    "row",
    [
        "Depot,12,Member\n",
        f"Depot,{number(2)},Chief\n",
        "Depot,,Member\n",
        f"Depot,{number(1)};12,Member\n",
        f" DEPOT ,{number(2)},Member of what\n",
        f"Depot,{number(2)},{'x' * 40_000}\n",
    ],
)
async def test_rows_of_every_fault_hold_the_removals(row: str) -> None:
    world = await world_with(members("Depot", 1, 2))
    job = await world.drop("new/users.csv", members("Depot", 1) + row, mode="replace")
    assert (job.state, [group.name for group in job.held_groups]) == (JobState.AWAITING_REVIEW, ["Depot"])
    assert set(numbered(world, "Depot")) == {1, 2}


@pytest.mark.parametrize("extra", [DAMAGED, ",+1,Member\n"])
async def test_rejected_rows_do_not_hold_what_removes_nobody(extra: str) -> None:
    world = await world_with(members("Depot", 1, 2))
    job = await world.drop("new/users.csv", members("Depot", 1, 2, 3) + extra, mode="replace")
    assert (job.state, job.held_groups) == (JobState.COMPLETED_WITH_ERRORS, ())
    assert set(numbered(world, "Depot")) == {1, 2, 3}


async def test_rejected_rows_of_other_groups_do_not_hold_a_group() -> None:
    world = await world_with(members("Depot", 1, 2))
    content = members("Depot", 1) + f"Yard,12,Member\nYard,{number(4)},Member\n"
    job = await world.drop("new/users.csv", content, mode="replace")
    assert (job.state, set(numbered(world, "Depot"))) == (JobState.COMPLETED_WITH_ERRORS, {1})


async def test_merge_is_not_held() -> None:
    world = await world_with(users(("Depot", 1, "Admin"), ("Depot", 2, "Member")))
    job = await world.drop("new/users.csv", members("Depot", 2) + DAMAGED)
    assert (job.state, job.held_groups) == (JobState.COMPLETED_WITH_ERRORS, ())


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("Depot", 2, "Member")], id="removed"),
        pytest.param([("Depot", 1, "Member"), ("Depot", 2, "Member")], id="made a member"),
        pytest.param(
            [("Depot", 1, "Member"), ("Depot", 3, "Member"), ("Depot", 9, "Member")], id="both, in many chunks"
        ),
    ],
)
async def test_the_last_admin_does_not_go_without_review(rows: list[tuple[str, int, str]]) -> None:
    world = FakeWorld(chunk_rows=2)
    await world.drop("org/users.csv", users(("Depot", 1, "Admin"), *(("Depot", n, "Member") for n in range(2, 9))))
    job = await world.drop("new/users.csv", users(*rows), mode="replace")
    assert (job.state, holds(job)) == (JobState.AWAITING_REVIEW, [("Depot", HoldReason.LAST_ADMIN)])
    assert "import_removes_last_admin" in [entry["code"] for entry in await log_of(world, job)]
    assert numbered(world, "Depot")[1] == "Admin"


@pytest.mark.parametrize("heir", [("Depot", 2, "Admin"), ("Depot", 9, "Admin")])
async def test_an_admin_may_go_where_another_stays_or_comes(heir: tuple[str, int, str]) -> None:
    world = await world_with(users(("Depot", 1, "Admin"), ("Depot", 2, "Member")))
    job = await world.drop("new/users.csv", users(heir), mode="replace")
    assert (job.state, job.held_groups) == (JobState.COMPLETED, ())


async def test_a_group_that_has_no_admin_is_not_held_for_one() -> None:
    world = await world_with(members("Depot", 1, 2))
    job = await world.drop("new/users.csv", members("Depot", 1), mode="replace")
    assert (job.state, job.held_groups) == (JobState.COMPLETED, ())


async def test_a_group_has_an_entry_for_each_reason_and_counts_once() -> None:
    world = await world_with(users(("Depot", 1, "Admin"), ("Depot", 2, "Member")))
    job = await world.drop("new/users.csv", members("Depot", 2) + DAMAGED, mode="replace")
    assert holds(job) == [("Depot", HoldReason.REJECTED_ROWS), ("Depot", HoldReason.LAST_ADMIN)]
    assert job.held_total == 1
    plan = (await view_upload(world.imports, job.id)).plan
    assert plan is not None
    assert plan.held == list(job.held_groups)


async def test_a_rerun_is_held_for_the_same_rows() -> None:
    """It is planned from the chunks, which know nothing of rejected rows."""
    world = await world_with(members("Depot", 1, 2))
    job = await world.drop("new/users.csv", members("Depot", 1) + DAMAGED, mode="replace")
    await cancel_upload(world.imports, job.id, "asha")
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("new")
    assert (again.state, holds(again)) == (JobState.AWAITING_REVIEW, [("Depot", HoldReason.REJECTED_ROWS)])


async def test_a_rerun_of_what_an_earlier_version_validated_is_held_for_any_rejected_row() -> None:
    world = await world_with(members("Depot", 1, 2))
    job = await world.drop("new/users.csv", members("Depot", 1) + DAMAGED, mode="replace")
    await world.imports.job_files.delete(f"{job.folder}/rejected-groups.json")
    await cancel_upload(world.imports, job.id, "asha")
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    assert holds(await world.job("new")) == [("Depot", HoldReason.ROWS_WITHOUT_GROUP)]


async def test_more_groups_with_rejected_rows_than_are_kept_hold_every_removal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejected_groups, "MOST_NAMES", 2)
    world = await world_with(members("Depot", 1, 2))
    rejected = "".join(f"Group {n},12,Member\n" for n in range(3))
    job = await world.drop("new/users.csv", USER_HEADER + rejected + f"Depot,{number(1)},Member\n", mode="replace")
    assert holds(job) == [("Depot", HoldReason.ROWS_WITHOUT_GROUP)]


DEMOTES = users(("Depot", 2, "Member"), ("Depot", 1, "Member"))


async def test_a_reviewed_merge_is_held_where_it_makes_the_last_admin_a_member() -> None:
    world = FakeWorld(chunk_rows=1)
    await world.drop("org/users.csv", users(("Depot", 1, "Admin"), ("Depot", 2, "Admin"), ("Depot", 3, "Member")))
    job = await world.drop("new/users.csv", DEMOTES, review="true")
    assert (job.state, holds(job)) == (JobState.AWAITING_REVIEW, [("Depot", HoldReason.LAST_ADMIN)])
    assert "import_removes_last_admin" in [entry["code"] for entry in await log_of(world, job)]


@pytest.mark.parametrize(
    ("before", "file"),
    [
        pytest.param([("Depot", 9, "Admin")], DEMOTES, id="another whom the file does not list"),
        pytest.param([], users(("Depot", 1, "Member"), ("Depot", 2, "Admin")), id="one becomes admin"),
        pytest.param([], users(("Depot", 1, "Member"), ("Depot", 8, "Admin")), id="one comes as admin"),
        pytest.param([], users(("Depot", 1, ""), ("Depot", 2, "Member")), id="a blank role"),
    ],
)
@pytest.mark.parametrize("review", ["true", "false"])
async def test_a_merge_that_leaves_or_makes_an_admin_is_neither_held_nor_warned_of(
    before: list[tuple[str, int, str]], file: str, review: str
) -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", users(("Depot", 1, "Admin"), ("Depot", 2, "Member"), *before))
    job = await world.drop("new/users.csv", file, review=review)
    assert job.held_groups == ()
    assert await problems_of(world, job) == []


async def test_a_merge_without_review_warns_of_it_afterwards() -> None:
    world = FakeWorld(chunk_rows=1)
    await world.drop("org/users.csv", users(("Depot", 1, "Admin"), ("Depot", 2, "Admin"), ("Yard", 3, "Admin")))
    job = await world.drop("new/users.csv", DEMOTES)
    assert job.state is JobState.COMPLETED
    (problem,) = await problems_of(world, job)
    assert (problem.line, problem.column, problem.code) == (2, "User Type", "group_without_admin")
    assert problem.message.startswith("“Depot” has no admin left.")
    assert [entry["code"] for entry in await log_of(world, job)].count("group_without_admin") == 1
