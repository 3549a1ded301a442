"""Pages of members whose numbers the caller sees masked. They are a function of what is shown, and of nothing else.

The store has the members in the order of their numbers. A list in that order would tell hidden digits: of a number that
the caller knows, its place among the others says how it compares with each of them. So members are listed in the order of
what is shown of them, a position is made of what is shown, and every page reads the whole group.
"""

import heapq
import json
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, repeat
from typing import NamedTuple

from shared.domain.groups.group import Group
from shared.domain.members.membership import Membership, Role
from shared.domain.phone import mask
from shared.services.context import GroupContext
from shared.services.members.member_views import MemberFilter, MemberView


class _Shown(NamedTuple):
    """All that is shown of a member, in the order by which members are sorted. Those that are equal here look the same, so
    which of them comes first cannot be seen."""

    masked: str
    added_at: datetime
    added_by: str
    role: Role


class _Position(NamedTuple):
    """After the first `listed` of the members that look like `last`."""

    last: _Shown
    listed: int


@dataclass(frozen=True, slots=True)
class MaskedGroup:
    """A group whose members are listed masked, `via` as each entry has it. `as_role` is the role that all are listed
    with, None for each their own."""

    group: Group
    as_role: Role | None = None
    via: tuple[Group, ...] = ()

    def show(self, row: Membership) -> _Shown:
        """What is shown of a member."""
        return _Shown(mask(row.phone_number), row.added_at, row.added_by, self.as_role or row.role)

    def view(self, shown: _Shown) -> MemberView:
        """The entry of a list."""
        return MemberView(shown.masked, shown.role, shown.added_at, shown.added_by, self.via)


async def list_masked(
    context: GroupContext, source: MaskedGroup, wanted: MemberFilter, limit: int, after: str | None
) -> tuple[list[MemberView], str | None]:
    """Up to `limit` members of the group in the order of what is shown, and the position to go on from, None at the end.

    Reads the whole group, whatever the position, and keeps a page of it: one request for every thousand members.
    """
    position = _read(after) if after else None
    alike = 0
    first: list[_Shown] = []
    async for rows in context.members.all_members(source.group.id):
        shown = [each for each in map(source.show, rows) if wanted.admits(each.role)]
        if position:
            alike += sum(each == position.last for each in shown)
            shown = [each for each in shown if each > position.last]
        first = heapq.nsmallest(limit + 1, chain(first, shown))
    more_alike = repeat(position.last, max(0, alike - position.listed)) if position else ()
    page = list(islice(chain(more_alike, first), limit + 1))
    views = [source.view(each) for each in page[:limit]]
    return views, _position_after(page[:limit], position) if len(page) > limit else None


def _position_after(page: list[_Shown], before: _Position | None) -> str:
    last = page[-1]
    listed = page.count(last) + (before.listed if before and before.last == last else 0)
    position = (last.masked, last.added_at.isoformat(), last.added_by, last.role, listed)
    return json.dumps(position, ensure_ascii=False)


def _read(after: str) -> _Position:
    masked, added_at, added_by, role, listed = json.loads(after)
    return _Position(_Shown(masked, datetime.fromisoformat(added_at), added_by, Role(role)), listed)
