"""An export as data: what it wrote, where, and how its rows look."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.domain.csv.formula_escape import protect

USER_FILE = "user-group-mapping.csv"
PARENT_FILE = "parent-group-mapping.csv"
MANIFEST_FILE = "manifest.json"
FILES = (USER_FILE, PARENT_FILE, MANIFEST_FILE)


class ExportState(StrEnum):
    """The state of an export: running until the files, the manifest and latest.json are written."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export; rows without the header, sha256 in hex of the very bytes."""

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
        """`<yyyy>/<mm>/<dd>/<id>/`, by the UTC day on which it began."""
        return f"{self.created_at:%Y/%m/%d}/{self.id}/"


def csv_cell(text: str) -> str:
    """Text of ours (a group's name) as a CSV cell: no formula, quoted where needed."""
    sink = io.StringIO()
    csv.writer(sink, lineterminator="").writerow([protect(text), ""])
    return sink.getvalue()[:-1]


def empty_group_line(name: str) -> str:
    """The instruction that keeps a group without members through export and import."""
    return f"#muster:group,{csv_cell(name)}"
