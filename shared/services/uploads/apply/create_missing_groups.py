"""Organization groups by name, created where they are missing."""

from collections.abc import Mapping

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.groups.group import GroupName
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext


async def ensure_groups(context: ImportContext, names: Mapping[str, str], job: Job) -> dict[str, GroupName]:
    """The groups of these folded names (folded -> name to show). Those that this job created carry its id.

    Two processes that create the same name get the same group. Raises Conflict when others keep deleting them.
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
