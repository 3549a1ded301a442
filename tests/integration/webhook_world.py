"""What tests of webhooks build on: a store, a receiver, connectors that listen, and a clock that can be moved."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from shared.bootstrap import Services
from shared.domain.access import Caller
from shared.domain.connectors import Connector, EventType, Permission
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Role
from shared.services.audit.record_change import replay_group
from shared.services.connectors.link_connectors import link_connector
from shared.services.connectors.manage_connectors import NewConnector, create_connector
from shared.services.groups.manage_groups import NewGroup, create_group
from shared.services.members.change_members import set_roles
from shared.services.webhooks.deliver_events import deliver_requested
from shared.services.webhooks.run_deliveries import run_deliveries
from shared.storage.clients import StorageClients
from tests.groups_world import Clock
from tests.receiver import Receiver, Verifier

ADMIN = Caller("asha", "+919812345678", is_organization_admin=True)


@dataclass
class WebhookWorld:
    """Shorthands over the services."""

    services: Services
    clients: StorageClients
    clock: Clock
    receiver: Receiver = field(default_factory=Receiver)

    async def group(self, name: str) -> Group:
        """A new organization group."""
        group, _, _ = await create_group(
            self.services.groups, ADMIN, NewGroup(name, GroupType.ORGANIZATION, "", "", [])
        )
        return group

    async def connector(
        self, *groups: Group, receiver: Receiver | None = None, events: Sequence[EventType] = tuple(EventType)
    ) -> tuple[Connector, str]:
        """A connector that listens to the groups, and its secret; the receiver verifies with it."""
        receiver = receiver or self.receiver
        permissions = frozenset({Permission.OUTGOING_WEBHOOKS, Permission.MEMBER_LIST, Permission.GROUP_INFORMATION})
        new = NewConnector(
            "Payroll", "", self.services.new_id(), permissions, True, receiver.url, frozenset(events)
        )
        connector, secret = await create_connector(self.services.connectors, "asha", new)
        receiver.verifier = self.verifier(secret)
        for group in groups:
            await link_connector(self.services.connectors, group.id, "asha", connector.id, lambda _: None)
        return connector, secret

    def verifier(self, secret: str) -> Verifier:
        """One that goes by the clock of the test."""
        return Verifier(secret, lambda: self.clock.now().timestamp())

    async def add(self, group: Group, *numbers: str, role: Role = Role.MEMBER) -> None:
        """Make members of the numbers."""
        await set_roles(self.services.groups, group.id, "asha", list(numbers), role)

    async def wait_idle(self) -> None:
        """Run the deliveries that were triggered, as functions/blob_triggers.py does."""
        steps = self.clients.container("imports")
        while groups := [name.partition("/")[0] async for name in steps.list_blob_names() if name.endswith("/deliver")]:
            webhooks = self.services.groups.webhooks
            await asyncio.gather(*(deliver_requested(webhooks, group_id) for group_id in groups))

    async def tick(self, ahead: timedelta = timedelta()) -> int:
        """Run the timer, so much later."""
        self.clock.ahead += ahead
        return await run_deliveries(self.services.groups.webhooks, replay=partial(replay_group, self.services.groups))

    async def outbox(self) -> list[dict[str, Any]]:
        """What is stored there, heads apart."""
        rows = [dict(row) async for row in self.clients.table("Outbox").list_entities()]
        return [row for row in rows if row["RowKey"] != "head"]


def told(receiver: Receiver) -> list[tuple[str, str]]:
    """(type, number) of every event of members that it took."""
    return [(e["type"].removeprefix("muster."), e["data"].get("phoneNumber", "")) for e in receiver.events]
