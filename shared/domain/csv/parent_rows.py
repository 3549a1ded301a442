"""Rows of a parent group mapping: which group is put below which."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.codes import Fault
from shared.domain.csv.columns import Column, FileKind
from shared.domain.csv.reader import CsvFile, Record
from shared.domain.csv.rows import (
    MAX_ROWS,
    Rejected,
    cell_at,
    data_rows,
    describe,
    first_extra_cell,
    read_group_name,
)
from shared.domain.names import GroupName

__all__ = ["ParentRow", "Rejected", "read_parent_rows"]

_PARENT, _CHILD = Column.PARENT_GROUP_NAME, Column.CHILD_GROUP_NAME
_MISSING = {_PARENT: Fault("parent_missing"), _CHILD: Fault("child_missing")}


@dataclass(frozen=True, slots=True)
class ParentRow:
    """A link as a row asks for it, both names as shown and folded."""

    line: int
    parent_name: str
    parent_normalised: str
    child_name: str
    child_normalised: str


def read_parent_rows(csv_file: CsvFile, *, max_rows: int = MAX_ROWS) -> Iterator[ParentRow | Rejected]:
    """The rows in order. Cycles and unknown children are decided where all rows and groups are known.

    Raises FileFault: header_unrecognised, too_many_rows, and what is wrong with the file further down.
    """
    for record in data_rows(csv_file, FileKind.PARENT, max_rows):
        if isinstance(record, Record):
            yield _read_row(csv_file, record)


def _read_row(file: CsvFile, record: Record) -> ParentRow | Rejected:
    extra = first_extra_cell(record.cells, file.header)
    if extra is not None:
        return _reject(file, record, "", Fault("too_many_columns"), extra)
    parent = _read_name(file, record, _PARENT)
    if isinstance(parent, Rejected):
        return parent
    child = _read_name(file, record, _CHILD)
    if isinstance(child, Rejected):
        return child
    if parent.normalised == child.normalised:
        return _reject(file, record, "", Fault("self_parent"), parent.display)
    return ParentRow(record.line, parent.display, parent.normalised, child.display, child.normalised)


def _read_name(file: CsvFile, record: Record, column: Column) -> GroupName | Rejected:
    cell = cell_at(record.cells, file.header, column)
    name = read_group_name(cell)
    if isinstance(name, GroupName):
        return name
    return _reject(file, record, column, _MISSING[column] if name.code == "group_name_missing" else name, cell)


def _reject(file: CsvFile, record: Record, column: str, fault: Fault, cell: str) -> Rejected:
    return Rejected(record.line, 1, describe(file, record.line, column, fault, cell), record.cells)
