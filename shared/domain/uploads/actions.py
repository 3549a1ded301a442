"""What an administrator may do with an upload now. The use cases check it, and the API returns it to clients."""

from collections.abc import Callable
from enum import StrEnum

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import FINISHED, Job, JobState
from shared.domain.uploads.moves import may_move


class UploadAction(StrEnum):
    """What an administrator may do to an upload: a POST to the route of that name, `correct` to /corrections."""

    APPLY = "apply"
    CANCEL = "cancel"
    RERUN = "rerun"
    UNDO = "undo"
    CORRECT = "correct"


def objection_to(action: UploadAction, job: Job) -> str | None:
    """Why the action would be rejected now, as a sentence; None when it would be accepted."""
    return _OBJECTIONS[action](job)


def allowed_actions(job: Job) -> tuple[UploadAction, ...]:
    """Those that would be accepted now."""
    return tuple(action for action in UploadAction if objection_to(action, job) is None)


def _to_apply(job: Job) -> str | None:
    if job.state is not JobState.AWAITING_REVIEW:
        return f"Only an upload that waits for review can be applied; this one is {job.state}."
    return None


def _to_cancel(job: Job) -> str | None:
    if job.undoing and job.state not in FINISHED:
        return "An upload that is being undone cannot be cancelled."
    if not may_move(job.state, JobState.CANCELLED):
        return f"An upload that is {job.state} cannot be cancelled."
    return None


def _to_rerun(job: Job) -> str | None:
    if job.state not in FINISHED:
        return f"An upload that is {job.state} cannot be rerun: it has not ended."
    if job.file(FileKind.USER) is None:
        return "The upload has no user group mapping to run."
    if not job.files_removed and job.state in (JobState.COMPLETED, JobState.COMPLETED_WITH_ERRORS):
        return "Everything that this upload asks for was applied, so there is nothing to rerun."
    return _to_use_files(job)


def _to_undo(job: Job) -> str | None:
    if job.state not in FINISHED - {JobState.UNDONE}:
        return f"An upload that is {job.state} cannot be undone."
    if not job.chunks_total:
        return "The upload changed nothing, so there is nothing to undo."
    return _to_use_files(job)


def _to_correct(job: Job) -> str | None:
    if job.state is not JobState.AWAITING_REVIEW:
        return f"Only rows of an upload that waits for review can be corrected; this one is {job.state}."
    if job.begun:
        # Its chunks are what undo goes by, so they cannot be made anew.
        return "Part of this upload was applied before, so its rows stay as they were read. Send them as another upload."
    return None


def _to_use_files(job: Job) -> str | None:
    if job.files_removed:
        return "The upload's files were removed after UPLOAD_RETENTION_DAYS; it can no longer be run or undone."
    return None


_OBJECTIONS: dict[UploadAction, Callable[[Job], str | None]] = {
    UploadAction.APPLY: _to_apply,
    UploadAction.CANCEL: _to_cancel,
    UploadAction.RERUN: _to_rerun,
    UploadAction.UNDO: _to_undo,
    UploadAction.CORRECT: _to_correct,
}
