"""A file that is rejected as a whole: the error names file and line and what to do; problems and log have it, too."""

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.control_upload import rerun_upload
from tests.fakes.world import FakeWorld
from tests.mappings import PARENT_HEADER, USER_HEADER, log_of, members, problems_of
from tests.people import number

GOOD = members("Depot", 1)


def error_of(job: Job) -> tuple[str, str]:
    assert job.state is JobState.FAILED
    assert job.error is not None
    return job.error.code, job.error.message


@pytest.mark.parametrize(
    ("content", "line", "code", "told"),
    [
        (GOOD + f'Yard,{number(2)},"Member\n' + GOOD, 3, "file_not_csv", "The quotation mark that opens in line 3"),
        (f"Team,Number\nDepot,{number(1)}\n", 1, "header_unrecognised", "Copy the header from the template"),
        ("Group Name,Group,Phone Number,User Type\n", 1, "header_ambiguous", "Keep each column once"),
        ("", 0, "file_empty", "Save the sheet again"),
        (GOOD + f"Yard,{'1' * 200_000},\n", 3, "file_not_csv", "may have 32,767"),
    ],
)
async def test_a_user_mapping(content: str, line: int, code: str, told: str) -> None:
    world = FakeWorld()
    job = await world.drop("org/depots.csv", content)
    found, message = error_of(job)
    assert found == code
    assert message.startswith(f"depots.csv, line {line}: " if line else "depots.csv: ")
    assert told in message
    (problem,) = await problems_of(world, job)
    assert (problem.file, problem.line, problem.code) == ("org/depots.csv", line, code)
    (entry,) = [entry for entry in await log_of(world, job) if entry["code"] == code]
    assert (entry["file"], entry["row"]) == ("org/depots.csv", line)


@pytest.mark.parametrize("order", ["parents first", "users first"])
async def test_the_parent_mapping_of_a_pair(order: str) -> None:
    """Also one that comes when its user mapping has been applied."""
    world = FakeWorld()
    files = [("org/users.csv", GOOD), ("org/parents.csv", f'{PARENT_HEADER}Region,Depot\nRegion,"Yard\n')]
    for name, content in files[::-1] if order == "parents first" else files:
        job = await world.drop(name, content)
    assert error_of(job)[1].startswith("parents.csv, line 3: The quotation mark that opens in line 3 is never closed.")
    problems = [(problem.file, problem.line) for problem in await problems_of(world, job)]
    assert problems == [("org/parents.csv", 3)]


async def test_a_file_in_the_place_of_the_other() -> None:
    world = FakeWorld()
    job = await world.drop("org/a.csv", PARENT_HEADER + "Region,Depot\n")
    assert job.state is JobState.AWAITING_FILES
    job = await world.drop("org/b.csv", USER_HEADER.replace("User Type", "Type of user or so"))
    code, message = error_of(job)
    assert code == "header_unrecognised"
    assert message.startswith("b.csv, line 1: ")


async def test_a_rerun_of_what_is_still_damaged_says_so_again() -> None:
    world = FakeWorld()
    job = await world.drop("org/a.csv", GOOD + '"\n')
    first = error_of(job)
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("org")
    assert error_of(again) == first
    assert len(await problems_of(world, again)) == 1


async def test_a_number_in_the_name_of_a_file_is_masked() -> None:
    world = FakeWorld()
    job = await world.drop("org/+919812345678.csv", "")
    assert "98123" not in error_of(job)[1]
    assert job.file(FileKind.USER) is not None
