"""Merges the members of many groups into one list by number, and reads only as much as is consumed."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from shared.domain.members.membership import Membership
from shared.services.context import GroupContext

_FEWEST = 10
_MOST = 1000


@dataclass(slots=True)
class _Stream:
    """The members of one group, read in pieces whose size grows when one was not enough."""

    context: GroupContext
    group_id: str
    after: str | None
    size: int
    prefix: str
    rows: list[Membership] = field(default_factory=list)
    at: int = 0
    ended: bool = False

    @property
    def head(self) -> Membership | None:
        """The next member; None at the end, or when another piece must be read."""
        return self.rows[self.at] if self.at < len(self.rows) else None

    async def fill(self) -> None:
        """Read pieces until there is a next member or the end."""
        while self.head is None and not self.ended:
            self.rows, self.ended = await self.context.members.numbers_after(
                self.group_id, self.after, self.size, self.prefix
            )
            self.at = 0
            self.after = self.rows[-1].phone_number if self.rows else self.after
            self.size = min(_MOST, self.size * 2)


async def merge_members(
    context: GroupContext, group_ids: Sequence[str], after: str | None, limit: int, prefix: str
) -> AsyncIterator[tuple[str, list[Membership]]]:
    """(number, its memberships in these groups) ascending, after the given number; about `limit` will be taken.

    One request a group to begin with, several at once, of which each reads its share of the page: with a thousand
    groups most rows of whole pages would be thrown away.
    """
    share = min(_MOST, max(_FEWEST, 2 * limit // max(1, len(group_ids)), limit + 1 if len(group_ids) == 1 else 0))
    streams = [_Stream(context, group_id, after, share, prefix) for group_id in group_ids]
    await asyncio.gather(*(stream.fill() for stream in streams))
    heap = [(stream.head.phone_number, i) for i, stream in enumerate(streams) if stream.head]
    heapq.heapify(heap)
    while heap:
        number = heap[0][0]
        rows: list[Membership] = []
        moved: list[int] = []
        while heap and heap[0][0] == number:
            _, i = heapq.heappop(heap)
            rows.append(streams[i].rows[streams[i].at])
            streams[i].at += 1
            moved.append(i)
        yield number, rows
        await asyncio.gather(*(streams[i].fill() for i in moved if streams[i].head is None))
        for i in moved:
            if (head := streams[i].head) is not None:
                heapq.heappush(heap, (head.phone_number, i))
