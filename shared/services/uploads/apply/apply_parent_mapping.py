"""The last stage of an upload: adds the links of the parent group mapping to the hierarchy, and rejects rows with cycles.

Idempotent: links that an earlier attempt of this job added count as added again.
"""

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import NamedTuple

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.audit import Action
from shared.domain.codes import Problem
from shared.domain.csv.columns import FileKind
from shared.domain.csv.parent_rows import ParentRow
from shared.domain.uploads.causes import Cause
from shared.domain.uploads.job import Counts, Job
from shared.services.context import ImportContext
from shared.services.uploads.apply.audit_events import record_link_events
from shared.services.uploads.apply.connector_events import enqueue_link_events, link_events
from shared.services.uploads.apply.create_missing_groups import ensure_groups
from shared.services.uploads.apply.plan_links import LinkPlan, names_of_groups, plan_visible_links, rejected_links
from shared.services.uploads.jobs.log import append_problems, encode_problem, problems_blob_name
from shared.services.uploads.jobs.problem_list import first_of
from shared.services.uploads.jobs.rejected_rows import rejected_rows_name
from shared.services.uploads.read.read_parent_mapping import ParentLine, read_parent_mapping
from shared.services.uploads.read.renamed_groups import NewName, renamed_warnings


class AppliedLinks(NamedTuple):
    """What the parent mapping adds to the counts of its job, why rows are rejected, and how many are left out."""

    counts: Counts = Counts()
    causes: tuple[Cause, ...] = ()
    skipped: int = 0


async def apply_parent_mapping(context: ImportContext, job: Job) -> AppliedLinks:
    """Apply the job's parent mapping. Raises FileError, UnclearEncodingError, Conflict."""
    mapping = await read_parent_mapping(context, job)
    rows = mapping.lines
    if not rows:
        return AppliedLinks()
    listed = set((await context.job_files.get(f"{job.folder}/groups.txt") or b"").decode().split("\n"))
    wanted = names_of_groups(rows, listed)
    groups = await ensure_groups(context, wanted, job)
    created = [each for each in wanted if each not in listed and groups[each].job_id == job.id]
    renamed = await renamed_parents(context, job, rows, set(created))

    async def attempt() -> AppliedLinks:
        links, version = await context.hierarchy.load_links()
        plan = await plan_visible_links(context, mapping, groups, listed, links, job)
        factories = await link_events(context, plan.new)
        with conditional_write():
            for part in factories.parts(plan.new):
                events = factories.events(context, job, Action.SUBGROUP_ADDED, part)
                version = await context.hierarchy.add(part, version, events)
        await enqueue_link_events(context, factories)
        # The events of parents with subscribers are written in the transactions of their links.
        made = [
            link for link in (*links, *plan.new) if link.job_id == job.id and link.parent_id not in factories.parents
        ]
        await record_link_events(context, job, Action.SUBGROUP_ADDED, made, plan.names)
        await _keep_rejected(context, job, plan)
        await _keep_problems(context, job, first_of([*renamed, *plan.problems], plan.part))
        return AppliedLinks(replace(plan.counts, groups_created=len(created)), plan.causes(), plan.skipped)

    return await retry_on_conflict("the hierarchy", attempt)


async def renamed_parents(
    context: ImportContext, job: Job, rows: Sequence[ParentLine], created: Container[str]
) -> list[Problem]:
    """A warning for each of the new groups that has the former name of another."""
    new: dict[str, NewName] = {}
    for row in rows:
        if isinstance(row, ParentRow) and row.parent_normalised in created:
            new.setdefault(row.parent_normalised, NewName(row.parent_normalised, row.parent_name, row.line))
    return await renamed_warnings(context, job, list(new.values()), FileKind.PARENT)


async def _keep_rejected(context: ImportContext, job: Job, plan: LinkPlan) -> None:
    """Store the rejected rows. An empty list only replaces one that an earlier plan or run has left."""
    if plan.rejected or any(cause.kind == FileKind.PARENT for cause in job.causes):
        await context.job_files.put(rejected_rows_name(job, FileKind.PARENT), rejected_links(plan))


async def _keep_problems(context: ImportContext, job: Job, problems: Sequence[Problem]) -> None:
    lines = b"".join(encode_problem(problem) for problem in problems)
    await context.job_files.put(problems_blob_name(job.folder, FileKind.PARENT), lines)
    await append_problems(context, job, problems)
