"""Resolves the caller's phone number, and the caller's access to one group, in as few requests as possible."""

import asyncio
from dataclasses import dataclass, replace

from shared.domain.access import AccessLevel, Caller, Rule, check_group
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.services.context import GroupContext


@dataclass(frozen=True, slots=True)
class GroupAccess:
    """A group that the caller may see: with the caller's own role in it, and what that makes the caller. `is_linked`: the
    caller is a connector that the group has; `lists_members`: and it may list the members."""

    group: Group
    access_level: AccessLevel
    role: Role | None
    is_linked: bool = False
    lists_members: bool = False

    @property
    def manages(self) -> bool:
        """Whether the caller has the access level of an admin."""
        return self.access_level >= AccessLevel.ADMIN

    @property
    def sees_numbers(self) -> bool:
        """Whether the members' numbers are shown whole; to a connector they are, wherever it may list members."""
        return self.manages or self.lists_members


async def with_number(context: GroupContext, caller: Caller) -> Caller:
    """The caller with the number that is stored for the subject, else the token's number. Applications have none."""
    if caller.client_id is not None:
        return caller
    link = await context.identities.get(caller.subject)
    return replace(caller, phone_number=link.phone_number) if link else caller


async def authorize(context: GroupContext, caller: Caller, rule: Rule, group_id: str) -> tuple[Caller, GroupAccess]:
    """Returns the caller with their number, and the access to the group. Raises NotFound and Forbidden by the rule."""
    known, group, role = await asyncio.gather(
        with_number(context, caller), context.groups.get(group_id), own_role(context, group_id, caller.phone_number)
    )
    if known.phone_number != caller.phone_number:  # the membership was read in parallel, by the token's number
        role = await own_role(context, group_id, known.phone_number)
    return known, GroupAccess(*check_group(rule, group, known, role), role)


async def own_role(context: GroupContext, group_id: str, number: str | None) -> Role | None:
    """The role of the number in the group; None without a number."""
    membership = await context.members.get(group_id, number) if number else None
    return membership.role if membership else None
