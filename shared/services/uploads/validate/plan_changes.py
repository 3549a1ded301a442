"""Computes what a job would change, without changing anything: for review, and for the fail-safe of replace mode."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.difference import Existing, difference
from shared.domain.uploads.fail_safe import FAIL_SAFE, HeldGroup, HoldReason
from shared.domain.uploads.job import Job
from shared.domain.uploads.plan import GroupPlan, StoredPlan, decode_plan, encode_plan
from shared.services.context import ImportContext
from shared.services.uploads.apply.apply_slice import existing_rows

_SLICES_AT_ONCE = 16


@dataclass(slots=True)
class PlanOfGroups:
    """Plans by normalised name, summed over the slices of each group."""

    groups: dict[str, GroupPlan] = field(default_factory=dict)

    async def add(
        self, context: ImportContext, slices: Sequence[GroupSlice], job: Job, *, is_done: bool = False
    ) -> None:
        """Compare these slices with the stored rows. Of a chunk that `is_done` only the members count, since it will not
        be applied again."""
        known = await context.groups.resolve(sorted({group_slice.normalised for group_slice in slices}))
        for at in range(0, len(slices), _SLICES_AT_ONCE):
            part = slices[at : at + _SLICES_AT_ONCE]
            ids = [known[s.normalised].group_id if s.normalised in known else None for s in part]
            rows = await asyncio.gather(
                *(existing_rows(context, group_id, s, job.mode) for group_id, s in zip(ids, part, strict=True))
            )
            for group_slice, group_id, existing in zip(part, ids, rows, strict=True):
                plan = self.groups.setdefault(group_slice.normalised, GroupPlan(group_slice.name))
                plan.members += len(existing)
                if not is_done:
                    _count(plan, group_slice, group_id is None, existing, job)

    def held(self) -> list[HeldGroup]:
        """The groups for whose sake an administrator must confirm the upload, each with the reason (docs/contract.md,
        Uploads)."""
        return [
            HeldGroup(each.name, HoldReason.REMOVES_MANY)
            for each in self.groups.values()
            if FAIL_SAFE.holds(each.members, each.removed)
        ]


def _count(plan: GroupPlan, group_slice: GroupSlice, is_new: bool, existing: dict[str, Existing], job: Job) -> None:
    found = difference(existing, group_slice.roles, job.mode)
    plan.is_new = is_new
    plan.added += len(found.inserts)
    plan.role_changed += len(found.updates)
    plan.removed += len(found.deletes)
    plan.unchanged += found.unchanged


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
