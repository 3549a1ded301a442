"""Sheets whose titles are not known: asked about with their name, chosen and remembered as a CSV's."""

from shared.domain.csv.columns import FileKind
from shared.domain.members.membership import Role
from shared.domain.uploads.job import JobState
from shared.services.uploads.columns.choose_columns import choose_columns
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.world import FakeWorld
from tests.mappings import links, numbered, problems_of
from tests.people import number
from tests.sheets import book

TITLES = ("Abteilung", "Mobile no. of employee", "Alter")
CHOICE = {"Abteilung": "Group Name", "Mobile no. of employee": "Phone Number", "Alter": ""}
STAFF = [TITLES, *(("Depot", number(n), str(20 + n)) for n in (1, 2, 3))]
NOTES = [("Read me",), ("Fill in the sheet Staff",)]
MEMBERS = dict.fromkeys((1, 2, 3), Role.MEMBER)


async def test_a_sheet_is_asked_about_and_chosen_for() -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.xlsx", book(Notes=NOTES, Staff=STAFF))
    assert (job.state, job.error and job.error.code) == (JobState.FAILED, "header_unrecognised")
    question = (await view_upload(world.imports, job.id)).question
    assert question is not None
    assert (question.sheet, question.line) == ("Staff", 1)
    assert [(each.title, each.guess, each.samples) for each in question.columns][:2] == [
        ("Abteilung", "Group Name", ("Depot",) * 3),
        ("Mobile no. of employee", "Phone Number", tuple(map(number, (1, 2, 3)))),
    ]
    await choose_columns(world.imports, job.id, "asha", CHOICE)
    await world.run()
    job = await world.job("org")
    assert (job.state, job.columns, numbered(world, "Depot")) == (JobState.COMPLETED, CHOICE, MEMBERS)
    assert [file.sheet for file in job.files] == ["Staff"]


async def test_what_was_chosen_for_a_csv_holds_for_a_sheet_and_the_other_way_round() -> None:
    lines = "".join(f"{','.join(row)}\n" for row in STAFF)
    for first, second in ((lines, book(Staff=STAFF)), (book(Other=NOTES, Staff=STAFF), lines)):
        world = FakeWorld()
        job = await world.drop("one/file", first)
        await choose_columns(world.imports, job.id, "asha", CHOICE)
        await world.run()
        job = await world.drop("two/file", second)
        assert (job.state, job.counts.unchanged, job.columns) == (JobState.COMPLETED, 3, CHOICE)
        (warning,) = [each for each in await problems_of(world, job) if each.code == "columns_remembered"]
        assert warning.sheet == ("Staff" if second != lines else "")


async def test_a_known_sheet_beside_one_that_is_asked_about() -> None:
    """The pair in one workbook: the parent mapping is known, the user mapping is not."""
    world = FakeWorld()
    hierarchy = [("Parent Group Name", "Child Group Name"), ("Region", "Depot")]
    content = book(Hierarchy=hierarchy, Staff=STAFF)
    job = await world.drop("org/pair.xlsx", content)
    assert job.state is JobState.FAILED
    await choose_columns(world.imports, job.id, "asha", CHOICE)
    await world.run()
    job = await world.job("org")
    assert {file.kind: file.sheet for file in job.files} == {FileKind.USER: "Staff", FileKind.PARENT: "Hierarchy"}
    assert (job.state, numbered(world, "Depot"), links(world)) == (JobState.COMPLETED, MEMBERS, {("Region", "Depot")})
    again = await world.drop("next/pair.xlsx", content)
    assert (again.state, again.counts.unchanged, again.counts.links_unchanged) == (JobState.COMPLETED, 3, 1)
    assert again.columns == CHOICE


async def test_a_sheet_without_header_is_told_to_add_one() -> None:
    world = FakeWorld()
    job = await world.drop("org/staff.xlsx", book(Staff=STAFF[1:]))
    assert job.error is not None
    assert "Add a row with the titles" in job.error.message
    assert (await view_upload(world.imports, job.id)).question is None
