"""The bodies of answers about what an undo would do."""

from dataclasses import asdict
from datetime import datetime

from pydantic import Field

from functions.http.models import Out
from functions.models.uploads import UndoCountsOut
from shared.domain.uploads.job import JobState
from shared.domain.uploads.undo_plan import GroupUndo, LaterUpload, LeftBecause, UndoPlan

_MOST_GROUPS = 1000


class GroupUndoOut(Out):
    """What an undo would do in one group."""

    name: str = Field(description="The name in the file, where the upload kept it.")
    removed: int
    roles_restored: int
    members_restored: int
    left: int
    left_because: LeftBecause | None = Field(
        description="Why rows would be left. changedSince: others changed them after the upload. noOrganizationGroup: the "
        "group became private or was removed for good, and all is left as it is."
    )
    removes_group: bool = Field(description="Whether the group would be deleted: the upload created it, nobody uses it.")


class LaterUploadOut(Out):
    """An upload that was applied after this one and lists people whom this one added, changed or removed."""

    id: str
    name: str
    state: JobState
    submitted_by: str
    created_at: datetime
    finished_at: datetime | None
    people: int | None = Field(
        description="How many of these people it lists, each once a group; left out where its files are too large to "
        "compare."
    )


class UndoPlanOut(Out):
    """What an undo would do now. `groups` holds the 1,000 groups that it concerns most. `totals` also count what an earlier
    attempt of the same undo has done."""

    totals: UndoCountsOut
    groups: list[GroupUndoOut]
    groups_total: int
    later_uploads: list[LaterUploadOut] = Field(
        description="At most 50, newest first. The undo removes people although a later upload lists them: send that one "
        "again afterwards if they are to stay."
    )
    later_uploads_complete: bool = Field(description="False when there may be more later uploads than were looked at.")


def undo_plan_out(plan: UndoPlan) -> UndoPlanOut:
    """The answer for one plan."""
    return UndoPlanOut(
        totals=UndoCountsOut(**asdict(plan.totals)),
        groups=[_group(group) for group in plan.groups[:_MOST_GROUPS]],
        groups_total=len(plan.groups),
        later_uploads=[_later(upload) for upload in plan.later.uploads],
        later_uploads_complete=plan.later.is_complete,
    )


def _group(group: GroupUndo) -> GroupUndoOut:
    return GroupUndoOut(
        name=group.name,
        removed=group.removed,
        roles_restored=group.roles_restored,
        members_restored=group.members_restored,
        left=group.left,
        left_because=group.left_because,
        removes_group=group.removes_group,
    )


def _later(upload: LaterUpload) -> LaterUploadOut:
    return LaterUploadOut(
        id=upload.id,
        name=upload.name,
        state=upload.state,
        submitted_by=upload.submitted_by,
        created_at=upload.created_at,
        finished_at=upload.ended_at,
        people=upload.people,
    )
