"""Chunk files: at most 10,000 requested memberships, sorted by group and number, as slices of groups.

A slice is a run of one group's numbers. The bounds `lo` (inclusive) and `hi` (exclusive) of all its slices cover the
group's whole key space, so that in replace mode exactly one chunk compares each existing row.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from shared.domain.documents import versioned
from shared.domain.members.membership import Role

MAX_CHUNK_ROWS = 10_000
_NUMBERS_A_REVISION = 100_000
"""More chunks than any file has: 99,999 chunks are 999,990,000 rows."""
_ROLE_LETTERS = {Role.ADMIN: "A", Role.MEMBER: "M"}
_ROLES = {letter: role for role, letter in _ROLE_LETTERS.items()}
_BLANK = "blank"
"""Behind a row without a role. The row has the letter of Member too, since that is what it is to the version before."""


def chunk_number(revision: int, n: int) -> int:
    """The number of a revision's n-th chunk (from 1), which is unique in the job. Raises ValueError beyond its range."""
    if not 0 < n < _NUMBERS_A_REVISION:
        raise ValueError(f"A revision has no chunk {n}.")
    return (revision - 1) * _NUMBERS_A_REVISION + n


def chunk_place(number: int) -> tuple[int, int]:
    """The revision and the n of a chunk's number."""
    revision, n = divmod(number, _NUMBERS_A_REVISION)
    return revision + 1, n


@dataclass(slots=True)
class GroupSlice:
    """Part of one group: role by number, ascending, and the line of the file for each number at the same index. A role is
    None where the file leaves it blank.

    `is_first` is set for the slice that counts the group as created. A group without members has one empty slice.
    """

    name: str
    normalised: str
    is_first: bool
    lo: str | None = None
    hi: str | None = None
    roles: dict[str, Role | None] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)

    def role(self, number: str) -> Role:
        """The role that the number gets if it is inserted, or updated."""
        return self.roles[number] or Role.MEMBER

    def after(self, number: str) -> "GroupSlice":
        """The part of the slice that lies behind the number, without the lines."""
        if not number:
            return self
        roles = {each: role for each, role in self.roles.items() if each > number}
        # The lowest key behind it: digits, which would continue the number, sort behind the exclamation mark.
        return replace(self, is_first=False, lo=f"{number}!", roles=roles, lines=[])


class WantedRow(NamedTuple):
    """A membership that the file asks for, and the line that does; `role` is None where the file leaves it blank."""

    number: str
    role: Role | None
    line: int


@dataclass(frozen=True, slots=True)
class WantedGroup:
    """One group of the file: display name, folded name, and its rows ascending by number."""

    name: str
    normalised: str
    rows: Sequence[WantedRow]


def split_into_chunks(groups: Iterable[WantedGroup], size: int) -> Iterator[list[GroupSlice]]:
    """Cut groups into chunks of at most `size` rows. The same groups always give the same chunks."""
    chunk: list[GroupSlice] = []
    room = size
    for group in groups:
        at = 0
        while True:
            rows = group.rows[at : at + room]
            chunk.append(_slice(group, at, rows))
            at += len(rows)
            room -= max(1, len(rows))
            if room <= 0:
                yield chunk
                chunk, room = [], size
            if at >= len(group.rows):
                break
    if chunk:
        yield chunk


def _slice(group: WantedGroup, at: int, rows: Sequence[WantedRow]) -> GroupSlice:
    end = at + len(rows)
    return GroupSlice(
        name=group.name,
        normalised=group.normalised,
        is_first=at == 0,
        lo=rows[0].number if at else None,
        hi=group.rows[end].number if end < len(group.rows) else None,
        roles={row.number: row.role for row in rows},
        lines=[row.line for row in rows],
    )


def encode_chunk(slices: Sequence[GroupSlice]) -> bytes:
    """One JSON line that describes the slices, then one line `number,role letter,line[,blank]` for each row."""
    head = [
        versioned(
            {
                "name": s.name,
                "folded": s.normalised,
                "first": s.is_first,
                "lo": s.lo,
                "hi": s.hi,
                "rows": len(s.roles),
            }
        )
        for s in slices
    ]
    lines = [json.dumps(head, ensure_ascii=False)]
    for group_slice in slices:
        lines.extend(
            f"{number},{_ROLE_LETTERS[role]},{line}" if role else f"{number},{_ROLE_LETTERS[Role.MEMBER]},{line},{_BLANK}"
            for (number, role), line in zip(group_slice.roles.items(), group_slice.lines, strict=True)
        )
    return "\n".join(lines).encode()


def decode_chunk(content: bytes) -> list[GroupSlice]:
    """The slices that encode_chunk wrote. Raises ValueError for anything else."""
    head, _, body = content.decode().partition("\n")
    rows = (line.split(",") for line in body.split("\n"))
    slices = []
    for entry in json.loads(head):
        group_slice = GroupSlice(entry["name"], entry["folded"], entry["first"], entry.get("lo"), entry.get("hi"))
        for _ in range(entry["rows"]):
            number, letter, line, *more = next(rows)
            group_slice.roles[number] = None if _BLANK in more else _ROLES[letter]
            group_slice.lines.append(int(line))
        slices.append(group_slice)
    return slices
