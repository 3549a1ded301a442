"""Decides what the rows of a parent group mapping do to one version of the hierarchy, without changing anything."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.codes import FilePart, Problem
from shared.domain.csv.columns import Column, FileKind
from shared.domain.csv.parent_rows import ParentRow
from shared.domain.csv.rows import RejectedRow, SkippedRow
from shared.domain.groups.group import GroupName
from shared.domain.groups.hierarchy import HIDDEN, Hierarchy, Link, shortened
from shared.domain.redaction import excerpt
from shared.domain.uploads.causes import Cause, CauseCount
from shared.domain.uploads.job import Counts, Job
from shared.domain.uploads.spellings import Spellings
from shared.services.context import ImportContext
from shared.services.uploads.jobs.rejected_rows import RejectedRowList
from shared.services.uploads.read.read_parent_mapping import ParentLine, ParentMapping

CYCLE = "cycle"
_STEPS_SHOWN = 10


class RejectedLink(NamedTuple):
    """A rejected row: why, and the two cells that name its groups."""

    problem: Problem
    parent_name: str
    child_name: str


@dataclass(slots=True)
class LinkPlan:
    """The result of a file's rows for one version of the hierarchy. `unnamed` are the groups on cycles that have no name in
    `names`, and `skipped` the number of rows that corrections leave out."""

    part: FilePart
    names: Mapping[str, str]
    unnamed: set[str] = field(default_factory=set)
    new: list[Link] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)
    rejected: list[RejectedLink] = field(default_factory=list)
    skipped: int = 0

    def reject(self, problem: Problem, parent_name: str, child_name: str) -> None:
        """Note a rejected row."""
        self.problems.append(problem)
        self.rejected.append(RejectedLink(problem, parent_name, child_name))

    def causes(self) -> tuple[Cause, ...]:
        """Why rows are rejected."""
        count = CauseCount(FileKind.PARENT)
        count.add(link.problem for link in self.rejected)
        return count.causes()


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
    mapping: ParentMapping,
    groups: Mapping[str, GroupName],
    listed: set[str],
    links: Sequence[Link],
    job: Job,
) -> LinkPlan:
    """As plan_links, with the names of groups on a cycle that are not in the file, of those that an administrator sees."""
    plan = plan_links(mapping, groups, listed, links, job)
    if plan.unnamed:
        return plan_links(mapping, groups, listed, links, job, await _visible_names(context, plan.unnamed))
    return plan


def plan_links(
    mapping: ParentMapping,
    groups: Mapping[str, GroupName],
    listed: set[str],
    links: Sequence[Link],
    job: Job,
    more_names: Mapping[str, str] = MappingProxyType({}),
) -> LinkPlan:
    """Decide each row in the order of the file: new link, existing link, ignored, rejected or left out row. `more_names`
    are those of groups that are not in the file, by id."""
    names = {**more_names, **{group.group_id: group.name for group in groups.values()}}
    plan = LinkPlan(job.part(FileKind.PARENT), names)
    hierarchy = Hierarchy.of(links)
    mine = {(link.parent_id, link.child_id) for link in links if link.job_id == job.id}
    seen: set[tuple[str, str]] = set()
    spellings = Spellings()
    totals = dict.fromkeys(("links_added", "links_unchanged", "links_ignored"), 0)
    for row in mapping.lines:
        if isinstance(row, Problem):
            plan.problems.append(row)
        elif isinstance(row, SkippedRow):
            plan.skipped += 1
        elif isinstance(row, RejectedRow):
            plan.reject(row.problem, *row.cells)
        else:
            plan.problems += _merged_names(spellings, plan.part, row)
            if row.child_normalised not in listed:
                plan.problems.append(_not_in_file(plan.part, row))
                totals["links_ignored"] += 1
                continue
            edge = (groups[row.parent_normalised].group_id, groups[row.child_normalised].group_id)
            path = None if hierarchy.linked(*edge) else hierarchy.cycle(*edge)
            if path is not None and CYCLE in mapping.skipped_codes:
                plan.skipped += 1
            elif path is not None:
                plan.reject(_cycle(plan, path, row), row.parent_name, row.child_name)
            elif hierarchy.linked(*edge):
                totals["links_added" if edge in mine and edge not in seen else "links_unchanged"] += 1
            else:
                totals["links_added"] += 1
                hierarchy.add(*edge)
                plan.new.append(Link(*edge, job.id))
            seen.add(edge)
    plan.counts = Counts(**totals, links_rejected=len(plan.rejected))
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


def _cycle(plan: LinkPlan, path: Sequence[str], row: ParentRow) -> Problem:
    plan.unnamed.update(group_id for group_id in path if group_id not in plan.names)
    shown = shortened(excerpt(plan.names[each]) if each in plan.names else HIDDEN for each in path)
    steps = " > ".join(_bounded(shown))
    child, above = excerpt(row.child_name), excerpt(row.parent_name)
    message = f"{child} cannot be below {above}: {steps}. Remove one of these links."
    return plan.part.problem(row.line, "", CYCLE, message, row.child_name)


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


def rejected_links(plan: LinkPlan) -> bytes:
    """The rejected rows as JSON lines, for whoever corrects them."""
    content = BytesIO()
    rows = RejectedRowList(FileKind.PARENT, content)
    for link in plan.rejected:
        cells = {str(Column.PARENT_GROUP_NAME): link.parent_name, str(Column.CHILD_GROUP_NAME): link.child_name}
        rows.add([link.problem], cells)
    rows.close()
    return content.getvalue()
