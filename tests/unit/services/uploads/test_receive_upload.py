"""A file in the uploads container finds its job or starts one, and starts the next step when the files are there."""

from datetime import timedelta

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.members.membership import Role
from shared.domain.uploads.job import JobState, Mode, Source
from shared.services.uploads.columns.choose_columns import choose_columns
from shared.services.uploads.receive_upload import receive_upload
from tests.fakes.faults import after_call, before_call
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, check_stores, links, log_codes, members, numbered, parents, users

DEPOT = users(("Depot", 1, "Admin"), ("Depot", 2, "Member"))


async def test_a_user_mapping_is_applied_without_a_parent_mapping() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT)
    assert (job.state, job.source, job.submitted_by, job.name) == (JobState.COMPLETED, Source.STORAGE, "storage", "org")
    assert (job.counts.entries, job.counts.added, job.counts.groups_created) == (2, 2, 1)
    assert numbered(world, "Depot") == {1: Role.ADMIN, 2: Role.MEMBER}
    await check_stores(world)


async def test_a_second_delivery_of_the_event_changes_nothing() -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", DEPOT)
    log = dict(world.fakes.log.logs)
    await receive_upload(world.imports, "org/users.csv")
    await world.run()
    assert await world.job("org") == first
    assert len(world.fakes.jobs.jobs.rows) == 1
    assert world.fakes.log.logs == log


async def test_a_late_delivery_finds_the_job_that_an_overwritten_version_started() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT)
    world.clock.advance(timedelta(minutes=1))
    second = await world.drop("org/users.csv", members("Depot", 3))
    assert len(world.fakes.jobs.jobs.rows) == 2
    await receive_upload(world.imports, "org/users.csv")
    assert await world.job("org") == second
    assert len(world.fakes.jobs.jobs.rows) == 2


async def test_a_version_keeps_its_job_when_another_file_has_become_the_latest() -> None:
    world = FakeWorld()
    await world.drop("org/one.csv", DEPOT)
    latest = await world.drop("org/two.csv", members("Depot", 3))
    await receive_upload(world.imports, "org/one.csv")
    assert await world.job("org") == latest
    assert len(world.fakes.jobs.jobs.rows) == 2


async def test_two_deliveries_at_once_start_one_job() -> None:
    world = FakeWorld()
    world.put("org/users.csv", DEPOT)
    before_call(world.fakes.jobs, "start", lambda: receive_upload(world.imports, "org/users.csv"))
    await world.run()
    (job,) = world.fakes.jobs.jobs.rows.values()
    assert (job.state, job.counts.added) == (JobState.COMPLETED, 2)


async def test_both_files_of_a_pair_at_once_join_one_job() -> None:
    world = FakeWorld()
    world.put("org/users.csv", DEPOT)
    world.put("org/parents.csv", parents(("Region", "Depot")))
    world.fakes.uploads.events.remove("org/parents.csv")
    before_call(world.fakes.jobs, "start", lambda: receive_upload(world.imports, "org/parents.csv"))
    await world.run()
    (job,) = world.fakes.jobs.jobs.rows.values()
    assert (job.state, job.counts.links_added) == (JobState.COMPLETED, 1)
    assert links(world) == {("Region", "Depot")}


@pytest.mark.parametrize("titles", ["Parent Group Name,Child Group Name", "Dach,Darunter"])
@pytest.mark.parametrize("write", ["download", "put_file", "write_at", "update", "add_chunks"])
async def test_a_parent_mapping_that_joins_at_any_write_of_validation_is_applied(write: str, titles: str) -> None:
    """Its titles are known by themselves, or from an earlier file."""
    world = FakeWorld()
    asked = await world.drop("old/parents.csv", "Dach,Darunter\nA,B\n")
    choice = {"Dach": "Parent Group Name", "Darunter": "Child Group Name"}
    await choose_columns(world.imports, asked.id, "asha", choice)
    world.put("org/parents.csv", f"{titles}\nRegion,Depot\n")
    world.fakes.uploads.events.remove("org/parents.csv")
    stores: dict[str, object] = {"download": world.fakes.uploads, "put_file": world.fakes.job_files}
    store = stores.get(write) or (world.fakes.log if write == "write_at" else world.fakes.jobs)
    after_call(store, write, lambda: receive_upload(world.imports, "org/parents.csv"))
    job = await world.drop("org/users.csv", DEPOT)
    assert (job.state, job.counts.added, job.counts.links_added) == (JobState.COMPLETED, 2, 1)
    check_balance(job)


async def test_a_parent_mapping_that_comes_first_waits_and_the_user_mapping_has_the_options() -> None:
    world = FakeWorld()
    waiting = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    assert (waiting.state, waiting.chunks_total) == (JobState.AWAITING_FILES, 0)
    job = await world.drop("org/users.csv", DEPOT, Mode="Replace")
    assert job.id == waiting.id
    assert (job.state, job.mode, job.counts.links_added) == (JobState.COMPLETED, Mode.REPLACE, 1)
    assert links(world) == {("Region", "Depot")}


async def test_a_late_parent_mapping_takes_the_finished_job_through_applying_again() -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", DEPOT)
    job = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    assert (job.id, job.state) == (first.id, JobState.COMPLETED)
    assert (job.counts.added, job.counts.links_added, job.counts.groups_created) == (2, 1, 2)
    check_balance(job)
    assert (await log_codes(world, job)).count("job_finished") == 2


async def test_a_parent_mapping_that_joins_during_review_is_applied_after_it() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT, review="true")
    job = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    assert (job.state, len(job.files), links(world)) == (JobState.AWAITING_REVIEW, 2, set())


