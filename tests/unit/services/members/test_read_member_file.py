"""A file that is read for one group: what may be added, what is wrong, and that nothing is changed."""

import pytest

from shared.domain.members.member_file import MOST_NUMBERS, MemberFile
from shared.domain.members.membership import Role
from shared.errors import InvalidInput
from shared.services.members.read_member_file import read_member_file
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin
from tests.sheets import book

A, B = number(1), number(2)


async def read(content: bytes | str, region: str | None = None, encoding: str = "", name: str = "Depot") -> MemberFile:
    world = FakeWorld()
    group = await world.group(organization_admin(), name)
    before = world.roles(name)
    data = content.encode() if isinstance(content, str) else content
    found = await read_member_file(world.groups, group, data, region, encoding)
    assert world.roles(name) == before
    return found


def told(found: MemberFile) -> list[tuple[int, str, Role | None]]:
    return [(each.line, each.phone_number, each.role) for each in found.members]


def codes(found: MemberFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in found.problems]


@pytest.mark.parametrize("as_book", [False, True])
@pytest.mark.parametrize(
    "rows",
    [
        [["Group Name", "Phone Number", "User Type"], ["depot", A, "Admin"], ["DEPOT ", B, ""]],
        [["Phone Number", "Role"], [A, "Admin"], [B, ""]],
        [["Name", "Handynummer", "Rolle"], ["Asha", A, "Administrator"], ["Ravi", B, ""]],
    ],
)
async def test_the_column_of_the_group_may_be_missing(rows: list[list[str]], as_book: bool) -> None:
    found = await read(book(Sheet1=rows) if as_book else "\n".join(",".join(row) for row in rows))
    assert told(found) == [(2, A, Role.ADMIN), (3, B, None)]
    assert found.problems == []


async def test_rows_of_another_group_are_problems_and_never_members() -> None:
    rows = f"Group Name,Phone Number,User Type\nYard,{A},\nDepot,{B},\n,{number(3)},\n#muster:group,Yard\n"
    found = await read(rows)
    assert told(found) == [(3, B, None)]
    assert codes(found) == [(2, "row_of_another_group"), (4, "group_name_missing")]


async def test_each_number_is_told_once_with_the_role_of_its_last_row() -> None:
    found = await read(f"Phone Number,User Type\n{A},Member\n{B},\n{A},Admin\n12,\n")
    assert told(found) == [(3, B, None), (4, A, Role.ADMIN)]
    assert codes(found) == [(4, "conflicting_user_type"), (5, "number_invalid")]


@pytest.mark.parametrize("content", [f"{A}\n{B}\n", f"\n\n{A}\r\n\r\n{B}", f"# staff of May\n{A}\n{B}\n"])
async def test_a_column_of_numbers_needs_no_title(content: str) -> None:
    found = await read(content)
    lines = content.replace("\r\n", "\n").split("\n")
    assert told(found) == [(lines.index(A) + 1, A, None), (lines.index(B) + 1, B, None)]


async def test_a_column_of_numbers_of_a_sheet_needs_no_title() -> None:
    found = await read(book(Sheet1=[["", A], ["", "98123 45679"], ["", "12"]]))
    assert [row[:2] for row in told(found)] == [(1, A), (2, "+919812345679")]
    assert codes(found) == [(3, "number_invalid")]


async def test_a_row_below_an_untitled_column_that_has_more_is_refused() -> None:
    found = await read(f"{A}\n{B},{number(3)}\n")
    assert (told(found), codes(found)) == ([(1, A, None)], [(2, "too_many_columns")])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"Asha,{A}\nRavi,{B}\n", "header_unrecognised"),  # which of the columns is the number, nobody said
        (f"{A},{B}\n", "header_unrecognised"),
        (f"12\n{A}\n", "header_unrecognised"),  # the first number would vanish like a title
        (f"Team leads\n{A}\n", "header_unrecognised"),
        ("Phone,Mobile\n1,2\n", "header_ambiguous"),
        ("Parent Group Name,Child Group Name\na,b\n", "header_unrecognised"),
        (b"PK\x03\x04" + bytes(40), "file_damaged"),
        (b"%PDF-1.7\n", "file_kind_unsupported"),
        (b"\x89PNG\r\n\x1a\n", "file_not_csv"),
        ("\n", "file_empty"),
        ("Phone Number\n" + "".join(f"{number(n)}\n" for n in range(MOST_NUMBERS + 1)), "too_many_rows"),
    ],
)
async def test_what_cannot_be_read_says_so_with_a_code_of_the_file(content: str | bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await read(content)
    (error,) = caught.value.errors
    assert (error.field, error.code) == ("file", code)
    assert error.message.endswith(".")


async def test_region_and_encoding_are_as_the_request_says() -> None:
    found = await read("Gruppe;Telefon\nKüche;07911 123456\n".encode("cp1252"), "GB", "windows-1252", "KÜCHE")
    assert told(found) == [(2, "+447911123456", None)]
    assert found.problems == []


async def test_what_a_drop_down_fills_in_and_other_columns_are_passed_over() -> None:
    found = await read(f"Phone Number,User Type,Note\n{A},Member,x\n,Member,\n# {B},,\n", "IN")
    assert (found.passed_over.default_rows, found.passed_over.instructions, found.passed_over.columns) == (1, 1, 1)
    assert codes(found) == [(4, "instruction_looks_like_row")]


async def test_other_sheets_and_hidden_rows_are_told() -> None:
    rows = [["Phone Number"], [A]]
    found = await read(book(First=rows, Second=[["Phone Number"], [B]]))
    assert told(found) == [(2, A, None)]
    assert [(problem.sheet, problem.code) for problem in found.problems] == [("Second", "sheet_ignored")]
