"""Uploads through the API: URLs that only write, files in any order, and rejected rows that come back corrected."""

import aiohttp
import pytest

from shared.domain.uploads.job import Mode
from shared.errors import InvalidInput
from shared.services.uploads.create_upload import UploadOptions, create_upload
from tests.integration.driver import HEADER, PARENT_HEADER, Driver

_BLOCK_BLOB = {"x-ms-blob-type": "BlockBlob"}


async def _put(url: str, text: str) -> int:
    async with aiohttp.ClientSession() as session, session.put(url, data=text.encode(), headers=_BLOCK_BLOB) as answer:
        return answer.status


async def _get(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status


async def test_url_writes_its_blob_and_nothing_else(driver: Driver) -> None:
    job, urls = await create_upload(driver.services.imports, UploadOptions(review=False), "asha")
    url = urls["user-group-mapping"]
    other = url.replace("user-group-mapping.csv", "another.csv")

    assert set(urls) == {"user-group-mapping"}
    assert await _put(url, HEADER + "Depot,+919812345678,\n") == 201
    assert (await _get(url), await _put(other, "x")) == (403, 403)

    await driver.run()
    view = await driver.upload(job.id)
    assert (view.job.state, view.job.submitted_by, view.counts.added) == ("completed", "asha", 1)
    assert (view.job.id, view.job.name, view.job.source) == (job.id, job.id, "api")


@pytest.mark.parametrize("first", ["user-group-mapping", "parent-group-mapping"])
async def test_a_promised_parent_mapping_is_waited_for(driver: Driver, first: str) -> None:
    options = UploadOptions(Mode.MERGE, region="in", review=False, parent_mapping=True)
    job, urls = await create_upload(driver.services.imports, options, "asha")
    files = {
        "user-group-mapping": HEADER + "Depot,98123 45678,\nDrivers,98123 45678,\n",
        "parent-group-mapping": PARENT_HEADER + "Depot,Drivers\n",
    }
    assert await _put(urls[first], files.pop(first)) == 201
    await driver.run()
    assert (await driver.upload(job.id)).job.state == "awaitingFiles"

    ((kind, content),) = files.items()
    assert await _put(urls[kind], content) == 201
    await driver.run()
    view = await driver.upload(job.id)
    assert (view.job.state, view.counts.added, view.counts.links_added) == ("completed", 2, 1)


async def test_unknown_region_makes_no_upload(driver: Driver) -> None:
    with pytest.raises(InvalidInput):
        await create_upload(driver.services.imports, UploadOptions(region="XX"), "asha")
    assert await driver.services.imports.jobs.page(10, None) == []


async def test_rejected_rows_come_back_corrected(driver: Driver) -> None:
    content = HEADER + 'Depot,+919812345678,\nDepot,"12, +919812345679",Boss\nDepot,"12; +919812345680",\n,+919812345681,\n'
    view = await driver.drop("org/u.csv", content)
    assert (view.counts.entries, view.counts.rejected) == (6, 4)
    rejected = await driver.services.imports.job_files.get(f"{view.job.id}/rejected.csv")
    assert rejected is not None
    text = rejected.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in text.splitlines()[1:]] == [
        ["3", "user_type_unknown"],
        ["4", "number_invalid"],
        ["5", "group_name_missing"],
    ]

    corrected = text.replace("Boss", "Admin").replace("12, ", "+919812345612, ").replace("12; ", "")
    corrected = corrected.replace(",,+919812345681", ",Depot,+919812345681")
    again = await driver.drop("corrected/u.csv", corrected)

    assert (again.job.state, again.counts.rejected) == ("completed", 0), await driver.problems(again)
    assert {number[-2:] for _, number, _ in await driver.memberships()} == {"78", "12", "79", "80", "81"}
