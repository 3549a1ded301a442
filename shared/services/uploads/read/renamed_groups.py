"""Warnings about new groups whose name another group had before it was renamed: the file may mean that one.

They are looked for where groups are missing, so an upload whose groups all exist costs nothing: by the plan, or, for an
upload without one, by each chunk that creates groups.
"""

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.codes import CODES, Problem
from shared.domain.csv.columns import Column, FileKind
from shared.domain.redaction import excerpt
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext
from shared.services.uploads.jobs.log import append_problems, encode_problem, plan_warnings_name

_CODE = "group_was_renamed"
MOST = 1_000
"""Warnings a plan or chunk; who sees these knows that the file is of an older time."""


class NewName(NamedTuple):
    """A group that the upload creates: its name, and the line that asks for it."""

    normalised: str
    name: str
    line: int


def new_names(slices: Sequence[GroupSlice]) -> list[NewName]:
    """The names of the groups that begin with these slices."""
    return [NewName(each.normalised, each.name, min(each.lines, default=0)) for each in slices if each.is_first]


async def renamed_warnings(
    context: ImportContext, job: Job, new: Sequence[NewName], kind: FileKind = FileKind.USER
) -> list[Problem]:
    """A warning for each new group that has the former name of an organization group. One request for a few names, and
    never more than one a name."""
    if not new:
        return []
    former = await context.groups.formerly(sorted({each.normalised for each in new}))
    groups = await context.groups.get_many(sorted({each.group_id for each in former.values()}))
    part = job.part(kind)
    column = Column.GROUP_NAME if kind is FileKind.USER else Column.PARENT_GROUP_NAME
    found = []
    for each in new:
        name = former.get(each.normalised)
        group = groups.get(name.group_id) if name else None
        if name and group and group.may_tell_former_name(name.renamed_at):
            text = f"{excerpt(each.name)} is the former name of {excerpt(group.name)}. {CODES[_CODE].remedy}"
            found.append(part.problem(each.line, column, _CODE, text))
    return found[:MOST]


async def keep_renamed_of_plan(context: ImportContext, job: Job, plan_id: str, warnings: Sequence[Problem]) -> None:
    """Store and log the warnings of a plan, before it becomes the job's."""
    if warnings:
        await context.job_files.put(plan_warnings_name(job.id, plan_id), b"".join(map(encode_problem, warnings[:MOST])))
        await append_problems(context, job, warnings[:MOST])
