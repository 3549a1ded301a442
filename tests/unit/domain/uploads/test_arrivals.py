"""What a file does to the latest job of its name, for every state of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.domain.csv.columns import FileKind
from shared.domain.uploads.arrivals import Arrival, arrival_of, with_file
from shared.domain.uploads.job import Counts, Job, JobState, Mode, Source, UploadedFile
from shared.domain.uploads.moves import MOVES

AT = datetime(2026, 11, 28, tzinfo=UTC)
USERS = UploadedFile(FileKind.USER, "org/users.csv", 1, "1")
PARENTS = UploadedFile(FileKind.PARENT, "org/parents.csv", 1, "1")
SECOND = {FileKind.USER: replace(USERS, etag="2"), FileKind.PARENT: replace(PARENTS, etag="2")}
JOB = Job("id", "org", JobState.VALIDATING, Source.STORAGE, "storage", AT, files=(USERS, PARENTS))
APPLIED = frozenset(JobState) - {JobState.AWAITING_FILES, JobState.VALIDATING, JobState.AWAITING_REVIEW}


def a_job(state: JobState, source: Source, **fields: object) -> Job:
    """A job of the state, whose chunks may have been applied where the state says so."""
    began = state in APPLIED
    return replace(JOB, state=state, source=source, released=began, begun=began, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("review", [True, False])
@pytest.mark.parametrize("state", JobState)
def test_an_upload_of_the_api_takes_files_until_it_is_applied(state: JobState, review: bool, kind: FileKind) -> None:
    job = a_job(state, Source.API, review=review)
    found = arrival_of(job, SECOND[kind])
    if state is JobState.AWAITING_FILES:
        assert found is Arrival.JOINS
    elif state in APPLIED:
        assert found is Arrival.IGNORED
    else:
        joins = kind is FileKind.PARENT and state is JobState.VALIDATING and not review
        assert found is (Arrival.JOINS if joins else Arrival.PLANS_AGAIN)
    begun = replace(job, begun=True)
    assert state is JobState.AWAITING_FILES or arrival_of(begun, SECOND[kind]) is Arrival.IGNORED


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("review", [True, False])
@pytest.mark.parametrize("state", JobState)
def test_a_dropped_user_mapping_is_another_upload_unless_there_is_a_plan(
    state: JobState, review: bool, mode: Mode
) -> None:
    found = arrival_of(a_job(state, Source.STORAGE, review=review, mode=mode), SECOND[FileKind.USER])
    has_plan = review or mode is Mode.REPLACE
    if state is JobState.AWAITING_FILES:
        assert found is Arrival.JOINS
    elif state in APPLIED or not has_plan:
        assert found is Arrival.ELSEWHERE
    else:
        assert found is Arrival.PLANS_AGAIN


LATE = {
    JobState.AWAITING_FILES: (Arrival.JOINS, Arrival.JOINS),
    JobState.VALIDATING: (Arrival.PLANS_AGAIN, Arrival.JOINS),
    JobState.AWAITING_REVIEW: (Arrival.PLANS_AGAIN, Arrival.PLANS_AGAIN),
    JobState.APPLYING: (Arrival.PLANS_AGAIN, Arrival.JOINS),
    JobState.COMPLETED: (Arrival.PLANS_AGAIN, Arrival.APPLIES_AGAIN),
    JobState.COMPLETED_WITH_ERRORS: (Arrival.PLANS_AGAIN, Arrival.APPLIES_AGAIN),
    JobState.FAILED: (Arrival.ELSEWHERE, Arrival.ELSEWHERE),
    JobState.CANCELLED: (Arrival.ELSEWHERE, Arrival.ELSEWHERE),
    JobState.UNDONE: (Arrival.ELSEWHERE, Arrival.ELSEWHERE),
}
"""What a dropped parent mapping does, with review and without."""


@pytest.mark.parametrize("state", JobState)
def test_a_late_parent_mapping_is_reviewed_where_the_upload_was(state: JobState) -> None:
    job = a_job(state, Source.STORAGE)
    file = SECOND[FileKind.PARENT]
    assert (arrival_of(replace(job, review=True), file), arrival_of(job, file)) == LATE[state]


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("state", JobState)
def test_what_planning_again_does_is_a_move_of_the_state_machine(
    state: JobState, source: Source, kind: FileKind
) -> None:
    job = a_job(state, source, review=True, chunks_total=3, plan_id="plan", counts=Counts(entries=5))
    arrival = arrival_of(job, SECOND[kind])
    if arrival is not Arrival.PLANS_AGAIN:
        return
    again = with_file(job, SECOND[kind], arrival, 77)
    assert again.state is job.state or again.state in MOVES[job.state]
    assert (again.state, again.released, again.plan_id, again.begun) == (JobState.VALIDATING, False, "", job.begun)
    assert again.file(kind) == SECOND[kind]
    assert arrival_of(again, SECOND[kind]) is Arrival.KNOWN
    assert arrival_of(again, {FileKind.USER: USERS, FileKind.PARENT: PARENTS}[kind]) is Arrival.REPLACED
    is_user = kind is FileKind.USER
    assert (again.revision, again.chunks_total) == ((2, 0) if is_user else (1, 3))
    assert (again.log_start, again.counts) == ((77, Counts()) if is_user else (0, job.counts))
