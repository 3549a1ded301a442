"""What a job would change, worked out without changing anything: for review, and for the fail-safe of replace mode."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from shared.domain.uploads.chunks import Segment
from shared.domain.uploads.difference import Existing, difference
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext
from shared.services.uploads.apply.apply_segment import existing_rows

FAIL_SAFE_GROUP_SIZE = 200
FAIL_SAFE_SHARE = 0.30
_SEGMENTS_AT_ONCE = 16


@dataclass(slots=True)
class GroupPlan:
    """One group's part of the plan; `members` is what it has now, for the fail-safe."""

    name: str
    added: int = 0
    role_changed: int = 0
    removed: int = 0
    unchanged: int = 0
    is_new: bool = False
    members: int = 0


@dataclass(slots=True)
class PlanTally:
    """Plans by folded name, summed over the segments of each group."""

    groups: dict[str, GroupPlan] = field(default_factory=dict)

    async def add(self, context: ImportContext, segments: Sequence[Segment], job: Job) -> None:
        """Compare these segments with what is stored now."""
        known = await context.groups.resolve(sorted({segment.folded for segment in segments}))
        for at in range(0, len(segments), _SEGMENTS_AT_ONCE):
            part = segments[at : at + _SEGMENTS_AT_ONCE]
            ids = [known[s.folded].group_id if s.folded in known else None for s in part]
            rows = await asyncio.gather(
                *(existing_rows(context, group_id, s, job.mode) for group_id, s in zip(ids, part, strict=True))
            )
            for segment, group_id, existing in zip(part, ids, rows, strict=True):
                self._count(segment, group_id is None, existing, job)

    def _count(self, segment: Segment, is_new: bool, existing: dict[str, Existing], job: Job) -> None:
        plan = self.groups.setdefault(segment.folded, GroupPlan(segment.name))
        found = difference(existing, segment.roles, job.mode, job.id)
        plan.is_new = is_new
        plan.added += len(found.inserts) + len(found.added_before)
        plan.role_changed += len(found.updates) + len(found.changed_before)
        plan.removed += len(found.deletes)
        plan.unchanged += found.unchanged
        plan.members += len(existing)


def held_groups(tally: PlanTally) -> tuple[str, ...]:
    """Groups of which the job would remove so much that somebody must say so first (docs/contract.md, Uploads)."""
    return tuple(
        plan.name
        for plan in tally.groups.values()
        if plan.members >= FAIL_SAFE_GROUP_SIZE and plan.removed > FAIL_SAFE_SHARE * plan.members
    )


async def save_plan(context: ImportContext, job_id: str, tally: PlanTally) -> None:
    """Keep the plan with the job; repeating it overwrites."""
    plans = [asdict(plan) for plan in tally.groups.values()]
    await context.job_files.put(f"{job_id}/plan.json", json.dumps(plans, ensure_ascii=False).encode())


async def load_plan(context: ImportContext, job_id: str) -> list[GroupPlan] | None:
    """The plan that validation saved, or None."""
    content = await context.job_files.get(f"{job_id}/plan.json")
    return None if content is None else [GroupPlan(**plan) for plan in json.loads(content)]
