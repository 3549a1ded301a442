"""The CSV files of an export: titles and cells come from one table, whatever its order, and import reads them back."""

import csv
import io
from itertools import permutations

import pytest

from shared.domain.csv.columns import COLUMNS, Column, FileKind
from shared.domain.csv.parent_rows import ParentRow, read_parent_rows
from shared.domain.csv.reader import open_csv
from shared.domain.csv.user_rows import Entries, read_user_rows
from shared.domain.exports import PARENT_MAPPING, USER_MAPPING, ExportColumns, LinkRow, MemberRow
from shared.domain.members.membership import Role

MEMBER = MemberRow('=Depot, "Delhi"', "+919812345678", Role.ADMIN)
LINK = LinkRow("Region, North", "#Depot")


def by_title(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("columns", list(permutations(COLUMNS[FileKind.USER])))
def test_a_cell_stands_below_its_title_in_any_order(columns: tuple[Column, ...]) -> None:
    mapping = ExportColumns(FileKind.USER, columns, USER_MAPPING.cells, USER_MAPPING.texts)
    assert mapping.header() == ",".join(columns) + "\r\n"
    assert by_title(mapping.header() + mapping.lines([MEMBER])) == [
        {
            "Group Name": '\'=Depot, "Delhi"',
            "Phone Number": "+919812345678",
            "User Type": "Admin",
            "Region": "IN",
        }
    ]


def test_links_stand_below_their_titles() -> None:
    assert by_title(PARENT_MAPPING.header() + PARENT_MAPPING.lines([LINK])) == [
        {"Parent Group Name": "Region, North", "Child Group Name": "'#Depot"}
    ]


@pytest.mark.parametrize(
    ("kind", "mapping"), [(FileKind.USER, USER_MAPPING), (FileKind.PARENT, PARENT_MAPPING)], ids=list(FileKind)
)
def test_every_column_of_a_file_has_a_cell_and_there_are_no_others(
    kind: FileKind, mapping: ExportColumns[MemberRow] | ExportColumns[LinkRow]
) -> None:
    assert tuple(mapping.columns) == COLUMNS[kind]
    assert set(mapping.cells) == set(COLUMNS[kind])


def test_import_reads_what_export_wrote() -> None:
    users = USER_MAPPING.header() + USER_MAPPING.lines([MEMBER])
    [entries] = read_user_rows(open_csv(io.BytesIO(users.encode()), "users.csv"))
    assert isinstance(entries, Entries)
    assert (entries.group_name, entries.numbers, entries.role) == (MEMBER.group_name, [MEMBER.number], MEMBER.role)
    parents = PARENT_MAPPING.header() + PARENT_MAPPING.lines([LINK])
    [row] = read_parent_rows(open_csv(io.BytesIO(parents.encode()), "parents.csv"))
    assert isinstance(row, ParentRow)
    assert (row.parent_name, row.child_name) == LINK
