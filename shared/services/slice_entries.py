"""Pages of catalogue entries that are in memory, and of those that a filter lets through."""

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol, TypeVar

_ROUNDS = 5
"""A page is filled in so many rounds where most entries are left out, and then is short."""


class Entry(Protocol):
    """What every entry has."""

    @property
    def id(self) -> str:
        """A UUID."""

    @property
    def folded(self) -> str:
        """The folded name."""


E = TypeVar("E", bound=Entry)
Page = tuple[list[E], str | None]


def slice_entries(entries: Iterable[E], limit: int, after: str | None) -> Page[E]:
    """Up to `limit` entries by name, after the given position, and the position to go on from."""
    position = tuple(json.loads(after)) if after else ("", "")
    left = sorted((entry for entry in entries if (entry.folded, entry.id) > position), key=lambda e: (e.folded, e.id))
    shown = left[:limit]
    return shown, json.dumps([shown[-1].folded, shown[-1].id]) if len(left) > limit else None


async def pages_without(
    page: Callable[[str | None], Awaitable[Page[E]]], admits: Callable[[E], bool], limit: int, after: str | None
) -> Page[E]:
    """Up to `limit` of the entries that are admitted; whole pages are taken, so that the store's position holds."""
    found: list[E] = []
    for _ in range(_ROUNDS):
        entries, after = await page(after)
        found += filter(admits, entries)
        if after is None or found:
            break
    return found, after
