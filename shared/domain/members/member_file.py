"""Reads a CSV or a workbook for one group, by the reader of uploads: the numbers that may be added, and what is wrong.

The file is a user group mapping of which only the column of numbers is needed. A column of numbers without a title is one,
too, where it cannot be misread: its first row holds exactly one number and nothing else.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from shared.domain.codes import Problem, Rejection
from shared.domain.csv.columns import OPTIONAL, Column, FileKind, Header, recognise_header
from shared.domain.csv.skipped import PassedOver
from shared.domain.csv.user_rows import Entries, RejectedRow, read_user_rows
from shared.domain.members.membership import Role
from shared.domain.names import GroupName
from shared.domain.phone import Number, read_number, split_cell
from shared.domain.uploads.open_file import open_file
from shared.domain.uploads.requested_members import EntryBook

MOST_NUMBERS = 5_000
"""Rows and numbers of one file."""
MOST_BYTES = 4 * 1024 * 1024
MOST_PROBLEMS = 5_000
"""Problems that are told; a file of so many is not mended row by row."""

_MAY_LACK = OPTIONAL | {Column.GROUP_NAME, Column.USER_TYPE}


@dataclass(frozen=True, slots=True)
class FileMember:
    """A number that the file has, where it stands, and the role, None where the file says none."""

    line: int
    phone_number: str
    role: Role | None


@dataclass(slots=True)
class MemberFile:
    """What the file is to the group: its members in the order of the file, each once, and what is wrong."""

    members: list[FileMember] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: PassedOver = field(default_factory=PassedOver)


def read_member_file(binary: BinaryIO, group: GroupName, *, region: str | None, encoding: str | None) -> MemberFile:
    """Read a seekable file. Rows that name another group are problems.

    `region` reads numbers without a country code, `encoding` is the Python codec of a CSV, None to detect it. Raises
    FileError, too_many_rows too.
    """
    found, book = MemberFile(), EntryBook()
    header_in = partial(recognise_members, region=region)
    with closing(open_file(binary, "", FileKind.USER, encoding, header_in=header_in)) as file:
        rows = read_user_rows(file, job_region=region, max_rows=MOST_NUMBERS, only_group=group)
        for row in rows:
            if isinstance(row, Problem):
                found.problems.append(row)
            elif isinstance(row, RejectedRow):
                found.problems.append(row.problem)
            elif isinstance(row, Entries):
                found.problems += [*row.rejected, *book.add(row)]
        found.passed_over = file.passed_over
    members = [FileMember(line, number, role) for each in book.groups() for number, role, line in each.rows]
    found.members = sorted(members, key=lambda member: member.line)
    del found.problems[MOST_PROBLEMS:]
    return found


def recognise_members(cells: Sequence[str], region: str | None) -> Header | Rejection:
    """The header of a file for one group, or a row that is a number alone, whose column has no title."""
    header = recognise_header(cells, _MAY_LACK)
    if isinstance(header, Header):
        return header
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    pieces = split_cell(cells[filled[0]]) if len(filled) == 1 else []
    if len(pieces) == 1 and isinstance(read_number(pieces[0], region), Number):
        return Header(FileKind.USER, {Column.PHONE_NUMBER: filled[0]}, filled[0] + 1, (), has_titles=False)
    return header
