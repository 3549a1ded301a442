"""The admin lock: every transaction that takes a group an admin holds it, so that a private group keeps one.

Whether an admin would be left is read from the memberships while the lock is as it was read; a count decides nothing.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from shared.concurrency import StaleVersionError
from shared.domain.members.membership import Change, is_admin
from shared.domain.members.number_requests import keep_one_admin, loses_admin
from shared.services.audit.record_change import IN_FLIGHT
from shared.services.context import GroupContext, ImportContext
from shared.services.ports.members import AdminLock

_POLL_SECONDS = 1.0

LockChange = tuple[AdminLock, AdminLock]
"""The lock as it was read, and as the transaction leaves it."""


class Locked(NamedTuple):
    """The changes to write, those to reject since an admin has to stay, and the lock that the transaction must hold."""

    changes: list[Change]
    rejected: list[Change]
    lock: LockChange | None


class GroupIsPrivateError(Exception):
    """The group that an upload wants to take an admin became private meanwhile."""


async def lock_admins(context: GroupContext, group_id: str, changes: list[Change]) -> Locked:
    """For a change over HTTP: which of the changes may be written."""
    if not any(map(loses_admin, changes)):
        return Locked(changes, [], None)
    lock = await context.members.admin_lock(group_id)
    if not lock.keeps_admin:
        return Locked(changes, [], (lock, lock))
    others = await context.members.has_admin(group_id, {change.phone_number for change in changes})
    admins = others + sum(is_admin(change.before) for change in changes)
    kept, rejected = keep_one_admin(changes, admins)
    if rejected and not await _is_private(context, group_id) and _is_stale(context, lock):
        return Locked(changes, [], (lock, AdminLock()))
    return Locked(kept, rejected, (lock, lock))


async def lock_for_upload(context: ImportContext, group_id: str, changes: Sequence[Change]) -> LockChange | None:
    """For an upload, which changes organization groups only. Raises GroupIsPrivateError, and StaleVersionError while the
    group is becoming private."""
    if not any(map(loses_admin, changes)):
        return None
    lock = await context.members.admin_lock(group_id)
    if not lock.keeps_admin:
        return lock, lock
    if await _is_private(context, group_id):
        raise GroupIsPrivateError
    if _is_stale(context, lock):
        return lock, AdminLock()
    await asyncio.sleep(_POLL_SECONDS)
    raise StaleVersionError


async def _is_private(context: GroupContext | ImportContext, group_id: str) -> bool:
    group = await context.groups.get(group_id)
    return group is None or group.is_private


def _is_stale(context: GroupContext | ImportContext, lock: AdminLock) -> bool:
    """Whether the process that set the lock died before the group's type changed, given that it is not private."""
    return lock.set_at is None or context.now() - lock.set_at > IN_FLIGHT
