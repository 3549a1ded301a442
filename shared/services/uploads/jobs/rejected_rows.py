"""Rejected rows as JSON lines, with their cells and problems, for whoever corrects them. They hold whole numbers, so no log
has them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
        self._rows = self._kept = self._bytes = 0

    def add(self, problems: Sequence[Problem], cells: Mapping[str, str]) -> None:
        """One row."""
        self._rows += 1
        if self._rows <= KEPT and self._bytes <= _MOST_BYTES:
            self._kept += 1
            first = problems[0]
            self._write(StoredRejectedRow(self._kind, first.sheet, first.line, cells, problems))

    def close(self) -> None:
        """Finish the list; the sink stays open."""
        if self._rows > self._kept:
            self._write(StoredRejectedRow(self._kind, left_out=self._rows - self._kept))

    def _write(self, row: StoredRejectedRow) -> None:
        document = {**to_document(row), "problems": [to_document(problem) for problem in row.problems]}
        line = json.dumps(versioned(document), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._bytes += self._sink.write(line)


def decode_rejected_row(line: bytes) -> StoredRejectedRow:
    """The row of one line."""
    document = json.loads(line)
    problems = [from_document(Problem, problem) for problem in document["problems"]]
    return replace(from_document(StoredRejectedRow, document), problems=problems)


def shows_planned_links(job: Job) -> bool:
    """Whether what is said of the parent mapping's rows is what the plan says of them, until the job may be applied."""
    return bool(job.plan_id) and not job.released and not job.undoing


def rejected_rows_name(job: Job, kind: FileKind) -> str:
    """The blob with the rejected rows of a file; those of the parent mapping are planned ones until it may be applied."""
    if kind is FileKind.PARENT and shows_planned_links(job):
        return planned_rejected_rows_name(job.id, job.plan_id)
    return f"{job.folder}/rejected-rows-{kind}.jsonl"


def planned_rejected_rows_name(job_id: str, plan_id: str) -> str:
    """The blob with the rows of the parent mapping that a plan rejects."""
    return f"{job_id}/plans/{plan_id}-rejected-rows.jsonl"
