"""Writes the members of one group for one step of an upload: in ascending order, one transaction after the other, each
together with the progress of the step. So whatever is killed, repeated or run twice, every row is written once.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.domain.members.membership import Change
from shared.domain.members.number_requests import loses_admin
from shared.domain.uploads.progress import END, StepKey, StepProgress
from shared.errors import Conflict
from shared.services.context import ImportContext
from shared.services.members.admin_lock import lock_for_upload
from shared.services.ports.members import EventFactory

_ENTITIES = 100
"""Of one transaction."""


class StepClosedError(Exception):
    """The chunk is being undone, or was: it may write no more."""


@dataclass(slots=True)
class StepWriter:
    """The writer of one step in one group. `written` is what it wrote itself; with `is_alone` that is all of the step."""

    context: ImportContext
    group_id: str
    step: StepKey
    event_factory: EventFactory | None
    progress: StepProgress = field(default_factory=StepProgress)
    has_read: bool = False
    is_alone: bool = True
    written: list[Change] = field(default_factory=list)

    async def resume(self) -> None:
        """Read the stored progress. Raises StepClosedError."""
        stored = await self.context.members.progress(self.group_id, self.step) or StepProgress()
        self.has_read = True
        if stored.etag != self.progress.etag:
            self.is_alone = False
        self.progress = stored
        if stored.closed:
            raise StepClosedError

    async def run(self, attempt: Callable[[], Awaitable[None]]) -> None:
        """Run `attempt`, which calls `write` with all that is left, until it succeeds. Raises Conflict when others keep
        changing the rows and nothing moves, and StepClosedError."""
        while True:
            before = self.progress.upto
            try:
                return await retry_on_conflict(f"the members of group {self.group_id}", attempt)
            except Conflict:
                if self.progress.upto == before:
                    raise

    async def write(self, changes: Sequence[Change]) -> None:
        """Write changes that ascend by number and are all that is left. Raises StaleVersionError, with the stored progress
        read, when a row or the progress is no longer as it was read."""
        besides = 1 + bool(self.event_factory) + any(map(loses_admin, changes))
        size = _ENTITIES - besides  # the progress, the event and the admin lock
        for at in range(0, len(changes), size):
            part = changes[at : at + size]
            upto = part[-1].phone_number if at + size < len(changes) else END
            lock = await lock_for_upload(self.context, self.group_id, part)
            event = self.event_factory(part) if self.event_factory else None
            progress = self.progress.advanced(upto, part)
            stored = await self.context.members.write_part(self.group_id, part, self.step, progress, event, lock)
            if stored is None:
                await self.resume()
                raise StaleVersionError
            self.progress = stored
            self.written += part


async def close_step(context: ImportContext, group_id: str, step: StepKey) -> StepProgress:
    """Forbid the step to write any more in this group. Returns how far it has come."""

    async def attempt() -> StepProgress:
        stored = await context.members.progress(group_id, step) or StepProgress()
        if stored.closed or stored.is_done:
            return stored
        closed = await context.members.write_part(group_id, [], step, stored.close())
        if closed is None:
            raise StaleVersionError
        return closed

    return await retry_on_conflict(f"the members of group {group_id}", attempt)
