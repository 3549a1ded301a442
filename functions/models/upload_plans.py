"""The bodies of answers about what an upload would change."""

from pydantic import Field

from functions.http.models import Out
from shared.domain.uploads.plan import GroupPlan, LinksPlan, StoredPlan

PLAN_GROUPS = 1000
"""As many groups and holds are answered."""


class PlanTotalsOut(Out):
    """The sums of the plan over all groups."""

    groups: int
    groups_created: int
    added: int
    role_changed: int
    removed: int
    unchanged: int


class GroupPlanOut(Out):
    """What the upload would change in one group, as of validation."""

    name: str
    added: int
    role_changed: int
    removed: int
    unchanged: int
    is_new: bool


class PlannedLinkOut(Out):
    """A subgroup link that the upload would add."""

    parent: str
    child: str


class LinksPlanOut(Out):
    """What the parent group mapping would do, as of validation. `new` holds the first 1,000 links that would be added; the
    rows that would be ignored or rejected are in /problems, a cycle with its path. `groupsCreated` counts groups that only
    the parent group mapping names."""

    added: int
    unchanged: int
    ignored: int
    rejected: int
    groups_created: int
    new: list[PlannedLinkOut]


class UploadPlanOut(Out):
    """What the upload would change. `groups` holds the 1,000 groups that change most; `links` is left out for an upload
    without a parent group mapping."""

    id: str | None = Field(description="Names exactly this plan, for /apply.")
    totals: PlanTotalsOut
    groups: list[GroupPlanOut]
    links: LinksPlanOut | None = None


def plan_out(plan_id: str, plan: StoredPlan) -> UploadPlanOut:
    """The answer for a plan; `plan_id` is "" for one that an earlier version has stored."""
    groups = plan.groups
    totals = PlanTotalsOut(
        groups=len(groups),
        groups_created=sum(group.is_new for group in groups),
        added=sum(group.added for group in groups),
        role_changed=sum(group.role_changed for group in groups),
        removed=sum(group.removed for group in groups),
        unchanged=sum(group.unchanged for group in groups),
    )
    largest = sorted(groups, key=lambda group: group.added + group.role_changed + group.removed, reverse=True)
    return UploadPlanOut(
        id=plan_id or None,
        totals=totals,
        groups=[_group_plan(group) for group in largest[:PLAN_GROUPS]],
        links=_links_plan(plan.links) if plan.links else None,
    )


def _links_plan(links: LinksPlan) -> LinksPlanOut:
    return LinksPlanOut(
        added=links.added,
        unchanged=links.unchanged,
        ignored=links.ignored,
        rejected=links.rejected,
        groups_created=links.groups_created,
        new=[PlannedLinkOut(parent=link.parent, child=link.child) for link in links.new],
    )


def _group_plan(group: GroupPlan) -> GroupPlanOut:
    return GroupPlanOut(
        name=group.name,
        added=group.added,
        role_changed=group.role_changed,
        removed=group.removed,
        unchanged=group.unchanged,
        is_new=group.is_new,
    )
