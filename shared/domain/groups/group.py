"""A group, and the reference to an organization group by its name."""

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
    """One group. `region` is the ISO 3166 code for numbers without a country code, "" for none; `deleted_at` is set
    while the group is deleted and can be restored; `mapped_at` is when a private group was last mapped to the
    organization, None for one that never was; `job_id` is the upload that created it, "" for none."""

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
    mapped_at: datetime | None = None
    job_id: str = ""
    etag: str = ""

    @property
    def is_private(self) -> bool:
        """Whether only the group's members may know of it."""
        return self.type is GroupType.PRIVATE

    @property
    def holds_name(self) -> bool:
        """Whether the group's name must be unique: not for deleted and private groups."""
        return self.type is GroupType.ORGANIZATION and self.deleted_at is None


class NameHolder(NamedTuple):
    """A unique folded name, and the organization group that holds it."""

    normalised: str
    group_id: str


@dataclass(frozen=True, slots=True)
class GroupName:
    """What a lookup by normalised name returns for an organization group."""

    group_id: str
    name: str
    normalised: str
    job_id: str = ""
