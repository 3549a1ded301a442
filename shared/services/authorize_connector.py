"""What a connector is to a group: linked to it or nothing."""

import asyncio
from collections.abc import Collection

from shared.domain.access import Standing, check_connector_group
from shared.domain.connectors import ConnectorGrant
from shared.services.authorize import GroupAccess
from shared.services.context import GroupContext
from shared.services.view_groups import GroupFilter, GroupView, view_group

_PAGE = 1000


async def authorize_connector(
    context: GroupContext, grant: ConnectorGrant, operation: str, group_id: str
) -> GroupAccess:
    """The group. Raises NotFound for one that it is not linked to, Forbidden for what its permissions do not cover."""
    group, link = await asyncio.gather(
        context.groups.get(group_id), context.connector_links.get(group_id, grant.connector_id)
    )
    found = check_connector_group(operation, group, grant, is_linked=link is not None)
    return GroupAccess(found, Standing.MEMBER, None, is_linked=True)


async def linked_groups(context: GroupContext, grant: ConnectorGrant, group_ids: Collection[str]) -> frozenset[str]:
    """Those of the groups that the connector is linked to; one request for every thousand that it has."""
    found: set[str] = set()
    after: str | None = None
    while group_ids:
        groups, after = await context.connector_links.groups_of(grant.connector_id, after, _PAGE)
        found.update(group_id for group_id in groups if group_id in group_ids)
        if after is None:
            break
    return frozenset(found)


async def list_linked_groups(
    context: GroupContext, grant: ConnectorGrant, wanted: GroupFilter, limit: int, after: str | None
) -> tuple[list[GroupView], str | None]:
    """Up to `limit` of the connector's groups, by id, and the position to go on from; pages may be short."""
    if wanted.role is not None:
        return [], None  # an application is no member
    ids, following = await context.connector_links.groups_of(grant.connector_id, after, limit)
    groups = await context.groups.get_many(ids)
    shown = [groups[i] for i in ids if i in groups and groups[i].deleted_at is None and wanted.admits(groups[i])]
    return list(await asyncio.gather(*(view_group(context, group, None) for group in shown))), following
