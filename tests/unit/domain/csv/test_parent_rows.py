"""Rows of a parent group mapping."""

import io

import pytest

from shared.domain.csv.parent_rows import ParentRow, RejectedRow, read_parent_rows
from shared.domain.csv.reader import FileError, open_csv

HEADER = "Parent Group Name,Child Group Name\n"


def rows(content: str, max_rows: int = 1_000_000) -> list[ParentRow | RejectedRow]:
    file = open_csv(io.BytesIO((HEADER + content).encode()), "parents.csv")
    return [row for row in read_parent_rows(file, max_rows=max_rows) if isinstance(row, ParentRow | RejectedRow)]


def test_good_row() -> None:
    assert rows(" North  Region ,'=Depot\n") == [ParentRow(2, "North  Region", "north region", "=Depot", "=depot")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",Depot", "Parent Group Name", "parent_missing"),
        ("Region,", "Child Group Name", "child_missing"),
        ("Region", "Child Group Name", "child_missing"),
        (f"{'x' * 201},Depot", "Parent Group Name", "group_name_too_long"),
        ('Region,a\tb', "Child Group Name", "group_name_invalid"),
        ("Straße,STRASSE ", "", "self_parent"),
        ("Region,Depot,x", "", "too_many_columns"),
    ],
)
def test_rejected_row(row: str, column: str, code: str) -> None:
    (rejected,) = rows(row + "\n")
    assert isinstance(rejected, RejectedRow)
    assert (rejected.problem.file, rejected.problem.line) == ("parents.csv", 2)
    assert (rejected.problem.column, rejected.problem.code) == (column, code)
    assert rejected.entries == 1


def test_self_parent_is_named() -> None:
    (rejected,) = rows("Ops,OPS\n")
    assert isinstance(rejected, RejectedRow)
    assert rejected.problem.message.startswith("“Ops” cannot be its own parent. ")


def test_row_limit() -> None:
    assert len(rows("a,b\nb,c\n", max_rows=2)) == 2
    with pytest.raises(FileError) as raised:
        rows("a,b\nb,c\n", max_rows=1)
    assert (raised.value.problem.code, raised.value.problem.line) == ("too_many_rows", 3)


def test_declared_groups_are_no_rows() -> None:
    assert rows("#muster:group,Ops\n# x\n") == []


def test_other_kind_of_file_is_rejected() -> None:
    file = open_csv(io.BytesIO(b"Group Name,Phone Number,User Type\n"), "a.csv")
    with pytest.raises(FileError) as raised:
        next(read_parent_rows(file))
    assert raised.value.problem.code == "header_unrecognised"
