"""An export: the files that import reads, a manifest that vouches for them, and a history that says how it went."""

import asyncio
import csv
import io
import logging
from dataclasses import replace
from hashlib import sha256
from zipfile import ZipFile

import pytest

from shared.domain.csv.columns import COLUMNS, FileKind
from shared.domain.exports import (
    FILES,
    MANIFEST_FILE,
    PARENT_FILE,
    PARENT_WORKBOOK,
    USER_FILE,
    USER_WORKBOOK,
    ExportCounts,
    ExportState,
)
from shared.errors import StorageUnavailable
from shared.services.exports.export_groups import (
    begin_export,
    continue_export,
    export_now,
    export_on_schedule,
    run_export,
)
from shared.services.ports.exports import BlobInPieces
from tests.fakes.blobs import FakeBlobs
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin, person
from tests.unit.services.exports.exported import document, exported, filled, link, rows, sheet, text

PATIENCE = 60.0


async def test_an_empty_group_above_private_ones_only_is_exported_as_without_them() -> None:
    texts = []
    for is_there in (False, True):
        world = FakeWorld()
        boss = person(1)
        top, below = await world.group(organization_admin(), "Top"), await world.group(boss, "Below")
        if is_there:
            secret = await world.private(boss, "Layoffs")
            for parent, child in ((top, secret), (secret, below)):
                await link(world, parent, child)
        export = await run_export(world.exports, await begin_export(world.exports, "asha"))
        texts.append([text(world, export, name) for name in (USER_FILE, PARENT_FILE)])
    assert texts[0] == texts[1]
    assert "Top" in texts[1][0]


async def test_a_row_has_the_columns_that_import_knows() -> None:
    world = FakeWorld()
    await filled(world)
    export = await exported(world)
    for kind, name in ((FileKind.USER, USER_FILE), (FileKind.PARENT, PARENT_FILE)):
        titles = next(csv.reader(io.StringIO(text(world, export, name))))
        assert titles == list(COLUMNS[kind])
        assert all(set(row) == set(COLUMNS[kind]) for row in rows(world, export, name))
    assert rows(world, export, USER_FILE) == [
        {"Group Name": "Depot", "Phone Number": number(1), "User Type": "Admin", "Region": "IN"},
        {"Group Name": "Depot", "Phone Number": number(2), "User Type": "Member", "Region": "IN"},
    ]
    assert rows(world, export, PARENT_FILE) == [{"Parent Group Name": "Region", "Child Group Name": "Depot"}]


async def test_the_manifest_vouches_for_the_files() -> None:
    world = FakeWorld()
    await filled(world)
    export = await exported(world)
    manifest = document(world, export.folder + MANIFEST_FILE)
    assert manifest["exportId"] == export.id
    assert manifest["counts"] == {"groups": 3, "memberships": 2, "links": 1}
    assert [(file["name"], file["rows"]) for file in manifest["files"]] == [
        *((USER_FILE, 2), (PARENT_FILE, 1)),
        *((USER_WORKBOOK, 2), (PARENT_WORKBOOK, 1)),
    ]
    for file in manifest["files"]:
        content = world.fakes.export_files.blobs[export.folder + file["name"]]
        assert (file["sizeBytes"], file["sha256"]) == (len(content), sha256(content).hexdigest())


async def test_the_history_has_the_files_and_the_counts() -> None:
    world = FakeWorld()
    await filled(world)
    export = await exported(world)
    assert await world.fakes.exports.get(export.id) == export
    assert (export.state, export.requested_by) == (ExportState.COMPLETED, "asha")
    assert export.finished_at is not None
    assert export.finished_at > export.created_at
    assert export.counts == ExportCounts(groups=3, memberships=2, links=1)
    assert tuple(file.name for file in export.files) == FILES
    for file in export.files:
        content = world.fakes.export_files.blobs[export.folder + file.name]
        assert (file.size_bytes, file.sha256) == (len(content), sha256(content).hexdigest())


