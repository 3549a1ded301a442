"""Uploads that wait for review, and their correction."""

from collections.abc import Mapping

from shared.domain.codes import Problem
from shared.domain.corrections.file_corrections import Rule
from shared.domain.corrections.upload_corrections import Correction
from shared.domain.csv.columns import Column, FileKind
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.correct_upload import correct_upload
from shared.services.uploads.view_rejected_rows import RejectedRows, list_rejected_rows
from tests.fakes.world import FakeWorld
from tests.mappings import USER_HEADER
from tests.people import number

USER, PARENT = FileKind.USER, FileKind.PARENT
GOOD = f"Depot,{number(1)},Member\nDepot,{number(2)},Admin\n"
BAD = USER_HEADER + GOOD + f'Depot,12,Member\nDepot,"{number(3)}; 13",\n,{number(4)},\nYard,{number(5)},Boss\n'
"""Rejected: a number on lines 4 and 5, the row without a group on line 6, and the user type on line 7."""


def phone(line: int, *numbers: int) -> Correction:
    """The correction that writes these numbers."""
    return Correction(USER, line, {Column.PHONE_NUMBER: ", ".join(map(number, numbers))})


def cell(line: int, column: Column, text: str, kind: FileKind = USER) -> Correction:
    """The correction of one cell."""
    return Correction(kind, line, {column: text})


def skipped(line: int, kind: FileKind = USER) -> Correction:
    """The correction that leaves a row out."""
    return Correction(kind, line, skip=True)


def taken_back(line: int, kind: FileKind = USER) -> Correction:
    """No correction of this row any more."""
    return Correction(kind, line)


def rule_skip(code: str) -> Rule:
    """The rule that leaves out all with this code."""
    return Rule(code, skip=True)


async def waiting(world: FakeWorld, content: str = BAD, *, parents: str = "", **metadata: str) -> Job:
    """A dropped upload that waits for review."""
    if parents:
        world.put("org/parents.csv", parents)
    job = await world.drop("org/users.csv", content, **{"review": "true", **metadata})
    assert job.state is JobState.AWAITING_REVIEW
    return job


async def correct(world: FakeWorld, job: Job, *rows: Correction, rules: tuple[Rule, ...] = (), by: str = "asha") -> Job:
    """Correct an upload and have it read again."""
    await correct_upload(world.imports, job.id, rows, rules, by)
    await world.run()
    return await world.job(job.name)


async def rejected(world: FakeWorld, job: Job, kind: FileKind | None = None, code: str | None = None) -> RejectedRows:
    """All rejected rows."""
    found = await list_rejected_rows(world.imports, job.id, 1000, None, kind=kind, code=code)
    assert found.following is None
    return found


async def rejected_codes(world: FakeWorld, job: Job) -> dict[int, list[str]]:
    """The codes of the rejected rows of the user mapping, by line."""
    return {row.line: [_code(each) for each in row.problems] for row in (await rejected(world, job, USER)).rows}


def _code(problem: Problem) -> str:
    return problem.code


def causes(job: Job) -> Mapping[str, tuple[int, int]]:
    """How many entries are rejected, and how many of them have a suggestion, by code."""
    return {cause.code: (cause.rejected, cause.suggestions) for cause in job.causes}
