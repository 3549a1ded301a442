"""Files whose event was lost, on real storage: its lists, its times of seconds and its ETags."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from shared.domain.uploads.job import JobState
from shared.services.ports.blobs import BlobVersion
from shared.services.uploads.start_late_uploads import LATE_AFTER, start_late_uploads
from tests.integration.driver import HEADER, Driver

_FILE = HEADER + "Depot,+919812345678,Admin\nDepot,+919812345679,\n"
_LATER = LATE_AFTER + timedelta(seconds=2)


async def _lose_and_sweep(driver: Driver, after: timedelta = _LATER) -> None:
    """No event tells of what is new; so much later the timer runs, and the steps that it triggers."""
    driver.handled |= set(await driver._events("uploads"))
    services = driver.services
    await start_late_uploads(replace(services.imports, now=lambda: services.now() + after))
    await driver.run()


async def _jobs(driver: Driver) -> list[str]:
    return [job.id for job in await driver.services.imports.jobs.page(100, None)]


async def test_a_file_is_found_by_listing_and_started_once(driver: Driver) -> None:
    await driver.put("org/ä users.csv", _FILE)
    await _lose_and_sweep(driver, timedelta(minutes=4))
    assert await _jobs(driver) == []
    await _lose_and_sweep(driver)
    view = await driver.upload("org")
    assert (view.job.state, view.counts.added) == (JobState.COMPLETED, 2)
    await _lose_and_sweep(driver, _LATER * 2)
    await driver.handle("uploads", "org/ä users.csv")  # the event comes after all
    assert await _jobs(driver) == [view.job.id]
    log = await driver.services.imports.log.read(view.job.id, 0, 100_000)
    assert log.count(b'"code":"file_late"') == 1


async def test_what_events_told_of_is_not_started_again_and_neither_are_new_metadata(driver: Driver) -> None:
    await driver.drop("org/one.csv", _FILE)
    view = await driver.drop("org/two.csv", _FILE)
    before = await _jobs(driver)
    version = await _with_later_metadata(driver, "org/two.csv")
    assert version.etag != view.job.files[0].etag
    await _lose_and_sweep(driver, _LATER * 2)
    assert await _jobs(driver) == before


async def _with_later_metadata(driver: Driver, name: str) -> BlobVersion:
    """Storage dates by the second, so that metadata are later when they are set in another second."""
    blob = driver.clients.container("uploads").get_blob_client(name)
    while True:
        await blob.set_blob_metadata({"scanned": "clean"})
        version = await driver.services.imports.uploads.version(name)
        assert version is not None
        if version.modified_at > version.created_at:
            return version
        await asyncio.sleep(0.1)
