"""An export: its state, its files, and the cells that only an export writes."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from shared.domain.csv.columns import COLUMNS, Column, FileKind
from shared.domain.csv.formula_escape import APOSTROPHE, protect_name
from shared.domain.csv.instructions import DECLARATION
from shared.domain.members.membership import Role
from shared.domain.phone import reads_without_plus, region_of
from shared.domain.workbooks.write.text import protect_in_workbook

USER_FILE = f"{FileKind.USER}.csv"
PARENT_FILE = f"{FileKind.PARENT}.csv"
USER_WORKBOOK = f"{FileKind.USER}.xlsx"
PARENT_WORKBOOK = f"{FileKind.PARENT}.xlsx"
MANIFEST_FILE = "manifest.json"
WORKBOOKS = (USER_WORKBOOK, PARENT_WORKBOOK)
FILES = (USER_FILE, PARENT_FILE, *WORKBOOKS, MANIFEST_FILE)


class ExportState(StrEnum):
    """The state of an export: running until the files, the manifest and latest.json are written."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export. `rows` excludes the header; `sha256` is the hex digest of the file's bytes."""

    name: str
    size_bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class ExportCounts:
    """How much was exported."""

    groups: int = 0
    memberships: int = 0
    links: int = 0


@dataclass(frozen=True, slots=True)
class Export:
    """One export. `folder` is the prefix of its files in the exports container."""

    id: str
    state: ExportState
    created_at: datetime
    requested_by: str
    finished_at: datetime | None = None
    files: tuple[ExportedFile, ...] = ()
    counts: ExportCounts = field(default_factory=ExportCounts)
    etag: str = ""

    @property
    def folder(self) -> str:
        """`<yyyy>/<mm>/<dd>/<id>/`, of the UTC day on which the export began."""
        return f"{self.created_at:%Y/%m/%d}/{self.id}/"


@lru_cache(maxsize=1 << 10)
def csv_cell(text: str) -> str:
    """A group's name as a CSV cell: escaped against formulas and values of spreadsheets, quoted where needed."""
    sink = io.StringIO()
    csv.writer(sink, lineterminator="").writerow([protect_name(text), ""])
    return sink.getvalue()[:-1]


def number_cell(e164: str) -> str:
    """A number as a CSV cell. Spreadsheets take its + off; where the import cannot put it back, an apostrophe keeps it."""
    return e164 if reads_without_plus(e164, region_of(e164)) else APOSTROPHE + e164


def empty_group_line(name: str) -> str:
    """The instruction line that makes an import create a group without members."""
    return f"{DECLARATION},{csv_cell(name)}"


def empty_group_cells(name: str) -> tuple[str, str]:
    """The same instruction as the cells of a workbook's row."""
    return DECLARATION, protect_in_workbook(name)


class MemberRow(NamedTuple):
    """A row of the user mapping."""

    group_name: str
    number: str
    role: Role


class LinkRow(NamedTuple):
    """A row of the parent mapping, by the groups' names."""

    parent: str
    child: str


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ExportColumns(Generic[R]):
    """One mapping of an export: `cells` say what stands below each column's title of the CSV, `texts` what is in a cell of
    the workbook, which is text whatever it looks like, and `columns` in which order."""

    kind: FileKind
    columns: Sequence[Column]
    cells: Mapping[Column, Callable[[R], str]]
    texts: Mapping[Column, Callable[[R], str]]

    def header(self) -> str:
        """The line of the titles."""
        return ",".join(self.columns) + "\r\n"

    def lines(self, rows: Sequence[R]) -> str:
        """A line a row. Column by column, since that takes half the time."""
        columns = [map(self.cells[column], rows) for column in self.columns]
        return "".join(f"{line}\r\n" for line in map(",".join, zip(*columns, strict=True)))

    def sheet_rows(self, rows: Sequence[R]) -> Iterable[Sequence[str]]:
        """The cells of each row, for a workbook."""
        return zip(*(map(self.texts[column], rows) for column in self.columns), strict=True)


USER_MAPPING: ExportColumns[MemberRow] = ExportColumns(
    FileKind.USER,
    COLUMNS[FileKind.USER],
    {
        Column.GROUP_NAME: lambda row: csv_cell(row.group_name),
        Column.PHONE_NUMBER: lambda row: number_cell(row.number),
        Column.USER_TYPE: attrgetter("role"),
        Column.REGION: lambda row: region_of(row.number),
    },
    {
        Column.GROUP_NAME: lambda row: protect_in_workbook(row.group_name),
        Column.PHONE_NUMBER: attrgetter("number"),
        Column.USER_TYPE: attrgetter("role"),
        Column.REGION: lambda row: region_of(row.number),
    },
)
PARENT_MAPPING: ExportColumns[LinkRow] = ExportColumns(
    FileKind.PARENT,
    COLUMNS[FileKind.PARENT],
    {
        Column.PARENT_GROUP_NAME: lambda row: csv_cell(row.parent),
        Column.CHILD_GROUP_NAME: lambda row: csv_cell(row.child),
    },
    {
        Column.PARENT_GROUP_NAME: lambda row: protect_in_workbook(row.parent),
        Column.CHILD_GROUP_NAME: lambda row: protect_in_workbook(row.child),
    },
)