async def test_latest_json_leads_to_the_manifest_of_the_last_one() -> None:
    world = FakeWorld()
    await exported(world)
    export = await export_on_schedule(world.exports)
    assert export.requested_by == "schedule"
    latest = document(world, "latest.json")
    assert (latest["exportId"], latest["folder"]) == (export.id, export.folder)
    assert document(world, latest["manifest"])["exportId"] == export.id


async def test_an_empty_group_has_a_line_unless_a_link_brings_it_back() -> None:
    world = FakeWorld()
    await filled(world)
    lines = text(world, await exported(world), USER_FILE).splitlines()
    assert [line for line in lines if line.startswith("#")] == ["#muster:group,Empty"]


async def test_an_empty_subgroup_has_a_line_too() -> None:
    world = FakeWorld()
    boss = organization_admin()
    await link(world, await world.group(boss, "Region"), await world.group(boss, "Depot"))
    export = await exported(world)
    assert "#muster:group,Depot" in text(world, export, USER_FILE).splitlines()
    assert {file.name: file.rows for file in export.files} == {
        USER_FILE: 0,
        PARENT_FILE: 1,
        USER_WORKBOOK: 0,
        PARENT_WORKBOOK: 1,
        MANIFEST_FILE: 0,
    }
    assert ["#muster:group", "Depot"] in sheet(world, export, USER_WORKBOOK)


async def test_private_groups_are_never_exported() -> None:
    world = FakeWorld()
    private, depot = await world.private(person(1), "Football"), await world.group(person(1), "Depot")
    await world.add(private, number(7))
    await link(world, private, depot)
    export = await exported(world)
    assert export.counts == ExportCounts(groups=1, memberships=1, links=0)
    contents = [*world.fakes.export_files.blobs.values()]
    for book in (USER_WORKBOOK, PARENT_WORKBOOK):
        parts = ZipFile(io.BytesIO(world.fakes.export_files.blobs[export.folder + book]))
        contents += [parts.read(name) for name in parts.namelist()]
    assert any(b"Depot" in content for content in contents[-10:])
    for content in contents:
        assert b"Football" not in content
        assert number(7).encode() not in content


@pytest.mark.parametrize("name", ["=1+2", "+1", "-1", "@SUM(A1)"])
async def test_a_name_that_a_spreadsheet_would_run_is_escaped(name: str) -> None:
    world = FakeWorld()
    boss = organization_admin()
    group, child = await world.group(boss, name), await world.group(boss, f"{name} child")
    await world.add(group, number(1))
    await link(world, group, child)
    export = await exported(world)
    assert [row["Group Name"] for row in rows(world, export, USER_FILE)] == [f"'{name}"]
    assert f"#muster:group,'{name} child" in text(world, export, USER_FILE).splitlines()
    assert rows(world, export, PARENT_FILE) == [{"Parent Group Name": f"'{name}", "Child Group Name": f"'{name} child"}]


async def test_what_is_exported_comes_back_by_upload() -> None:
    world, other = FakeWorld(), FakeWorld()
    await filled(world)
    export = await exported(world)
    for name in (USER_FILE, PARENT_FILE):
        await other.drop(f"org/{name}", world.fakes.export_files.blobs[export.folder + name])
    again = await exported(other)
    for name in (USER_FILE, PARENT_FILE):
        assert text(other, again, name) == text(world, export, name)


async def test_groups_are_written_in_order_however_many_are_read_at_once() -> None:
    world = FakeWorld()
    await world.drop(
        "org/users.csv",
        "Group Name,Phone Number,User Type\n" + "".join(f"Depot {n:03d},{number(n)},Member\n" for n in range(40)),
    )
    export = await exported(world)
    assert [row["Group Name"] for row in rows(world, export, USER_FILE)] == [f"Depot {n:03d}" for n in range(40)]


async def test_an_export_that_does_not_take_long_is_complete_at_once() -> None:
    world = FakeWorld()
    await filled(world)
    assert (await export_now(world.exports, "asha", PATIENCE)).state is ExportState.COMPLETED
    assert not world.fakes.chunk_blobs.events


