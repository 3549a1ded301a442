"""The workbooks of an export hold what its CSV files hold, and come back by upload."""

import asyncio
from dataclasses import replace
from typing import BinaryIO

import pytest

from shared.domain.csv.columns import COLUMNS, FileKind
from shared.domain.exports import (
    MANIFEST_FILE,
    PARENT_FILE,
    PARENT_WORKBOOK,
    USER_FILE,
    USER_WORKBOOK,
    ExportState,
)
from shared.domain.members.membership import Role
from shared.domain.workbooks.write import workbook
from shared.errors import NotFound
from shared.services.exports import mapping_files
from shared.services.exports.export_groups import export_now
from shared.services.exports.view_exports import open_export_file
from shared.services.ports.exports import BlobInPieces
from shared.services.tempfiles import open_temp_file
from tests.fakes.blobs import FakeBlobs
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin
from tests.spreadsheets import LATIN_NAMES, OTHER_NAMES
from tests.unit.services.exports.exported import exported, filled, link, rows, sheet, text
from tests.workbook_faults import faults, schema_faults


async def test_workbooks_hold_the_rows_of_the_csv_as_valid_text() -> None:
    world = FakeWorld()
    await filled(world)
    export = await exported(world)
    users = sheet(world, export, USER_WORKBOOK)
    assert users[0] == list(COLUMNS[FileKind.USER])
    assert sorted(users[1:]) == [
        ["#muster:group", "Empty"],
        ["Depot", number(1), "Admin", "IN"],
        ["Depot", number(2), "Member", "IN"],
    ]
    assert sheet(world, export, PARENT_WORKBOOK) == [list(COLUMNS[FileKind.PARENT]), ["Region", "Depot"]]
    for name in (USER_WORKBOOK, PARENT_WORKBOOK):
        content = world.fakes.export_files.blobs[export.folder + name]
        assert (faults(content), schema_faults(content)) == ([], [])


@pytest.mark.parametrize("name", [*LATIN_NAMES, *OTHER_NAMES, "# one", '="x"', "''x", "'# y", "_x0041_"])
async def test_workbooks_come_back_by_upload_with_the_very_names(name: str) -> None:
    world, other = FakeWorld(), FakeWorld(default_region=None)
    boss = organization_admin()
    group, child = await world.group(boss, name), await world.group(boss, f"{name} child")
    await world.group(boss, f"{name} empty")
    await world.add(group, number(1), "+80012345678", role=Role.ADMIN)
    await link(world, group, child)
    export = await exported(world)
    for file in (USER_WORKBOOK, PARENT_WORKBOOK):
        await other.drop(f"org/{file}", world.fakes.export_files.blobs[export.folder + file])
    again = await exported(other)
    for file in (USER_FILE, PARENT_FILE):
        assert text(other, again, file) == text(world, export, file)


@pytest.mark.parametrize("name", ["=1+2", "+1", "-1", "@SUM(A1)", "007", "1E5", "#general", "'90s"])
async def test_a_name_in_a_workbook_is_text_and_needs_no_apostrophe(name: str) -> None:
    world = FakeWorld()
    await world.add(await world.group(organization_admin(), name), number(1))
    assert sheet(world, await exported(world), USER_WORKBOOK)[1][0] == name


async def test_an_export_that_is_longer_than_a_sheet_has_no_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    world = FakeWorld()
    await filled(world)
    export = await exported(world)
    assert [file.name for file in export.files] == [USER_FILE, PARENT_FILE, PARENT_WORKBOOK, MANIFEST_FILE]
    assert export.folder + USER_WORKBOOK not in world.fakes.export_files.blobs
    assert len(rows(world, export, USER_FILE)) == 2
    with pytest.raises(NotFound, match="more rows than a sheet"):
        await open_export_file(world.exports, export.id, USER_WORKBOOK)
    assert (await open_export_file(world.exports, export.id, PARENT_WORKBOOK)).size


async def test_an_export_that_is_cancelled_lets_go_of_its_workbook() -> None:
    world = FakeWorld()
    await filled(world)
    opened: list[BinaryIO] = []

    class Stuck(FakeBlobs):
        """A container that takes the headers, and then never answers."""

        async def put_stream(self, name: str, content_type: str) -> BlobInPieces:
            return _Stuck()

    class _Stuck(BlobInPieces):
        calls = 0

        async def write(self, piece: bytes) -> None:
            self.calls += 1
            if self.calls > 1:
                await asyncio.Event().wait()

        async def commit(self) -> None:
            raise AssertionError("Nothing is complete.")

    def open_one() -> BinaryIO:
        opened.append(open_temp_file())
        return opened[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapping_files, "open_temp_file", open_one)
        export = await export_now(replace(world.exports, files=Stuck()), "asha", 0.05)

    assert export.state is ExportState.RUNNING
    assert [file.closed for file in opened] == [True]
    await world.run()
    done = await world.fakes.exports.get(export.id)
    assert done is not None
    assert {USER_WORKBOOK, PARENT_WORKBOOK} <= {file.name for file in done.files}
