"""Rows of a workbook are corrected like those of a CSV; one workbook may be both files of an upload."""

from shared.domain.csv.columns import Column
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.control_upload import apply_upload
from tests.fakes.world import FakeWorld
from tests.mappings import links, numbered, problems_of
from tests.people import number
from tests.unit.services.uploads.correct.steps import PARENT, USER, cell, correct, phone, rejected, rule_skip
from tests.workbooks import USER_HEADER, package, rows_xml, sheet_parts, sheet_xml

TRUE = '<c t="b"><v>1</v></c>'


async def waiting(world: FakeWorld, *sheets: bytes) -> Job:
    """A dropped workbook that waits for review."""
    world.put("org/book.xlsx", package(sheet_parts(*sheets)), review="true")
    await world.run()
    job = await world.job("org")
    assert job.state is JobState.AWAITING_REVIEW
    return job


async def test_each_cell_that_is_no_text_must_be_given() -> None:
    world = FakeWorld()
    rows = rows_xml([USER_HEADER, ("Depot", number(1), "")]) + f"<row>{TRUE}{TRUE}</row>"
    job = await waiting(world, sheet_xml(rows))
    (row,) = (await rejected(world, job)).rows
    assert (row.sheet, row.line, row.problems[0].code, row.problems[0].column) == (
        "Sheet1",
        3,
        "cell_not_text",
        "Group Name",
    )
    once = await correct(world, job, cell(3, Column.GROUP_NAME, "Depot"))
    (row,) = (await rejected(world, once)).rows
    assert (row.problems[0].code, row.problems[0].column) == ("cell_not_text", "Phone Number")
    assert row.cells["Group Name"] == "Depot"
    twice = await correct(world, once, phone(3, 2))
    assert (twice.counts.entries, twice.counts.rejected) == (2, 0)


async def test_both_sheets_of_a_workbook_are_corrected_by_their_kinds() -> None:
    world = FakeWorld()
    users = sheet_xml(rows_xml([USER_HEADER, ("Depot", "12", ""), ("Yard", number(2), "")]))
    parents = sheet_xml(rows_xml([("Parent Group Name", "Child Group Name"), ("", "Depot"), ("Yard", "Yard")]))
    job = await waiting(world, users, parents)
    assert [(row.kind, row.sheet, row.line) for row in (await rejected(world, job)).rows] == [
        (USER, "Sheet1", 2),
        (PARENT, "Sheet2", 2),
        (PARENT, "Sheet2", 3),
    ]
    mended = (phone(2, 1), cell(2, Column.PARENT_GROUP_NAME, "Region", PARENT))
    now = await correct(world, job, *mended, rules=(rule_skip("self_parent"),))
    assert (await problems_of(world, now), now.passed_over.skipped_links) == ([], 1)
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert list(numbered(world, "Depot")) == [1]
    assert links(world) == {("Region", "Depot")}


async def test_a_new_version_of_the_workbook_drops_the_corrections_of_both() -> None:
    world = FakeWorld()
    users = [USER_HEADER, ("Depot", "12", "")]
    parents = sheet_xml(rows_xml([("Parent Group Name", "Child Group Name"), ("", "Depot")]))
    job = await waiting(world, sheet_xml(rows_xml(users)), parents)
    corrected = await correct(world, job, phone(2, 1), cell(2, Column.PARENT_GROUP_NAME, "Region", PARENT))
    assert (corrected.corrected.rows, corrected.causes) == (2, ())
    now = await waiting(world, sheet_xml(rows_xml([*users, ("Yard", number(2), "")])), parents)
    assert (now.id, now.corrected.rows) == (job.id, 0)
    assert [(row.kind, row.line) for row in (await rejected(world, now)).rows] == [(USER, 2), (PARENT, 2)]
