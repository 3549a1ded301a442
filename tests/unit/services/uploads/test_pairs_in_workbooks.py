"""A workbook that is both files of an upload: from the drop to the links, replaced, undone, and through the upload URLs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.csv.limits import MAX_PARENT_BYTES
from shared.domain.members.membership import Role
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.control_upload import apply_upload, rerun_upload, undo_upload
from shared.services.uploads.create_upload import UploadOptions, create_upload
from shared.services.uploads.purge_uploads import remove_old_uploads
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.start_late_uploads import LATE_AFTER, start_late_uploads
from shared.services.uploads.undo.plan_undo import plan_undo
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.faults import kill_at_write, run_with_redelivery
from tests.fakes.world import FakeWorld
from tests.mappings import check_stores, links, log_of, members, numbered, parents, problems_of
from tests.people import number
from tests.sheets import Rows, book, book_of
from tests.workbooks import rows_xml

USERS = ["Group Name", "Phone Number", "User Type"]
PARENTS = ["Parent Group Name", "Child Group Name"]
USER, PARENT = FileKind.USER, FileKind.PARENT


def staff(group: str, *numbers: int) -> Rows:
    return [USERS, *([group, number(n), "Member"] for n in numbers)]


def hierarchy(*rows: tuple[str, str]) -> Rows:
    return [PARENTS, *rows]


PAIR = book(Staff=staff("Depot", 1, 2), Links=hierarchy(("Region", "Depot")))
SECOND = book(Staff=staff("Depot", 1, 3), Tree=hierarchy(("Country", "Depot")))
ONLY_USERS = book(Staff=staff("Depot", 1, 3))
ONLY_LINKS = book(Links=hierarchy(("Region", "Depot")))


def taken(job: Job) -> dict[str, tuple[str, str]]:
    """Blob and sheet by kind."""
    return {str(file.kind): (file.blob_name, file.sheet) for file in job.files}


async def created(world: FakeWorld, *, parent: bool, review: bool = True) -> Job:
    job, _ = await create_upload(world.imports, UploadOptions(review=review, parent_mapping=parent), "asha")
    return job


def path(job: Job, kind: FileKind) -> str:
    return f"{job.id}/{job.upload_key}/{kind}.csv"


@pytest.mark.parametrize("name", ["org/staff.xlsx", "org/staff.csv", "org/staff", "staff.xlsx"])
async def test_one_drop_is_both_files_whatever_it_is_called(name: str) -> None:
    world = FakeWorld()
    job = await world.drop(name, PAIR)
    assert (job.state, taken(job)) == (JobState.COMPLETED, {USER: (name, "Staff"), PARENT: (name, "Links")})
    assert numbered(world, "Depot") == {1: Role.MEMBER, 2: Role.MEMBER}
    assert links(world) == {("Region", "Depot")}
    assert (job.counts.links_added, await problems_of(world, job)) == (1, [])
    assert len({file.etag for file in job.files}) == 1
    await check_stores(world)


async def test_the_event_again_changes_nothing() -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.xlsx", PAIR)
    await receive_upload(world.imports, "org/staff.xlsx")
    await world.run()
    assert [each.id for each in world.fakes.jobs.jobs.rows.values()] == [job.id]
    assert await world.job("org") == job


async def test_undo_takes_back_members_and_links() -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.xlsx", PAIR)
    plan = await plan_undo(world.imports, job.id)
    assert plan.totals.links_removed == 1
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    assert links(world) == set()
    assert world.fakes.groups.groups.where(lambda group: group.deleted_at is None) == []
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    assert links(world) == {("Region", "Depot")}
    assert sorted(row.role for rows in world.fakes.members.groups.values() for row in rows.rows.values()) == [
        Role.MEMBER,
        Role.MEMBER,
    ]


async def test_a_process_that_dies_leaves_what_the_next_one_goes_on_with() -> None:
    for write in range(1, 100):
        world = FakeWorld()
        world.put("org/staff.xlsx", PAIR)
        killed = kill_at_write(world.fakes, write)
        await run_with_redelivery(world)
        if not killed.happened:
            assert write > 10
            return
        job = await world.job("org")
        assert (job.state, links(world)) == (JobState.COMPLETED, {("Region", "Depot")})
        assert set(taken(job)) == {USER, PARENT}
        await check_stores(world)


async def test_a_later_version_is_another_upload() -> None:
    world = FakeWorld()
    first = await world.drop("org/staff.xlsx", PAIR)
    second = await world.drop("org/staff.xlsx", SECOND)
    assert (second.id != first.id, taken(second)[PARENT]) == (True, ("org/staff.xlsx", "Tree"))
    assert links(world) == {("Region", "Depot"), ("Country", "Depot")}


async def test_a_later_version_without_a_hierarchy_inherits_none() -> None:
    world = FakeWorld()
    await world.drop("org/staff.xlsx", PAIR)
    second = await world.drop("org/staff.xlsx", ONLY_USERS)
    assert (second.state, set(taken(second))) == (JobState.COMPLETED, {USER})


async def test_users_beside_the_workbook_keep_its_hierarchy_while_it_is_there() -> None:
    world = FakeWorld()
    await world.drop("org/staff.xlsx", PAIR)
    second = await world.drop("org/more.csv", members("Depot", 7))
    assert taken(second) == {USER: ("org/more.csv", ""), PARENT: ("org/staff.xlsx", "Links")}


async def test_a_late_hierarchy_takes_the_place_of_the_sheet() -> None:
    world = FakeWorld()
    first = await world.drop("org/staff.xlsx", PAIR)
    late = await world.drop("org/tree.csv", parents(("Country", "Depot")))
    assert (late.id, taken(late)[PARENT]) == (first.id, ("org/tree.csv", ""))
    assert links(world) == {("Region", "Depot"), ("Country", "Depot")}
    await receive_upload(world.imports, "org/staff.xlsx")
    assert taken(await world.job("org"))[PARENT] == ("org/tree.csv", "")


async def test_a_workbook_of_links_waits_for_its_users_and_joins_them() -> None:
    world = FakeWorld()
    waiting = await world.drop("org/tree.xlsx", ONLY_LINKS)
    assert (waiting.state, set(taken(waiting))) == (JobState.AWAITING_FILES, {PARENT})
    job = await world.drop("org/users.csv", members("Depot", 1))
    assert (job.id, job.state, links(world)) == (waiting.id, JobState.COMPLETED, {("Region", "Depot")})


# Before it is applied


async def reviewed(world: FakeWorld, content: bytes = PAIR) -> Job:
    job = await world.drop("org/staff.xlsx", content, review="true")
    assert job.state is JobState.AWAITING_REVIEW
    return job


async def test_a_new_version_is_planned_with_both_of_its_sheets() -> None:
    world = FakeWorld()
    first = await reviewed(world)
    job = await world.drop("org/staff.xlsx", SECOND, review="true")
    assert (job.id, job.revision, taken(job)[PARENT]) == (first.id, 2, ("org/staff.xlsx", "Tree"))
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert (links(world), sorted(numbered(world, "Depot"))) == ({("Country", "Depot")}, [1, 3])


@pytest.mark.parametrize("content", [ONLY_USERS, members("Depot", 1, 3).encode()], ids=["workbook", "csv"])
async def test_a_new_version_without_a_hierarchy_adds_no_links_and_says_so(content: bytes) -> None:
    world = FakeWorld()
    await reviewed(world)
    job = await world.drop("org/staff.xlsx", content, review="true")
    assert (job.state, set(taken(job))) == (JobState.AWAITING_REVIEW, {USER})
    lines = await log_of(world, job)
    (message,) = [line["message"] for line in lines if line["code"] == "planned_again"]
    assert message.endswith("The workbook has no parent group mapping any more, so no links are added.")
    view = await view_upload(world.imports, job.id)
    assert view.plan is not None
    assert view.plan.links is None
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert (links(world), sorted(numbered(world, "Depot"))) == (set(), [1, 3])


@pytest.mark.parametrize(
    "content", [ONLY_LINKS, parents(("Region", "Depot")).encode(), b"PK\x03\x04nothing"], ids=["workbook", "csv", "damaged"]
)
async def test_a_new_version_without_users_fails_the_upload(content: bytes) -> None:
    """The rows that were planned are those of a file that is gone."""
    world = FakeWorld()
    first = await reviewed(world)
    job = await world.drop("org/staff.xlsx", content, review="true")
    assert (job.id, job.state) == (first.id, JobState.FAILED)
    assert job.error is not None
    assert job.error.code in ("header_unrecognised", "file_damaged")
    assert world.fakes.groups.groups.rows == {}


# Through the upload URLs


async def test_one_workbook_at_the_users_url_is_both_files() -> None:
    world = FakeWorld()
    job = await created(world, parent=False)
    waiting = await world.drop(path(job, USER), PAIR)
    assert (waiting.state, set(taken(waiting))) == (JobState.AWAITING_REVIEW, {USER, PARENT})
    view = await view_upload(world.imports, job.id)
    assert view.plan is not None
    assert view.plan.links is not None
    assert view.plan.links.added == 1
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert links(world) == {("Region", "Depot")}


@pytest.mark.parametrize("first", [USER, PARENT])
async def test_where_each_kind_has_a_url_a_workbook_is_what_its_url_is_for(first: FileKind) -> None:
    world = FakeWorld()
    job = await created(world, parent=True, review=False)
    second = PARENT if first is USER else USER
    contents = {USER: PAIR, PARENT: SECOND}
    waiting = await world.drop(path(job, first), contents[first])
    assert (waiting.state, set(taken(waiting))) == (JobState.AWAITING_FILES, {first})
    done = await world.drop(path(job, second), contents[second])
    assert taken(done) == {USER: (path(job, USER), "Staff"), PARENT: (path(job, PARENT), "Tree")}
    assert (links(world), sorted(numbered(world, "Depot"))) == ({("Country", "Depot")}, [1, 2])
    ignored = {each.sheet for each in await problems_of(world, done) if each.code == "sheet_ignored"}
    assert "Links" in ignored


# What else knows of files


async def test_a_pair_is_not_limited_as_a_hierarchy_alone_is() -> None:
    world = FakeWorld()
    version = world.fakes.uploads.drop("org/staff.xlsx", PAIR, {})
    world.fakes.uploads.blobs["org/staff.xlsx"] = (replace(version, size_bytes=MAX_PARENT_BYTES + 1), PAIR)
    await world.run()
    assert ((await world.job("org")).state, links(world)) == (JobState.COMPLETED, {("Region", "Depot")})


async def test_retention_removes_the_workbook_once() -> None:
    world = FakeWorld()
    await world.drop("org/staff.xlsx", PAIR)
    world.clock.advance(timedelta(days=60))
    await remove_old_uploads(world.imports, timedelta(days=30))
    assert world.fakes.uploads.blobs == {}
    assert (await world.job("org")).files_removed


async def test_a_pair_whose_event_was_lost_is_found() -> None:
    world = FakeWorld()
    world.put("org/staff.xlsx", PAIR)
    world.fakes.uploads.events.clear()
    world.clock.advance(LATE_AFTER * 2)
    for _ in range(2):
        await start_late_uploads(world.imports)
        await world.run()
    job = await world.job("org")
    assert (job.state, set(taken(job)), links(world)) == (JobState.COMPLETED, {USER, PARENT}, {("Region", "Depot")})
    assert [line["code"] for line in await log_of(world, job)].count("file_late") == 1


async def test_the_log_says_sheets_and_masks_numbers_in_their_names() -> None:
    world = FakeWorld()
    content = book_of({"Team +447911123456": rows_xml([*staff("Depot", 1), ["Depot", "12", ""]])})
    job = await world.drop("org/staff.xlsx", content)
    lines = [line for line in await log_of(world, job) if line["code"] == "number_invalid"]
    assert [(line["sheet"], line["row"]) for line in lines] == [("Team +••••••••3456", 3)]
    assert [line for line in await log_of(world, job) if "447911123456" in str(line)] == []
