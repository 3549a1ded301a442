"""The last stage of an upload: adds the links of the parent group mapping to the hierarchy, and rejects rows with cycles.

Idempotent: links that an earlier attempt of this job added count as added again.
"""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.audit import Action
from shared.domain.codes import FilePart, Problem
from shared.domain.csv.columns import Column, FileKind
from shared.domain.csv.parent_rows import ParentRow
from shared.domain.csv.user_rows import RejectedRow
from shared.domain.groups.group import GroupName
from shared.domain.groups.hierarchy import HIDDEN, Hierarchy, Link, shortened
from shared.domain.redaction import excerpt
from shared.domain.uploads.job import Counts, Job
from shared.domain.uploads.spellings import Spellings
from shared.services.context import ImportContext
from shared.services.uploads.apply.audit_events import record_link_events
from shared.services.uploads.apply.connector_events import enqueue_link_events, link_events
from shared.services.uploads.apply.create_missing_groups import ensure_groups
from shared.services.uploads.jobs.log import append_problems, encode_problem, problems_blob_name
from shared.services.uploads.jobs.problem_list import first_of
from shared.services.uploads.read.read_parent_mapping import ParentLine, read_parent_mapping
from shared.services.uploads.read.renamed_groups import NewName, renamed_warnings

_STEPS_SHOWN = 10


@dataclass(slots=True)
class LinkPlan:
    """The result of a file's rows for one version of the hierarchy. `unnamed` are the groups on cycles that have no name in
    `names`."""

    part: FilePart
    names: Mapping[str, str]
    unnamed: set[str] = field(default_factory=set)
    new: list[Link] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)


async def apply_parent_mapping(context: ImportContext, job: Job) -> Counts:
    """Apply the job's parent mapping. Returns its part of the counts. Raises FileError, UnclearEncodingError,
    Conflict."""
    rows = await read_parent_mapping(context, job)
    if not rows:
        return Counts()
    listed = set((await context.job_files.get(f"{job.folder}/groups.txt") or b"").decode().split("\n"))
    wanted = names_of_groups(rows, listed)
    groups = await ensure_groups(context, wanted, job)
    created = [each for each in wanted if each not in listed and groups[each].job_id == job.id]
    renamed = await renamed_parents(context, job, rows, set(created))

    async def attempt() -> Counts:
        links, version = await context.hierarchy.load_links()
        plan = await plan_visible_links(context, rows, groups, listed, links, job)
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
        await _keep_problems(context, job, first_of([*renamed, *plan.problems], plan.part))
        return replace(plan.counts, groups_created=len(created))

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


def names_of_groups(rows: Sequence[ParentLine], listed: set[str]) -> dict[str, str]:
    """Normalised name -> display name, of every group that a row needs."""
    names: dict[str, str] = {}
    for row in rows:
        if isinstance(row, ParentRow) and row.child_normalised in listed:
            names.setdefault(row.parent_normalised, row.parent_name)
            names.setdefault(row.child_normalised, row.child_name)
    return names


async def plan_visible_links(
    context: ImportContext,
    rows: Sequence[ParentLine],
    groups: Mapping[str, GroupName],
    listed: set[str],
    links: Sequence[Link],
    job: Job,
) -> LinkPlan:
    """As plan_links, with the names of groups on a cycle that are not in the file, of those that an administrator sees."""
    plan = plan_links(rows, groups, listed, links, job)
    if plan.unnamed:
        return plan_links(rows, groups, listed, links, job, await _visible_names(context, plan.unnamed))
    return plan


def plan_links(
    rows: Sequence[ParentLine],
    groups: Mapping[str, GroupName],
    listed: set[str],
    links: Sequence[Link],
    job: Job,
    more_names: Mapping[str, str] = MappingProxyType({}),
) -> LinkPlan:
    """Decide each row in the order of the file: new link, existing link, ignored or rejected row. `more_names` are those of
    groups that are not in the file, by id."""
    names = {**more_names, **{group.group_id: group.name for group in groups.values()}}
    plan = LinkPlan(job.part(FileKind.PARENT), names)
    hierarchy = Hierarchy.of(links)
    mine = {(link.parent_id, link.child_id) for link in links if link.job_id == job.id}
    seen: set[tuple[str, str]] = set()
    spellings = Spellings()
    totals = dict.fromkeys(("links_added", "links_unchanged", "links_ignored", "links_rejected"), 0)
    for row in rows:
        if isinstance(row, Problem):
            plan.problems.append(row)
            continue
        if isinstance(row, RejectedRow):
            plan.problems.append(row.problem)
            totals["links_rejected"] += 1
            continue
        plan.problems += _merged_names(spellings, plan.part, row)
        if row.child_normalised not in listed:
            plan.problems.append(_not_in_file(plan.part, row))
            totals["links_ignored"] += 1
            continue
        edge = (groups[row.parent_normalised].group_id, groups[row.child_normalised].group_id)
        totals[_decide(plan, hierarchy, row, edge, edge in mine and edge not in seen, job.id)] += 1
        seen.add(edge)
    plan.counts = Counts(**totals)
    return plan


def _merged_names(spellings: Spellings, part: FilePart, row: ParentRow) -> list[Problem]:
    parent = spellings.add(part, row.line, row.parent_name, row.parent_normalised, Column.PARENT_GROUP_NAME)
    return [*parent, *spellings.add(part, row.line, row.child_name, row.child_normalised, Column.CHILD_GROUP_NAME)]


def _bounded(steps: list[str]) -> list[str]:
    """The steps of a cycle with the middle of a long one left out."""
    if len(steps) <= _STEPS_SHOWN:
        return steps
    half = _STEPS_SHOWN // 2
    return shortened([*steps[:half], HIDDEN, *steps[-half:]])


def _decide(
    plan: LinkPlan, hierarchy: Hierarchy, row: ParentRow, edge: tuple[str, str], is_mine: bool, job_id: str
) -> str:
    if hierarchy.linked(*edge):
        return "links_added" if is_mine else "links_unchanged"
    path = hierarchy.cycle(*edge)
    if path is not None:
        plan.unnamed.update(group_id for group_id in path if group_id not in plan.names)
        shown = shortened(excerpt(plan.names[each]) if each in plan.names else HIDDEN for each in path)
        steps = " > ".join(_bounded(shown))
        child, above = excerpt(row.child_name), excerpt(row.parent_name)
        message = f"{child} cannot be below {above}: {steps}. Remove one of these links."
        plan.problems.append(plan.part.problem(row.line, "", "cycle", message, row.child_name))
        return "links_rejected"
    hierarchy.add(*edge)
    plan.new.append(Link(*edge, job_id))
    return "links_added"


async def _visible_names(context: ImportContext, group_ids: Collection[str]) -> dict[str, str]:
    """The names of organization groups, by id: whoever reads an upload's problems may see those and no other groups."""
    groups = await context.groups.get_many(sorted(group_ids))
    return {group.id: group.name for group in groups.values() if group.holds_name}


def _not_in_file(part: FilePart, row: ParentRow) -> Problem:
    message = (
        f"The group {excerpt(row.child_name)} has no accepted row in the user group mapping, so this link was ignored. "
        "Add the group there and upload both files again."
    )
    return part.problem(row.line, "Child Group Name", "child_not_in_file", message, row.child_name)


async def _keep_problems(context: ImportContext, job: Job, problems: Sequence[Problem]) -> None:
    lines = b"".join(encode_problem(problem) for problem in problems)
    await context.job_files.put(problems_blob_name(job.folder, FileKind.PARENT), lines)
    await append_problems(context, job, problems)
