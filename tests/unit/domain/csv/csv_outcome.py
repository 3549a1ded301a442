"""Reads a CSV as an import does and sums it up, so that a test can compare the outcome with a table."""

from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from shared.domain.codes import Problem, Severity
from shared.domain.csv.columns import FileKind
from shared.domain.csv.instructions import GroupDeclaration
from shared.domain.csv.lines import FileError
from shared.domain.csv.opened_file import OpenedFile
from shared.domain.csv.parent_rows import ParentRow, read_parent_rows
from shared.domain.csv.reader import open_csv
from shared.domain.csv.user_rows import Entries, RejectedRow, SkippedRow, read_user_rows
from shared.domain.members.membership import Role
from shared.domain.uploads.open_file import find_kinds, open_file
from shared.domain.uploads.requested_members import EntryBook

USER_HEADER = "Group Name,Phone Number,User Type\n"


@dataclass
class Outcome:
    """What a file comes to. `fails` is the error of the whole file."""

    memberships: list[list[str]] = field(default_factory=list)
    empty_groups: list[str] = field(default_factory=list)
    links: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fails: Problem | None = None
    entries: int = 0
    rejected: int = 0
    duplicates: int = 0

    def located(self, severity: Severity) -> list[list[Any]]:
        """Problems of one severity as [line, code]."""
        return [[problem.line, problem.code] for problem in self.problems if problem.severity is severity]


def read_outcome(
    content: bytes | str, region: str | None = None, max_rows: int = 1_000_000, encoding: str | None = None
) -> Outcome:
    """Read a file to its end, a workbook for both kinds that it may hold; `encoding` is the codec that the upload says."""
    binary = BytesIO(content.encode() if isinstance(content, str) else content)
    name, outcome = "uploaded.csv", Outcome()
    try:
        kinds = {found.kind for found in find_kinds(binary, name, encoding).kinds} or {FileKind.USER}
        for kind in sorted(kinds, reverse=True):
            with closing(open_file(binary, name, kind, encoding, also=kinds - {kind})) as file:
                if kind is FileKind.PARENT:
                    _read_links(outcome, file)
                else:
                    _read_memberships(outcome, file, region, max_rows)
    except FileError as error:
        return Outcome(fails=error.problem)
    return outcome


def read_outcome_of(path: Path, region: str | None = None) -> Outcome:
    """Read a file on disk."""
    return read_outcome(path.read_bytes(), region)


def rows_of(content: str, region: str | None = None) -> list[Entries | RejectedRow]:
    """The rows of a user group mapping given without its header."""
    file = open_csv(BytesIO((USER_HEADER + content).encode()), "uploaded.csv")
    rows = read_user_rows(file, job_region=region)
    return [row for row in rows if isinstance(row, Entries | RejectedRow)]


def _read_memberships(outcome: Outcome, file: OpenedFile, region: str | None, max_rows: int) -> None:
    book = EntryBook()
    for row in read_user_rows(file, job_region=region, max_rows=max_rows):
        if isinstance(row, GroupDeclaration):
            outcome.problems += book.declare(file.part, row)
            continue
        if isinstance(row, Problem):
            outcome.problems.append(row)
            continue
        assert not isinstance(row, SkippedRow), "only corrections skip rows"
        rejected = [row.problem] if isinstance(row, RejectedRow) else row.rejected
        outcome.problems += [*rejected, *book.add(row)]
    for group in book.groups():
        outcome.memberships += [[group.name, number, str(role or Role.MEMBER)] for number, role, _ in group.rows]
        outcome.empty_groups += [] if group.rows else [group.name]
    outcome.entries, outcome.rejected, outcome.duplicates = book.entries, book.rejected, book.duplicates


def _read_links(outcome: Outcome, file: OpenedFile) -> None:
    for row in read_parent_rows(file):
        if isinstance(row, Problem):
            outcome.problems.append(row)
            continue
        if isinstance(row, ParentRow):
            outcome.links.append([row.parent_name, row.child_name])
        elif isinstance(row, RejectedRow):
            outcome.problems.append(row.problem)
