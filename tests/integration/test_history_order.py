"""Histories show what came later first, also among what came in one second: storage dates blobs by the second."""

from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from shared.services.exports.export_groups import begin_export
from shared.services.uploads import control_upload
from shared.services.uploads.create_upload import UploadOptions, create_upload
from tests.integration.driver import HEADER, Driver

_FILE = HEADER + "Depot,+919812345678,Admin\nDepot,+919812345679,Member\n"
_MANY = 6


async def _history(driver: Driver) -> list[str]:
    """Ids of jobs, newest first, read in pages of two."""
    ids: list[str] = []
    while page := await driver.services.imports.jobs.page(2, ids[-1] if ids else None):
        ids += [job.id for job in page]
    return ids


async def test_versions_of_one_file_stand_in_the_order_in_which_they_came(driver: Driver) -> None:
    views = [await driver.drop("org/users.csv", _FILE) for _ in range(_MANY)]
    assert await _history(driver) == [view.job.id for view in reversed(views)]
    assert (await driver.upload("org")).job.id == views[-1].job.id


async def test_files_of_many_names_stand_in_the_order_in_which_they_came(driver: Driver) -> None:
    views = [await driver.drop(f"org{n}/users.csv", _FILE) for n in range(_MANY)]
    assert await _history(driver) == [view.job.id for view in reversed(views)]


async def test_uploads_through_the_api_and_exports_stand_in_order_too(driver: Driver) -> None:
    jobs = [(await create_upload(driver.services.imports, UploadOptions(), "asha"))[0] for _ in range(_MANY)]
    exports = [await begin_export(driver.services.exports, "asha") for _ in range(_MANY)]
    assert await _history(driver) == [job.id for job in reversed(jobs)]
    found = await driver.services.exports.exports.page(100, None)
    assert [export.id for export in found] == [export.id for export in reversed(exports)]


async def test_a_late_event_of_a_version_finds_its_job_behind_newer_ones(driver: Driver) -> None:
    """Of the same name and of other names, more than are looked through at once."""
    first = await driver.drop("org/a.csv", _FILE)
    second = await driver.drop("org/b.csv", _FILE)
    for n in range(25):
        await driver.put(f"other{n}/a.csv", _FILE)
        await driver.handle("uploads", f"other{n}/a.csv")
    before = await _history(driver)

    await driver.handle("uploads", "org/a.csv")
    await driver.handle("uploads", "org/b.csv")
    assert await _history(driver) == before
    assert before[-2:] == [second.job.id, first.job.id]


async def test_a_late_event_finds_a_job_whose_id_was_made_without_an_order(driver: Driver) -> None:
    """Such jobs are stored; the id is built here as it was then."""
    first = await driver.drop("org/a.csv", _FILE)
    seed = f"{first.job.files[0].blob_name}\n{first.job.files[0].etag}"
    tail = int.from_bytes(sha256(seed.encode()).digest()[:10], "big") & ~(0xF << 76) & ~(0x3 << 62)
    moment = UUID(first.job.id).int >> 80 << 80
    stored = replace(first.job, id=str(UUID(int=moment | tail | (0x8 << 76) | (0x2 << 62))))
    jobs = driver.services.imports.jobs
    await jobs.delete(first.job.id)
    pointer = await jobs.latest("org")
    assert pointer is not None
    await jobs.start(stored, pointer[1])
    await driver.drop("org/b.csv", _FILE)
    before = await _history(driver)

    await driver.handle("uploads", "org/a.csv")
    assert await _history(driver) == before
    assert stored.id in before


async def test_an_audit_tells_what_an_upload_did_in_its_order(driver: Driver) -> None:
    """All events of an upload have one moment in their ids: that at which it began."""
    driver.services = replace(driver.services, imports=replace(driver.services.imports, chunk_rows=2))
    await driver.drop("first/users.csv", _FILE)
    numbers = [f"+9198123{n:05d}" for n in range(6)]
    view = await driver.drop("org/users.csv", HEADER + "".join(f"Depot,{number},Member\n" for number in numbers))
    context = driver.services.imports
    await control_upload.undo_upload(context, view.job.id, "asha")
    await driver.run()
    await control_upload.rerun_upload(context, view.job.id, "asha")
    await driver.run()

    (group,) = (await context.groups.resolve(["depot"])).values()
    events, _ = await driver.services.groups.audit.page(group.group_id, None, 100)
    told = [(str(event.action), *event.after) for event in reversed(events)]
    assert told[:2] == [("groupCreated",), ("membersChanged", "added")]
    assert [change for _, change in told[2:]] == ["added"] * 3 + ["removed"] * 3 + ["added"] * 3
    assert [event.job_id == view.job.id for event in reversed(events)] == [False] * 2 + [True] * 9
