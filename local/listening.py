"""What every kind of trigger but HTTP has in common: it waits for events until the host stops."""

import asyncio
from typing import Protocol

from local.indexing import FunctionInfo


class Listener(Protocol):
    """One kind of trigger, for all functions that have it."""

    async def run(self, stop: asyncio.Event) -> None:
        """Runs functions as events come in; returns once `stop` is set and what was running is done."""

    async def run_by_hand(self, function: FunctionInfo, text: str, /) -> None:
        """Runs the function once for what a request to the admin API gave as input."""

    async def close(self) -> None:
        """Lets go of connections; comes after the end of `run`."""


async def pause(stop: asyncio.Event, seconds: float) -> bool:
    """Waits so long, or until the host stops; true when it stops."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
