"""The delivery timer: replays and delivers the events of every group whose check is due."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.services.context import WebhookContext
from shared.services.ports.webhooks import Mark
from shared.services.webhooks.deliver_events import LEASE, Outcome, deliver_queue, queues
from shared.services.webhooks.enqueue_events import number_upload_pending

logger = logging.getLogger(__name__)

WRITTEN_AFTER = timedelta(minutes=2)
"""After this time the change that a mark was made for is written, or its process has died."""
_GROUPS_AT_ONCE = 8
_SENDS_AT_ONCE = 4
_FAILURES = 3


@dataclass(slots=True)
class _Gate:
    """Limits each receiver in a run: a few deliveries at once, and none after three failures in a row."""

    failures: Counter[str] = field(default_factory=Counter)
    places: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    async def deliver(self, context: WebhookContext, group_id: str, connector_id: str) -> Outcome:
        async with self.places.setdefault(connector_id, asyncio.Semaphore(_SENDS_AT_ONCE)):
            if self.failures[connector_id] >= _FAILURES:
                return Outcome(context.now())
            try:
                outcome = await deliver_queue(context, group_id, connector_id)
            except Exception:  # one queue's error must not stop the others
                logger.exception("Could not deliver events of group %s to connector %s", group_id, connector_id)
                return Outcome(context.now() + LEASE)
            if outcome.failed:
                self.failures[connector_id] += 1
            elif outcome.next_at is None:
                self.failures[connector_id] = 0
            return outcome


async def run_deliveries(context: WebhookContext, replay: Callable[[str], Awaitable[None]]) -> int:
    """Deliver for all groups that are due. `replay` records a group's events that were left pending, by the group's id.

    Returns how many groups were due. Safe in several processes at once.
    """
    gate = _Gate()
    places = asyncio.Semaphore(_GROUPS_AT_ONCE)

    async def look(mark: Mark) -> None:
        async with places:
            try:
                await replay(mark.group_id)
                await _deliver_group(context, mark, gate)
            except Exception:  # one group's error must not stop the others; the mark stays
                logger.exception("Could not look after group %s", mark.group_id)

    marks = await context.outbox.due(context.now())
    await asyncio.gather(*(look(mark) for mark in marks))
    return len(marks)


async def _deliver_group(context: WebhookContext, mark: Mark, gate: _Gate) -> None:
    group_id = mark.group_id
    await number_upload_pending(context, group_id)
    waiting = await queues(context, group_id)
    outcomes = await asyncio.gather(*(gate.deliver(context, group_id, connector_id) for connector_id in waiting))
    next_at = _next_look(context, mark, outcomes)
    if next_at is None:
        await context.outbox.unmark(mark)
    else:
        await context.outbox.postpone(mark, next_at)


def _next_look(context: WebhookContext, mark: Mark, outcomes: Sequence[Outcome]) -> datetime | None:
    """When to check again; None when all is delivered and no change under this mark can still be in progress."""
    times = [outcome.next_at for outcome in outcomes if outcome.next_at]
    if context.now() - mark.at < WRITTEN_AFTER:
        times.append(mark.at + WRITTEN_AFTER)
    return min(times, default=None)
