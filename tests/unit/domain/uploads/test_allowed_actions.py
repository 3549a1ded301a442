"""What may be done to an upload, state by state, and the fail-safe of replace mode."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.domain.uploads.actions import UploadAction, allowed_actions, objection_to
from shared.domain.uploads.fail_safe import FailSafe
from shared.domain.uploads.job import Job, JobState, Source, UploadedFile

FILE = UploadedFile("user-group-mapping", "id/user-group-mapping.csv", 10, "etag")
JOB = Job(
    "id",
    "id",
    JobState.COMPLETED,
    Source.API,
    "asha",
    datetime(2026, 11, 23, 12, tzinfo=UTC),
    files=(FILE,),
    chunks_total=4,
)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (JobState.AWAITING_FILES, ["cancel"]),
        (JobState.VALIDATING, ["cancel"]),
        (JobState.AWAITING_REVIEW, ["apply", "cancel", "correct"]),
        (JobState.APPLYING, ["cancel"]),
        (JobState.COMPLETED, ["undo"]),
        (JobState.COMPLETED_WITH_ERRORS, ["undo"]),
        (JobState.FAILED, ["rerun", "undo"]),
        (JobState.CANCELLED, ["rerun", "undo"]),
        (JobState.UNDONE, ["rerun"]),
    ],
)
def test_each_state_allows_its_actions(state: JobState, allowed: list[str]) -> None:
    assert list(allowed_actions(replace(JOB, state=state))) == allowed


def test_an_upload_that_is_being_undone_allows_nothing() -> None:
    undoing = replace(JOB, state=JobState.APPLYING, undoing=True)

    assert allowed_actions(undoing) == ()
    assert objection_to(UploadAction.CANCEL, undoing) == "An upload that is being undone cannot be cancelled."


def test_rows_that_were_applied_in_part_are_not_corrected() -> None:
    again = replace(JOB, state=JobState.AWAITING_REVIEW, begun=True)

    assert allowed_actions(again) == ("apply", "cancel")
    assert str(objection_to(UploadAction.CORRECT, again)).startswith("Part of this upload was applied before")


def test_nothing_is_undone_that_was_not_applied() -> None:
    assert allowed_actions(replace(JOB, state=JobState.FAILED, chunks_total=0)) == ("rerun",)


@pytest.mark.parametrize("changes", [{"files": (), "chunks_total": 0}, {"files_removed": True}])
def test_nothing_is_run_without_files(changes: dict[str, object]) -> None:
    assert allowed_actions(replace(JOB, state=JobState.FAILED, **changes)) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("members", "removed", "is_held"), [(200, 60, False), (200, 61, True), (199, 199, False), (1_000_000, 300_001, True)]
)
def test_the_fail_safe_holds_over_its_percentage_of_large_groups(members: int, removed: int, is_held: bool) -> None:
    assert FailSafe(removed_percent=30, minimum_members=200).holds(members, removed) is is_held
