"""What telling connectors of changes is handed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.services.connector_ports import ConnectorLinks, ConnectorStore
from shared.services.group_ports import PendingEvents
from shared.services.webhook_ports import NewsStore, OutboxStore, Sender, WebhookStore


@dataclass(frozen=True, slots=True)
class WebhookContext:
    """Stores, network, clock, randomness.

    `changes` are the tables in which changes over HTTP leave their pending events; whoever made a change forgets its
    event. `news` are those of uploads, which are forgotten once they are in the outbox. `nudge` has the group's events
    delivered soon, without waiting for it.
    """

    connectors: ConnectorStore
    links: ConnectorLinks
    outbox: OutboxStore
    store: WebhookStore
    changes: Sequence[PendingEvents]
    news: NewsStore
    sender: Sender
    allow_local: bool
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    random: Callable[[int], bytes]
    jitter: Callable[[], float]
    nudge: Callable[[str], None]
