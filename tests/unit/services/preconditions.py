"""Preconditions that use cases are handed, and others who are quicker: `check` runs between reading and writing, so what
it does is what another process does in that moment."""

from collections.abc import Callable
from itertools import count

from shared.concurrency import Precondition
from shared.domain.audit import ORGANIZATION, AuditEvent
from tests.fakes.world import FakeWorld
from tests.use_cases import any_version

NEVER = '"never"'
"""An ETag that nothing has."""


def meanwhile(change: Callable[[], object], then: Precondition = any_version, read: int = 1) -> Precondition:
    """Another process makes the change once, after the n-th read and before what is then written."""
    reads = count(1)

    def check(stored: str) -> None:
        then(stored)
        if next(reads) == read:
            change()

    return check


def organization_events(world: FakeWorld) -> list[AuditEvent]:
    """The audit of what concerns no single group, oldest first."""
    events = (event for event in world.fakes.audit.events.values() if event.group_id == ORGANIZATION)
    return sorted(events, key=lambda event: event.id, reverse=True)
