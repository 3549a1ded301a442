"""Resolves who the caller is to Muster and to one group, with as few requests as there are things to know."""

import asyncio
from dataclasses import dataclass, replace

from shared.domain.access import AccessLevel, Caller, Rule, check_group
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.services.context import GroupContext


@dataclass(frozen=True, slots=True)
class GroupAccess:
    """A group that the caller may see: with the caller's own role in it, and what that makes the caller. `is_linked`: the
    caller is a connector that the group has."""

    group: Group
    access_level: AccessLevel
    role: Role | None
    is_linked: bool = False

    @property
    def manages(self) -> bool:
        """Whether the caller is an admin of the group, or as good as one."""
        return self.access_level >= AccessLevel.ADMIN

    @property
    def sees_numbers(self) -> bool:
        """Whether the members' numbers are shown whole; to a connector they are, wherever it may list members at all."""
        return self.manages or self.is_linked


async def with_number(context: GroupContext, caller: Caller) -> Caller:
    """The caller with the number that is stored for the subject, or else the token's. An application has none."""
    if caller.client_id is not None:
        return caller
    link = await context.identities.get(caller.subject)
    return replace(caller, phone_number=link.phone_number) if link else caller


async def authorize(context: GroupContext, caller: Caller, rule: Rule, group_id: str) -> tuple[Caller, GroupAccess]:
    """The caller with their number, and the group. Raises NotFound or Forbidden as the rule says."""
    known, group, role = await asyncio.gather(
        with_number(context, caller), context.groups.get(group_id), _role(context, group_id, caller.phone_number)
    )
    if known.phone_number != caller.phone_number:  # the token's number was a guess that saved a round trip
        role = await _role(context, group_id, known.phone_number)
    return known, GroupAccess(*check_group(rule, group, known, role), role)


async def _role(context: GroupContext, group_id: str, number: str | None) -> Role | None:
    membership = await context.members.get(group_id, number) if number else None
    return membership.role if membership else None
