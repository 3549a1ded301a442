"""The groups and links that an upload created, which its undo removes unless others use them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.domain.csv.parent_rows import ParentRow
from shared.domain.csv.reader import FileError
from shared.domain.documents import from_document, to_document, versioned
from shared.domain.groups.group import GroupName
from shared.domain.groups.hierarchy import Link
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext
from shared.services.uploads.read.read_parent_mapping import read_stored_parent_mapping


@dataclass(frozen=True, slots=True)
class Created:
    """The ids of the job's groups and the number of its links, as they were before the first attempt to remove them."""

    groups: list[str]
    links: int


async def keep_created(context: ImportContext, job: Job) -> Created:
    """What find_created returns, stored for later attempts."""
    created = await find_created(context, job)
    await context.job_files.put(_name(job), json.dumps(versioned(to_document(created))).encode())
    return created


async def find_created(context: ImportContext, job: Job) -> Created:
    """Taken from the stores, since a job that was cancelled or failed has no final counts."""
    links, _ = await context.hierarchy.load_links()
    mine = await removable_links(context, job, links)
    groups = [group.group_id for group in await created_groups(context, job)]
    # Only now: whoever removed something in the meantime has stored this before.
    stored = await context.job_files.get(_name(job))
    return Created(groups, len(mine)) if stored is None else from_document(Created, json.loads(stored))


def _name(job: Job) -> str:
    return f"{job.id}/undo/{job.run:04d}/created.json"


async def removable_links(context: ImportContext, job: Job, links: Sequence[Link]) -> list[Link]:
    """The links that the job added between groups that are organization groups now. What became private is its admins'."""
    mine = [link for link in links if link.job_id == job.id]
    groups = await context.groups.get_many(_ends(mine))
    private = {group.id for group in groups.values() if group.is_private}
    return [link for link in mine if private.isdisjoint((link.parent_id, link.child_id))]


async def created_groups(context: ImportContext, job: Job) -> list[GroupName]:
    """The organization groups that the job created."""
    listed = (await context.job_files.get(f"{job.folder}/groups.txt") or b"").decode().split("\n")
    names = {name for name in listed if name}
    for row in await _parent_mapping(context, job):
        if isinstance(row, ParentRow):
            names.update((row.parent_normalised, row.child_normalised))
    known = await context.groups.resolve(sorted(names))
    return [group for group in known.values() if group.job_id == job.id]


async def _parent_mapping(context: ImportContext, job: Job) -> Sequence[object]:
    try:
        mapping = await read_stored_parent_mapping(context, job)
        return mapping.lines if mapping else ()
    except FileError:
        return ()  # It came late and failed the upload before any of it was applied.


async def linked_groups(context: ImportContext, links: Sequence[Link]) -> set[str]:
    """The ids of the groups that a link between organization groups keeps in use. One to a private group keeps none: that
    the group stays would tell organization admins of the link."""
    groups = await context.groups.get_many(_ends(links))
    named = {group.id for group in groups.values() if group.holds_name}
    return {end for link in links if {link.parent_id, link.child_id} <= named for end in (link.parent_id, link.child_id)}


def _ends(links: Iterable[Link]) -> list[str]:
    return sorted({end for link in links for end in (link.parent_id, link.child_id)})