async def test_an_export_that_takes_too_long_goes_on_in_the_background() -> None:
    world = FakeWorld()
    await filled(world)
    slow = replace(world.exports, files=SlowFiles())
    export = await export_now(slow, "asha", 0.001)
    assert export.state is ExportState.RUNNING
    assert await world.fakes.exports.get(export.id) == export
    assert not world.fakes.export_files.blobs

    await world.run()
    done = await world.fakes.exports.get(export.id)
    assert done is not None
    assert (done.state, done.counts.memberships) == (ExportState.COMPLETED, 2)
    assert document(world, "latest.json")["exportId"] == export.id


async def test_what_is_finished_or_gone_is_not_continued() -> None:
    world = FakeWorld()
    export = await exported(world)
    world.fakes.export_files.blobs.clear()
    for export_id in (export.id, "gone"):
        await continue_export(world.exports, export_id)
    assert not world.fakes.export_files.blobs
    assert await world.fakes.exports.get(export.id) == export


async def test_an_export_whose_process_died_is_written_from_the_start() -> None:
    world = FakeWorld()
    await filled(world)
    export = await begin_export(world.exports, "asha")
    with pytest.raises(asyncio.CancelledError):
        await run_export(replace(world.exports, files=WithoutLatest(world, asyncio.CancelledError())), export)
    assert await world.fakes.exports.get(export.id) == export
    await continue_export(world.exports, export.id)
    done = await world.fakes.exports.get(export.id)
    assert done is not None
    assert (done.state, done.counts.memberships) == (ExportState.COMPLETED, 2)
    assert len(rows(world, done, USER_FILE)) == 2
    assert document(world, "latest.json")["exportId"] == export.id


async def test_an_export_is_not_complete_before_latest_json_names_it(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    export = await begin_export(world.exports, "asha")
    away = StorageUnavailable("Storage is away.")
    with caplog.at_level(logging.INFO), pytest.raises(StorageUnavailable):
        await run_export(replace(world.exports, files=WithoutLatest(world, away)), export)
    failed = await world.fakes.exports.get(export.id)
    assert failed is not None
    assert failed.state is ExportState.FAILED
    assert metrics(caplog) == [("export_failed", export.id)]


async def test_an_export_that_fails_is_counted_and_leaves_the_latest_one(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    await filled(world)
    before = await exported(world)
    export = await begin_export(world.exports, "asha")
    with caplog.at_level(logging.INFO), pytest.raises(StorageUnavailable):
        await run_export(replace(world.exports, files=BrokenFiles()), export)
    failed = await world.fakes.exports.get(export.id)
    assert failed is not None
    assert (failed.state, failed.files) == (ExportState.FAILED, ())
    assert failed.finished_at is not None
    assert metrics(caplog) == [("export_failed", export.id)]
    assert document(world, "latest.json")["exportId"] == before.id

    caplog.clear()
    with caplog.at_level(logging.INFO):
        done = await exported(world)
    assert metrics(caplog) == [("export_finished", done.id)]


def metrics(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Name and export of each metric that was recorded."""
    recorded = [record.__dict__["metric"] for record in caplog.records if "metric" in record.__dict__]
    return [(metric["name"], metric["exportId"]) for metric in recorded]


class SlowFiles(FakeBlobs):
    """A container that never answers."""

    async def put_stream(self, name: str, content_type: str) -> BlobInPieces:
        await asyncio.Event().wait()
        raise AssertionError("It was cancelled before.")


class BrokenFiles(FakeBlobs):
    """A container that is away."""

    async def put_stream(self, name: str, content_type: str) -> BlobInPieces:
        raise StorageUnavailable("Storage is away.")


class WithoutLatest(FakeBlobs):
    """The same files; what is written last raises the error."""

    def __init__(self, world: FakeWorld, error: BaseException) -> None:
        super().__init__()
        self.blobs = world.fakes.export_files.blobs
        self._error = error

    async def put(self, name: str, content: bytes) -> None:
        if name == "latest.json":
            raise self._error
        await super().put(name, content)
