"""What an undo would do, for whoever is about to ask for it. It is computed when it is asked for, and not stored."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.domain.uploads.job import JobState, UndoCounts


class LeftBecause(StrEnum):
    """Why an undo would leave what the upload did in a group."""

    CHANGED_SINCE = "changedSince"
    NO_ORGANIZATION_GROUP = "noOrganizationGroup"


@dataclass(slots=True)
class GroupUndo:
    """What the undo would do in one group, by its name in the file. `net` is by how many members it would have more, and
    `removes_group` says that the group would be deleted."""

    name: str
    removed: int = 0
    roles_restored: int = 0
    members_restored: int = 0
    left: int = 0
    left_because: LeftBecause | None = None
    net: int = 0
    removes_group: bool = False

    def add(self, counts: UndoCounts, net: int, because: LeftBecause) -> None:
        """Add what the undo of one chunk would do here; `because` is why it would leave rows, if it leaves any."""
        self.removed += counts.removed
        self.roles_restored += counts.roles_restored
        self.members_restored += counts.members_restored
        self.left += counts.left
        self.net += net
        if counts.left:
            self.left_because = because

    @property
    def size(self) -> int:
        """How many rows of the group the undo concerns."""
        return self.removed + self.roles_restored + self.members_restored + self.left


@dataclass(frozen=True, slots=True)
class LaterUpload:
    """An upload that was applied later and lists people whom this one added, changed or removed. `people` counts them, in
    each group once; None where the files are too large to compare. `ended_at` is None while it is still applied."""

    id: str
    name: str
    state: JobState
    submitted_by: str
    created_at: datetime
    ended_at: datetime | None
    people: int | None


@dataclass(frozen=True, slots=True)
class LaterUploads:
    """Newest first. `is_complete` is False when there may be more of them than were looked at."""

    uploads: list[LaterUpload] = field(default_factory=list)
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """`totals` also count what an earlier attempt of the same undo has done; `groups` are those with changes."""

    totals: UndoCounts
    groups: list[GroupUndo]
    later: LaterUploads


class ChangedMembers:
    """The memberships that an upload changed, as hashes of group and number: eight bytes each, for there may be a million.

    Hashes have 64 bits, so that one in ten million comparisons of a million with two million is wrong by one.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._is_sorted = True

    def __len__(self) -> int:
        return len(self._hashes)

    def add(self, normalised: str, number: str) -> None:
        """Add a membership by the normalised name of its group."""
        self._hashes.append(hash((normalised, number)))
        self._is_sorted = False

    def has(self, normalised: str, number: str) -> bool:
        """Whether the membership was added."""
        if not self._is_sorted:
            self._hashes = array("q", sorted(self._hashes))
            self._is_sorted = True
        wanted = hash((normalised, number))
        at = bisect_left(self._hashes, wanted)
        return at < len(self._hashes) and self._hashes[at] == wanted
