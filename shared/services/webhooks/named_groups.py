"""Events that name another group (links of subgroups) reach only connectors that may know of that group."""

from collections.abc import Sequence

from shared.domain.access import history_since
from shared.domain.audit import AuditEvent, other_group
from shared.domain.connectors import Connector, Permission, connector_in_group
from shared.services.context import WebhookContext


async def may_receive(
    context: WebhookContext, event: AuditEvent, connectors: Sequence[Connector]
) -> Sequence[Connector]:
    """Those of the connectors that may know of the group that the event names, all where it names none.

    Of an organization group all may know. Of one that is private, or was when it was linked, those that read it
    themselves. A group that is gone may have been private.
    """
    named_id = other_group(event)
    if named_id is None or not connectors:
        return connectors
    named = await context.groups.get(named_id)
    if named is None:
        return []
    since = history_since(named, None)
    if not named.is_private and (since is None or event.at >= since):
        return connectors
    links = {link.item_id: link for link in await context.links.of_group(named_id)}
    entries = await context.connectors.get_many([each.id for each in connectors if each.id in links])
    there = {each.id: connector_in_group(each, links[each.id], named) for each in entries.values()}
    return [
        each
        for each in connectors
        if each.id in there
        and Permission.GROUP_INFORMATION in there[each.id].permissions
        and (named.is_private or links[each.id].added_at <= event.at)
    ]
