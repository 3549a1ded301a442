"""Creating, changing, deleting and restoring groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared.concurrency import Precondition, StaleVersionError, retry_on_conflict
from shared.domain.access import Caller, no_such_group
from shared.domain.audit import Action, members_after
from shared.domain.conflicts import NameTaken, NumberNeeded
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Change, IndexRow, Membership, Role
from shared.domain.members.number_requests import NumberResult, Outcome, distinct_numbers, read_asked, results_of
from shared.domain.names import normalise
from shared.errors import Conflict, PreconditionFailed
from shared.services.audit.record_change import record_change
from shared.services.context import GroupContext
from shared.services.members.change_members import set_roles
from shared.services.ports.members import AdminLock
from shared.services.webhooks.enqueue_events import schedule_check_before

RESTORABLE_FOR = timedelta(days=30)
"""How long a deleted group can be restored; then it is purged."""


@dataclass(frozen=True, slots=True)
class NewGroup:
    """The fields of a new group. The name is validated and trimmed."""

    name: str
    type: GroupType
    welcome_message: str
    region: str
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True)
class GroupChange:
    """The fields to change; None keeps a field."""

    name: str | None = None
    welcome_message: str | None = None

    def applied(self, group: Group, at: datetime) -> Group:
        """The group with the fields changed."""
        name = group.name if self.name is None else self.name
        message = group.welcome_message if self.welcome_message is None else self.welcome_message
        changed = replace(group.with_name(name), welcome_message=message)
        return group if changed == group else replace(changed, updated_at=at)


async def create_group(
    context: GroupContext, caller: Caller, new: NewGroup
) -> tuple[Group, Role | None, list[NumberResult]]:
    """Create a group with the caller as its admin and the numbers as members. Returns the group, the caller's role in it
    and the outcome of each number. Raises NameTaken, NumberNeeded.

    The members are written first, under an id that no one knows yet, so that a visible group is always complete. Members
    that a process leaves when it dies in between belong to no group; purge_orphans removes them.
    """
    number = caller.phone_number
    if number is None and (new.type is GroupType.PRIVATE or not caller.is_organization_admin):
        raise NumberNeeded
    group = _new_group(context, caller, new)
    if group.holds_name and await context.groups.find(group.normalised) is not None:
        raise NameTaken(group.name)
    asked = read_asked(new.numbers, new.region or context.default_region)
    outcomes = await _first_admin(context, group, caller.subject, number) if number else {}
    others = [other for other in distinct_numbers(asked) if other != number]
    outcomes |= await set_roles(context, group.id, caller.subject, others, Role.MEMBER)
    event = context.event(group.id, caller.subject, Action.GROUP_CREATED, {}, describe(group))
    try:
        stored = await context.groups.insert(group, event)
    except NameTaken:
        await purge_members(context, group.id)
        raise
    await record_change(context, context.groups, event)
    return stored, Role.ADMIN if number else None, results_of(asked, outcomes)


async def update_group(
    context: GroupContext, group: Group, actor: str, change: GroupChange, check: Precondition
) -> Group:
    """Change the fields. Raises NameTaken, PreconditionFailed, Conflict, and NotFound when the group was deleted."""
    at = context.now()
    return await change_group(context, group, actor, Action.GROUP_UPDATED, lambda g: change.applied(g, at), check)


async def delete_group(context: GroupContext, group: Group, actor: str, check: Precondition) -> None:
    """Delete the group. It can be restored for 30 days; its name is free at once."""
    at = context.now()
    await change_group(context, group, actor, Action.GROUP_DELETED, lambda g: replace(g, deleted_at=at), check)


async def restore_group(context: GroupContext, group: Group, actor: str) -> Group:
    """Restore a deleted group. Raises NameTaken, and NotFound after 30 days."""
    if group.deleted_at is None or context.now() - group.deleted_at > RESTORABLE_FOR:
        raise no_such_group()
    return await change_group(context, group, actor, Action.GROUP_RESTORED, lambda g: replace(g, deleted_at=None))


async def change_group(
    context: GroupContext,
    group: Group,
    actor: str,
    action: Action,
    change: Callable[[Group], Group],
    check: Precondition = lambda _: None,
) -> Group:
    """Apply a pure change to the group, retried on conflict, if its ETag satisfies `check`. Writes nothing when nothing
    changes. Raises PreconditionFailed, Conflict, and NotFound when the group was deleted or restored meanwhile."""
    was_deleted = group.deleted_at is not None

    async def attempt() -> Group:
        nonlocal group
        check(group.etag)
        changed = change(group)
        if changed == group:
            return group
        await schedule_check_before(context.webhooks, group.id)
        event = context.event(group.id, actor, action, *_differences(group, changed))
        try:
            stored = await context.groups.replace(group, changed, event)
        except PreconditionFailed:
            current = await context.groups.get(group.id)
            if current is None or (current.deleted_at is not None) != was_deleted:
                raise no_such_group() from None
            group = current
            raise StaleVersionError from None
        await record_change(context, context.groups, event)
        return stored

    return await retry_on_conflict("the group", attempt)


async def purge_members(context: GroupContext, group_id: str) -> None:
    """Remove all memberships of a group that no longer exists, the member index last."""
    numbers = await context.members.purge(group_id)
    await context.member_index.write([IndexRow(number, group_id, None) for number in numbers])


def describe(group: Group) -> dict[str, Any]:
    """The fields of a group that audit events contain."""
    return {
        "name": group.name,
        "type": str(group.type),
        "welcomeMessage": group.welcome_message,
        "region": group.region,
        "deleted": group.deleted_at is not None,
    }


def _differences(before: Group, after: Group) -> tuple[dict[str, Any], dict[str, Any]]:
    old, new = describe(before), describe(after)
    changed = [field for field in old if old[field] != new[field]]
    return {field: old[field] for field in changed}, {field: new[field] for field in changed}


def _new_group(context: GroupContext, caller: Caller, new: NewGroup) -> Group:
    at = context.now()
    return Group(
        id=context.new_id(),
        name=new.name,
        normalised=normalise(new.name),
        type=new.type,
        created_at=at,
        created_by=caller.subject,
        updated_at=at,
        welcome_message=new.welcome_message,
        region=new.region,
    )


async def _first_admin(context: GroupContext, group: Group, actor: str, number: str) -> dict[str, NumberResult]:
    """Write the creator's membership, with the admin lock of a private group."""
    change = Change(number, None, Membership(group.id, number, Role.ADMIN, group.created_at, actor))
    event = context.event(group.id, actor, Action.MEMBERS_CHANGED, {}, members_after([change]))
    admin_lock = (AdminLock(), AdminLock(True, group.created_at)) if group.is_private else None
    if not await context.members.commit(group.id, [change], event, admin_lock):
        raise Conflict("The id of the new group is taken; try again.")
    await record_change(context, context.members, event)
    return {number: NumberResult(number, Outcome.ADDED, number)}
