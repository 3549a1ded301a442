"""Memberships, their roles and changes, and the member counts that follow from them."""

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
    """One person in one group. `phone_number` is E.164.

    `job_id` is the upload that last wrote the row, "" for a change over HTTP. `before` is the row that this upload
    replaced when it changed the role, as JSON {"role", "jobId", "before"?}, from which undo restores it.
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
    """A group's number of direct members and how many of them are admins; negative in a difference."""

    members: int = 0
    admins: int = 0

    def __add__(self, other: "MemberCount") -> "MemberCount":
        return MemberCount(self.members + other.members, self.admins + other.admins)

    def __sub__(self, other: "MemberCount") -> "MemberCount":
        return MemberCount(self.members - other.members, self.admins - other.admins)


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


class CountRow(NamedTuple):
    """One summand of a group's member count. `step` is the step of an upload that added it (StepKey.text), else ""."""

    group_id: str
    step: str
    change: MemberCount


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one row: an insert without `before`, a delete without `after`, a replacement with both.

    It is written on condition that the row is still `before`, ETag included, or does not exist without `before`.
    """

    phone_number: str
    before: Membership | None
    after: Membership | None

    @property
    def net(self) -> MemberCount:
        """Its effect on the group's member count."""
        return MemberCount(
            (self.after is not None) - (self.before is not None),
            is_admin(self.after) - is_admin(self.before),
        )


def is_admin(row: Membership | None) -> bool:
    """Whether the row exists and has the role Admin."""
    return row is not None and row.role is Role.ADMIN


def count_change(changes: Iterable[Change]) -> MemberCount:
    """The effect of all changes on the group's member count."""
    return sum((change.net for change in changes), MemberCount())
