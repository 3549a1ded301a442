"""Problems of rows carry the cell as written, and their message says what it is and what to do, with numbers masked."""

import pytest

from shared.domain.codes import CODES, Problem
from tests.unit.domain.csv.csv_outcome import USER_HEADER, read_outcome

NUMBER = "+919812345678"
HEADER = USER_HEADER.strip() + ",Region\n"


def problem_of(row: str | bytes, header: str = HEADER) -> Problem:
    (problem,) = read_outcome(header.encode() + (row.encode() if isinstance(row, str) else row) + b"\n").problems
    return problem


@pytest.mark.parametrize(
    ("row", "code", "value"),
    [
        (f"{'x' * 201},{NUMBER},,", "group_name_too_long", "x" * 201),
        (f"De\x07pot,{NUMBER},,", "group_name_invalid", "De\x07pot"),
        (f"#REF!,{NUMBER},,", "group_name_invalid", "#REF!"),
        ("Depot,+9198123456789,,", "number_invalid", "+9198123456789"),
        ("Depot,98123 45678,,", "number_needs_region", "98123 45678"),
        ("Depot,919812345678,,US", "number_of_another_country", "919812345678"),
        ("Depot,9.19812E+11,,", "number_damaged_by_spreadsheet", "9.19812E+11"),
        (f"Depot,{NUMBER},Chief 98123 45678,", "user_type_unknown", "Chief 98123 45678"),
        (f"Depot,{NUMBER},,Atlantis", "region_unknown", "Atlantis"),
        (f"Depot,{NUMBER},,,+919812345679", "too_many_columns", "+919812345679"),
        (f'Depot,"{";".join([NUMBER] * 1001)}",,', "too_many_numbers", NUMBER),
        (f"Depot,{NUMBER},{'9' * 32_768},", "cell_too_long", "9" * 500),
        (f"Depot,{NUMBER},,".encode() + b"\xff\xc3\xa4", "encoding_damaged", "\ufffdä"),
        (f'"The \\"A\\" Team",{NUMBER},,', "quote_misplaced", 'The \\A\\" Team"'),
    ],
)
def test_the_cell_as_written_is_its_value_and_its_number_is_in_no_message(row: str | bytes, code: str, value: str) -> None:
    content = row if isinstance(row, str) else row + b"\nM\xc3\xa4rkte," + NUMBER.encode() + b",,\n"
    problem = problem_of(content)
    assert (problem.code, problem.value) == (code, value)
    assert problem.message.endswith(CODES[code].remedy)
    assert "98123" not in problem.message.removesuffix(CODES[code].remedy)


@pytest.mark.parametrize(
    "name",
    ["#REF!", "#N/A", "#NAME?", "#DIV/0!", "#BEZUG!", "#WERT!", "#NV", "#VALEUR!", "#¡REF!", "Err:502", "########"],
)
def test_what_a_spreadsheet_shows_for_a_fault_is_no_name(name: str) -> None:
    problem = problem_of(f"{name},{NUMBER},,")
    assert (problem.code, problem.column) == ("group_name_invalid", "Group Name")
    assert f"The name “{name}” is what a spreadsheet shows" in problem.message
    link = read_outcome(f"Parent Group Name,Child Group Name\nNorth,{name}\n")
    assert [each.code for each in link.problems] == ["group_name_invalid"]


@pytest.mark.parametrize("name", ["#general", "#1", "#sales!", "#REF! team", "## Ops", "Err: 502", "#NVIDIA"])
def test_names_that_only_look_like_one_are_names(name: str) -> None:
    assert read_outcome(f'{HEADER}"{name}",{NUMBER},,\n').memberships == [[name, NUMBER, "Member"]]


@pytest.mark.parametrize(
    "extension",
    ["ext. 5", "x5", "ext 12", "#5", "доб. 5", "Доб 12", "DW 12", "Durchwahl 5", "poste 7", "anexo 5", "ramal 5", "int. 3"],
)
def test_an_extension_says_that_it_is_one(extension: str) -> None:
    problem = problem_of(f"Depot,+49 30 901820 {extension},,")
    assert problem.code == "number_invalid"
    assert "it has an extension; only the number without it can be a member" in problem.message
