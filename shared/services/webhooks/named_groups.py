"""An event that names another group (a link of a subgroup) is sent only to a connector that may know of that group."""

import asyncio

from shared.domain.access import history_since
from shared.domain.audit import AuditEvent, other_group
from shared.domain.connectors import Connector, Permission, connector_in_group
from shared.services.context import WebhookContext


async def may_receive(context: WebhookContext, event: AuditEvent, connector: Connector) -> bool:
    """Whether the connector may know now of the group that the event names, if it names one.

    Every connector may know of an organization group. Of a private one, and by links from before it was mapped, only one
    that reads it. A group that is gone may have been private.
    """
    named_id = other_group(event)
    if named_id is None:
        return True
    named, link, entry = await asyncio.gather(
        context.groups.get(named_id),
        context.links.get(named_id, connector.id),
        context.connectors.get(connector.id),
    )
    if named is None:
        return False
    since = history_since(named, None)
    if not named.is_private and (since is None or event.at >= since):
        return True
    if link is None or entry is None or (not named.is_private and link.added_at > event.at):
        return False
    return Permission.GROUP_INFORMATION in connector_in_group(entry, link, named).permissions
