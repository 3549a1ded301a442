"""Rejected rows as a workbook: what rejected.csv has, with notes, and back again by upload."""

import csv
import io
from zipfile import ZipFile

import pytest

from shared.domain.csv.instructions import is_instruction
from shared.domain.uploads.job import Job, JobState
from shared.domain.workbooks.read import open_workbook
from shared.domain.workbooks.write import workbook
from shared.domain.workbooks.write.text import MAX_CELL
from shared.errors import NotFound
from shared.services.uploads import rejected_workbook as module
from shared.services.uploads.columns.choose_columns import choose_columns
from shared.services.uploads.create_upload import UploadOptions, create_upload
from shared.services.uploads.jobs.log import rejected_blob_name
from shared.services.uploads.rejected_workbook import rejected_workbook
from tests.fakes.world import FakeWorld
from tests.mappings import log_of, numbered
from tests.people import number
from tests.workbook_faults import faults, schema_faults

HEADER = "Notes,Team,Mobile,User Type,Region\r\n"


async def content_of(world: FakeWorld, job: Job) -> bytes:
    async with rejected_workbook(world.imports, job.id) as stored:
        return await stored.read(0, stored.size)


def rows(content: bytes) -> list[list[str]]:
    with open_workbook(io.BytesIO(content), "rejected.xlsx") as book:
        return [row.cells for row in book.rows(book.sheets[0])]


async def test_it_has_the_rows_of_the_csv() -> None:
    world = FakeWorld()
    lines = ["x,Depot,12,Member,IN", f'"a, b","=1+1",{number(1)},Boss,', f",,{number(2)},Member,"]
    lines.append("'007,'=x,1,Admin,IN,extra")
    job = await world.drop("org/users.csv", HEADER + "\r\n".join(lines))
    content = await content_of(world, job)
    stored = world.fakes.job_files.blobs[rejected_blob_name(job.folder)].decode("utf-8-sig")
    from_csv = list(csv.reader(io.StringIO(stored)))
    found = rows(content)
    assert found[0] == ["Line", "Code", "Message", "Notes", "Team", "Mobile", "User Type", "Region"]
    assert [row[:2] for row in found[1:]] == [row[:2] for row in from_csv[1:]]
    assert [row[0] for row in found[1:]] == ["2", "3", "4", "5"]
    assert found[2][3:] == ["a, b", "=1+1", number(1), "Boss"]
    assert found[4][3:] == ["007", "=x", "1", "Admin", "IN", "extra"]
    assert (faults(content), schema_faults(content)) == ([], [])


async def test_a_note_stands_at_each_wrong_cell() -> None:
    world = FakeWorld()
    job = await world.drop(
        "org/users.csv", f"{HEADER}x,Depot,12,Member,IN\n,Depot,{number(1)},Boss,IN\n,Yard,\"34, {number(2)}, 56\",,IN\n"
    )
    parts = ZipFile(io.BytesIO(await content_of(world, job)))
    comments = parts.read("xl/comments1.xml").decode()
    places = [part.partition('"')[0] for part in comments.split('ref="')[1:]]
    assert places == ["F2", "G3", "F4"]
    _, _, role, numbers = comments.split('ref="')
    assert "is not a user type" in role
    assert numbers.count("is not a phone number") == 2


