"""Names that a spreadsheet seems to have damaged are warnings; they are names all the same."""

from io import BytesIO

import pytest

from shared.domain.members.membership import Role
from shared.services.uploads.jobs.log import decode_problem
from shared.services.uploads.read.read_user_mapping import read_user_mapping
from tests.fakes.world import FakeWorld


def warned(*names: str) -> list[tuple[int, str]]:
    """Line and code of what is said of a file with these names."""
    rows = "".join(f'"{name}",+9198123456{at:02},\n' for at, name in enumerate(names))
    content = BytesIO(f"Group Name,Phone Number,User Type\n{rows}".encode())
    with read_user_mapping(content, "users.csv", job_region=None, default_region=None, max_rows=100) as found:
        found.problems.seek(0)
        problems = map(decode_problem, found.problems.read().splitlines())
        return [(problem.line, problem.code) for problem in problems]


@pytest.mark.parametrize("name", ["1.23457E+17", "1,23457E+17", "1E+05", "???? ??", "Caf??"])
def test_what_a_spreadsheet_leaves_of_a_name_is_a_warning(name: str) -> None:
    assert warned("Depot", name, name) == [(3, "name_damaged_by_spreadsheet")]


@pytest.mark.parametrize("name", ["Why?", "#general", "#1", "1E5", "007", "E+17", "Team 1E+05"])
def test_other_names_are_none(name: str) -> None:
    assert warned(name) == []


async def test_the_row_counts_all_the_same() -> None:
    world = FakeWorld()
    await world.drop("users.csv", "Group Name,Phone Number,User Type\n???,+919812345678,Admin\n")
    assert world.roles("???") == {"+919812345678": Role.ADMIN}
