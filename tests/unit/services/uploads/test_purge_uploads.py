"""Retention: files and chunks go after some weeks, logs and jobs after a year, and only of uploads that have ended."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.uploads.job import JobState
from shared.errors import Conflict
from shared.services.uploads.control_upload import cancel_upload, rerun_upload, undo_upload
from shared.services.uploads.create_upload import UploadOptions, create_upload
from shared.services.uploads.purge_uploads import remove_old_uploads
from tests.fakes.faults import ProcessDied, before_call, kill
from tests.fakes.world import FakeWorld
from tests.mappings import log_codes, members, parents
from tests.people import number

KEPT = timedelta(days=30)


def is_forgotten(world: FakeWorld) -> bool:
    """Whether nothing is stored of any upload."""
    fakes = world.fakes
    stored: list[Mapping[Any, Any]] = [fakes.jobs.jobs.rows, fakes.jobs.stored_chunks.rows, fakes.log.logs]
    stored += [fakes.job_files.blobs, fakes.chunk_blobs.blobs, fakes.uploads.blobs]
    return not any(stored)


async def test_files_and_chunks_go_after_their_time_and_the_history_stays() -> None:
    world = FakeWorld()
    world.put("org/parents.csv", parents(("Region", "Depot")))
    job = await world.drop("org/users.csv", members("Depot", 1, 2))
    world.clock.advance(KEPT)
    await remove_old_uploads(world.imports, KEPT)
    assert world.fakes.uploads.blobs == {}
    assert world.fakes.chunk_blobs.blobs == {}
    kept = await world.job("org")
    assert (kept.files_removed, kept.counts) == (True, job.counts)
    assert "job_finished" in await log_codes(world, kept)
    assert len(world.roles("Depot")) == 2


async def test_an_upload_without_its_files_can_be_neither_undone_nor_rerun() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))
    world.clock.advance(KEPT)
    await remove_old_uploads(world.imports, KEPT)
    for command in (undo_upload, rerun_upload):
        with pytest.raises(Conflict, match="UPLOAD_RETENTION_DAYS"):
            await command(world.imports, job.id, "asha")


async def test_files_that_were_replaced_or_came_too_late_go_as_well() -> None:
    world = FakeWorld()
    await world.drop("org/one.csv", members("Depot", 1), review="true")
    waiting = await world.drop("org/two.csv", members("Depot", 2))
    await cancel_upload(world.imports, waiting.id, "asha")
    made, _ = await create_upload(world.imports, UploadOptions(review=False), "asha")
    await world.drop(f"{made.id}/users.csv", members("Depot", 3))
    await world.drop(f"{made.id}/users.csv", members("Depot", 4))
    assert len(world.fakes.uploads.blobs) == 3
    world.clock.advance(KEPT)
    await remove_old_uploads(world.imports, KEPT)
    assert world.fakes.uploads.blobs == {}
    late = await world.drop(f"{made.id}/late.csv", members("Depot", 5))
    assert (late.id, late.files_ignored) == (made.id, 2)
    await remove_old_uploads(world.imports, KEPT)
    assert world.fakes.uploads.blobs == {}


async def test_before_their_time_they_stay() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1))
    world.clock.advance(KEPT - timedelta(seconds=1))
    await remove_old_uploads(world.imports, KEPT)
    assert "org/users.csv" in world.fakes.uploads.blobs
    assert not (await world.job("org")).files_removed


async def test_a_newer_version_of_the_file_stays() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1))
    world.clock.advance(KEPT)
    await world.drop("org/users.csv", members("Depot", 2))
    await remove_old_uploads(world.imports, KEPT)
    assert number(2).encode() in world.fakes.uploads.blobs["org/users.csv"][1]
    removed = [job.files_removed for job in world.fakes.jobs.jobs.rows.values()]
    assert sorted(removed) == [False, True]


async def test_an_upload_that_has_not_ended_stays_whole() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1), review="true")
    world.clock.advance(timedelta(days=400))
    await remove_old_uploads(world.imports, KEPT)
    job = await world.job("org")
    assert (job.state, job.files_removed) == (JobState.AWAITING_REVIEW, False)
    assert "org/users.csv" in world.fakes.uploads.blobs


async def test_after_a_year_nothing_is_left_of_an_upload_but_its_members() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1))
    world.clock.advance(timedelta(days=366))
    await remove_old_uploads(world.imports, KEPT)
    assert is_forgotten(world)
    assert len(world.roles("Depot")) == 1


async def test_a_purge_that_was_killed_goes_on_the_next_time() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1))
    world.clock.advance(timedelta(days=366))
    before_call(world.fakes.log, "delete", kill)
    with pytest.raises(ProcessDied):
        await remove_old_uploads(world.imports, KEPT)
    assert (await world.job("org")).files_removed
    await remove_old_uploads(world.imports, KEPT)
    assert is_forgotten(world)


async def test_uploads_beyond_the_first_page_go_as_well() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", "no header\n")
    for n in range(205):
        await world.fakes.jobs.start(replace(job, id=f"{job.id}-{n}", name=f"org{n}"), None)
    world.clock.advance(timedelta(days=366))
    await remove_old_uploads(world.imports, KEPT)
    assert not world.fakes.jobs.jobs.rows