async def test_corrected_and_uploaded_again_it_imports_as_it_is() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", f"{HEADER}x,Depot,{number(7)[3:]}1,Member,IN\n,Depot,{number(2)},Boss,IN\n")
    assert job.counts.rejected == 2
    content = await content_of(world, job)
    sink = io.BytesIO()
    source = ZipFile(io.BytesIO(content))
    with ZipFile(sink, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            target.writestr(name, text.replace(f">{number(7)[3:]}1<", f">{number(1)}<").replace(">Boss<", ">Admin<"))

    again = await world.drop("again/rejected.xlsx", sink.getvalue())

    assert (again.counts.rejected, again.counts.added) == (0, 2)
    assert [entry["code"] for entry in await log_of(world, again) if entry["level"] != "info"] == []
    assert {n: str(role) for n, role in numbered(world, "Depot").items()} == {1: "Member", 2: "Admin"}


async def test_uploaded_as_it_is_the_same_rows_are_rejected() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", f"{HEADER}x,Depot,12,Member,IN\n,Depot,{number(1)},Boss,IN\n'90s,# one,x,,\n")
    first = rows(await content_of(world, job))
    again = await world.drop("again/rejected.xlsx", await content_of(world, job))
    second = rows(await content_of(world, again))
    assert [row[1] for row in second] == [row[1] for row in first]
    assert [row[6:] for row in second[1:]] == [row[3:] for row in first[1:]]


async def test_an_upload_without_rejected_rows_has_a_workbook_without_rows() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", f"{HEADER},Depot,{number(1)},Member,\n")
    content = await content_of(world, job)
    assert len(rows(content)) == 1
    assert (faults(content), schema_faults(content)) == ([], [])


async def test_how_many_rows_are_left_out_is_an_instruction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.services.uploads.read.read_user_mapping.KEPT", 1)
    world = FakeWorld()
    job = await world.drop("org/users.csv", HEADER + "x,Depot,12,Member,IN\n" * 1_235)
    *_, last = rows(await content_of(world, job))
    assert last == ["# 1,234 more rows were rejected. The file that was sent has them."]
    assert is_instruction(last[0])


async def test_a_cell_that_no_sheet_can_hold_is_cut_and_says_so() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", f"{HEADER}{'🚚' * 20_000},Depot,12,Member,IN\nx,Depot,12,Member,IN\n")
    _, long, short = rows(await content_of(world, job))
    assert long[3] == "🚚" * (MAX_CELL // 2)
    assert "is cut" in long[2]
    assert "is cut" not in short[2]


async def test_many_rows_are_written_and_only_the_first_have_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_NOTED_ROWS", 3)
    monkeypatch.setattr(module, "_ROWS_AT_ONCE", 2)
    world = FakeWorld()
    job = await world.drop("org/users.csv", HEADER + "".join(f"{n},Depot,12,Member,IN\n" for n in range(10)))
    content = await content_of(world, job)
    assert [row[3] for row in rows(content)[1:]] == [str(n) for n in range(10)]
    assert ZipFile(io.BytesIO(content)).read("xl/comments1.xml").count(b"<comment ") == 3


async def test_parts_that_are_asked_for_one_by_one_fit_together() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", f"{HEADER}x,Depot,12,Member,IN\n")
    whole = await content_of(world, job)
    pieces = []
    for offset in range(0, len(whole), 1_000):
        async with rejected_workbook(world.imports, job.id) as stored:
            assert stored.size == len(whole)
            pieces.append(await stored.read(offset, 1_000))
    assert b"".join(pieces) == whole


async def test_rows_that_no_sheet_can_hold_are_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", f"{HEADER}x,Depot,12,Member,IN\n" + "x,Depot,12,Member,IN\n" * 5)
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    with pytest.raises(NotFound, match=r"Get rejected.csv"):
        await content_of(world, job)


async def test_before_validation_there_is_none() -> None:
    world = FakeWorld()
    job, _ = await create_upload(world.imports, UploadOptions(), "asha")
    with pytest.raises(NotFound, match="validated"):
        await content_of(world, job)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_rows_whose_columns_were_chosen_need_no_choice_again(form: str) -> None:
    world, other = FakeWorld(), FakeWorld()
    rows = f"Depot,{number(1)[3:]},{number(2)}\nDepot,12,12\n"
    job = await world.drop("org/staff.csv", f"Abteilung,Call him at,Phone\n{rows}")
    await choose_columns(
        world.imports, job.id, "asha", {"Abteilung": "Group Name", "Call him at": "Phone Number", "Phone": ""}
    )
    await world.run()
    job = await world.job("org")
    assert job.counts.rejected == 1
    csv_file = world.fakes.job_files.blobs[rejected_blob_name(job.folder)]
    content = await content_of(world, job) if form == "xlsx" else csv_file

    again = await other.drop(f"again/rejected.{form}", content)

    assert (again.state, again.counts.entries, again.counts.rejected) == (JobState.COMPLETED_WITH_ERRORS, 1, 1)
