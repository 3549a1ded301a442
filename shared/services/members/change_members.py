"""Adds, changes and removes members over HTTP, in conditional transactions that are retried on conflict."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from shared.concurrency import Precondition, StaleVersionError, retry_on_conflict
from shared.domain.audit import Action, members_after, members_before
from shared.domain.conflicts import LastAdmin
from shared.domain.groups.group import Group
from shared.domain.members.membership import Change, Membership, Role
from shared.domain.members.number_requests import (
    NumberResult,
    Outcome,
    change_to,
    distinct_numbers,
    outcome_of,
    read_asked,
    results_of,
    with_role,
)
from shared.errors import NotFound
from shared.services.audit.record_change import record_change, replay_members
from shared.services.context import GroupContext
from shared.services.members.admin_lock import lock_admins
from shared.services.webhooks.enqueue_events import schedule_check_before

CHANGES_AT_ONCE = 90
"""With the count delta, the event and the admin lock they fit into one transaction of 100 entities."""

Wanted = Callable[[Mapping[str, Membership]], Sequence[Change]]


async def add_members(
    context: GroupContext, group: Group, actor: str, texts: Sequence[str], region: str | None, role: Role
) -> list[NumberResult]:
    """Add all numbers in the texts as members with this role. Returns the outcome of each, in their order. A number that
    is invalid, or is the last admin of a private group and would lose that role, does not affect the others."""
    await tidy(context, group.id)
    asked = read_asked(texts, region or group.region or context.default_region)
    return results_of(asked, await set_roles(context, group.id, actor, distinct_numbers(asked), role))


async def set_roles(
    context: GroupContext, group_id: str, actor: str, numbers: Sequence[str], role: Role
) -> dict[str, NumberResult]:
    """Add E.164 numbers as members with this role. Returns the outcome of each, by number.

    All are added at one time: members see when others were added, and different times of the parts would tell them which
    numbers are smaller than which.
    """
    added_at = context.now()
    new = [Membership(group_id, number, role, added_at, actor) for number in numbers]
    outcomes: dict[str, NumberResult] = {}
    for at in range(0, len(new), CHANGES_AT_ONCE):
        outcomes |= await _add_part(context, group_id, actor, new[at : at + CHANGES_AT_ONCE])
    return outcomes


async def change_role(
    context: GroupContext, group_id: str, actor: str, number: str, role: Role, check: Precondition
) -> Membership:
    """Change a member's role. Raises NotFound, PreconditionFailed, LastAdmin, Conflict."""

    def wanted(rows: Mapping[str, Membership]) -> list[Change]:
        row = _checked(rows, number, check)
        return [] if row.role is role else [Change(number, row, with_role(row, role))]

    await tidy(context, group_id)
    _, rejected = await write_changes(context, group_id, actor, [number], wanted)
    if rejected:
        raise LastAdmin
    return _checked(await context.members.find(group_id, [number]), number, lambda _: None)


async def remove_member(context: GroupContext, group_id: str, actor: str, number: str, check: Precondition) -> None:
    """Remove a member. Raises NotFound, PreconditionFailed, LastAdmin, Conflict."""
    await tidy(context, group_id)
    _, rejected = await write_changes(
        context, group_id, actor, [number], lambda rows: [Change(number, _checked(rows, number, check), None)]
    )
    if rejected:
        raise LastAdmin


async def write_changes(
    context: GroupContext, group_id: str, actor: str, numbers: Sequence[str], wanted: Wanted
) -> tuple[list[Change], list[Change]]:
    """Write the changes that `wanted` makes to the stored rows of up to 90 numbers, in one transaction with the audit
    event. Returns the changes written, and those rejected because the group must keep an admin. Raises Conflict when
    others keep changing the rows, and the errors of `wanted`."""

    async def attempt() -> tuple[list[Change], list[Change]]:
        rows, _ = await asyncio.gather(
            context.members.find(group_id, numbers), schedule_check_before(context.webhooks, group_id)
        )
        changes = list(wanted(rows))
        changes, rejected, admin_lock = await lock_admins(context, group_id, changes)
        if not changes:
            return [], rejected
        before, after = members_before(changes), members_after(changes)
        event = context.event(group_id, actor, Action.MEMBERS_CHANGED, before, after)
        if not await context.members.commit(group_id, changes, event, admin_lock):
            raise StaleVersionError
        await record_change(context, context.members, event)
        return changes, rejected

    return await retry_on_conflict("the group's members", attempt)


async def tidy(context: GroupContext, group_id: str) -> None:
    """Prepare a group for an operation: replay events that were left pending, and fold a count of many summands."""
    partition_state = await context.members.partition_state(group_id)
    await replay_members(context, partition_state.events)
    if partition_state.needs_folding:
        await context.members.fold(group_id)


async def _add_part(
    context: GroupContext, group_id: str, actor: str, new: Sequence[Membership]
) -> dict[str, NumberResult]:
    numbers = [row.phone_number for row in new]

    def wanted(rows: Mapping[str, Membership]) -> list[Change]:
        return [change for row in new if (change := change_to(rows.get(row.phone_number), row))]

    written, rejected = await write_changes(context, group_id, actor, numbers, wanted)
    outcomes = {number: NumberResult(number, Outcome.UNCHANGED) for number in numbers}
    outcomes |= {c.phone_number: NumberResult(c.phone_number, outcome_of(c)) for c in written}
    last = LastAdmin()
    for change in rejected:
        outcomes[change.phone_number] = NumberResult("", Outcome.REJECTED, "", last.code, last.detail)
    return outcomes


def _checked(rows: Mapping[str, Membership], number: str, check: Precondition) -> Membership:
    row = rows.get(number)
    if row is None:
        raise NotFound("The group has no such member.")
    check(row.etag)
    return row
