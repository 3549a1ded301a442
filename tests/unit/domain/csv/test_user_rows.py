"""Rows of a user group mapping: what is taken, what is rejected, and what the person with the spreadsheet is told."""

import io

import pytest

from shared.domain.codes import FilePart
from shared.domain.csv import lines
from shared.domain.csv.limits import MAX_CELL, MAX_NUMBERS
from shared.domain.csv.reader import FileError, GroupDeclaration, open_csv
from shared.domain.csv.user_rows import Entries, RejectedRow, read_user_rows
from shared.domain.members.membership import Role
from tests.unit.domain.csv.csv_outcome import USER_HEADER, read_outcome, rows_of

INDIAN, OTHER = "+919812345678", "+919812345679"


def test_good_row() -> None:
    assert rows_of(f" Night  Shift ,{INDIAN},admin\n") == [
        Entries(
            part=FilePart("uploaded.csv"),
            line=2,
            group_name="Night  Shift",
            normalised="night shift",
            role=Role.ADMIN,
            numbers=[INDIAN],
            rejected=[],
            rejected_pieces=[],
            cells=["Night  Shift ", INDIAN, "admin"],
        )
    ]


def test_bad_numbers_of_a_row_are_rejected_and_the_good_ones_taken() -> None:
    (row,) = rows_of(f'Ops,"12; {INDIAN}, 98123x, {OTHER}",\n')
    assert isinstance(row, Entries)
    assert row.numbers == [INDIAN, OTHER]
    assert [(problem.line, problem.column, problem.code) for problem in row.rejected] == [
        (2, "Phone Number", "number_invalid"),
        (2, "Phone Number", "number_invalid"),
    ]
    assert row.rejected_pieces == ["12", "98123x"]
    assert row.cells == ["Ops", f"12; {INDIAN}, 98123x, {OTHER}", ""]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (
            ",+919812345678,",
            "Group Name",
            "The row names no group. Write the group’s name in every row; when cells are merged, "
            "only the first row keeps it.",
        ),
        (
            "Ops,98123O45678,",
            "Phone Number",
            "“•••••O•5678” is not a phone number: it contains “O”, which is not a digit. "
            "Correct the number. Write it with + and the country code, such as +919812345678.",
        ),
        (
            "Ops,98123 45678,",
            "Phone Number",
            "“••••• •5678” has no country code, and neither the row nor the upload has a region. "
            "Write + and the country code, fill in the Region column, or choose a region for the upload.",
        ),
        (
            "Ops,9.19812E+11,",
            "Phone Number",
            "A spreadsheet has changed the number to “9.19812E+11”. "
            "Format the column as text and type the number again. Lost digits cannot be recovered.",
        ),
        (
            "Ops,+919812345678,Boss",
            "User Type",
            "“Boss” is not a user type. Write Admin or Member; a blank cell leaves the role as it is.",
        ),
        (
            "Ops,+919812345678,,+919812345679",
            "",
            "The row has values beyond the columns of the header; the first is “+••••••••5679”. "
            "Put several numbers in one cell in quotation marks, and remove values without a column.",
        ),
    ],
)
def test_message_says_what_is_wrong_and_what_to_do(row: str, column: str, message: str) -> None:
    (problem,) = read_outcome(USER_HEADER + row + "\n").problems
    assert (problem.file, problem.line, problem.column, problem.message) == ("uploaded.csv", 2, column, message)
    assert problem.value in row


@pytest.mark.parametrize(
    ("row", "code", "entries"),
    [
        (",,Boss,x", "too_many_columns", 1),
        (",,Boss", "group_name_missing", 1),
        ("Ops,,Boss", "user_type_unknown", 1),
        ("Ops,,", "phone_number_missing", 1),
        ("Ops,; ,", "phone_number_missing", 1),
        ('Ops,"1,2;3",Boss', "user_type_unknown", 3),
        (',"12,13",', "group_name_missing", 2),
    ],
)
def test_row_is_rejected_for_its_first_fault_with_all_its_numbers(row: str, code: str, entries: int) -> None:
    (rejected,) = rows_of(row + "\n")
    assert isinstance(rejected, RejectedRow)
    assert (rejected.problem.code, rejected.entries) == (code, entries)
    assert rejected.line == rejected.problem.line == 2
    assert rejected.cells[0] == row.split(",")[0]


