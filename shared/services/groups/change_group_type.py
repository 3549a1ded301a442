"""Changes the type of a group between private and organization."""

from dataclasses import replace
from datetime import datetime

from shared.concurrency import Precondition, StaleVersionError, retry_on_conflict
from shared.domain.audit import Action
from shared.domain.conflicts import NoAdmin, WrongType
from shared.domain.groups.group import Group, GroupType
from shared.services.context import GroupContext
from shared.services.groups.manage_groups import change_group
from shared.services.ports.members import AdminLock


async def link_group(context: GroupContext, group: Group, actor: str, check: Precondition) -> Group:
    """Change a private group to an organization group, whose name must be unique. Raises NameTaken, WrongType,
    PreconditionFailed, Conflict."""
    if group.type is not GroupType.PRIVATE:
        raise WrongType("The group is already an organization group.")
    stored = await _retype(context, group, actor, GroupType.ORGANIZATION, check)
    await _set_admin_lock(context, group.id, keeps_admin=False)
    return stored


async def unlink_group(context: GroupContext, group: Group, actor: str, check: Precondition) -> Group:
    """Change an organization group to a private group, whose name need not be unique. Raises NoAdmin, WrongType,
    PreconditionFailed, Conflict. The admin lock is set first, so that the last admin cannot be removed meanwhile. When
    a process dies before the type changes, the next member change finds the lock stale and clears it."""
    if group.type is not GroupType.ORGANIZATION:
        raise WrongType("The group is already a private group.")
    check(group.etag)
    await _set_admin_lock(context, group.id, keeps_admin=True)
    return await _retype(context, group, actor, GroupType.PRIVATE, check)


async def _retype(context: GroupContext, group: Group, actor: str, wanted: GroupType, check: Precondition) -> Group:
    at = context.now()
    action = Action.GROUP_LINKED if wanted is GroupType.ORGANIZATION else Action.GROUP_UNLINKED
    return await change_group(
        context,
        group,
        actor,
        action,
        lambda g: _with_type(g, wanted, at),
        check,
    )


def _with_type(group: Group, wanted: GroupType, at: datetime) -> Group:
    """The group with the type. One that is mapped says since when: what was before stays with those who were in it."""
    if group.type is wanted:
        return group
    mapped_at = at if wanted is GroupType.ORGANIZATION else group.mapped_at
    return replace(group, type=wanted, updated_at=at, mapped_at=mapped_at)


async def _set_admin_lock(context: GroupContext, group_id: str, *, keeps_admin: bool) -> None:
    async def attempt() -> None:
        read = await context.members.admin_lock(group_id)
        # The lock was read before: whoever takes the group an admin from now on changes it.
        if keeps_admin and not await context.members.has_admin(group_id):
            raise NoAdmin
        if not await context.members.commit(group_id, [], None, (read, AdminLock(keeps_admin, context.now()))):
            raise StaleVersionError

    await retry_on_conflict("the group's members", attempt)
