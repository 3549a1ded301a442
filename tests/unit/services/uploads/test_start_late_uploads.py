"""A file whose event was lost is found by the timer, started once, and logged as late; no other file is touched."""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.control_upload import rerun_upload, undo_upload
from shared.services.uploads.create_upload import UploadOptions, create_upload
from shared.services.uploads.purge_uploads import remove_old_uploads
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.recover_stalled_uploads import recover_stalled_uploads
from shared.services.uploads.start_late_uploads import LATE_AFTER, MOST_PAGES, MOST_STARTED, start_late_uploads
from tests.fakes.faults import ProcessDied, after_call, before_call, kill
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, check_stores, links, log_codes, members, numbered, parents, users

DEPOT = users(("Depot", 1, "Admin"), ("Depot", 2, "Member"))
LATER = LATE_AFTER + timedelta(seconds=2)


def lose(world: FakeWorld, name: str, content: str, **metadata: str) -> None:
    """Put a file, of which no event tells."""
    world.put(name, content, **metadata)
    world.fakes.uploads.events.clear()


async def sweep(world: FakeWorld, after: timedelta = LATER) -> None:
    """What the timer does for uploads, so much later, and the steps that it triggers."""
    world.clock.advance(after)
    await start_late_uploads(world.imports)
    await recover_stalled_uploads(world.imports)
    await world.run()


def jobs(world: FakeWorld) -> list[Job]:
    """All of the history."""
    return list(world.fakes.jobs.jobs.rows.values())


def late_files(caplog: pytest.LogCaptureFixture) -> int:
    """What the metric counted."""
    metrics = [text.removeprefix("metric ") for text in caplog.messages if text.startswith('metric {"name":"uploads_late"')]
    return sum(json.loads(metric)["files"] for metric in metrics)


@pytest.fixture(autouse=True)
def _all_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


async def test_a_dropped_file_is_started_when_it_is_late_and_not_before(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    lose(world, "org/users.csv", DEPOT)
    await sweep(world, LATE_AFTER - timedelta(seconds=10))
    assert jobs(world) == []
    await sweep(world, timedelta(seconds=15))
    (job,) = jobs(world)
    assert (job.state, job.counts.added, job.name) == (JobState.COMPLETED, 2, "org")
    check_balance(job)
    await check_stores(world)
    assert (await log_codes(world, job)).count("file_late") == 1
    assert f"The event of a file of upload {job.id} was lost; the file is taken now" in caplog.messages
    assert late_files(caplog) == 1


async def test_what_events_told_of_is_not_late(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT)
    before = jobs(world)
    await sweep(world)
    assert jobs(world) == before
    assert "file_late" not in await log_codes(world, job)
    assert late_files(caplog) == 0


async def test_both_files_of_a_pair_join_one_job() -> None:
    world = FakeWorld()
    lose(world, "org/a-parents.csv", parents(("Region", "Depot")))
    lose(world, "org/users.csv", DEPOT)
    await sweep(world)
    (job,) = jobs(world)
    assert (job.state, len(job.files), links(world)) == (JobState.COMPLETED, 2, {("Region", "Depot")})
    assert (await log_codes(world, job)).count("file_late") == 2


async def test_a_late_parent_mapping_joins_the_job_that_has_finished() -> None:
    world = FakeWorld()
    first = await world.drop("org/users.csv", DEPOT)
    lose(world, "org/parents.csv", parents(("Region", "Depot")))
    await sweep(world)
    (job,) = jobs(world)
    assert (job.id, job.state, job.counts.links_added) == (first.id, JobState.COMPLETED, 1)


async def test_a_parent_mapping_that_waits_is_left_alone() -> None:
    world = FakeWorld()
    waiting = await world.drop("org/parents.csv", parents(("Region", "Depot")))
    await sweep(world)
    assert jobs(world) == [waiting]


async def test_the_file_of_an_upload_url_goes_to_its_job_under_its_options() -> None:
    world = FakeWorld()
    job, _ = await create_upload(world.imports, UploadOptions(), "asha")
    lose(world, f"{job.id}/{job.upload_key}/user-group-mapping.csv", DEPOT)
    await sweep(world)
    (taken,) = jobs(world)
    assert (taken.id, taken.state, taken.submitted_by) == (job.id, JobState.AWAITING_REVIEW, "asha")
    assert "file_late" in await log_codes(world, taken)


async def test_a_file_under_an_upload_that_has_ended_changes_nothing() -> None:
    world = FakeWorld()
    job, _ = await create_upload(world.imports, UploadOptions(review=False), "asha")
    await world.drop(f"{job.id}/{job.upload_key}/user-group-mapping.csv", DEPOT)
    lose(world, f"{job.id}/other.csv", members("Depot", 3))
    await sweep(world)
    (done,) = jobs(world)
    assert (done.state, sorted(numbered(world, "Depot")), done.files_ignored) == (JobState.COMPLETED, [1, 2], 1)


async def test_an_overwritten_file_whose_second_event_was_lost_is_a_job_of_its_own() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT)
    world.clock.advance(timedelta(minutes=1))
    lose(world, "org/users.csv", members("Depot", 3))
    await sweep(world)
    assert len(jobs(world)) == 2
    assert sorted(numbered(world, "Depot")) == [1, 2, 3]


