"""A connector's access to groups: only to those that it is linked to."""

import asyncio
from collections.abc import Collection

from shared.domain.access import AccessLevel, check_connector_group
from shared.domain.connectors import ConnectorGrant
from shared.services.access.authorize import GroupAccess
from shared.services.context import GroupContext

_PAGE = 1000


async def authorize_connector(
    context: GroupContext, grant: ConnectorGrant, operation: str, group_id: str
) -> GroupAccess:
    """Returns the group. Raises NotFound when the connector is not linked to it, Forbidden without the permission."""
    group, link = await asyncio.gather(
        context.groups.get(group_id), context.connector_links.get(group_id, grant.connector_id)
    )
    found = check_connector_group(operation, group, grant, is_linked=link is not None)
    return GroupAccess(found, AccessLevel.MEMBER, None, is_linked=True)


async def linked_groups(context: GroupContext, grant: ConnectorGrant, group_ids: Collection[str]) -> frozenset[str]:
    """Those of the groups that the connector is linked to. One request for every thousand groups of the connector."""
    found: set[str] = set()
    after: str | None = None
    while group_ids:
        groups, after = await context.connector_links.groups_of(grant.connector_id, after, _PAGE)
        found.update(group_id for group_id in groups if group_id in group_ids)
        if after is None:
            break
    return frozenset(found)
