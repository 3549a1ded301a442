"""What telling connectors needs of storage and of the network.

The outbox has, for each group, a head that numbers its events, and for each connector a queue in that order. A mark says
that a group has to be looked at: it is there before a change is written, and goes when nothing is left to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.webhooks.signatures import Secrets


@dataclass(frozen=True, slots=True)
class Mark:
    """A group to look at, not before `look_at`. `at` is when somebody last said so."""

    group_id: str
    at: datetime
    look_at: datetime
    etag: str


@dataclass(frozen=True, slots=True)
class Head:
    """The number of the group's next event, and the ids of pending ones that have theirs already."""

    following: int = 1
    numbered: frozenset[str] = frozenset()
    etag: str = ""


@dataclass(frozen=True, slots=True)
class QueuedEvent:
    """An event in a connector's queue; numbers ascend."""

    connector_id: str
    number: int
    event: AuditEvent


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far delivering the head of a queue has come. Who holds the lease delivers up to the entry `until`, which stays
    so however often it is tried, hence the same events go out under the same id."""

    attempts: int = 0
    leased_until: datetime | None = None
    next_at: datetime | None = None
    failing_since: datetime | None = None
    until: int = 0
    message_id: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """What an admin sees of a connector whose deliveries fail. `failing`: it was given up, and hears nothing any more."""

    failing: bool
    since: datetime
    error: str


class OutboxStore(Protocol):
    """Events on their way to connectors."""

    async def mark(self, group_id: str, at: datetime, look_at: datetime) -> None:
        """Say that the group has to be looked at."""

    async def due(self, now: datetime) -> list[Mark]:
        """Groups to look at now, up to a thousand."""

    async def postpone(self, mark: Mark, look_at: datetime) -> None:
        """Look at it later; nothing happens when somebody marked it again."""

    async def unmark(self, mark: Mark) -> None:
        """Nothing is left to do there; nothing happens when somebody marked it again."""

    async def head(self, group_id: str) -> Head:
        """The group's head."""

    async def append(self, group_id: str, before: Head, after: Head, entries: Sequence[QueuedEvent]) -> bool:
        """Put up to 98 entries into their queues and replace the head, in one transaction; False when somebody else was
        quicker, and nothing is written."""

    async def next_queue(self, group_id: str, after: str) -> str | None:
        """The connector with the first queue after this connector's that is not empty."""

    async def waiting(self, group_id: str, connector_id: str) -> list[QueuedEvent]:
        """The first 99 entries of a queue."""

    async def attempt(self, group_id: str, connector_id: str) -> Attempt:
        """How far delivering is."""

    async def save_attempt(self, group_id: str, connector_id: str, attempt: Attempt) -> Attempt | None:
        """Replace the version that `attempt.etag` names. Returns it with its new ETag; None when somebody else was
        quicker."""

    async def complete(self, group_id: str, connector_id: str, attempt: Attempt, entries: Sequence[QueuedEvent]) -> bool:
        """Remove delivered entries, possibly none, and the attempt, in one transaction; False when it is no longer this
        version."""

    async def drop(self, group_id: str, connector_id: str) -> None:
        """Remove the queue."""

    async def purge_group(self, group_id: str) -> None:
        """Remove everything about a group."""


class WebhookStore(Protocol):
    """Secrets and health of connectors."""

    async def secrets(self, connector_id: str) -> Secrets | None:
        """The signing secrets, or None."""

    async def put_secrets(self, connector_id: str, secrets: Secrets) -> bool:
        """Store them in place of the version that `secrets.etag` names; False when somebody else was quicker."""

    async def health(self, connector_ids: Sequence[str]) -> dict[str, Health]:
        """Of those whose deliveries fail."""

    async def put_health(self, connector_id: str, health: Health | None) -> None:
        """Store, or with None forget."""

    async def purge(self, connector_id: str) -> None:
        """Forget all about a connector."""


@dataclass(frozen=True, slots=True)
class Response:
    """A receiver's answer; the body up to a few KiB, and only where it was asked for."""

    status: int
    retry_after: timedelta | None
    body: bytes = b""


class SendError(Exception):
    """No answer: why not, as a sentence without addresses."""


class AddressRejectedError(SendError):
    """The URL, or what its host resolves to, is not where webhooks may go."""


class Sender(Protocol):
    """HTTP to receivers. It connects to public addresses only, whatever the name resolves to at that moment, and follows
    no redirect."""

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], patience: timedelta, *, read: bool = False
    ) -> Response:
        """POST, and return the response with any status. Raises SendError, AddressRejectedError."""
