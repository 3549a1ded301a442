"""The nightly check of member counts. They change with the members they count, so one that is wrong is a defect: it is
corrected, and an alert says so. Counts of many summands are folded on the way.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from shared.domain.members.membership import CountRow, MemberCount, Role
from shared.domain.uploads.job import ChunkState, Job
from shared.domain.uploads.progress import Phase, StepKey
from shared.services.context import ImportContext
from shared.services.metrics import counts_repaired

logger = logging.getLogger(__name__)

FOLD_ABOVE = 50
_STEP_LASTS = timedelta(hours=1)
"""Twice functionTimeout in host.json: no attempt of a chunk is under way so long after the chunk was done."""


@dataclass(slots=True)
class GroupCounts:
    """One group's members as counted, what its stored count says, and the summands of that by step."""

    exact: MemberCount = field(default_factory=MemberCount)
    stored: MemberCount = field(default_factory=MemberCount)
    summands: Counter[str] = field(default_factory=Counter)

    def add_member(self, role: Role | None) -> None:
        """Count one member."""
        self.exact += MemberCount(1, role is Role.ADMIN)

    def add_summand(self, row: CountRow) -> None:
        """Add one row of the stored count."""
        self.stored += row.change
        self.summands[row.step] += 1


async def check_counts(
    context: ImportContext, counts: Mapping[str, GroupCounts], fold_above: int = FOLD_ABOVE
) -> int:
    """Returns how many groups had a wrong count. Counts of more than `fold_above` summands are folded."""
    wrong = []
    jobs = _Jobs(context)
    for group_id, group in counts.items():
        if group.summands.total() > fold_above:
            steps = [step for step in group.summands if step]
            await context.members.fold(group_id, [step for step in steps if await jobs.is_finished(step)])
        if group.exact == group.stored:
            continue
        # What was read from end to end may be of two moments; only what recount says is true.
        wrong_by = await context.members.recount(group_id)
        if wrong_by not in (None, MemberCount()):
            wrong.append(group_id)
    if wrong:
        logger.error("The counts of %d groups were wrong and are corrected, first %s", len(wrong), ", ".join(wrong[:20]))
        counts_repaired(len(wrong))
    return len(wrong)


class _Jobs:
    """Which steps of uploads are over for good; each upload is read once."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._jobs: dict[str, Job | None] = {}

    async def is_finished(self, text: str) -> bool:
        step = StepKey.parse(text)
        if step.job_id not in self._jobs:
            self._jobs[step.job_id] = await self._context.jobs.get(step.job_id)
        job = self._jobs[step.job_id]
        if job is None or job.files_removed:
            return True
        chunk = await self._context.jobs.chunk(step.job_id, step.chunk)
        if chunk is None or chunk.moved_at is None or self._context.now() - chunk.moved_at < _STEP_LASTS:
            return False
        applied = chunk.state is ChunkState.DONE and step.phase is Phase.APPLY
        return applied or chunk.state is ChunkState.UNDONE or step.run < job.run
