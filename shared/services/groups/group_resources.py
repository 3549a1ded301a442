"""The one list of what is stored of a group. The replay of pending events, what subscribers hear of, and the purge are
derived from it, so that a resource that is added here is forgotten by none of them."""

from collections.abc import Iterable
from typing import Protocol

from shared.services.context import GroupContext, GroupResource, Purge
from shared.services.groups.purge_groups import purge_group_row, purge_links, purge_memberships
from shared.services.ports.audit import PendingEvents


class PurgeStore(Protocol):
    """A store that can remove what it holds of a group."""

    async def purge_group(self, group_id: str) -> None:
        """Remove everything about a group; no error when nothing is left."""


class EventPurgeStore(PendingEvents, PurgeStore, Protocol):
    """The same for a store that keeps pending events."""


def group_resources(
    *,
    groups: PendingEvents,
    members: PendingEvents,
    links: PendingEvents,
    connector_links: EventPurgeStore,
    action_links: EventPurgeStore,
    outbox: PurgeStore,
) -> tuple[GroupResource, ...]:
    """Everything of a group, the group itself first; the purge goes through it from the end."""
    return (
        GroupResource(groups, concerns_subscribers=True, purge=purge_group_row),
        GroupResource(members, concerns_subscribers=True, purge=purge_memberships),
        GroupResource(links, concerns_subscribers=True, purge=purge_links),
        GroupResource(connector_links, concerns_subscribers=False, purge=_purge_of(connector_links)),
        GroupResource(action_links, concerns_subscribers=False, purge=_purge_of(action_links)),
        GroupResource(None, concerns_subscribers=False, purge=_purge_of(outbox)),
    )


def events_for_subscribers(resources: Iterable[GroupResource]) -> list[PendingEvents]:
    """The stores whose pending events connectors hear of."""
    return [each.events for each in resources if each.events is not None and each.concerns_subscribers]


def _purge_of(store: PurgeStore) -> Purge:
    async def purge(context: GroupContext, group_id: str) -> None:
        await store.purge_group(group_id)

    return purge
