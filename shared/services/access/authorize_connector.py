"""A connector's access to groups: only to those that it is linked to, within what it was granted there."""

import asyncio
from collections.abc import Mapping, Sequence

from shared.domain.access import AccessLevel, check_connector_group
from shared.domain.connectors import ConnectorGrant, Permission
from shared.domain.groups.group import Group
from shared.services.access.authorize import GroupAccess
from shared.services.context import GroupContext

_PAGE = 1000


async def authorize_connector(
    context: GroupContext, grant: ConnectorGrant, operation: str, group_id: str
) -> GroupAccess:
    """Returns the group. Raises NotFound when the connector has no part in it, Forbidden without the permission."""
    group, link = await asyncio.gather(
        context.groups.get(group_id), context.connector_links.get(group_id, grant.connector_id)
    )
    here = grant.in_group(link, group) if group else None
    found = check_connector_group(operation, group, here or grant, is_linked=here is not None)
    return GroupAccess(found, AccessLevel.MEMBER, None, is_linked=True, lists_members=lists_members(here))


def lists_members(grant: ConnectorGrant | None) -> bool:
    """Whether a connector with this grant in a group may list its members."""
    return grant is not None and Permission.MEMBER_LIST in grant.permissions


def reads_group(grant: ConnectorGrant | None) -> bool:
    """Whether a connector with this grant in a group may read the group itself."""
    return grant is not None and Permission.GROUP_INFORMATION in grant.permissions


async def grants_in(
    context: GroupContext, grant: ConnectorGrant, groups: Mapping[str, Group]
) -> dict[str, ConnectorGrant]:
    """What the connector has in those of the groups that it is linked to, by id. One request for every thousand groups of
    the connector, and one for each of these that it is linked to."""
    linked: list[str] = []
    after: str | None = None
    while groups:
        ids, after = await context.connector_links.groups_of(grant.connector_id, after, _PAGE)
        linked += [group_id for group_id in ids if group_id in groups]
        if after is None:
            break
    return await grants_of_linked(context, grant, [groups[group_id] for group_id in linked])


async def grants_of_linked(
    context: GroupContext, grant: ConnectorGrant, groups: Sequence[Group]
) -> dict[str, ConnectorGrant]:
    """What the connector has in these groups, by id; one request for each, most of which it should be linked to."""
    links = await asyncio.gather(*(context.connector_links.get(group.id, grant.connector_id) for group in groups))
    here = {group.id: grant.in_group(link, group) for group, link in zip(groups, links, strict=True)}
    return {group_id: found for group_id, found in here.items() if found is not None}
