"""Bodies and queries about groups."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from functions.http.models import Body, Out, Query
from functions.http.paging import Page, PageQuery
from functions.models.fields import GroupNameText, MessageText, NamePrefix, PhoneNumbers, RegionCode
from functions.models.members import MemberResultsOut
from shared.domain.groups.group import GroupType
from shared.domain.members.membership import Role
from shared.services.groups.view_groups import GroupView
from shared.services.members.view_effective_members import Totals


class NewGroupBody(Body):
    """A group to create. The caller becomes its admin."""

    name: GroupNameText
    type: GroupType = GroupType.ORGANIZATION
    welcome_message: MessageText = ""
    region: RegionCode | None = None
    phone_numbers: PhoneNumbers | None = None


class GroupChangeBody(Body):
    """The fields to change; a field that is left out stays as it is."""

    name: GroupNameText | None = None
    welcome_message: MessageText | None = None


class GroupQuery(PageQuery):
    """Which groups to list."""

    type: GroupType | None = None
    q: NamePrefix = ""
    role: Role | None = Field(None, description="Only groups in which the caller has this role.")
    deleted: bool = Field(False, description="Whether to list the deleted groups that the caller may restore instead.")


class GroupDetailQuery(Query):
    """What to add to a group."""

    include: Literal["totals"] | None = Field(
        None, description="totals adds uniqueMemberCount and subgroupCount. It reads every membership below the group."
    )


class GroupOut(Out):
    """A group. `memberCount` counts the direct members."""

    id: str
    name: str
    type: GroupType
    welcome_message: str
    region: str | None = Field(description="The ISO 3166 region of numbers without a country code.")
    member_count: int
    caller_role: Role | None = Field(description="Absent if the caller is not a member.")
    created_at: datetime
    created_by: str
    updated_at: datetime
    deleted_at: datetime | None
    unique_member_count: int | None = Field(
        None,
        description="With include=totals: the number of entries in the list of effective members. People whose numbers the "
        "caller may not see count once in each group.",
    )
    subgroup_count: int | None = Field(
        None, description="With include=totals: the number of groups below, at any depth."
    )


class CreatedGroupOut(GroupOut):
    """A new group, and the outcome of each phone number of the request."""

    members: MemberResultsOut


class GroupPage(Page[GroupOut]):
    """Groups by name."""


class SubgroupOut(GroupOut):
    """A subgroup, and its parents among the groups shown."""

    parent_ids: list[str]


class SubgroupPage(Page[SubgroupOut]):
    """Subgroups by name."""


def group_out(view: GroupView, totals: Totals | None = None) -> GroupOut:
    """The body for a group."""
    return GroupOut(**_fields(view, totals))


def created_group_out(view: GroupView, members: MemberResultsOut) -> CreatedGroupOut:
    """The body for a new group."""
    return CreatedGroupOut(**_fields(view), members=members)


def subgroup_out(view: GroupView, parent_ids: tuple[str, ...]) -> SubgroupOut:
    """The body for a subgroup."""
    return SubgroupOut(**_fields(view), parent_ids=list(parent_ids))


def _fields(view: GroupView, totals: Totals | None = None) -> dict[str, Any]:
    group = view.group
    return {
        "id": group.id,
        "name": group.name,
        "type": group.type,
        "welcome_message": group.welcome_message,
        "region": group.region or None,
        "member_count": view.member_count,
        "caller_role": view.role,
        "created_at": group.created_at,
        "created_by": group.created_by,
        "updated_at": group.updated_at,
        "deleted_at": group.deleted_at,
        "unique_member_count": totals.unique_members if totals else None,
        "subgroup_count": totals.subgroups if totals else None,
    }
