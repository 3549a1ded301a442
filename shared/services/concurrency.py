"""Trying a conditional change again when somebody else was quicker."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable

_ROUNDS = 20
_FIRST_PAUSE = 0.005
_LONGEST_PAUSE = 0.25


async def rounds() -> AsyncIterator[None]:
    """One turn a round: read, work out the change, write it on condition, and leave the loop when that went well.

    Between rounds a pause, in seconds, that grows and is never the same for two, so that those who met do not meet
    again; after twenty, about three seconds, somebody must have been treated badly, and the caller is told so.
    """
    for n in range(_ROUNDS):
        yield
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**n)
        await asyncio.sleep(pause * random.random())  # noqa: S311  # jitter, no secret


Precondition = Callable[[str], None]
"""Given the ETag of what is stored, raises PreconditionFailed unless the caller asked for that version or any."""
