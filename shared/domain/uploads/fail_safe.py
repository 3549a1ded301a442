"""What makes an upload wait for review whatever it was told: a group, and the reason (docs/contract.md, Uploads)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class HoldReason(StrEnum):
    """Why a group holds its upload. The API returns these words, so they stay; there may be more of them."""

    REMOVES_MANY = "removesMany"
    REJECTED_ROWS = "rejectedRows"
    ROWS_WITHOUT_GROUP = "rowsWithoutGroup"
    LAST_ADMIN = "lastAdmin"
    ENCODING_UNCLEAR = "encodingUnclear"
    SKIPPED_ROWS = "skippedRows"


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """A group, by its display name, that holds its upload for review; once for each reason. `reason` is a HoldReason, as
    text since a later version may have stored one that this one does not know."""

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

HOLD_SENTENCES = {
    HoldReason.REMOVES_MANY: f"More than {FAIL_SAFE.removed_percent} % of the group's members would be removed. If the "
    "file is incomplete, cancel the upload and send a complete file.",
    HoldReason.REJECTED_ROWS: "Members would be removed, and rows of this group were rejected: the removed members may "
    "be those of the rejected rows. Correct the rows, here or in the file, and look at the plan again.",
    HoldReason.ROWS_WITHOUT_GROUP: "Members would be removed, and rows were rejected that do not say for certain which "
    "group they are of: the removed members may be theirs. Correct the rows, here or in the file, and look again.",
    HoldReason.LAST_ADMIN: "The group would have no admin left. Unless that is intended, cancel the upload, add an admin "
    "of the group to the file and upload it again.",
    HoldReason.ENCODING_UNCLEAR: "The file is not UTF-8, and its letters fit several encodings. Look at the names. If they "
    "are wrong, cancel the upload. Save the sheet as “CSV UTF-8 (comma delimited)”, or say the encoding, and upload the "
    "file again.",
    HoldReason.SKIPPED_ROWS: "Members would be removed, and rows that may be of this group are skipped: the removed "
    "members may be those of the skipped rows. Unless that is intended, correct these rows instead.",
}
"""What each reason means and what to do, for whoever reviews the upload."""


def hold_sentence(reason: str) -> str:
    """The sentence for a reason, also for one that a later version has stored."""
    known = next((each for each in HoldReason if each == reason), None)
    return HOLD_SENTENCES[known] if known else "Look at the plan before you apply the upload."


def group_names(held: Iterable[HeldGroup]) -> list[str]:
    """The name of each group once, in order."""
    return list(dict.fromkeys(group.name for group in held))
