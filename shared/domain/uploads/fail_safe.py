"""What makes an upload wait for review whatever it was told: a group, and the reason (docs/contract.md, Uploads)."""

from dataclasses import dataclass
from enum import StrEnum


class HoldReason(StrEnum):
    """Why a group holds its upload. The API returns these words, so they stay; there may be more of them."""

    REMOVES_MANY = "removesMany"


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """A group, by its display name, that holds its upload for review. `reason` is a HoldReason, as text since a later
    version may have stored one that this one does not know."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FailSafe:
    """From how many members a group is protected, and which percentage of them may go without review."""

    removed_percent: int
    minimum_members: int

    def holds(self, members: int, removed: int) -> bool:
        """Whether removing so many of a group's members has to be confirmed first."""
        return members >= self.minimum_members and removed * 100 > self.removed_percent * members


MOST_HELD_NAMED = 20
"""As many of the groups that hold an upload are kept in its row and named in its log; the plan has all of them."""

FAIL_SAFE = FailSafe(removed_percent=30, minimum_members=200)
