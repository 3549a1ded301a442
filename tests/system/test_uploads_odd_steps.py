"""Odd uploads step by step, driven in this process: parent mappings that go, wait or come back, a validation that is run
again, a download that meets a new version in its middle, and a job that cannot account for its rows."""

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from azure.storage.blob import BlobClient
from azure.storage.blob.aio import BlobServiceClient

from shared.errors import PreconditionFailed
from shared.services.uploads.control_upload import rerun_upload
from shared.services.uploads.recover_stalled_uploads import recover_stalled_uploads
from shared.storage.blobs.containers import UploadBlobs
from tests.azurite import TestAzurite
from tests.integration.driver import HEADER, PARENT_HEADER, Driver
from tests.store import empty_store

USERS = HEADER + "Depot,+919812345678,Admin\nDepot,+919812345679,\nDrivers,+919812345678,\n"
LINKS = PARENT_HEADER + "Depot,Drivers\n"


@pytest.fixture
async def driver(azurite: TestAzurite) -> AsyncIterator[Driver]:
    services, clients = await empty_store(azurite.connection_string, DEFAULT_REGION="IN")
    try:
        yield Driver(services, clients)
    finally:
        await clients.close()


async def codes(driver: Driver, job_id: str) -> list[str]:
    log = driver.services.imports.log
    lines = await log.read(job_id, 0, await log.size(job_id))
    return [json.loads(line)["code"] for line in lines.splitlines()]


async def test_a_parent_mapping_that_is_gone_when_the_members_come(driver: Driver) -> None:
    await driver.drop("org/parents.csv", LINKS)
    await driver.clients.container("uploads").delete_blob("org/parents.csv")
    view = await driver.drop("org/users.csv", USERS)

    assert (view.job.state, view.counts.added, view.counts.links_added) == ("completed", 3, 0)
    assert await codes(driver, view.job.id) == [
        "job_started",
        "file_read",
        "chunk_applied",
        "parent_mapping_gone",
        "job_finished",
    ]


async def test_a_parent_mapping_that_comes_back_in_another_version(driver: Driver) -> None:
    await driver.drop("org/users.csv", USERS)
    first = await driver.drop("org/parents.csv", LINKS)
    second = await driver.drop("org/parents.csv", PARENT_HEADER + "Head office,Depot\n")

    assert second.job.id == first.job.id
    assert (first.counts.links_added, second.counts.links_added, second.counts.added) == (1, 1, 3)
    assert (second.job.state, second.counts.groups_created) == ("completed", 3)


async def test_a_parent_mapping_alone_fails_after_a_day(driver: Driver) -> None:
    view = await driver.drop("org/parents.csv", LINKS)
    assert view.job.state == "awaitingFiles"
    context = driver.services.imports
    await recover_stalled_uploads(replace(context, now=lambda: view.job.created_at + timedelta(hours=23)))
    assert (await driver.upload("org")).job.state == "awaitingFiles"

    await recover_stalled_uploads(replace(context, now=lambda: view.job.created_at + timedelta(hours=25)))
    job = (await driver.upload("org")).job
    assert (job.state, job.error and job.error.code) == ("failed", "files_missing")
    assert await codes(driver, job.id) == ["files_missing"]


async def test_a_validation_that_failed_is_run_again_behind_what_the_log_holds(driver: Driver) -> None:
    usual = driver.services
    driver.services = replace(usual, imports=replace(usual.imports, max_rows=2))
    view = await driver.drop("org/users.csv", USERS)
    assert view.job.error is not None
    assert view.job.error.code == "too_many_rows"

    driver.services = usual
    await rerun_upload(usual.imports, view.job.id, "asha")
    await driver.run()

    again = await driver.upload("org")
    assert (again.job.id, again.job.state, again.counts.added) == (view.job.id, "completed", 3)
    assert await codes(driver, view.job.id) == [
        "too_many_rows",
        "job_rerun",
        "job_started",
        "file_read",
        "chunk_applied",
        "job_finished",
    ]


async def test_a_job_that_cannot_account_for_its_rows_fails_loudly(driver: Driver) -> None:
    await driver.put("org/users.csv", USERS)
    await driver.handle("uploads", "org/users.csv")
    context = driver.services.imports
    pointer = await context.jobs.latest("org")
    assert pointer is not None
    job = await context.jobs.get(pointer[0])
    assert job is not None
    await context.jobs.update(replace(job, counts=replace(job.counts, entries=job.counts.entries + 1)))
    await driver.handle("imports", f"{job.id}/chunk-00001.csv")

    ended = await driver.upload("org")
    assert ended.job.error is not None
    assert (ended.job.state, ended.job.error.code) == ("failed", "rows_unaccounted")
    assert "4 entries were read, but 3 have an outcome" in ended.job.error.message
    assert (await codes(driver, job.id))[-1] == "rows_unaccounted"


class OverwritingSink(io.BytesIO):
    """Puts a new version in the blob's place when the first piece of the old one has arrived."""

    def __init__(self, blob: BlobClient) -> None:
        super().__init__()
        self._blob = blob

    def write(self, piece: Any) -> int:
        if not self.getvalue():
            self._blob.upload_blob(b"new," * 4096, overwrite=True)
        return super().write(piece)


async def test_a_download_never_mixes_two_versions(azurite: TestAzurite, driver: Driver) -> None:
    await driver.put("org/users.csv", "old," * 4096)
    pieces: dict[str, Any] = {"max_single_get_size": 1024, "max_chunk_get_size": 1024}
    async with BlobServiceClient.from_connection_string(azurite.connection_string, **pieces) as service:
        uploads = UploadBlobs(service.get_container_client("uploads"))
        version = await uploads.version("org/users.csv")
        assert version is not None
        with BlobClient.from_connection_string(azurite.connection_string, "uploads", "org/users.csv") as blob:
            sink = OverwritingSink(blob)
            with pytest.raises(PreconditionFailed):
                await uploads.download("org/users.csv", version.etag, sink)

    assert sink.getvalue() == b"old," * 256
