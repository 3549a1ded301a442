"""A member as a caller sees them, and which members a list is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.errors import Forbidden
from shared.services.access.authorize import GroupAccess


@dataclass(frozen=True, slots=True)
class MemberView:
    """One entry of a list; the number is masked where the caller may not see it. `via`, of an effective list only, are
    the groups that the entry stands for."""

    phone_number: str
    role: Role
    added_at: datetime
    added_by: str
    via: Sequence[Group] = ()


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """A filter of members: by role, and by the first digits of the number."""

    role: Role | None = None
    prefix: str = ""

    def admits(self, role: Role) -> bool:
        """Whether the filter accepts a member with this role."""
        return self.role in (None, role)


def check_search(access: GroupAccess, wanted: MemberFilter) -> None:
    """Raises Forbidden for a search by number by a caller who sees the group's numbers masked: trying prefixes would
    tell the digits."""
    if wanted.prefix and not access.sees_numbers:
        raise Forbidden("Only an admin of the group may search its members by number.")
