"""Delivers events from the outbox: each group's events to each connector, in order, at least once.

A delivery is leased before it is sent, with its last event number. So two instances never send the events of one queue at
the same time, and after a crash the same events are sent again with the same webhook-id. Events leave the queue only when
the receiver has returned 2xx; after a failure the delivery and all later events of that queue wait.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.connectors import Connector, connector_in_group
from shared.domain.webhooks.cloud_events import (
    CONTENT_TYPE,
    GIVE_UP_AFTER,
    MOST_CHANGES,
    change_count,
    delivery_body,
    pause,
)
from shared.domain.webhooks.signatures import signature_headers
from shared.errors import MusterError
from shared.services.context import WebhookContext
from shared.services.ports.webhooks import Attempt, Health, QueuedEvent, Response, SendError
from shared.services.steps import deliver_blob_name
from shared.services.webhooks.named_groups import may_receive

logger = logging.getLogger(__name__)

TIMEOUT = timedelta(seconds=15)
"""Standard Webhooks recommends 15 to 30 seconds."""
LEASE = timedelta(seconds=60)
"""Much longer than sending a delivery and storing its result: the holder of an expired lease has finished or died."""
_GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of delivering a queue: when to continue, None when it is empty, and whether sending failed."""

    next_at: datetime | None = None
    failed: bool = False


async def deliver_requested(context: WebhookContext, group_id: str) -> None:
    """What the blob of a delivery triggers, right after a change. Whatever cuts it off is left to the timer."""
    # First: what is enqueued before this is delivered below, and what is enqueued later writes the blob again.
    await context.steps.delete(deliver_blob_name(group_id))
    try:
        await deliver_group(context, group_id)
    except Exception:  # the timer delivers again; as a failed invocation it would be repeated and end as poison
        logger.exception("Deliveries of group %s were cut off", group_id)


async def deliver_group(context: WebhookContext, group_id: str) -> None:
    """Deliver the group's queues, except to connectors whose deliveries fail at present."""
    for connector_id in await queues(context, group_id):
        if not await context.store.health([connector_id]):
            await deliver_queue(context, group_id, connector_id)


async def queues(context: WebhookContext, group_id: str) -> list[str]:
    """The connectors with waiting events in the group."""
    found: list[str] = []
    while (connector_id := await context.outbox.next_queue(group_id, found[-1] if found else "")) is not None:
        found.append(connector_id)
    return found


async def deliver_queue(context: WebhookContext, group_id: str, connector_id: str) -> Outcome:
    """Deliver a queue to its end, or up to the first failure."""
    while True:
        attempt = await context.outbox.attempt(group_id, connector_id)
        busy = max((at for at in (attempt.leased_until, attempt.next_at) if at), default=None)
        if busy and busy > context.now():
            return Outcome(busy)
        entries = await context.outbox.waiting(group_id, connector_id)
        if not entries:
            return Outcome()
        connector, health = await _receiver(context, group_id, connector_id)
        if connector is None:
            await context.outbox.drop(group_id, connector_id)
            return Outcome()
        batch = _batch(entries, attempt)
        leased = await context.outbox.save_attempt(group_id, connector_id, _lease(context, attempt, batch))
        if leased is None:
            return Outcome(context.now() + LEASE)
        if not await _waits(context, group_id, batch[0]):
            await context.outbox.complete(group_id, connector_id, leased, [])
            continue
        error = await _try_send(context, connector, batch, leased)
        if error is not None:
            return await _failed(context, group_id, connector, leased, error)
        if not await context.outbox.complete(group_id, connector_id, leased, batch):
            return Outcome(context.now() + LEASE)
        if health:  # if another group's queue still fails, its next failure stores the health again
            await context.store.put_health(connector_id, None)


async def _receiver(
    context: WebhookContext, group_id: str, connector_id: str
) -> tuple[Connector | None, Health | None]:
    """The connector with what it has in the group, or None when it was removed, unlinked, unsubscribed or given up
    meanwhile; and its health."""
    connector, link, group, health = await asyncio.gather(
        context.connectors.get(connector_id),
        context.links.get(group_id, connector_id),
        context.groups.get(group_id),
        context.store.health([connector_id]),
    )
    found = health.get(connector_id)
    if connector is None or link is None or group is None or (found and found.failing):
        return None, found
    here = connector_in_group(connector, link, group)
    return here if here.subscribes else None, found


