"""Uploads through the API: URLs that create once, files in any order, and rejected rows that come back corrected."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import aiohttp
import pytest

from shared.domain.uploads.job import Mode
from shared.errors import InvalidInput
from shared.services.ports.blobs import UploadUrl
from shared.services.uploads.create_upload import UploadOptions, create_upload
from tests.integration.driver import HEADER, PARENT_HEADER, Driver


async def _put(url: UploadUrl, text: str, **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.request(url.method, url.url, data=text.encode(), headers={**url.headers, **headers}) as answer,
    ):
        return answer.status


async def _get(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status


async def test_url_writes_its_blob_and_nothing_else(driver: Driver) -> None:
    job, urls = await create_upload(driver.services.imports, UploadOptions(review=False), "asha")
    url = urls["user-group-mapping"]
    other = replace(url, url=url.url.replace("user-group-mapping.csv", "another.csv"))

    assert set(urls) == {"user-group-mapping"}
    assert await _put(url, HEADER + "Depot,+919812345678,\n") == 201
    assert (await _get(url.url), await _put(other, "x")) == (403, 403)

    await driver.run()
    view = await driver.upload(job.id)
    assert (view.job.state, view.job.submitted_by, view.counts.added) == ("completed", "asha", 1)
    assert (view.job.id, view.job.name, view.job.source) == (job.id, job.id, "api")


async def test_a_url_stores_one_file_and_storage_refuses_another(driver: Driver) -> None:
    _, urls = await create_upload(driver.services.imports, UploadOptions(), "asha")
    url = urls["user-group-mapping"]
    assert await _put(url, HEADER + "Depot,+919812345678,\n") == 201
    assert await _put(url, HEADER + "Depot,+919812345678,\n") == 403, "the very same request again"
    assert await _put(url, HEADER + "Yard,+919812345679,\n", **{"x-ms-meta-mode": "replace"}) == 403
    assert await _put(url, HEADER, **{"If-None-Match": "*"}) in (403, 409)
    parts = urlsplit(url.url)
    for operation in ("comp=metadata", "comp=properties", "comp=lease"):
        assert await _put(replace(url, url=url.url + "&" + operation), "") in (400, 403), operation
    async with aiohttp.ClientSession() as session, session.delete(url.url) as answer:
        assert answer.status == 403
    content = await driver.clients.container("uploads").download_blob(unquote(parts.path).partition("uploads/")[2])
    assert await content.readall() == (HEADER + "Depot,+919812345678,\n").encode()


async def test_a_url_is_of_no_use_later(driver: Driver) -> None:
    context = driver.services.imports
    _, urls = await create_upload(context, UploadOptions(), "asha")
    url = urls["user-group-mapping"]
    life = url.expires_at - driver.services.now()
    assert timedelta(minutes=14) < life <= timedelta(minutes=15)
    signed = parse_qs(urlsplit(url.url).query)
    assert signed["sp"] == ["c"]
    assert datetime.fromisoformat(signed["se"][0]) == url.expires_at.replace(microsecond=0)


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
