"""A group, and the reference to an organization group by its name."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from shared.domain.names import normalise

MOST_FORMER_NAMES = 10
"""As many former names of a group are remembered."""


class GroupType(StrEnum):
    """The type of a group. An organization group has a unique name, and organization admins see it. A private group
    needs no unique name, and only its members see it."""

    ORGANIZATION = "organization"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Group:
    """One group. `region` is the ISO 3166 code for numbers without a country code, "" for none; `deleted_at` is set
    while the group is deleted and can be restored; `mapped_at` is when a private group was last mapped to the
    organization, None for one that never was; `job_id` is the upload that created it, "" for none; `former_names` are the
    normalised names that it had as an organization group, the latest first."""

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
    former_names: tuple[str, ...] = ()
    etag: str = ""

    @property
    def is_private(self) -> bool:
        """Whether only the group's members may know of it."""
        return self.type is GroupType.PRIVATE

    @property
    def holds_name(self) -> bool:
        """Whether the group's name must be unique: not for deleted and private groups."""
        return self.type is GroupType.ORGANIZATION and self.deleted_at is None

    def with_name(self, name: str) -> "Group":
        """The group with another name, which remembers the one that others could know it by. A name that an older version
        normalised in another way is normalised anew."""
        normalised, before = normalise(name), normalise(self.name)
        changed = replace(self, name=name, normalised=normalised)
        if normalised == before or not self.holds_name:
            return changed
        others = (each for each in self.former_names if each != before)
        return replace(changed, former_names=(before, *others)[:MOST_FORMER_NAMES])

    def may_tell_former_name(self, renamed_at: datetime) -> bool:
        """Whether organization admins may learn that the group had another name until then: of a private group they learn
        nothing, and of one that was mapped nothing from before."""
        return self.holds_name and (self.mapped_at is None or renamed_at > self.mapped_at)


class FormerName(NamedTuple):
    """Which group had a name, and until when."""

    group_id: str
    renamed_at: datetime


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
