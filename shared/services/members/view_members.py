"""The direct members of a group as a caller sees them."""

from shared.domain.members.membership import Membership
from shared.errors import NotFound
from shared.services.access.authorize import GroupAccess
from shared.services.context import GroupContext
from shared.services.members.masked_members import MaskedGroup, list_masked
from shared.services.members.member_views import MemberFilter, MemberView, check_search


async def view_member(context: GroupContext, group_id: str, number: str) -> Membership:
    """One direct membership. Raises NotFound."""
    row = await context.members.get(group_id, number)
    if row is None:
        raise NotFound("The group has no such member.")
    return row


async def list_members(
    context: GroupContext, access: GroupAccess, wanted: MemberFilter, limit: int, after: str | None
) -> tuple[list[MemberView], str | None]:
    """Up to `limit` direct members, by number where the caller sees numbers, else by what is shown; and the position to go
    on from. Raises Forbidden for a search by number by whom numbers are masked for."""
    check_search(access, wanted)
    if not access.sees_numbers:
        return await list_masked(context, MaskedGroup(access.group), wanted, limit, after)
    rows, position = await context.members.page(access.group.id, after, limit, wanted.prefix, wanted.role)
    return [MemberView(row.phone_number, row.role, row.added_at, row.added_by) for row in rows], position
