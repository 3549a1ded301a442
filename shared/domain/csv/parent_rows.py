"""Reads the rows of a parent group mapping: links between a parent and a child group."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.codes import Problem, Rejection
from shared.domain.csv.columns import Column, FileKind
from shared.domain.csv.limits import MAX_ROWS, RowLimit
from shared.domain.csv.opened_file import OpenedFile, Record, SkippedRecord
from shared.domain.csv.passed_over import NamesAsRead, remembered_warning
from shared.domain.csv.rows import (
    RejectedRow,
    SkippedRow,
    cell_at,
    data_rows,
    fault_of,
    read_group_name,
    rejected_row,
)
from shared.domain.names import GroupName

__all__ = ["ParentRow", "RejectedRow", "read_parent_rows"]

_PARENT, _CHILD = Column.PARENT_GROUP_NAME, Column.CHILD_GROUP_NAME
_MISSING = {_PARENT: Rejection("parent_missing"), _CHILD: Rejection("child_missing")}


@dataclass(frozen=True, slots=True)
class ParentRow:
    """The link of one row, with both names as written and normalised."""

    line: int
    parent_name: str
    parent_normalised: str
    child_name: str
    child_normalised: str


def read_parent_rows(
    opened: OpenedFile, *, max_rows: int = MAX_ROWS
) -> Iterator[ParentRow | RejectedRow | SkippedRow | Problem]:
    """The rows in order, and warnings about the file. Cycles and unknown children are checked later, when
    all rows and groups are known.

    Raises FileError: header_unrecognised, too_many_rows, file_not_csv, encoding_unreadable.
    """
    names = NamesAsRead(opened)
    for record in data_rows(opened, FileKind.PARENT, RowLimit(opened.part, max_rows)):
        if isinstance(record, Record):
            row = _read_row(opened, record)
            if names.wanted and isinstance(row, ParentRow):
                names.look(row.parent_name)
                names.look(row.child_name)
            yield row
        elif isinstance(record, SkippedRecord):
            yield SkippedRow(record.line, 1)
    yield from remembered_warning(opened)
    yield from names.warnings()
    yield from opened.warnings("")


def _read_row(file: OpenedFile, record: Record) -> ParentRow | RejectedRow:
    fault = fault_of(record, file.header)
    if fault is not None:
        return rejected_row(file, record, fault.column, fault.rejection, fault.cell)
    parent = _read_name(file, record, _PARENT)
    if isinstance(parent, RejectedRow):
        return parent
    child = _read_name(file, record, _CHILD)
    if isinstance(child, RejectedRow):
        return child
    if parent.normalised == child.normalised:
        return rejected_row(file, record, "", Rejection("self_parent"), parent.display)
    return ParentRow(record.line, parent.display, parent.normalised, child.display, child.normalised)


def _read_name(file: OpenedFile, record: Record, column: Column) -> GroupName | RejectedRow:
    cell = cell_at(record.cells, file.header, column)
    name = read_group_name(cell)
    if isinstance(name, GroupName):
        return name
    return rejected_row(file, record, column, _MISSING[column] if name.code == "group_name_missing" else name, cell)
