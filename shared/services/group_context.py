"""What the services of groups, members and hierarchy are handed: stores by their ports, the clock and the maker of ids."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.audit import Action, AuditEvent
from shared.domain.ids import reverse_time_id
from shared.services.connector_ports import ActionLinks, ConnectorLinks
from shared.services.group_ports import (
    AuditStore,
    GroupStore,
    IdentityStore,
    LinkStore,
    MemberStore,
    PersonStore,
)
from shared.services.webhook_context import WebhookContext


@dataclass(frozen=True, slots=True)
class GroupContext:
    """Stores, clock and ids. `default_region` reads numbers where neither request nor group has a region."""

    groups: GroupStore
    members: MemberStore
    persons: PersonStore
    links: LinkStore
    connector_links: ConnectorLinks
    action_links: ActionLinks
    identities: IdentityStore
    audit: AuditStore
    webhooks: WebhookContext
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    default_region: str | None

    def event(
        self, group_id: str, actor: str, action: Action, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> AuditEvent:
        """A new audit event of this moment."""
        at = self.now()
        return AuditEvent(reverse_time_id(at, self.new_id()), group_id, at, actor, action, before, after)
