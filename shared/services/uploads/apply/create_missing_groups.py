"""Organization groups by name, created where they are missing."""

from collections.abc import Mapping

from shared.domain.groups.group import GroupName
from shared.domain.uploads.job import Job
from shared.errors import Conflict
from shared.services.context import ImportContext

_ROUNDS = 5


async def ensure_groups(context: ImportContext, names: Mapping[str, str], job: Job) -> dict[str, GroupName]:
    """The groups of these folded names (folded -> name to show). Those that this job created carry its id.

    Two processes that create the same name get the same group. Raises Conflict when names vanish as fast as we look.
    """
    known: dict[str, GroupName] = {}
    for _ in range(_ROUNDS):
        missing = sorted(names.keys() - known.keys())
        if not missing:
            return known
        known |= await context.groups.resolve(missing)
        new = [
            GroupName(context.new_id(), names[normalised], normalised, job.id)
            for normalised in missing
            if normalised not in known
        ]
        if new:
            await context.groups.create(new, job.submitted_by, context.now())
    raise Conflict("Groups of the upload are deleted as fast as they are created.")
