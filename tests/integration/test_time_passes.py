"""What timers do: the sweeper wakes or fails uploads that stopped moving, and retention removes what is old."""

from dataclasses import replace
from datetime import timedelta

from shared.domain.exports import FILES
from shared.domain.uploads.job import JobState
from shared.services.context import ImportContext
from shared.services.exports.purge_exports import remove_old_exports
from shared.services.uploads import control_upload
from shared.services.uploads.purge_uploads import remove_old_uploads
from shared.services.uploads.recover_stalled_uploads import (
    FILES_WAIT,
    MAX_RECOVERIES,
    STALLED_AFTER,
    recover_stalled_uploads,
)
from tests.integration.driver import HEADER, PARENT_HEADER, Driver

_FILE = HEADER + "Depot,+919812345678,Admin\nDepot,+919812345679,\n"


def _later(driver: Driver, by: timedelta) -> ImportContext:
    context = driver.services.imports
    return replace(context, now=lambda: driver.services.now() + by)


async def test_a_chunk_whose_event_was_lost_is_woken(driver: Driver) -> None:
    await driver.put("org/u.csv", _FILE)
    await driver.handle("uploads", "org/u.csv")
    view = await driver.upload("org")
    driver.handled |= set(await driver._events("uploads")) | set(await driver._events("imports"))  # lost
    assert view.job.state == "applying"

    await recover_stalled_uploads(driver.services.imports)
    await driver.run()
    assert (await driver.upload("org")).job.state == "applying"

    await recover_stalled_uploads(_later(driver, STALLED_AFTER * 1.1))
    await driver.run()
    assert (await driver.upload("org")).job.state == "completed"


async def test_a_job_that_never_moves_again_fails_in_the_end(driver: Driver) -> None:
    await driver.put("org/u.csv", _FILE)
    await driver.handle("uploads", "org/u.csv")
    for wake in range(1, MAX_RECOVERIES + 2):
        await recover_stalled_uploads(_later(driver, STALLED_AFTER * 1.1 * wake))

    view = await driver.upload("org")
    assert view.job.error is not None
    assert (view.job.state, view.job.error.code) == ("failed", "job_stalled")
    assert (view.counts.not_applied, view.counts.balanced) == (2, True)

    await control_upload.rerun_upload(driver.services.imports, view.job.id, "asha")
    await driver.run()
    assert (await driver.upload("org")).job.state == "completed"


async def test_a_job_killed_in_validation_is_validated_again(driver: Driver) -> None:
    view = await driver.drop("org/u.csv", _FILE)
    context = driver.services.imports
    job = await context.jobs.get(view.job.id)
    assert job is not None
    await context.jobs.update(replace(job, state=JobState.VALIDATING))

    await recover_stalled_uploads(_later(driver, STALLED_AFTER * 1.1))
    await driver.run()

    assert (await driver.upload("org")).job.state == "completed"


async def test_a_parent_mapping_alone_fails_after_a_day(driver: Driver) -> None:
    await driver.drop("org/p.csv", PARENT_HEADER + "Depot,Drivers\n")

    await recover_stalled_uploads(_later(driver, FILES_WAIT * 0.9))
    assert (await driver.upload("org")).job.state == "awaitingFiles"
    await recover_stalled_uploads(_later(driver, FILES_WAIT * 1.1))

    view = await driver.upload("org")
    assert view.job.error is not None
    assert (view.job.state, view.job.error.code) == ("failed", "files_missing")


async def test_files_go_after_weeks_and_history_after_a_year(driver: Driver) -> None:
    view = await driver.drop("org/u.csv", _FILE)
    context = driver.services.imports
    weeks = timedelta(days=30)

    await remove_old_uploads(_later(driver, timedelta(days=29)), weeks)
    assert await context.chunk_blobs.names(view.job.id)
    await remove_old_uploads(_later(driver, timedelta(days=31)), weeks)
    assert await context.chunk_blobs.names(view.job.id) == []
    assert await context.uploads.version("org/u.csv") is None
    assert (await driver.upload("org")).job.files_removed
    assert await context.log.size(view.job.id) > 0

    await remove_old_uploads(_later(driver, timedelta(days=366)), weeks)
    assert await context.jobs.get(view.job.id) is None
    assert await context.log.size(view.job.id) == 0
    assert await context.job_files.names(view.job.id) == []


async def test_an_export_goes_but_never_the_latest(driver: Driver) -> None:
    await driver.drop("org/u.csv", _FILE)
    await driver.export()
    await driver.export()
    exports = driver.services.exports
    later = replace(exports, now=lambda: driver.services.now() + timedelta(days=91))

    await remove_old_exports(later, timedelta(days=90))

    (left,) = await exports.exports.page(10, None)
    names = await exports.files.names("")
    assert {name for name in names if not name.startswith(left.folder)} == {"latest.json"}
    assert {name for name in names if name.startswith(left.folder)} == {left.folder + name for name in FILES}
