"""Corrections of single rows, laid over a file while it is read."""

import pytest

from shared.domain.codes import Problem
from shared.domain.corrections.file_corrections import CorrectedCells
from shared.domain.csv.user_rows import Entries, RejectedRow, SkippedRow
from shared.domain.members.membership import Role
from tests.people import number
from tests.unit.domain.corrections.reading import HEADER, WITH_REGION, cells, read, read_one

SKIP = CorrectedCells(skip=True)


def test_only_the_named_cells_of_the_named_row_change() -> None:
    content = f"{HEADER}Depot,12,Admin\nYard,{number(2)},Member\n"
    first, second = read(content, {2: cells(phone=number(1))})
    assert isinstance(first, Entries)
    assert (first.line, first.group_name, first.numbers, first.role) == (2, "Depot", [number(1)], Role.ADMIN)
    assert first.cells == ["Depot", number(1), "Admin"]
    assert isinstance(second, Entries)
    assert (second.line, second.numbers) == (3, [number(2)])


def test_a_cell_with_several_numbers_is_replaced_whole() -> None:
    row = read_one(f'{HEADER}Depot,"{number(1)}; 12; {number(2)}",\n', {2: cells(phone=f"{number(1)}, {number(3)}")})
    assert isinstance(row, Entries)
    assert (row.numbers, row.rejected) == ([number(1), number(3)], [])


def test_a_corrected_row_is_judged_like_any_other_and_keeps_its_line() -> None:
    content = f'{HEADER}"Depot\nNorth",12,\n\nYard,{number(2)},Boss\n'
    first, second = read(content, {2: cells(phone="13"), 5: cells(role="Chief")})
    assert isinstance(first, Entries)
    assert [(problem.line, problem.code, problem.value) for problem in first.rejected] == [(2, "number_invalid", "13")]
    assert isinstance(second, RejectedRow)
    assert (second.problem.line, second.problem.code, second.problem.value) == (5, "user_type_unknown", "Chief")
    assert second.cells == ["Yard", number(2), "Chief"]


@pytest.mark.parametrize(
    ("damaged", "code", "given"),
    [
        ("D\xe9pot,{phone},Admin", "encoding_damaged", {"group": "Dépôt"}),
        ('"A \\"B\\" C",{phone},Admin', "quote_misplaced", {"group": 'A "B" C'}),
        ("Depot,98,12,{phone},Admin", "too_many_columns", {"group": "Depot", "phone": "{phone}", "role": "Admin"}),
        ("Depot,{phone},Admin,,,x", "too_many_columns", {"role": "Admin"}),
        ("Depot," + "1" * 40_000 + ",Admin", "cell_too_long", {"phone": "{phone}"}),
    ],
)
def test_a_row_whose_cells_cannot_be_trusted_is_corrected_by_giving_them(
    damaged: str, code: str, given: dict[str, str]
) -> None:
    phone = number(1)
    # The Dépôt of other rows is UTF-8, and makes the one that is not a damaged row.
    content = (HEADER + f"Dépôt,{number(9)},\n").encode() + damaged.format(phone=phone).encode("latin-1") + b"\n"
    (_, before) = read(content)
    assert isinstance(before, RejectedRow)
    assert before.problem.code == code
    filled = {column: cell.format(phone=phone) for column, cell in given.items()}
    (_, row) = read(content, {3: cells(**filled)})
    assert isinstance(row, Entries)
    assert (row.numbers, row.role, len(row.cells)) == ([phone], Role.ADMIN, 3)


@pytest.mark.parametrize("damaged", ["D\xe9pot,{phone},Admin", '"A \\"B\\" C",{phone},Admin'])
def test_a_fault_stays_until_the_cells_that_it_is_about_are_given(damaged: str) -> None:
    content = (HEADER + f"Dépôt,{number(9)},\n").encode() + damaged.format(phone=number(1)).encode("latin-1") + b"\n"
    (_, before) = read(content)
    (_, after) = read(content, {3: cells(role="Member")})
    assert isinstance(before, RejectedRow)
    assert isinstance(after, RejectedRow)
    assert before.problem == after.problem


def test_a_column_that_the_file_has_not_is_added() -> None:
    content = f"{HEADER}Depot,98123 45678,\nYard,{number(2)},,x\n"
    first, second = read(content, {2: cells(region="IN")})
    assert isinstance(first, Entries)
    assert first.numbers == ["+919812345678"]
    assert isinstance(second, RejectedRow)
    assert (second.problem.code, second.problem.value) == ("too_many_columns", "x")
    assert second.cells == ["Yard", number(2), "", "", "x"], "what is too much stays behind the added column"


def test_cells_are_read_like_those_of_a_file() -> None:
    row = read_one(f"{WITH_REGION}Depot,12,,\n", {2: cells(group="'007", phone=f'="{number(1)}"')})
    assert isinstance(row, Entries)
    assert (row.group_name, row.numbers) == ("007", [number(1)])


def test_a_skipped_row_is_no_entry() -> None:
    content = f'{HEADER}Depot,"12, 13",\nDepot,{number(2)},\n'
    first, second = read(content, {2: SKIP})
    assert first == SkippedRow(2, 2, "depot")
    assert isinstance(second, Entries)


@pytest.mark.parametrize(
    "row", [",12,Member", "Depot,12,,,x", '"A \\"B\\" C",12,Member', '"Depot\nYard",12,', "D\ufffdp\x07t,12,"]
)
def test_a_skipped_row_of_no_certain_group_names_none(row: str) -> None:
    assert read_one(f"{HEADER}{row}\n", {2: SKIP}) == SkippedRow(2, 1, "")


def test_whoever_empties_a_row_leaves_it_out() -> None:
    row = read_one(f"{HEADER}Depot,12,Member\n", {2: cells(group=" ", phone="")})
    assert row == SkippedRow(2, 1, "depot")


def test_a_correction_of_a_line_without_a_row_is_a_warning() -> None:
    content = f'{HEADER}# 12 people\n\nDepot,"12,\n13",\n#muster:group,Yard\n'
    found = read(content, {line: cells(phone=number(line)) for line in (1, 2, 3, 4, 5, 6, 99)})
    warned = [(row.line, row.code, row.severity) for row in found if isinstance(row, Problem)]
    assert warned == [(line, "correction_without_row", "warning") for line in (1, 2, 3, 5, 6, 99)]
    assert [row.numbers for row in found if isinstance(row, Entries)] == [[number(4)]]
