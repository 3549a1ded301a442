"""Mapping a private group to the organization, and back."""

from dataclasses import replace

from shared.domain.audit import Action
from shared.domain.conflicts import NoAdmin, WrongType
from shared.domain.groups.group import Group, GroupType
from shared.errors import Conflict
from shared.services.concurrency import Precondition, rounds
from shared.services.context import GroupContext
from shared.services.groups.manage_groups import change_group
from shared.services.ports.members import AdminLock


async def link_group(context: GroupContext, group: Group, actor: str, check: Precondition) -> Group:
    """Make an organization group of a private one; its name comes under the rule that it is unique. Raises NameTaken,
    WrongType, PreconditionFailed."""
    if group.type is not GroupType.PRIVATE:
        raise WrongType("The group is already an organization group.")
    stored = await _retype(context, group, actor, GroupType.ORGANIZATION, check)
    await _set_admin_lock(context, group.id, keeps_admin=False)
    return stored


async def unlink_group(context: GroupContext, group: Group, actor: str, check: Precondition) -> Group:
    """Make a private group of an organization group, whose name is free then. Raises NoAdmin, WrongType,
    PreconditionFailed. The guard is set first, so that from then on nobody can take the last admin; a process that dies
    before the type changes leaves a guard that the next one who meets it takes for stale."""
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
        lambda g: g if g.type is wanted else replace(g, type=wanted, updated_at=at),
        check,
    )


async def _set_admin_lock(context: GroupContext, group_id: str, *, keeps_admin: bool) -> None:
    async for _ in rounds():
        partition_state = await context.members.partition_state(group_id)
        if keeps_admin and partition_state.member_count.admins < 1:
            raise NoAdmin
        if await context.members.commit(
            group_id, [], None, (partition_state.admin_lock, AdminLock(keeps_admin, context.now()))
        ):
            return
    raise Conflict("The members keep being changed by others; try again.")
