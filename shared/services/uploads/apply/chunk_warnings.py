"""The warnings of a chunk about groups, of an upload without a plan, which would have had them: in its problems and log."""

from collections.abc import Sequence

from shared.domain.codes import CODES, Problem
from shared.domain.csv.columns import Column, FileKind
from shared.domain.members.membership import Role
from shared.domain.redaction import excerpt
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.job import Job, Mode
from shared.domain.uploads.undo import former_state
from shared.services.context import ImportContext
from shared.services.uploads.apply.apply_slice import SliceResult
from shared.services.uploads.jobs.log import append_problems, chunk_warnings_folder, encode_problem
from shared.services.uploads.read.renamed_groups import new_names, renamed_warnings

_CODE = "group_without_admin"


async def keep_chunk_warnings(
    context: ImportContext,
    job: Job,
    number: int,
    new: Sequence[GroupSlice],
    slices: Sequence[GroupSlice],
    results: Sequence[SliceResult],
) -> None:
    """Store and log what was found: `new` are the slices of groups that the job created. Idempotent."""
    if job.needs_plan:
        return
    warnings = await renamed_warnings(context, job, new_names(new))
    if job.mode is Mode.MERGE:
        warnings += await _without_admin(context, job, slices, results)
    if warnings:
        name = f"{chunk_warnings_folder(job.folder)}{number:06d}.jsonl"
        await context.job_files.put(name, b"".join(map(encode_problem, warnings)))
        await append_problems(context, job, warnings)


async def _without_admin(
    context: ImportContext, job: Job, slices: Sequence[GroupSlice], results: Sequence[SliceResult]
) -> list[Problem]:
    """A warning for each group whose last admin became a member: a request for each group that lost an admin."""
    found, part = [], job.part(FileKind.USER)
    for group_slice, result in zip(slices, results, strict=True):
        demoted = _demoted(group_slice, result)
        if demoted and not await context.members.has_admin(result.group_id):
            lines = dict(zip(group_slice.roles, group_slice.lines, strict=True))
            text = f"{excerpt(group_slice.name)} has no admin left. {CODES[_CODE].remedy}"
            line = min(lines[number] for number in demoted)
            found.append(part.problem(line, Column.USER_TYPE, _CODE, text))
    return found


def _demoted(group_slice: GroupSlice, result: SliceResult) -> list[str]:
    changed = result.written.changed
    return [
        number
        for number, before in changed.items()
        if group_slice.role(number) is not Role.ADMIN and former_state(before).role == Role.ADMIN
    ]