@pytest.mark.parametrize(
    ("cell", "job_region", "default_region", "number"),
    [
        ("IN", "US", "GB", INDIAN),
        (" in ", "US", None, INDIAN),
        ("ＩＮ", None, None, INDIAN),
        ("", "IN", "US", INDIAN),
        ("", "in", None, INDIAN),
        ("", None, "IN", INDIAN),
        ("", None, None, None),
    ],
)
def test_region_of_the_row_before_the_jobs_before_the_default(
    cell: str, job_region: str | None, default_region: str | None, number: str | None
) -> None:
    content = f"Group Name,Phone Number,User Type,Region\nOps,98123 45678,,{cell}\n"
    file = open_csv(io.BytesIO(content.encode()), "a.csv")
    (row,) = read_user_rows(file, job_region=job_region, default_region=default_region)
    assert isinstance(row, Entries)
    assert row.numbers == ([number] if number else [])
    assert [problem.code for problem in row.rejected] == ([] if number else ["number_needs_region"])


@pytest.mark.parametrize("cell", ["XX", "India", "001", "UK", "I N"])
def test_unknown_region_rejects_the_row(cell: str) -> None:
    content = f"Region,Group Name,Phone Number,User Type\n{cell},Ops,{INDIAN},\n"
    (problem,) = read_outcome(content).problems
    assert (problem.code, problem.column) == ("region_unknown", "Region")


@pytest.mark.parametrize(
    ("cell", "role"),
    [
        ("Admin", "Admin"),
        ("ADMIN ", "Admin"),
        ("ａｄｍｉｎ", "Admin"),
        ("member", "Member"),
        *((word, "Admin") for word in ("Administrador", "ADMINISTRATRICE", "Administrator", "व्यवस्थापक", "مسؤول")),
        *((word, "Member") for word in ("Mitglied", "Members", "Membre", "Miembro", "Membro", "सदस्य", "Anggota", "عضو")),
        ("", "Member"),
        (" ", "Member"),
    ],
)
def test_user_type(cell: str, role: str) -> None:
    assert read_outcome(f"{USER_HEADER}Ops,{INDIAN},{cell}\n").memberships == [["Ops", INDIAN, role]]


def test_group_without_members_is_passed_on() -> None:
    file = open_csv(io.BytesIO(f"{USER_HEADER}#muster:group,Ops\n".encode()), "a.csv")
    assert list(read_user_rows(file)) == [GroupDeclaration(2, "Ops", "ops")]


def test_row_limit_counts_rows_that_are_not_blank() -> None:
    rows = f"Ops,{INDIAN},\n# instruction\n\n,,\nOps,{OTHER},\n"
    assert read_outcome(USER_HEADER + rows, max_rows=2).fails is None
    fails = read_outcome(USER_HEADER + rows, max_rows=1).fails
    assert fails is not None
    assert (fails.code, fails.line) == ("too_many_rows", 6)
    assert fails.message.startswith("The file has more than 1 rows, numbers and declared groups. ")


def test_row_limit_counts_numbers_and_declared_groups() -> None:
    """Otherwise cells of numbers, or instructions, make an upload of any size."""
    rows = f'Ops,"{INDIAN};{OTHER};1",\n#muster:group,Yard\n,"1;2",\nOps,,\n'
    assert read_outcome(USER_HEADER + rows, max_rows=7).fails is None
    for limit, line in ((6, 5), (5, 4), (4, 4), (3, 3), (2, 2), (1, 2)):
        fails = read_outcome(USER_HEADER + rows, max_rows=limit).fails
        assert fails is not None
        assert (fails.code, fails.line) == ("too_many_rows", line)


