"""Reading uploads: live and final counts, the history, the plan, problems page by page, the log and the rejected rows."""

import pytest

from shared.domain.codes import MAX_VALUE, Problem
from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import JobState
from shared.errors import InvalidInput, NotFound
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.services.uploads.control_upload import apply_upload, cancel_upload
from shared.services.uploads.create_upload import UploadOptions, create_upload
from shared.services.uploads.jobs.log import encode_problem, problems_blob_name
from shared.services.uploads.view_uploads import (
    list_problems,
    list_uploads,
    open_log,
    open_rejected_rows,
    view_upload,
)
from tests.fakes.world import FakeWorld
from tests.mappings import USER_HEADER, log_of, members, parents, problems_of, users

WITH_ERRORS = USER_HEADER + "Depot,12,Member\nDepot,+919800000001,Boss\n,+919800000002,Member\nDepot,+919800000003,Member\n"


async def test_an_ended_upload_has_its_final_counts() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", WITH_ERRORS)
    view = await view_upload(world.imports, job.id)
    assert (view.job, view.counts, list(view.chunks), view.plan) == (job, job.counts, [], None)
    assert (view.counts.rejected, view.counts.added) == (3, 1)


async def test_an_upload_at_work_has_the_counts_of_the_chunks_that_are_done() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await world.drop("org/users.csv", members("Depot", 1, 2, 3), review="true")
    await apply_upload(world.imports, job.id, "asha")
    await apply_chunk(world.imports, job.id, 2)
    view = await view_upload(world.imports, job.id)
    assert (view.counts.entries, view.counts.added, view.counts.not_applied, len(view.chunks)) == (3, 1, 0, 3)


async def test_a_cancelled_upload_says_how_much_was_not_applied() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await world.drop("org/users.csv", members("Depot", 1, 2, 3), review="true")
    await apply_upload(world.imports, job.id, "asha")
    await apply_chunk(world.imports, job.id, 2)
    await cancel_upload(world.imports, job.id, "asha")
    view = await view_upload(world.imports, job.id)
    assert (view.counts.added, view.counts.not_applied, view.counts.balanced) == (1, 2, True)


async def test_an_upload_that_failed_before_it_was_read_has_no_counts() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", "no header\n")
    view = await view_upload(world.imports, job.id)
    assert (view.job.state, view.counts.entries, view.counts.not_applied) == (JobState.FAILED, 0, 0)


async def test_the_plan_comes_with_an_upload_that_was_reviewed() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", users(("Depot", 1, "Admin"), ("Depot", 2, "Member")))
    content = users(("Depot", 1, "Member"), ("Depot", 2, "Member"), ("Yard", 3, "Member"))
    job = await world.drop("new/users.csv", content, review="true")
    plan = (await view_upload(world.imports, job.id)).plan
    assert plan is not None
    depot, yard = plan.groups
    assert (depot.name, depot.unchanged, depot.role_changed, depot.added, depot.is_new) == ("Depot", 1, 1, 0, False)
    assert (yard.name, yard.added, yard.is_new) == ("Yard", 1, True)


async def test_the_history_is_listed_newest_first_page_by_page() -> None:
    world = FakeWorld()
    for n in range(5):
        await world.drop(f"org{n}/users.csv", members("Depot", n))
    first, after = await list_uploads(world.imports, 3, None)
    rest, end = await list_uploads(world.imports, 3, after)
    assert [view.job.name for view in (*first, *rest)] == ["org4", "org3", "org2", "org1", "org0"]
    assert after == first[-1].job.id
    assert end is None


async def test_problems_of_both_files_are_listed_in_pages() -> None:
    world = FakeWorld()
    world.put("org/parents.csv", parents(("Region", "Nowhere"), ("", "Depot")))
    job = await world.drop("org/users.csv", WITH_ERRORS)
    codes: list[str] = []
    after: str | None = None
    pages = 0
    while pages == 0 or after is not None:
        problems, after = await list_problems(world.imports, job.id, 2, after)
        codes += [problem.code for problem in problems]
        pages += 1
    assert codes[3:] == ["child_not_in_file", "parent_missing"]
    assert len(codes) == 5
    everything, _ = await list_problems(world.imports, job.id, 100, None)
    assert [problem.code for problem in everything] == codes
    assert [problem.line for problem in everything] == [2, 3, 4, 2, 3]


@pytest.mark.parametrize("position", ["nonsense", "user-group-mapping", "user-group-mapping:x", "other:3"])
async def test_a_position_that_is_none_is_rejected(position: str) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", WITH_ERRORS)
    with pytest.raises(InvalidInput, match="continuation"):
        await list_problems(world.imports, job.id, 2, position)


async def test_many_problems_are_read_piece_by_piece() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", WITH_ERRORS)
    written = [Problem("org/users.csv", line, "", "number_invalid", "é" * 500) for line in range(1, 701)]
    world.fakes.job_files.blobs[problems_blob_name(job.id, FileKind.USER)] = b"".join(map(encode_problem, written))
    problems, after = await list_problems(world.imports, job.id, 600, None)
    rest, end = await list_problems(world.imports, job.id, 600, after)
    assert [*problems, *rest] == written
    assert end is None


async def test_the_log_is_read_up_to_its_end() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))
    file = await open_log(world.imports, job.id)
    assert await file.read(0, file.size) == world.fakes.log.logs[job.id]
    assert await file.read(10, 5) == world.fakes.log.logs[job.id][10:15]
    new, _ = await create_upload(world.imports, UploadOptions(), "asha")
    assert (await open_log(world.imports, new.id)).size == 0


async def test_rejected_rows_are_there_after_validation() -> None:
    world = FakeWorld()
    new, _ = await create_upload(world.imports, UploadOptions(), "asha")
    with pytest.raises(NotFound, match="not been validated"):
        await open_rejected_rows(world.imports, new.id)
    job = await world.drop("org/users.csv", WITH_ERRORS)
    file = await open_rejected_rows(world.imports, job.id)
    header, *rows = (await file.read(0, file.size)).decode("utf-8-sig").splitlines()
    assert header == "Line,Code,Message,Group Name,Phone Number,User Type"
    assert [row.split(",")[0] for row in rows] == ["2", "3", "4"]
    assert rows[0].endswith("Depot,12,Member")


async def test_an_unknown_upload_has_nothing() -> None:
    world = FakeWorld()
    for read in (open_log, open_rejected_rows, view_upload):
        with pytest.raises(NotFound, match="no upload gone"):
            await read(world.imports, "gone")
    with pytest.raises(NotFound, match="no upload gone"):
        await list_problems(world.imports, "gone", 10, None)


async def test_problems_have_the_cell_as_written_and_the_log_has_no_number_of_it() -> None:
    world = FakeWorld()
    content = "Group Name,Phone Number,User Type\nDepot,981234567890123456,Member\nDepot,+919812345678,Boss\n"
    job = await world.drop("org/users.csv", content)
    assert [(problem.line, problem.value) for problem in await problems_of(world, job)] == [
        (2, "981234567890123456"),
        (3, "Boss"),
    ]
    assert "981234567890123456" not in str(await log_of(world, job))


async def test_a_problem_keeps_the_beginning_of_a_long_cell() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", f"Group Name,Phone Number,User Type\nDepot,+919812345678,{'x' * 9000}\n")
    (problem,) = await problems_of(world, job)
    assert problem.value == "x" * MAX_VALUE
