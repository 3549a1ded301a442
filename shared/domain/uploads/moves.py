"""The state machine of an upload: from which state it may move to which."""

from collections.abc import Mapping

from shared.domain.uploads.job import JobState

# docs/contract.md, Uploads
MOVES: Mapping[JobState, frozenset[JobState]] = {
    JobState.AWAITING_FILES: frozenset({JobState.VALIDATING, JobState.FAILED, JobState.CANCELLED}),
    JobState.VALIDATING: frozenset({JobState.AWAITING_REVIEW, JobState.APPLYING, JobState.FAILED, JobState.CANCELLED}),
    # A file that changes before it is applied takes a job back to validating.
    JobState.AWAITING_REVIEW: frozenset({JobState.APPLYING, JobState.VALIDATING, JobState.FAILED, JobState.CANCELLED}),
    JobState.APPLYING: frozenset(
        {
            JobState.VALIDATING,
            JobState.COMPLETED,
            JobState.COMPLETED_WITH_ERRORS,
            JobState.FAILED,
            JobState.CANCELLED,
            JobState.UNDONE,
        }
    ),
    # A late parent mapping, rerun and undo take a finished job through applying again; a job with a plan is planned again.
    JobState.COMPLETED: frozenset({JobState.APPLYING, JobState.VALIDATING, JobState.UNDONE}),
    JobState.COMPLETED_WITH_ERRORS: frozenset({JobState.APPLYING, JobState.VALIDATING, JobState.UNDONE}),
    # Chosen columns may say that a file is a parent mapping, so that the user mapping is still to come.
    JobState.FAILED: frozenset({JobState.AWAITING_FILES, JobState.APPLYING, JobState.VALIDATING, JobState.UNDONE}),
    JobState.CANCELLED: frozenset({JobState.APPLYING, JobState.VALIDATING, JobState.UNDONE}),
    JobState.UNDONE: frozenset({JobState.APPLYING, JobState.VALIDATING}),
}


def may_move(old: JobState, new: JobState) -> bool:
    """Whether the state machine allows the transition."""
    return new in MOVES[old]