def _batch(entries: Sequence[QueuedEvent], attempt: Attempt) -> list[QueuedEvent]:
    """The entries of the next delivery: those of the previous attempt, or as many as fit."""
    again = [entry for entry in entries if entry.number <= attempt.until]
    if again:
        return again
    batch: list[QueuedEvent] = []
    changes = 0
    for entry in entries:
        changes += change_count(entry.event)
        if batch and changes > MOST_CHANGES:
            break
        batch.append(entry)
    return batch


def _lease(context: WebhookContext, attempt: Attempt, batch: Sequence[QueuedEvent]) -> Attempt:
    last = batch[-1].number
    message_id = attempt.message_id if attempt.until == last else f"msg_{context.new_id().replace('-', '')}"
    return replace(
        attempt, leased_until=context.now() + LEASE, next_at=None, until=last, message_id=message_id
    )


async def _waits(context: WebhookContext, group_id: str, first: QueuedEvent) -> bool:
    """Whether the first event of a leased delivery still waits. Another process may have delivered it, and ended its own
    lease, between the reading of the queue and this lease."""
    entries = await context.outbox.waiting(group_id, first.connector_id)
    return bool(entries) and entries[0].number == first.number


async def _try_send(
    context: WebhookContext, connector: Connector, batch: Sequence[QueuedEvent], attempt: Attempt
) -> "_Failure | None":
    """Why the delivery failed, also by an error that nobody expected: it must be shown, tried again and given up like any
    other, and not be sent again and again as soon as the lease ends. Storage's errors are not the delivery's."""
    try:
        return await _send(context, connector, batch, attempt)
    except MusterError:
        raise
    except Exception:
        logger.exception("A delivery to connector %s failed unexpectedly", connector.id)
        return _Failure("The delivery failed unexpectedly.", None, gone=False)


async def _send(
    context: WebhookContext, connector: Connector, batch: Sequence[QueuedEvent], attempt: Attempt
) -> "_Failure | None":
    secrets = await context.store.secrets(connector.id)
    events = [entry.event for entry in batch if await may_receive(context, entry.event, connector)]
    body = delivery_body(events, connector)
    if body is None:
        return None  # the connector has changed its events meanwhile, or may no longer know of what they name
    if secrets is None:
        return _Failure("The connector has no signing secret.", None, gone=False)
    now = context.now()
    headers = signature_headers(attempt.message_id, now, body, secrets.valid(now))
    try:
        answer = await context.sender.post(
            connector.callback_url, body, {"Content-Type": CONTENT_TYPE, **headers}, TIMEOUT
        )
    except SendError as failure:
        return _Failure(str(failure), None, gone=False)
    return _judge(answer)


def _judge(answer: Response) -> "_Failure | None":
    if 200 <= answer.status < 300:
        return None
    return _Failure(f"The receiver returned {answer.status}.", answer.retry_after, gone=answer.status == _GONE)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a delivery failed. `gone` is set when the receiver wants no more events (410)."""

    error: str
    retry_after: timedelta | None
    gone: bool


async def _failed(
    context: WebhookContext, group_id: str, connector: Connector, attempt: Attempt, failure: _Failure
) -> Outcome:
    now = context.now()
    since = attempt.failing_since or now
    attempts = attempt.attempts + 1
    given_up = failure.gone or now - since >= GIVE_UP_AFTER
    wait = pause(attempts, context.jitter(), failure.retry_after)
    # The last attempt is at the end of the two days, not a pause later.
    next_at = min(now + wait, max(since + GIVE_UP_AFTER, now + timedelta(seconds=1)))
    await context.store.put_health(connector.id, Health(given_up, since, failure.error))
    logger.warning("Connector %s, group %s, attempt %d: %s", connector.id, group_id, attempts, failure.error)
    if given_up:
        await context.outbox.drop(group_id, connector.id)
        return Outcome(failed=True)
    failed = replace(attempt, attempts=attempts, leased_until=None, next_at=next_at, failing_since=since)
    await context.outbox.save_attempt(group_id, connector.id, failed)
    return Outcome(next_at, failed=True)
