"""The outbox, secrets and health of connectors, and receivers of webhooks, in memory."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.webhooks.signatures import Secrets
from shared.errors import PreconditionFailed
from shared.services.ports.webhooks import (
    Attempt,
    Head,
    Health,
    Mark,
    OutboxStore,
    QueuedEvent,
    Response,
    Sender,
    WebhookStore,
)
from tests.fakes.versions import Versions

_DUE_AT_ONCE = 1000
_WAITING_AT_ONCE = 99
_APPENDED_AT_ONCE = 98


class FakeOutbox(OutboxStore):
    """Marks and heads by group, queues and attempts by group and connector."""

    def __init__(self) -> None:
        self.marks: Versions[str, Mark] = Versions()
        self.heads: Versions[str, Head] = Versions()
        self.attempts: Versions[tuple[str, str], Attempt] = Versions()
        self.queues: dict[tuple[str, str], list[QueuedEvent]] = {}

    async def mark(self, group_id: str, at: datetime, look_at: datetime) -> None:
        self.marks.put(group_id, Mark(group_id, at, look_at, ""))

    async def due(self, now: datetime) -> list[Mark]:
        return self.marks.where(lambda mark: mark.look_at <= now)[:_DUE_AT_ONCE]

    async def postpone(self, mark: Mark, look_at: datetime) -> None:
        _tried(lambda: self.marks.write(mark.group_id, Mark(mark.group_id, mark.at, look_at, ""), mark.etag))

    async def unmark(self, mark: Mark) -> None:
        _tried(lambda: self.marks.delete(mark.group_id, mark.etag))

    async def head(self, group_id: str) -> Head:
        return self.heads.get(group_id) or Head()

    async def append(self, group_id: str, before: Head, after: Head, entries: Sequence[QueuedEvent]) -> bool:
        assert len(entries) <= _APPENDED_AT_ONCE, "more than fit into one transaction"
        if not _tried(lambda: self.heads.write(group_id, after, before.etag)):
            return False
        for entry in entries:
            self.queues.setdefault((group_id, entry.connector_id), []).append(entry)
        return True

    async def next_queue(self, group_id: str, after: str) -> str | None:
        queues = (connector for group, connector in self.queues if group == group_id and connector > after)
        return min(queues, default=None)

    async def waiting(self, group_id: str, connector_id: str) -> list[QueuedEvent]:
        queue = self.queues.get((group_id, connector_id), [])
        return sorted(queue, key=lambda entry: entry.number)[:_WAITING_AT_ONCE]

    async def attempt(self, group_id: str, connector_id: str) -> Attempt:
        return self.attempts.get((group_id, connector_id)) or Attempt()

    async def save_attempt(self, group_id: str, connector_id: str, attempt: Attempt) -> Attempt | None:
        key = (group_id, connector_id)
        return self.attempts.get(key) if _tried(lambda: self.attempts.write(key, attempt, attempt.etag)) else None

    async def complete(self, group_id: str, connector_id: str, attempt: Attempt, entries: Sequence[QueuedEvent]) -> bool:
        key = (group_id, connector_id)
        if any(entry not in self.queues.get(key, []) for entry in entries):
            return False
        if not _tried(lambda: self.attempts.delete(key, attempt.etag)):
            return False
        self._keep(key, [entry for entry in self.queues.get(key, []) if entry not in entries])
        return True

    def _keep(self, key: tuple[str, str], entries: list[QueuedEvent]) -> None:
        self.queues[key] = entries
        if not entries:
            del self.queues[key]

    async def drop(self, group_id: str, connector_id: str) -> None:
        self.queues.pop((group_id, connector_id), None)
        self.attempts.rows.pop((group_id, connector_id), None)

    async def purge_group(self, group_id: str) -> None:
        self.heads.rows.pop(group_id, None)
        for key in [key for key in (*self.queues, *self.attempts.rows) if key[0] == group_id]:
            await self.drop(*key)


def _tried(write: Callable[[], object]) -> bool:
    """Whether the condition held."""
    try:
        write()
    except PreconditionFailed:
        return False
    return True


class FakeWebhookStore(WebhookStore):
    """Secrets and health by connector."""

    def __init__(self) -> None:
        self.stored_secrets: Versions[str, Secrets] = Versions()
        self.stored_health: dict[str, Health] = {}

    async def secrets(self, connector_id: str) -> Secrets | None:
        return self.stored_secrets.get(connector_id)

    async def put_secrets(self, connector_id: str, secrets: Secrets) -> bool:
        return _tried(lambda: self.stored_secrets.write(connector_id, secrets, secrets.etag))

    async def health(self, connector_ids: Sequence[str]) -> dict[str, Health]:
        return {each: self.stored_health[each] for each in connector_ids if each in self.stored_health}

    async def put_health(self, connector_id: str, health: Health | None) -> None:
        self.stored_health.pop(connector_id, None)
        if health:
            self.stored_health[connector_id] = health

    async def purge(self, connector_id: str) -> None:
        self.stored_secrets.rows.pop(connector_id, None)
        self.stored_health.pop(connector_id, None)


@dataclass(frozen=True, slots=True)
class Post:
    """One request that a receiver got."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class FakeSender(Sender):
    """Takes every delivery, and sends a validation's token back. `respond` answers otherwise, or raises SendError."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.respond: Callable[[Post], Response] = _accept

    @property
    def deliveries(self) -> list[Post]:
        """The posts that were no validation."""
        return [post for post in self.posts if "webhook-id" in post.headers]

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], patience: timedelta, *, read: bool = False
    ) -> Response:
        self.posts.append(Post(url, body, headers))
        return self.respond(self.posts[-1])


def _accept(post: Post) -> Response:
    content = json.loads(post.body)
    token = content.get("validationToken", "") if isinstance(content, dict) else ""
    return Response(200, None, token.encode())
