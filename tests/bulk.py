"""Memberships in bulk, as the steps of uploads write them."""

import itertools
from collections.abc import Sequence

from shared.domain.members.membership import Change
from shared.domain.uploads.progress import END, Phase, StepKey, StepProgress
from shared.services.ports.members import EventFactory, MemberStore

_AT_ONCE = 97
_steps = itertools.count(1)


async def write_members(
    members: MemberStore, group_id: str, changes: Sequence[Change], event_factory: EventFactory | None = None
) -> bool:
    """Write all changes as one step of an upload of its own; False when one of the rows is not as the change expects."""
    step = StepKey("bulk", 1, next(_steps), Phase.APPLY)
    stored: StepProgress | None = StepProgress()
    for at in range(0, len(changes), _AT_ONCE):
        part = changes[at : at + _AT_ONCE]
        event = event_factory(part) if event_factory else None
        stored = await members.write_part(group_id, part, step, stored.advanced(END, part), event) if stored else None
    return stored is not None