@pytest.mark.parametrize("line", ["\n", "# a\n", ",,\n"])
@pytest.mark.parametrize("header", [USER_HEADER, ""])
def test_blank_lines_and_instructions_have_an_end(monkeypatch: pytest.MonkeyPatch, header: str, line: str) -> None:
    monkeypatch.setattr(lines, "LINE_LIMIT", 100)
    fails = read_outcome(header + line * 101).fails
    assert fails is not None
    assert (fails.code, fails.line) == ("too_many_rows", 101)


@pytest.mark.parametrize("header", [USER_HEADER, ""])
def test_declared_groups_are_not_collected_without_end(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    """They are read before the next row is, and a file may have no row at all."""
    monkeypatch.setattr(lines, "DECLARATION_LIMIT", 2)
    declared = "".join(f"#muster:group,{n}\n" for n in range(3))
    fails = read_outcome(header + declared).fails
    assert fails is not None
    assert (fails.code, fails.line) == ("too_many_groups", 3 + header.count("\n"))
    with_rows = header + declared[:-18] + f"Ops,{INDIAN},\n" + declared[-18:] if header else USER_HEADER
    assert read_outcome(with_rows).fails is None


def test_a_cell_has_at_most_a_thousand_numbers() -> None:
    most, more = (f'Ops,"{";".join(["1"] * count)}",\nOps,{INDIAN},\n' for count in (MAX_NUMBERS, MAX_NUMBERS + 1))
    accepted, _ = rows_of(most)
    assert isinstance(accepted, Entries)
    assert len(accepted.rejected) == MAX_NUMBERS
    rejected, following = rows_of(more)
    assert isinstance(rejected, RejectedRow)
    assert (rejected.problem.code, rejected.problem.column) == ("too_many_numbers", "Phone Number")
    assert rejected.entries == MAX_NUMBERS + 1
    assert isinstance(following, Entries)


def test_other_kind_of_file_is_rejected() -> None:
    file = open_csv(io.BytesIO(b"Parent Group Name,Child Group Name\na,b\n"), "a.csv")
    with pytest.raises(FileError) as raised:
        next(read_user_rows(file))
    assert raised.value.problem.code == "header_unrecognised"


def test_huge_cells_are_rejected_and_not_kept() -> None:
    huge = "9" * 100_000
    rows = [row for row in rows_of(f"{huge},{INDIAN},\nOps,{huge},\nOps,{INDIAN},{huge}\n") if isinstance(row, RejectedRow)]
    assert [(row.problem.code, row.line) for row in rows] == [("cell_too_long", line) for line in (2, 3, 4)]
    assert max(len(row.problem.message) for row in rows) < 300
    assert max(len(cell) for row in rows for cell in row.cells) == MAX_CELL


def test_a_long_name_or_number_is_rejected_as_such() -> None:
    long = "9" * MAX_CELL
    name, number, role = rows_of(f"{long},{INDIAN},\nOps,{long},\nOps,{INDIAN},{long}\n")
    assert isinstance(name, RejectedRow)
    assert name.problem.code == "group_name_too_long"
    assert isinstance(number, Entries)
    assert [problem.code for problem in number.rejected] == ["number_invalid"]
    assert isinstance(role, RejectedRow)
    assert max(len(problem.message) for problem in (name.problem, number.rejected[0], role.problem)) < 300


def test_a_name_is_not_cut_short_where_its_characters_cannot_be_seen() -> None:
    """Cut to some length before the invisible characters go, the rest of the name would be lost."""
    row, long = rows_of(f"Ops{chr(0x200B) * 1000} North,{INDIAN},\nOps{chr(0x200B) * 1000}{'x' * 198},{INDIAN},\n")
    assert isinstance(row, Entries)
    assert row.group_name == "Ops North"
    assert isinstance(long, RejectedRow)
    assert long.problem.code == "group_name_too_long"
