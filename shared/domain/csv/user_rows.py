"""Reads the rows of a user group mapping as entries. An entry is one number of one row, accepted or rejected."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

from shared.domain.codes import FilePart, Problem, Rejection
from shared.domain.csv.columns import Column, FileKind, Header
from shared.domain.csv.instructions import GroupDeclaration, Instruction
from shared.domain.csv.limits import MAX_NUMBERS, MAX_ROWS, RowLimit
from shared.domain.csv.opened_file import OpenedFile, Record, SkippedRecord
from shared.domain.csv.passed_over import IgnoredColumns, NamesAsRead, instruction_warning, remembered_warning
from shared.domain.csv.rows import (
    RejectedRow,
    SkippedRow,
    cell_at,
    data_rows,
    describe,
    fault_of,
    first_extra_cell,
    read_group_name,
    read_word,
    rejected_row,
)
from shared.domain.csv.synonyms import fold_title, role_of
from shared.domain.invisible import is_blank
from shared.domain.members.membership import Role
from shared.domain.names import GroupName
from shared.domain.phone import Number, known_region, read_number, split_cell

__all__ = ["Entries", "GroupDeclaration", "RejectedRow", "Row", "SkippedRow", "read_row", "read_user_rows"]


@dataclass(frozen=True, slots=True)
class Entries:
    """A row that was accepted, except perhaps for some of its numbers.

    `numbers` are E.164, in the order of the cell and with repetitions; `rejected` has a problem for each rejected
    number, and `rejected_pieces` its text at the same index; `cells` is the row as read. `role` is None for a blank user
    type, which leaves the role of a member as it is and makes a new one Member. `skipped` are numbers that rules leave
    out; they are no entries.
    """

    part: FilePart
    line: int
    group_name: str
    normalised: str
    role: Role | None
    numbers: list[str]
    rejected: list[Problem]
    rejected_pieces: list[str]
    cells: list[str]
    skipped: int = 0

    @property
    def rejected_group(self) -> str:
        """The normalised name of the group that its rejected numbers are of, "" unless that is certain."""
        return self.normalised if is_one_row(self.cells) else ""

    @property
    def entries(self) -> int:
        """How many entries the row has."""
        return len(self.numbers) + len(self.rejected)


def is_one_row(cells: Sequence[str]) -> bool:
    """False when a cell has several lines: a stray quotation mark joins the rows of other groups into one cell."""
    return not any("\n" in cell or "\r" in cell for cell in cells)


_LONGEST_ROLE = 50

Row = Entries | RejectedRow | SkippedRow | GroupDeclaration | Problem
ByRules = Callable[[OpenedFile, Record, Entries | RejectedRow, str], Entries | RejectedRow | SkippedRow | None]
"""Given a row of which entries are rejected, and the region of read_row, returns what rules make of it."""


def read_user_rows(
    opened: OpenedFile,
    *,
    job_region: str | None = None,
    default_region: str | None = None,
    max_rows: int = MAX_ROWS,
    only_group: GroupName | None = None,
    by_rules: "ByRules | None" = None,
) -> Iterator[Row]:
    """The rows of a user group mapping, in order, each as entries or rejected, the groups without members, and
    warnings about numbers in what is no row or in no known column.

    A number without a country code is read in the row's region, else `job_region`, else `default_region`: ISO 3166
    codes that known_region() accepts, or None. With `only_group` rows that name another group are rejected, and the column
    of the group may be missing. `by_rules` decides once more about rows of which entries are rejected. Raises FileError:
    header_unrecognised, too_many_rows, file_not_csv, encoding_unreadable.
    """
    region = (job_region or default_region or "").upper()
    limit = RowLimit(opened.part, max_rows)
    ignored, names = IgnoredColumns(opened, region), NamesAsRead(opened)
    for record in data_rows(opened, FileKind.USER, limit):
        if not isinstance(record, Record):
            if isinstance(record, Instruction):
                yield from instruction_warning(opened, record, region)
            elif isinstance(record, SkippedRecord):
                yield _skipped(opened.header, record)
            else:
                if names.wanted:
                    names.look(record.group_name)
                yield record
            continue
        if ignored.any:
            ignored.look(record)
        row: Entries | RejectedRow | SkippedRow | None = read_row(opened, record, region, only_group)
        if by_rules is not None and _is_rejected(row):
            row = by_rules(opened, record, row, region)
        if row is None:
            opened.default_rows += 1
            continue
        limit.take(row.entries - 1, row.line)  # The record counts one already.
        if names.wanted and isinstance(row, Entries):
            names.look(row.group_name)
        yield row
    yield from remembered_warning(opened)
    yield from names.warnings()
    yield from ignored.warnings()
    yield from opened.warnings(region)
    opened.ignored_columns = ignored.columns()


def _is_rejected(row: Entries | RejectedRow | SkippedRow | None) -> TypeGuard[Entries | RejectedRow]:
    return isinstance(row, RejectedRow) or (isinstance(row, Entries) and bool(row.rejected))


def _skipped(header: Header, record: SkippedRecord) -> SkippedRow:
    entries = len(split_cell(cell_at(record.cells, header, Column.PHONE_NUMBER)))
    name = read_group_name(cell_at(record.cells, header, Column.GROUP_NAME))
    is_certain = record.fault is None and first_extra_cell(record.cells, header) is None and is_one_row(record.cells)
    normalised = name.normalised if is_certain and isinstance(name, GroupName) else ""
    return SkippedRow(record.line, max(1, entries), normalised)


def read_row(
    file: OpenedFile, record: Record, default_region: str, only: GroupName | None = None
) -> Entries | RejectedRow | None:
    """The entries of one row, or why it is rejected; with `only` also for naming another group. `default_region` is "" for
    none.

    A row is rejected for its first error only, since the others may follow from it. None for a blank row."""
    cells, header = record.cells, file.header
    fault = fault_of(record, file.header)
    if fault is not None:
        return _reject(file, record, fault.column, fault.rejection, fault.cell)
    name = _read_group(file, record, only)
    if not isinstance(name, GroupName):
        return name
    cell = cell_at(cells, header, Column.REGION)
    region = read_region(cell)
    if isinstance(region, Rejection):
        return _reject(file, record, Column.REGION, region, cell, name)
    cell = cell_at(cells, header, Column.USER_TYPE)
    role = read_user_type(cell)
    if isinstance(role, Rejection):
        return _reject(file, record, Column.USER_TYPE, role, cell, name)
    pieces = split_cell(cell_at(cells, header, Column.PHONE_NUMBER))
    if not pieces and only is name and _has_only_defaults(cells, header):
        return None
    if not pieces:
        return _reject(file, record, Column.PHONE_NUMBER, Rejection("phone_number_missing"), "", name)
    if len(pieces) > MAX_NUMBERS:
        return _reject(file, record, Column.PHONE_NUMBER, Rejection("too_many_numbers"), pieces[0], name)
    return _read_numbers(file, record, name, role, pieces, region or default_region or None)


def _read_group(file: OpenedFile, record: Record, only: GroupName | None) -> GroupName | RejectedRow | None:
    """None for a blank row."""
    if only is not None and Column.GROUP_NAME not in file.header.positions:
        return only
    cell = cell_at(record.cells, file.header, Column.GROUP_NAME)
    name = read_group_name(cell)
    if isinstance(name, Rejection):
        if name.code == "group_name_missing" and _has_only_defaults(record.cells, file.header):
            return None
        return _reject(file, record, Column.GROUP_NAME, name, cell)
    if only is not None and name.normalised != only.normalised:
        return _reject(file, record, Column.GROUP_NAME, Rejection("row_of_another_group"), cell, name)
    return name


def _has_only_defaults(cells: list[str], header: Header) -> bool:
    """Whether the row has only what a drop-down list fills in below the last member: a user type, a region."""
    filled = {index for index, cell in enumerate(cells) if not is_blank(cell)}
    role, region = (header.positions.get(column) for column in (Column.USER_TYPE, Column.REGION))
    if not filled <= {role, region}:
        return False
    role_cell, region_cell = (cell_at(cells, header, column) for column in (Column.USER_TYPE, Column.REGION))
    return not isinstance(read_user_type(role_cell), Rejection) and not isinstance(
        read_region(region_cell), Rejection
    )


def _read_numbers(
    file: OpenedFile, record: Record, name: GroupName, role: Role | None, pieces: list[str], region: str | None
) -> Entries:
    row = Entries(file.part, record.line, name.display, name.normalised, role, [], [], [], record.cells)
    for piece in pieces:
        result = read_number(piece, region)
        if isinstance(result, Number):
            row.numbers.append(result.e164)
        else:
            row.rejected.append(describe(file, record.line, Column.PHONE_NUMBER, result, piece))
            row.rejected_pieces.append(piece)
    return row


def _reject(
    file: OpenedFile, record: Record, column: str, rejection: Rejection, cell: str, name: GroupName | None = None
) -> RejectedRow:
    """`name` is None when the row's cells may have moved to other columns, or its group cannot be read."""
    entries = len(split_cell(cell_at(record.cells, file.header, Column.PHONE_NUMBER)))
    normalised = name.normalised if name and is_one_row(record.cells) else ""
    return rejected_row(file, record, column, rejection, cell, max(1, entries), normalised)


def read_region(cell: str) -> str | Rejection:
    """The region in a cell, "" for a blank one."""
    region = read_word(cell).upper()
    return region if not region or known_region(region) else Rejection("region_unknown")


def read_user_type(cell: str) -> Role | Rejection | None:
    """The role in a cell, None for a blank one."""
    return _read_role(cell.strip()[:_LONGEST_ROLE])


@lru_cache(maxsize=1 << 12)
def _read_role(cell: str) -> Role | Rejection | None:
    return (role_of(cell) or Rejection("user_type_unknown")) if fold_title(cell) else None
