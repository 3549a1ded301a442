"""Plans what the parent group mapping would do to the hierarchy, without changing anything."""

from dataclasses import replace
from typing import NamedTuple

from shared.domain.csv.columns import FileKind
from shared.domain.groups.group import GroupName
from shared.domain.uploads.causes import Cause
from shared.domain.uploads.job import Job
from shared.domain.uploads.plan import MOST_LINKS, LinksPlan, PlannedLink
from shared.services.context import ImportContext
from shared.services.uploads.apply.apply_parent_mapping import renamed_parents
from shared.services.uploads.apply.plan_links import names_of_groups, plan_visible_links, rejected_links
from shared.services.uploads.jobs.log import encode_problem
from shared.services.uploads.jobs.rejected_rows import planned_rejected_rows_name
from shared.services.uploads.read.read_parent_mapping import read_parent_mapping
from shared.services.uploads.validate.plan_changes import plan_problems_name


class PlannedLinks(NamedTuple):
    """The plan of the parent mapping, None without one; why it rejects rows, and how many are left out."""

    links: LinksPlan | None = None
    causes: tuple[Cause, ...] = ()
    skipped: int = 0


async def plan_parent_mapping(context: ImportContext, job: Job, plan_id: str, listed: set[str]) -> PlannedLinks:
    """Decide each row as applying would now, and store the problems beside the plan of this id. `listed` are the normalised
    names of the user mapping's groups.

    Plans nothing for a job without a parent mapping, or whose parent mapping is gone. Raises FileError.
    """
    file = job.file(FileKind.PARENT)
    version = await context.uploads.version(file.blob_name) if file else None
    if file is None or version is None or version.etag != file.etag:
        return PlannedLinks()
    mapping = await read_parent_mapping(context, job)
    rows = mapping.lines
    names = names_of_groups(rows, listed)
    known = await context.groups.resolve(sorted(names))
    # A group that is still missing has an id of its own kind, so that the rows decide as when it is there.
    groups = {each: known.get(each) or GroupName(f"new:{each}", names[each], each, job.id) for each in names}
    links, _ = await context.hierarchy.load_links()
    found = await plan_visible_links(context, mapping, groups, listed, links, job)
    missing = {each for each in names if each not in listed and groups[each].job_id == job.id}
    renamed = await renamed_parents(context, job, rows, missing)
    problems = b"".join(encode_problem(problem) for problem in (*renamed, *found.problems))
    await context.job_files.put(plan_problems_name(job.id, plan_id), problems)
    if found.rejected:
        await context.job_files.put(planned_rejected_rows_name(job.id, plan_id), rejected_links(found))
    plan = LinksPlan(
        added=found.counts.links_added,
        unchanged=found.counts.links_unchanged,
        ignored=found.counts.links_ignored,
        rejected=found.counts.links_rejected,
        groups_created=len(missing),
    )
    display = {group.group_id: group.name for group in groups.values()}
    new = [PlannedLink(display[link.parent_id], display[link.child_id]) for link in found.new[:MOST_LINKS]]
    return PlannedLinks(replace(plan, new=new), found.causes(), found.skipped)
