"""The fail-safe of replace mode: removing much of a large group waits for somebody's word (docs/contract.md, Uploads)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FailSafe:
    """From how many members a group is protected, and which percentage of them may go without review."""

    removed_percent: int
    minimum_members: int

    def holds(self, members: int, removed: int) -> bool:
        """Whether removing so many of a group's members has to be confirmed first."""
        return members >= self.minimum_members and removed * 100 > self.removed_percent * members


FAIL_SAFE = FailSafe(removed_percent=30, minimum_members=200)
