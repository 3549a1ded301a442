"""Changes of a group's members, and what they do to its counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """The role of a member, spelled as in the column User Type."""

    ADMIN = "Admin"
    MEMBER = "Member"


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one group.

    `job_id` names the upload that last wrote the row ("" for a change over HTTP). `before` is what that upload
    replaced when it changed a role: JSON {"role", "jobId", "before"?}, so that undo restores the exact former row.
    """

    group_id: str
    phone_number: str
    role: Role
    added_at: datetime
    added_by: str
    job_id: str = ""
    before: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class MemberCount:
    """A group's direct members and how many of them are admins; as a difference it may be negative."""

    members: int = 0
    admins: int = 0

    def __add__(self, other: "MemberCount") -> "MemberCount":
        return MemberCount(self.members + other.members, self.admins + other.admins)


class MemberKey(NamedTuple):
    """Which person (E.164) in which group."""

    number: str
    group_id: str


class MemberRole(NamedTuple):
    """A member of a group that is known."""

    number: str
    role: Role


class IndexRow(NamedTuple):
    """One row of the member index: the role as memberships have it, None where it has to go since there is none."""

    number: str
    group_id: str
    role: Role | None

    @property
    def key(self) -> MemberKey:
        """Whose membership it is, and where."""
        return MemberKey(self.number, self.group_id)


class CountDelta(NamedTuple):
    """What one step adds to a group's count, under an id that follows from the step: written twice, it counts once."""

    group_id: str
    delta_id: str
    change: MemberCount


@dataclass(frozen=True, slots=True)
class Change:
    """One row's change: without `before` an insert, without `after` a delete, else a replacement.

    It holds only if the row still is as `before` has it, ETag included, or is not there where there is no `before`.
    """

    phone_number: str
    before: Membership | None
    after: Membership | None

    @property
    def net(self) -> MemberCount:
        """What it adds to the counts."""
        return MemberCount(
            (self.after is not None) - (self.before is not None),
            is_admin(self.after) - is_admin(self.before),
        )


def is_admin(row: Membership | None) -> bool:
    """Whether there is such a row and it makes an admin."""
    return row is not None and row.role is Role.ADMIN


def count_change(changes: Iterable[Change]) -> MemberCount:
    """The changes' sum."""
    return sum((change.net for change in changes), MemberCount())
