"""What the services of connectors and actions are handed."""

import asyncio
from dataclasses import dataclass, field

from shared.services.connector_ports import ActionLinks, ActionStore, CallCounter, ConnectorLinks, ConnectorStore
from shared.services.group_context import GroupContext


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Calls a minute: of one connector, and of all together."""

    each: int
    together: int


@dataclass(frozen=True, slots=True)
class ConnectorContext:
    """The catalogues, and the context of the groups that have entries of theirs, with clock and ids.

    `counting` lets one call of this process count at a time, so that only instances compete for the shared count.
    """

    groups: GroupContext
    connectors: ConnectorStore
    actions: ActionStore
    calls: CallCounter
    limits: CallLimits
    counting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def connector_links(self) -> ConnectorLinks:
        """Connectors of groups."""
        return self.groups.connector_links

    @property
    def action_links(self) -> ActionLinks:
        """Actions of groups."""
        return self.groups.action_links
