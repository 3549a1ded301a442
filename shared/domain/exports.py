"""An export: its state, its files, and the cells that only an export writes."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from shared.domain.csv.columns import COLUMNS, Column, FileKind
from shared.domain.csv.formula_escape import APOSTROPHE, protect_name
from shared.domain.members.membership import Role
from shared.domain.phone import reads_without_plus, region_of

USER_FILE = f"{FileKind.USER}.csv"
PARENT_FILE = f"{FileKind.PARENT}.csv"
MANIFEST_FILE = "manifest.json"
FILES = (USER_FILE, PARENT_FILE, MANIFEST_FILE)


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
    return f"#muster:group,{csv_cell(name)}"


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
    """One CSV of an export: `cells` say what stands below each column's title, and `columns` in which order."""

    columns: Sequence[Column]
    cells: Mapping[Column, Callable[[R], str]]

    def header(self) -> str:
        """The line of the titles."""
        return ",".join(self.columns) + "\r\n"

    def lines(self, rows: Sequence[R]) -> str:
        """A line a row. Column by column, since that takes half the time."""
        columns = [map(self.cells[column], rows) for column in self.columns]
        return "".join(f"{line}\r\n" for line in map(",".join, zip(*columns, strict=True)))


USER_MAPPING: ExportColumns[MemberRow] = ExportColumns(
    COLUMNS[FileKind.USER],
    {
        Column.GROUP_NAME: lambda row: csv_cell(row.group_name),
        Column.PHONE_NUMBER: lambda row: number_cell(row.number),
        Column.USER_TYPE: attrgetter("role"),
        Column.REGION: lambda row: region_of(row.number),
    },
)
PARENT_MAPPING: ExportColumns[LinkRow] = ExportColumns(
    COLUMNS[FileKind.PARENT],
    {
        Column.PARENT_GROUP_NAME: lambda row: csv_cell(row.parent),
        Column.CHILD_GROUP_NAME: lambda row: csv_cell(row.child),
    },
)