async def test_one_of_two_files_of_a_folder_is_not_started_again() -> None:
    """Its job is no longer the latest of the name."""
    world = FakeWorld()
    await world.drop("org/one.csv", DEPOT)
    await world.drop("org/two.csv", members("Depot", 3))
    await sweep(world)
    assert len(jobs(world)) == 2


async def test_a_parent_mapping_that_another_replaced_is_not_taken_again() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT)
    await world.drop("org/p1.csv", parents(("Region", "Depot")))
    await world.drop("org/p2.csv", parents(("Country", "Depot")))
    await world.drop("org/users.csv", members("Depot", 3))
    before = jobs(world)
    await sweep(world)
    assert jobs(world) == before


async def test_new_metadata_of_a_file_that_was_read_do_not_apply_it_again() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT)
    before = jobs(world)
    world.clock.advance(timedelta(hours=1))
    world.fakes.uploads.change_metadata("org/users.csv", {"scanned": "clean"})
    await sweep(world)
    assert jobs(world) == before


async def test_new_metadata_of_a_file_that_no_job_has_read_do_not_hide_it() -> None:
    world = FakeWorld()
    lose(world, "org/users.csv", DEPOT)
    world.clock.advance(timedelta(seconds=10))
    world.fakes.uploads.change_metadata("org/users.csv", {"scanned": "clean"})
    await sweep(world)
    (job,) = jobs(world)
    assert job.state is JobState.COMPLETED


async def test_a_rerun_after_the_files_were_removed_starts_nothing() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT)
    await sweep(world)
    world.clock.advance(timedelta(days=100))
    await remove_old_uploads(world.imports, timedelta(days=90))
    await sweep(world)
    assert [each.id for each in jobs(world)] == [job.id]


async def test_a_job_that_is_run_again_keeps_its_file() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", DEPOT)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    await sweep(world)
    assert [each.id for each in jobs(world)] == [job.id]


async def test_a_file_that_fails_the_job_at_once_is_started_once() -> None:
    world = FakeWorld()
    lose(world, "org/users.csv", DEPOT, mode="merg")
    await sweep(world)
    await sweep(world)
    (job,) = jobs(world)
    assert job.state is JobState.FAILED


@pytest.mark.parametrize("event", [receive_upload, None])
async def test_an_event_at_the_same_moment_starts_no_second_job(event: Callable[..., Awaitable[None]] | None) -> None:
    """The trigger's event, or the timer of another instance."""
    world = FakeWorld()
    lose(world, "org/users.csv", DEPOT)
    world.clock.advance(LATER)

    async def other() -> None:
        await (receive_upload(world.imports, "org/users.csv") if event else start_late_uploads(world.imports))

    before_call(world.fakes.jobs, "start", other)
    await sweep(world, timedelta())
    (job,) = jobs(world)
    assert (job.state, job.counts.added) == (JobState.COMPLETED, 2)
    await check_stores(world)


DEATHS = [("jobs", "start"), ("log", "append_once"), ("chunk_blobs", "put"), ("job_files", "put")]


