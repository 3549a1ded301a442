"""How far a chunk has come in one group. It is stored in the group's partition, in every transaction that writes members
for the chunk.

So a step that was killed, is repeated or runs twice at once goes on exactly where the rows end: what lies behind is not
compared again, and so keeps what others changed since. The same row is the step's part of the group's member count.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from shared.domain.members.membership import Change, MemberCount, count_change

END = "~"
"""Sorts after every number: nothing is left to write."""


class Phase(StrEnum):
    """What a run of a job does to a chunk. Chunks are applied before they are undone, and before the next run."""

    APPLY = "chunk"
    UNDO = "undo"


class StepKey(NamedTuple):
    """One step in one group; `slice` distinguishes two names of a file that lead to one group after a renaming."""

    job_id: str
    run: int
    chunk: int
    phase: Phase
    slice: str = ""

    @property
    def text(self) -> str:
        """As part of a row key."""
        return f"{self.job_id}!{self.run}!{self.chunk}!{self.phase}!{zlib.crc32(self.slice.encode()):08x}"

    @staticmethod
    def parse(text: str) -> "StepKey":
        """The step of which this is the text, with the hash of its slice."""
        job_id, run, chunk, phase, group_slice = text.split("!")
        return StepKey(job_id, int(run), int(chunk), Phase(phase), group_slice)


class Removals(NamedTuple):
    """The rows that a record of removals names are removed where their number is after `after` and up to `upto`."""

    record: str
    after: str
    upto: str


@dataclass(frozen=True, slots=True)
class StepProgress:
    """All numbers up to and with `upto` are done; `closed` forbids the step to write any more, because it is being undone.

    `count` is what the step has added to the group's member count; `inserted`, `updated` and `deleted` are the numbers of
    rows; `removals` says where the deleted ones are recorded. `etag` is "" where nothing is stored.
    """

    upto: str = ""
    count: MemberCount = field(default_factory=MemberCount)
    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    removals: tuple[Removals, ...] = ()
    closed: bool = False
    etag: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the step has nothing left to write in the group."""
        return self.upto == END

    def advanced(self, upto: str, changes: Sequence[Change]) -> "StepProgress":
        """The progress after one more part, with which the last record of removals is carried out up to the same number."""
        inserted = sum(1 for change in changes if change.before is None)
        deleted = sum(1 for change in changes if change.after is None)
        return replace(
            self,
            upto=upto,
            count=self.count + count_change(changes),
            inserted=self.inserted + inserted,
            updated=self.updated + len(changes) - inserted - deleted,
            deleted=self.deleted + deleted,
            removals=(*self.removals[:-1], *(each._replace(upto=upto) for each in self.removals[-1:])),
        )

    def recording(self, record: str) -> "StepProgress":
        """The progress with one more record of removals, none of which is carried out yet."""
        return replace(self, removals=(*self.removals, Removals(record, self.upto, self.upto)))

    def close(self) -> "StepProgress":
        """The progress of a step that may write no more."""
        return replace(self, closed=True)
