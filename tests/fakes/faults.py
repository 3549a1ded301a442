"""What goes wrong between two requests: a store that is away, a process that dies, somebody else who is quicker."""

import itertools
from collections.abc import Awaitable, Callable
from typing import Any

Meanwhile = Callable[[], Awaitable[object]]


class ProcessDied(BaseException):
    """The process ended at this point; no use case may catch it."""


def before_call(store: object, method: str, act: Meanwhile, times: int = 1) -> None:
    """Before each of the first calls of a fake's method, do something: what another process does at that moment. What
    `act` itself calls of the method is not counted."""
    original = getattr(store, method)
    calls, acting = itertools.count(), False

    async def called(*args: Any, **named: Any) -> Any:
        nonlocal acting
        if not acting and next(calls) < times:
            acting = True
            try:
                await act()
            finally:
                acting = False
        return await original(*args, **named)

    setattr(store, method, called)


def fail(store: object, method: str, error: BaseException, times: int = 1) -> None:
    """The first calls of a fake's method raise the error, and do nothing."""

    async def raising() -> None:
        raise error

    before_call(store, method, raising, times)
