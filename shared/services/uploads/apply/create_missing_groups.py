"""Finds organization groups by name, and creates those that do not exist."""

from collections.abc import Mapping

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.groups.group import GroupName
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext


async def ensure_groups(context: ImportContext, names: Mapping[str, str], job: Job) -> dict[str, GroupName]:
    """Returns the groups of these names (normalised -> display name), by normalised name. Groups that this job created
    have its id as `job_id`.

    Two processes that create the same name get the same group. Raises Conflict when others keep deleting the groups.
    """
    known = await context.groups.resolve(sorted(names))

    async def attempt() -> dict[str, GroupName]:
        missing = sorted(names.keys() - known.keys())
        if missing:
            new = [GroupName(context.new_id(), names[normalised], normalised, job.id) for normalised in missing]
            await context.groups.create(new, job.submitted_by, context.now())
            known.update(await context.groups.resolve(missing))
        if names.keys() - known.keys():
            raise StaleVersionError
        return known

    return await retry_on_conflict("the groups of the upload", attempt)
