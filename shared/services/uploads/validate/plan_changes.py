"""Computes what a job would change, without changing anything: for review, and for the fail-safe of replace mode."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shared.domain.codes import Problem
from shared.domain.members.membership import Role
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.difference import Existing, difference
from shared.domain.uploads.fail_safe import FAIL_SAFE, HeldGroup, HoldReason
from shared.domain.uploads.job import Job, Mode
from shared.domain.uploads.plan import GroupPlan, StoredPlan, decode_plan, encode_plan
from shared.domain.uploads.rejected_groups import (
    RefusedGroups,
    RejectedGroups,
    decode_refused_groups,
    encode_refused_groups,
)
from shared.services.context import ImportContext
from shared.services.uploads.apply.apply_slice import existing_rows
from shared.services.uploads.read.renamed_groups import new_names, renamed_warnings

_SLICES_AT_ONCE = 16


@dataclass(slots=True)
class PlanOfGroups:
    """Plans by normalised name, summed over the slices of each group; `refused` are the groups with rejected and left out
    rows, and `renamed` the warnings about new groups that have the former name of another."""

    refused: RefusedGroups
    groups: dict[str, GroupPlan] = field(default_factory=dict)
    renamed: list[Problem] = field(default_factory=list)
    demoted: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    """Of an upload with mode merge, by normalised name: the group's id, and the admins that would become members."""

    async def add(
        self, context: ImportContext, slices: Sequence[GroupSlice], job: Job, *, is_done: bool = False
    ) -> None:
        """Compare these slices with the stored rows. Of a chunk that `is_done` only the members count, since it will not
        be applied again."""
        known = await context.groups.resolve(sorted({group_slice.normalised for group_slice in slices}))
        new = [each for each in slices if each.normalised not in known]
        self.renamed += await renamed_warnings(context, job, new_names(new))
        for at in range(0, len(slices), _SLICES_AT_ONCE):
            part = slices[at : at + _SLICES_AT_ONCE]
            ids = [known[s.normalised].group_id if s.normalised in known else None for s in part]
            rows = await asyncio.gather(
                *(existing_rows(context, group_id, s, job.mode) for group_id, s in zip(ids, part, strict=True))
            )
            for group_slice, group_id, existing in zip(part, ids, rows, strict=True):
                plan = self.groups.setdefault(group_slice.normalised, GroupPlan(group_slice.name))
                plan.members += len(existing)
                admins = sum(row.role == Role.ADMIN for row in existing.values())
                plan.admins += admins
                plan.admins_left += admins
                if not is_done:
                    _count(plan, group_slice, group_id is None, existing, job)
                if group_id and job.mode is Mode.MERGE and not is_done:
                    self._note_demoted(group_id, group_slice, existing)

    def _note_demoted(self, group_id: str, group_slice: GroupSlice, existing: dict[str, Existing]) -> None:
        numbers = [n for n, row in existing.items() if row.role == Role.ADMIN and group_slice.roles[n] is Role.MEMBER]
        if numbers:
            self.demoted.setdefault(group_slice.normalised, (group_id, []))[1].extend(numbers)

    async def find_other_admins(self, context: ImportContext) -> None:
        """Count an admin whom the file of an upload with mode merge does not list, in the groups of which it makes the last
        listed one a member: a request a group."""
        for normalised, (group_id, numbers) in self.demoted.items():
            plan = self.groups[normalised]
            if not plan.admins_left and await context.members.has_admin(group_id, besides=set(numbers)):
                plan.admins += 1
                plan.admins_left += 1

    def held(self, mode: Mode) -> list[HeldGroup]:
        """The groups for whose sake an administrator must confirm the upload, once for each reason (docs/contract.md,
        Uploads), after find_other_admins. Merge removes nobody, but it may make a group's last admin a member."""
        if mode is not Mode.REPLACE:
            plans = (self.groups[normalised] for normalised in self.demoted)
            return [HeldGroup(plan.name, HoldReason.LAST_ADMIN) for plan in plans if not plan.admins_left]
        return [
            HeldGroup(plan.name, reason)
            for normalised, plan in self.groups.items()
            for reason in self._reasons(normalised, plan)
        ]

    def _reasons(self, normalised: str, plan: GroupPlan) -> Iterator[HoldReason]:
        if FAIL_SAFE.holds(plan.members, plan.removed):
            yield HoldReason.REMOVES_MANY
        rejected, skipped = self.refused.rejected, self.refused.skipped
        if plan.removed and normalised in rejected.names:
            yield HoldReason.REJECTED_ROWS
        elif plan.removed and rejected.is_any_group:
            yield HoldReason.ROWS_WITHOUT_GROUP
        if plan.removed and (normalised in skipped.names or skipped.is_any_group):
            yield HoldReason.SKIPPED_ROWS
        if plan.admins and not plan.admins_left:
            yield HoldReason.LAST_ADMIN


def _count(plan: GroupPlan, group_slice: GroupSlice, is_new: bool, existing: dict[str, Existing], job: Job) -> None:
    found = difference(existing, group_slice.roles, job.mode)
    plan.is_new = is_new
    plan.added += len(found.inserts)
    plan.role_changed += len(found.updates)
    plan.removed += len(found.deletes)
    plan.unchanged += found.unchanged
    for number in (*found.inserts, *found.updates):
        plan.admins_left += group_slice.role(number) is Role.ADMIN
    for number in (*found.updates, *found.deletes):
        plan.admins_left -= existing[number].role == Role.ADMIN


async def save_refused_groups(context: ImportContext, job: Job, groups: RefusedGroups) -> None:
    """Store which groups have refused rows, for the job's later plans."""
    await context.job_files.put(_refused_groups_name(job), encode_refused_groups(groups))


async def load_refused_groups(context: ImportContext, job: Job) -> RefusedGroups:
    """Which groups have refused rows; nothing is stored where there are none, or where merge removes nobody. Of a job that
    an earlier version has validated, any group may have one."""
    content = await context.job_files.get(_refused_groups_name(job))
    if content is None:
        return RefusedGroups(RejectedGroups(is_any_group=job.counts.rejected > 0))
    return decode_refused_groups(content)


def _refused_groups_name(job: Job) -> str:
    return f"{job.folder}/rejected-groups.json"


async def save_plan(context: ImportContext, job: Job, plan_id: str, plan: StoredPlan) -> None:
    """Store a plan under a new id; it becomes the job's with the state change that names the id."""
    await context.job_files.put(_name(job.id, plan_id), encode_plan(plan))


async def load_plan(context: ImportContext, job: Job) -> StoredPlan | None:
    """The job's plan, or None."""
    content = await context.job_files.get(_name(job.id, job.plan_id))
    return None if content is None else decode_plan(content)


def plan_problems_name(job_id: str, plan_id: str) -> str:
    """The blob with the problems of the parent mapping's rows, as planned."""
    return f"{job_id}/plans/{plan_id}-problems.jsonl"


def _name(job_id: str, plan_id: str) -> str:
    """Before plans had ids there was one a job."""
    return f"{job_id}/plans/{plan_id}.json" if plan_id else f"{job_id}/plan.json"
