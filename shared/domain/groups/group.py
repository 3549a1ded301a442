"""The things Muster keeps: groups, memberships and the links between groups, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class GroupType(StrEnum):
    """The type of a group. An organization group has a unique name, and organization admins see it. A private group
    needs no unique name, and only its members see it."""

    ORGANIZATION = "organization"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `region` is the ISO code that reads its numbers without a country code, "" for none; `deleted_at` is
    set while it is deleted and may still be restored; `job_id` names the upload that created it, "" for none."""

    id: str
    name: str
    normalised: str
    type: GroupType
    created_at: datetime
    created_by: str
    updated_at: datetime
    welcome_message: str = ""
    region: str = ""
    deleted_at: datetime | None = None
    job_id: str = ""
    etag: str = ""

    @property
    def holds_name(self) -> bool:
        """Whether its folded name is taken by it: deleted and private groups leave theirs free."""
        return self.type is GroupType.ORGANIZATION and self.deleted_at is None


class NameHolder(NamedTuple):
    """A unique folded name, and the organization group that holds it."""

    normalised: str
    group_id: str


@dataclass(frozen=True, slots=True)
class GroupName:
    """An organization group as its unique folded name finds it."""

    group_id: str
    name: str
    normalised: str
    job_id: str = ""
