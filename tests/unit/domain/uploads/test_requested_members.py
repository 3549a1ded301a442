"""Entries collected by group: duplicates, conflicting roles, order and counts."""

import sys

import pytest

from shared.domain.codes import FilePart
from shared.domain.csv.reader import GroupDeclaration
from shared.domain.members.membership import Role
from shared.domain.uploads.chunks import WantedGroup, WantedRow
from shared.domain.uploads.requested_members import EntryBook
from tests.unit.domain.csv.csv_outcome import rows_of

A, B, C = "+919812345678", "+919812345679", "+14155552671"


def book_of(content: str) -> tuple[EntryBook, list[tuple[int, str, str]]]:
    book = EntryBook()
    warnings = [warning for row in rows_of(content) for warning in book.add(row)]
    return book, [(warning.line, warning.column, warning.code) for warning in warnings]


def test_groups_and_numbers_are_in_order() -> None:
    book, _ = book_of(f"Ops,{A},\nDepot,{B},Admin\nops,{C},Admin\nOPS,{B},\n")
    assert list(book.names()) == ["depot", "ops"]
    assert list(book.groups()) == [
        WantedGroup("Depot", "depot", [WantedRow(B, Role.ADMIN, 3)]),
        WantedGroup(
            "Ops", "ops", [WantedRow(C, Role.ADMIN, 4), WantedRow(A, None, 2), WantedRow(B, None, 5)]
        ),
    ]


def test_numbers_are_ordered_as_text() -> None:
    book, _ = book_of("Ops,+4915123456789,\nOps,+33612345678,\nOps,+14155552671,\nOps,+919812345678,\n")
    (group,) = book.groups()
    numbers = [number for number, _, _ in group.rows]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("content", "role", "line", "warnings"),
    [
        (f"Ops,{A},\nOps,{A},\n", None, 2, [(3, "Phone Number", "duplicate_row")]),
        (f"Ops,{A},\nOps,{A},Admin\n", Role.ADMIN, 3, [(3, "Phone Number", "duplicate_row")]),
        (f"Ops,{A},Admin\nOps,{A},\n", Role.ADMIN, 2, [(3, "Phone Number", "duplicate_row")]),
        (f"Ops,{A},Member\nOps,{A},Admin\n", Role.ADMIN, 3, [(3, "User Type", "conflicting_user_type")]),
        (
            f"Ops,{A},Admin\nOps,{A},\nOps,{A},Member\n",
            Role.MEMBER,
            4,
            [(3, "Phone Number", "duplicate_row"), (4, "User Type", "conflicting_user_type")],
        ),
        (
            f"Ops,{A},Member\nOps,{A},Admin\nOps,{A},Admin\n",
            Role.ADMIN,
            3,
            [(3, "User Type", "conflicting_user_type"), (4, "Phone Number", "duplicate_row")],
        ),
        (f'Ops,"{A},{A}",\n', None, 2, [(2, "Phone Number", "duplicate_row")]),
    ],
)
def test_number_that_comes_again(content: str, role: Role | None, line: int, warnings: list[tuple[int, str, str]]) -> None:
    book, given = book_of(content)
    assert given == warnings
    assert [group.rows for group in book.groups()] == [[(A, role, line)]]
    assert book.duplicates == len(warnings)


def test_same_number_in_two_groups_is_no_duplicate() -> None:
    book, warnings = book_of(f"Ops,{A},\nDepot,{A},\n")
    assert warnings == []
    assert book.duplicates == 0


def test_warnings_name_the_other_line_and_no_whole_number() -> None:
    book = EntryBook()
    warnings = [w for row in rows_of(f"Ops,{A},Member\nOps,{A},Member\nOps,{A},Admin\n") for w in book.add(row)]
    assert [warning.message.split(". ")[0] for warning in warnings] == [
        "+91••••••5678 is already in “Ops” by line 2",
        "+91••••••5678 is Member of “Ops” by line 2 and Admin by this line",
    ]


def test_counts_account_for_every_entry() -> None:
    book, _ = book_of(f'Ops,"{A},12,{A}",\n,"1,2,3",\nOps,,\nOps,{B},Admin\nOps,{B},\n')
    taken = sum(len(group.rows) for group in book.groups())
    assert (book.entries, book.rejected, book.duplicates, taken) == (9, 5, 2, 2)
    assert book.entries == book.rejected + book.duplicates + taken


def test_group_of_rejected_rows_only_is_not_kept() -> None:
    book, _ = book_of("Ops,12,\n")
    assert list(book.groups()) == []


def test_declared_group_is_kept_without_members() -> None:
    book, _ = book_of(f"Ops,{A},\n")
    assert book.declare(FilePart("users.csv"), GroupDeclaration(3, "Empty", "empty")) == []
    assert book.declare(FilePart("users.csv"), GroupDeclaration(4, "OPS", "ops")) == []
    assert list(book.groups()) == [
        WantedGroup("Empty", "empty", []),
        WantedGroup("Ops", "ops", [WantedRow(A, None, 2)]),
    ]


def test_an_entry_is_one_integer() -> None:
    """A million entries must fit: a number and one packed integer each, and no object besides."""
    book, _ = book_of(f"Ops,{A},Admin\n")
    (entry,) = book._groups["ops"].values()
    assert sys.getsizeof(entry) <= 32
