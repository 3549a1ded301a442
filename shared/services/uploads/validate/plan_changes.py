"""Computes what a job would change, without changing anything: for review, and for the fail-safe of replace mode."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.documents import from_document, to_document, versioned
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.difference import Existing, difference
from shared.domain.uploads.fail_safe import FAIL_SAFE
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext
from shared.services.uploads.apply.apply_slice import existing_rows

_SLICES_AT_ONCE = 16


@dataclass(slots=True)
class GroupPlan:
    """One group's part of the plan; `members` is its present number of members, for the fail-safe."""

    name: str
    added: int = 0
    role_changed: int = 0
    removed: int = 0
    unchanged: int = 0
    is_new: bool = False
    members: int = 0


@dataclass(slots=True)
class UploadPlan:
    """Plans by normalised name, summed over the slices of each group."""

    groups: dict[str, GroupPlan] = field(default_factory=dict)

    async def add(self, context: ImportContext, slices: Sequence[GroupSlice], job: Job) -> None:
        """Compare these slices with the stored rows."""
        known = await context.groups.resolve(sorted({group_slice.normalised for group_slice in slices}))
        for at in range(0, len(slices), _SLICES_AT_ONCE):
            part = slices[at : at + _SLICES_AT_ONCE]
            ids = [known[s.normalised].group_id if s.normalised in known else None for s in part]
            rows = await asyncio.gather(
                *(existing_rows(context, group_id, s, job.mode) for group_id, s in zip(ids, part, strict=True))
            )
            for group_slice, group_id, existing in zip(part, ids, rows, strict=True):
                self._count(group_slice, group_id is None, existing, job)

    def _count(self, group_slice: GroupSlice, is_new: bool, existing: dict[str, Existing], job: Job) -> None:
        plan = self.groups.setdefault(group_slice.normalised, GroupPlan(group_slice.name))
        found = difference(existing, group_slice.roles, job.mode)
        plan.is_new = is_new
        plan.added += len(found.inserts)
        plan.role_changed += len(found.updates)
        plan.removed += len(found.deletes)
        plan.unchanged += found.unchanged
        plan.members += len(existing)


def held_groups(plan: UploadPlan) -> tuple[str, ...]:
    """Groups from which the job removes so many members that an administrator must confirm (docs/contract.md, Uploads)."""
    return tuple(each.name for each in plan.groups.values() if FAIL_SAFE.holds(each.members, each.removed))


async def save_plan(context: ImportContext, job_id: str, plan: UploadPlan) -> None:
    """Store the plan with the job. Idempotent."""
    await context.job_files.put(f"{job_id}/plan.json", encode_plan(list(plan.groups.values())))


async def load_plan(context: ImportContext, job_id: str) -> list[GroupPlan] | None:
    """The stored plan, or None."""
    content = await context.job_files.get(f"{job_id}/plan.json")
    return None if content is None else decode_plan(content)


def encode_plan(groups: Sequence[GroupPlan]) -> bytes:
    """The stored document."""
    document = versioned({"groups": [to_document(group) for group in groups]})
    return json.dumps(document, ensure_ascii=False).encode()


def decode_plan(content: bytes) -> list[GroupPlan]:
    """What encode_plan wrote. Before there were versions the document was the list of groups."""
    document = json.loads(content)
    groups = document if isinstance(document, list) else document["groups"]
    return [from_document(GroupPlan, group) for group in groups]
