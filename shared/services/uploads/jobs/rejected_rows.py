"""Rejected rows as JSON lines, with their cells and problems, for whoever corrects them. They hold whole numbers, so no log
has them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from shared.domain.codes import Problem
from shared.domain.csv.columns import FileKind
from shared.domain.documents import from_document, to_document, versioned
from shared.domain.uploads.job import Job
from shared.services.uploads.jobs.problem_list import KEPT

_MOST_BYTES = 64 * 1024 * 1024
"""Of the rows of one file that are kept: 50,000 rows with cells of ordinary length take a third of it."""


@dataclass(frozen=True, slots=True)
class StoredRejectedRow:
    """One rejected row: its cells by title of a known column, and why it is rejected. The last line of a list that has not
    all rows has only `left_out`, how many are missing."""

    kind: str
    sheet: str = ""
    line: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    left_out: int = 0


class RejectedRowList:
    """Writes the rejected rows of one file, as many as are kept, and at the end how many more there are."""

    def __init__(self, kind: FileKind, sink: BinaryIO) -> None:
        self._kind, self._sink = kind, sink
        self._rows = self._bytes = 0

    @property
    def any(self) -> bool:
        """Whether there is a row to store."""
        return self._rows > 0

    def add(self, problems: Sequence[Problem], cells: Mapping[str, str]) -> None:
        """One row."""
        self._rows += 1
        if self._rows <= KEPT and self._bytes <= _MOST_BYTES:
            first = problems[0]
            self._write(StoredRejectedRow(self._kind, first.sheet, first.line, cells, problems), self._rows)

    def close(self) -> None:
        """Finish the list; the sink stays open."""
        if self._rows > self._kept:
            self._write(StoredRejectedRow(self._kind, left_out=self._rows - self._kept))
