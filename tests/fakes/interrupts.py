"""Lets something happen in the middle of a use case: before or after a call of a fake, the process ends, storage is away
or somebody else is quicker.

    before(world.fakes.members, "write", lambda: world.add(group, number(3)))
    kill = kill_at_write(world.fakes, 7)
"""

from collections.abc import Awaitable, Callable
from typing import Any

from shared.errors import StorageUnavailable
from shared.services.uploads.receive_upload import receive_upload
from tests.fakes.world import Fakes, FakeWorld

Happening = Callable[[], Awaitable[object]]

_WRITES = {
    "jobs": ("start", "update", "add_chunks", "update_chunk"),
    "log": ("write_at", "append_once"),
    "chunk_blobs": ("put",),
    "job_files": ("put",),
    "groups": ("create", "replace"),
    "members": ("write", "put_pending", "forget"),
    "member_index": ("write",),
    "counts": ("put",),
    "hierarchy": ("add", "remove"),
    "audit": ("put_all",),
}
"""The methods that an upload or its undo writes with, by the name of the store in Fakes."""


class Killed(BaseException):
    """The process ended here; no use case may catch it."""


async def kill() -> None:
    """Raises Killed."""
    raise Killed


async def outage() -> None:
    """Raises StorageUnavailable."""
    raise StorageUnavailable("Storage is away.")


def before(store: object, method: str, happens: Happening, *, calls: int = 1) -> None:
    """Let something happen before each of the next so many calls; what it calls itself does not count."""
    _wrap(store, method, _Countdown(happens, calls), None)


def after(store: object, method: str, happens: Happening) -> None:
    """Let something happen once, when the next call has done its work."""
    _wrap(store, method, None, _Countdown(happens, 1))


class _Countdown:
    def __init__(self, happens: Happening, calls: int) -> None:
        self._happens, self._left, self._inside = happens, calls, False

    async def __call__(self) -> None:
        if self._left and not self._inside:
            self._left, self._inside = self._left - 1, True
            try:
                await self._happens()
            finally:
                self._inside = False


class KillAtWrite:
    """Ends the process once, right after its n-th write; `happened` tells whether there were so many."""

    def __init__(self, n: int) -> None:
        self._left, self.happened = n, False

    async def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.happened = True
            await kill()


def kill_at_write(fakes: Fakes, n: int) -> KillAtWrite:
    """End the process right after the n-th write from now on, which is as good as before the one that follows."""
    kill_once = KillAtWrite(n)
    for name, methods in _WRITES.items():
        for method in methods:
            _wrap(getattr(fakes, name), method, None, kill_once)
    return kill_once


def _wrap(store: object, method: str, first: Happening | None, last: Happening | None) -> None:
    original = getattr(store, method)

    async def wrapped(*args: Any, **named: Any) -> Any:
        if first is not None:
            await first()
        result = await original(*args, **named)
        if last is not None:
            await last()
        return result

    setattr(store, method, wrapped)


async def run_with_redelivery(world: FakeWorld) -> int:
    """As FakeWorld.run, but an event whose step was killed or found storage away is delivered again, as the platform
    does. Returns the number of failed deliveries."""
    uploads, steps = world.fakes.uploads.events, world.fakes.chunk_blobs.events
    failures = 0
    while uploads or steps:
        events = uploads or steps
        try:
            await (receive_upload(world.imports, events[0]) if events is uploads else world.step(events[0]))
        except (Killed, StorageUnavailable):
            failures += 1
            continue
        events.pop(0)
    return failures
