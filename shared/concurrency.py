"""Optimistic concurrency: retrying a conditional write, and checking the version that a caller asked for.

An attempt reads, computes the change, and writes it on condition that what it read is still current. When somebody else
was quicker, nothing was written, and the whole attempt runs again on the new version. docs/decisions/0011-own-retry.md
has the measurements behind the numbers, and the reason why this is no library.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from shared.errors import Conflict, MusterError, PreconditionFailed

T = TypeVar("T")

ATTEMPTS = 20
_FIRST_PAUSE = 0.005
_LONGEST_PAUSE = 0.25

Precondition = Callable[[str], None]
"""Given the ETag of what is stored, raises PreconditionFailed unless the caller asked for that version or any."""


class StaleVersionError(Exception):
    """Raised by an attempt of retry_on_conflict: what it read is no longer current, and it wrote nothing."""


@contextmanager
def conditional_write() -> Iterator[None]:
    """Around the one write of an attempt: its PreconditionFailed becomes StaleVersionError, so that it is retried.

    A PreconditionFailed raised elsewhere in the attempt (the caller's If-Match) ends it.
    """
    try:
        yield
    except PreconditionFailed as error:
        raise StaleVersionError from error


async def gather_to_end(*awaitables: Awaitable[T]) -> list[T]:
    """As asyncio.gather, but an error is raised only when all have ended, so that nothing goes on writing unseen."""
    results: list[T] = []
    for result in await asyncio.gather(*awaitables, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
        results.append(result)
    return results


async def retry_on_conflict(
    what: str,
    attempt: Callable[[], Awaitable[T]],
    *,
    error: Callable[[str], MusterError] = Conflict,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> T:
    """Run `attempt` until it raises no StaleVersionError, at most 20 times. Returns what it returns.

    The pauses between attempts are random, up to a limit that doubles from 5 ms to 250 ms ("full jitter":
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), about two seconds in all. After the last
    attempt raises `error` with the message that others keep changing `what` (such as "the members of the group").
    """
    for number in range(ATTEMPTS):
        try:
            return await attempt()
        except StaleVersionError:
            if number + 1 < ATTEMPTS:
                limit = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**number)
                await sleep(random.uniform(0, limit))  # noqa: S311  # jitter, no secret
    raise error(f"Others keep changing {what}; try again.")
