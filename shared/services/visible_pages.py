"""Pages of a list of which the caller may see a part only."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
V = TypeVar("V")

LARGEST_READ = 1000
"""The most entities that Table Storage returns for one query."""
_READS = 20
"""The most reads for one page, which may then be short."""


async def visible_page(
    read: Callable[[str | None, int], Awaitable[tuple[list[T], str | None]]],
    show: Callable[[list[T]], Awaitable[Sequence[V]]],
    position_of: Callable[[V], str],
    limit: int,
    after: str | None,
) -> tuple[list[V], str | None]:
    """Returns `limit` of the items that `show` leaves, or all that are left of them, and the position to continue from,
    which is None unless another one follows that is shown. So nothing tells that there are others between them: no
    short page, and no link to an empty one.

    `read` returns up to so many items after a position, and the position after them, None at the end.
    """
    found: list[V] = []
    size = min(limit + 1, LARGEST_READ)
    for _ in range(_READS):
        items, after = await read(after, size)
        found += await show(items)
        if len(found) > limit:
            return found[:limit], position_of(found[limit - 1])
        if after is None:
            break
        size = LARGEST_READ
    return found, after
