"""The groups that a file has refused rows of, so that replace mode removes nobody unseen whose row was rejected or left
out."""

import json
from collections.abc import Container
from dataclasses import dataclass, field

from shared.domain.documents import versioned

MOST_NAMES = 20_000
"""As many names are kept, since a hostile file has a million; a file with more of them holds every removal."""


@dataclass(slots=True)
class RejectedGroups:
    """The normalised names of the groups with rejected rows; `is_any_group` when some rejected rows may be of any group."""

    names: set[str] = field(default_factory=set)
    is_any_group: bool = False

    def add(self, normalised: str) -> None:
        """Note a rejected row of this group; "" for a row that does not say for certain of which group it is."""
        if not normalised or (len(self.names) >= MOST_NAMES and normalised not in self.names):
            self.is_any_group = True
        else:
            self.names.add(normalised)

    def among(self, names: Container[str]) -> "RejectedGroups":
        """Those that have other rows, too: replace mode removes nobody from the others."""
        return RejectedGroups({name for name in self.names if name in names}, self.is_any_group)


@dataclass(frozen=True, slots=True)
class RefusedGroups:
    """The groups with rejected rows, and those with rows that corrections leave out."""

    rejected: RejectedGroups = field(default_factory=RejectedGroups)
    skipped: RejectedGroups = field(default_factory=RejectedGroups)


def encode_refused_groups(groups: RefusedGroups) -> bytes:
    """The stored document."""
    document = {
        "names": sorted(groups.rejected.names),
        "any": groups.rejected.is_any_group,
        "skippedNames": sorted(groups.skipped.names),
        "skippedAny": groups.skipped.is_any_group,
    }
    return json.dumps(versioned(document), ensure_ascii=False).encode()


def decode_refused_groups(content: bytes) -> RefusedGroups:
    """What encode_refused_groups wrote."""
    document = json.loads(content)
    skipped = RejectedGroups(set(document.get("skippedNames", ())), document.get("skippedAny", False))
    return RefusedGroups(RejectedGroups(set(document["names"]), document["any"]), skipped)