async def test_a_new_user_mapping_keeps_the_parent_mapping_that_is_still_there() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT)
    await world.drop("org/parents.csv", parents(("Region", "Depot")))
    job = await world.drop("org/users.csv", members("Depot", 3))
    assert {file.kind for file in job.files} == {FileKind.USER, FileKind.PARENT}
    assert (job.counts.added, job.counts.links_unchanged, job.counts.links_added) == (1, 1, 0)


async def test_a_new_user_mapping_forgets_a_parent_mapping_that_was_deleted() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT)
    await world.drop("org/parents.csv", parents(("Region", "Depot")))
    del world.fakes.uploads.blobs["org/parents.csv"]
    job = await world.drop("org/users.csv", members("Depot", 3))
    assert [file.kind for file in job.files] == [FileKind.USER]


async def test_a_replaced_parent_mapping_is_applied_too() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT)
    await world.drop("org/parents.csv", parents(("Region", "Depot")))
    job = await world.drop("org/parents.csv", parents(("Country", "Depot")))
    assert (job.counts.links_added, len(job.files)) == (1, 2)
    assert links(world) == {("Region", "Depot"), ("Country", "Depot")}


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"mode": "merg"}, "mode_unknown"),
        ({"region": "Atlantis"}, "region_unknown"),
        ({"review": "please"}, "review_unknown"),
        ({"review": "ture"}, "review_unknown"),
    ],
)
async def test_unknown_options_fail_the_job_and_apply_nothing(metadata: dict[str, str], code: str) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT, **metadata)
    assert job.error is not None
    assert (job.state, job.error.code, job.chunks_total) == (JobState.FAILED, code, 0)
    assert job.finished_at is not None
    assert not world.fakes.groups.groups.rows


async def test_options_are_read_whatever_their_case() -> None:
    world = FakeWorld()
    content = "Group Name,Phone Number,User Type\nDepot,07911 123456,Member\n"
    job = await world.drop("org/users.csv", content, Region=" gb ", REVIEW="Yes", mode=" MERGE ")
    assert (job.region, job.review, job.mode, job.state) == ("GB", True, Mode.MERGE, JobState.AWAITING_REVIEW)


@pytest.mark.parametrize("value", ["", " ", "false", "No", "0"])
async def test_a_review_that_is_not_asked_for_is_none(value: str) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT, review=value)
    assert (job.review, job.state) == (False, JobState.COMPLETED)


async def test_the_region_of_the_metadata_reads_numbers_without_a_country_code() -> None:
    world = FakeWorld()
    content = "Group Name,Phone Number,User Type\nDepot,07911 123456,Member\n"
    await world.drop("org/users.csv", content, region="GB")
    assert set(world.roles("Depot")) == {"+447911123456"}


async def test_a_file_that_was_deleted_before_it_was_read_is_a_failed_job() -> None:
    world = FakeWorld()
    world.put("org/users.csv", DEPOT)
    del world.fakes.uploads.blobs["org/users.csv"]
    await world.run()
    job = await world.job("org")
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "file_deleted")


async def test_the_event_of_a_deleted_file_that_a_job_has_read_changes_nothing() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT)
    del world.fakes.uploads.blobs["org/users.csv"]
    await receive_upload(world.imports, "org/users.csv")
    assert await world.job("org") == job


async def test_a_job_that_waits_for_files_is_left_waiting_when_another_file_was_deleted() -> None:
    world = FakeWorld()
    waiting = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    await receive_upload(world.imports, "org/users.csv")
    assert await world.job("org") == waiting


async def test_a_file_that_is_replaced_while_its_kind_is_detected_is_read_in_its_new_version() -> None:
    world = FakeWorld()
    world.put("org/users.csv", DEPOT)

    async def replace() -> None:
        world.put("org/users.csv", members("Depot", 7))

    before_call(world.fakes.uploads, "head", replace)
    await world.run()
    assert len(world.fakes.jobs.jobs.rows) == 1
    assert numbered(world, "Depot") == {7: Role.MEMBER}


async def test_a_user_mapping_after_a_failed_job_starts_another() -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", DEPOT, mode="nonsense")
    second = await world.drop("org/users.csv", DEPOT)
    assert first.id != second.id
    assert (second.state, second.created_at > first.created_at) == (JobState.COMPLETED, True)


async def test_a_later_upload_is_later_even_where_the_clock_is_slow() -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", DEPOT)
    world.clock.advance(-timedelta(hours=1))
    second = await world.drop("org/users.csv", members("Depot", 3))
    assert second.id != first.id
    assert second.created_at > first.created_at


async def test_the_kind_is_known_by_the_header_and_else_by_the_name() -> None:
    world = FakeWorld()
    await world.drop("a/list.csv", parents(("Region", "Depot")))
    await world.drop("b/parent-group-mapping.csv", "no header\n")
    await world.drop("c/list.csv", "no header\n")
    kinds = [(await world.job(name)).files[0].kind for name in "abc"]
    assert kinds == [FileKind.PARENT, FileKind.PARENT, FileKind.USER]


async def test_the_kind_of_a_long_file_is_detected_in_its_beginning() -> None:
    world = FakeWorld()
    rows = "".join(f"Région {n},{'é' * 40} {n}\n" for n in range(3000))
    job = await world.drop("org/list.csv", "Parent Group Name,Child Group Name\n" + rows)
    assert job.files[0].size_bytes > 256 * 1024
    assert (job.files[0].kind, job.state) == (FileKind.PARENT, JobState.AWAITING_FILES)
