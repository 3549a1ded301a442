"""What goes wrong between two requests: a store that is away, a process that dies, somebody else who is quicker."""

import itertools
from collections.abc import Awaitable, Callable
from typing import Any

from shared.errors import StorageUnavailable
from shared.services.uploads.receive_upload import receive_upload
from tests.fakes.world import Fakes, FakeWorld

Meanwhile = Callable[[], Awaitable[object]]

WRITES = {
    "jobs": ("start", "update", "add_chunks", "update_chunk"),
    "log": ("write_at", "append_once"),
    "chunk_blobs": ("put",),
    "job_files": ("put", "put_new"),
    "groups": ("create", "replace"),
    "members": ("write_part", "put_pending", "forget"),
    "member_index": ("write",),
    "hierarchy": ("add", "remove"),
    "audit": ("put_all",),
}
"""The methods that an upload or its undo writes with, by the name of the store in Fakes."""


class ProcessDied(BaseException):
    """The process ended at this point; no use case may catch it."""


def before_call(store: object, method: str, act: Meanwhile, times: int = 1) -> None:
    """Before each of the first calls of a fake's method, do something: what another process does at that moment. What
    `act` itself calls of the method is not counted."""
    _around(store, method, _first(act, times), _nothing)


def after_call(store: object, method: str, act: Meanwhile, times: int = 1) -> None:
    """As before_call, but when the call has done its work."""
    _around(store, method, _nothing, _first(act, times))


async def _nothing() -> None:
    pass


def _first(act: Meanwhile, times: int) -> Meanwhile:
    calls, acting = itertools.count(), False

    async def called() -> None:
        nonlocal acting
        if not acting and next(calls) < times:
            acting = True
            try:
                await act()
            finally:
                acting = False

    return called


def _around(store: object, method: str, before: Meanwhile, after: Meanwhile) -> None:
    original = getattr(store, method)

    async def called(*args: Any, **named: Any) -> Any:
        await before()
        result = await original(*args, **named)
        await after()
        return result

    setattr(store, method, called)


def fail(store: object, method: str, error: BaseException, times: int = 1) -> None:
    """The first calls of a fake's method raise the error, and do nothing."""

    async def raising() -> None:
        raise error

    before_call(store, method, raising, times)


async def kill() -> None:
    """Raises ProcessDied."""
    raise ProcessDied


async def outage() -> None:
    """Raises StorageUnavailable."""
    raise StorageUnavailable("Storage is away.")


class KillAtWrite:
    """Ends the process once, right after its n-th write; `happened` tells whether there were so many."""

    def __init__(self, n: int) -> None:
        self._left, self.happened = n, False

    async def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.happened = True
            await kill()

    def stop(self) -> None:
        """No process dies of it any more."""
        self._left = 0


def kill_at_write(fakes: Fakes, n: int) -> KillAtWrite:
    """End the process right after the n-th write from now on, which is as good as before the one that follows."""
    kill_once = KillAtWrite(n)
    for name, methods in WRITES.items():
        for method in methods:
            _around(getattr(fakes, name), method, _nothing, kill_once)
    return kill_once


async def run_with_redelivery(world: FakeWorld) -> int:
    """As FakeWorld.run, but an event whose step was killed or found storage away is delivered again, as the platform
    does. Returns the number of failed deliveries."""
    uploads, steps = world.fakes.uploads.events, world.fakes.chunk_blobs.events
    failures = 0
    while uploads or steps:
        events = uploads or steps
        try:
            await (receive_upload(world.imports, events[0]) if events is uploads else world.step(events[0]))
        except (ProcessDied, StorageUnavailable):
            failures += 1
            continue
        events.pop(0)
    return failures