@pytest.mark.parametrize(("store", "method"), DEATHS)
@pytest.mark.parametrize("when", [before_call, after_call])
async def test_a_sweeper_that_dies_has_its_work_done_by_the_next(
    store: str, method: str, when: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    world = FakeWorld()
    lose(world, "org/users.csv", DEPOT)
    world.clock.advance(LATER)
    when(getattr(world.fakes, store), method, kill)
    with pytest.raises(ProcessDied):
        await start_late_uploads(world.imports)
    world.fakes.chunk_blobs.events.clear()
    await sweep(world, timedelta(minutes=1))
    await sweep(world, timedelta(minutes=5))
    (job,) = jobs(world)
    assert (job.state, job.counts.added) == (JobState.COMPLETED, 2)
    check_balance(job)
    assert (await log_codes(world, job)).count("file_late") == 1
    assert late_files(caplog) >= 1


async def test_many_late_files_are_started_some_in_each_run() -> None:
    world = FakeWorld()
    many = 2 * MOST_STARTED + 1
    for n in range(many):
        lose(world, f"org{n:03d}.csv", members("Depot", n))
    await sweep(world)
    assert len(jobs(world)) == MOST_STARTED
    await sweep(world, timedelta(minutes=1))
    assert len(jobs(world)) == 2 * MOST_STARTED
    await sweep(world, timedelta(minutes=1))
    assert len(jobs(world)) == len(numbered(world, "Depot")) == many


async def test_a_pass_over_many_files_goes_on_in_the_next_run() -> None:
    world = FakeWorld()
    world.fakes.uploads.page_size = 3
    many = 3 * MOST_PAGES
    for n in range(many):
        await world.drop(f"old/{n:03d}.csv", members("Depot", n))
    lose(world, "z/users.csv", members("Yard", 1))
    before = len(jobs(world))
    await sweep(world)
    assert len(jobs(world)) == before
    await sweep(world, timedelta(minutes=1))
    assert len(jobs(world)) == before + 1


async def test_a_file_that_comes_behind_the_page_is_found_by_the_next_pass() -> None:
    world = FakeWorld()
    world.fakes.uploads.page_size = 1
    for n in range(MOST_PAGES + 1):
        await world.drop(f"m/{n}.csv", members("Depot", n))
    await sweep(world)
    lose(world, "a/users.csv", members("Yard", 1))
    await sweep(world)
    await sweep(world, timedelta(minutes=1))
    await sweep(world, timedelta(minutes=1))
    assert numbered(world, "Yard")


async def test_old_files_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the names that were asked for: the history of each is a request."""
    world = FakeWorld()
    await world.drop("org/users.csv", DEPOT)
    await sweep(world)
    asked: list[str] = []
    latest = world.fakes.jobs.latest

    async def counting(name: str) -> object:
        asked.append(name)
        return await latest(name)

    monkeypatch.setattr(world.fakes.jobs, "latest", counting)
    await sweep(world)
    assert asked == []


async def test_an_outage_of_days_is_looked_back_over_but_not_what_lay_there_before_the_first_run() -> None:
    world = FakeWorld()
    lose(world, "ancient/users.csv", members("Ancient", 1))
    await sweep(world, timedelta(days=2))
    assert jobs(world) == []
    lose(world, "org/users.csv", DEPOT)
    await sweep(world, timedelta(days=4))
    (job,) = jobs(world)
    assert (job.name, [file.kind for file in job.files]) == ("org", [FileKind.USER])


async def test_a_marker_that_storage_has_forgotten_begins_the_pass_anew() -> None:
    world = FakeWorld()
    world.fakes.uploads.page_size = 1
    for n in range(MOST_PAGES + 1):
        await world.drop(f"m/{n}.csv", members("Depot", n))
    await sweep(world)
    world.fakes.uploads.known_markers.clear()
    lose(world, "a/users.csv", members("Yard", 1))
    for _ in range(3):
        await sweep(world)
    assert numbered(world, "Yard")


async def test_a_file_that_cannot_be_started_keeps_no_other_from_it(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    lose(world, "a/users.csv", members("Depot", 1))
    lose(world, "b/users.csv", members("Depot", 2))

    async def fail() -> None:
        raise ValueError("an unexpected error")

    before_call(world.fakes.uploads, "head", fail)
    await sweep(world)
    assert sorted(numbered(world, "Depot")) == [2]
    assert "A file that no upload has taken cannot be started" in caplog.messages
