"""The membership difference, by table."""

import pytest

from shared.domain.members.membership import Role
from shared.domain.uploads.difference import Existing, difference
from shared.domain.uploads.job import Mode
from shared.domain.uploads.undo import before_of

A, M = Role.ADMIN, Role.MEMBER
JOB = "job-1"
BEFORE = '{"role":"Member","jobId":""}'
OTHER = Existing("Member", "job-0", "")


def test_missing_rows_are_inserted_and_others_roles_updated() -> None:
    found = difference({"+1": OTHER, "+2": OTHER}, {"+1": M, "+2": A, "+3": M}, Mode.MERGE, JOB)

    assert (found.inserts, found.updates, found.deletes, found.unchanged) == (["+3"], ["+2"], [], 1)


def test_nothing_to_write_is_empty() -> None:
    assert difference({"+1": OTHER}, {"+1": M}, Mode.MERGE, JOB).is_empty


@pytest.mark.parametrize("mode", Mode)
def test_rows_beyond_the_file_go_in_replace_mode_only(mode: Mode) -> None:
    found = difference({"+1": OTHER, "+9": OTHER}, {"+1": M}, mode, JOB)

    assert found.deletes == (["+9"] if mode is Mode.REPLACE else [])


def test_what_an_earlier_attempt_wrote_counts_as_this_jobs_work() -> None:
    existing = {"+1": Existing("Member", JOB, ""), "+2": Existing("Admin", JOB, BEFORE)}

    found = difference(existing, {"+1": M, "+2": A}, Mode.MERGE, JOB)

    assert (found.added_before, found.changed_before, found.unchanged) == (["+1"], {"+2": BEFORE}, 0)
    assert found.is_empty


ADDED, CHANGED = Existing("Admin", JOB, ""), Existing("Admin", JOB, BEFORE)
TWICE = Existing("Member", "job-2", before_of(ADDED, "job-2"))
OVERTAKEN = {
    "+1": Existing("Member", "job-2", before_of(ADDED, "job-2")),
    "+2": Existing("Member", "job-2", before_of(CHANGED, "job-2")),
    "+3": Existing("Admin", "job-3", before_of(TWICE, "job-3")),
}


def test_what_others_changed_since_an_earlier_attempt_stands_and_still_counts_as_this_jobs_work() -> None:
    found = difference(OVERTAKEN, dict.fromkeys(OVERTAKEN, A), Mode.MERGE, JOB)

    assert found.is_empty
    assert (found.added_before, found.changed_before, found.unchanged) == (["+1", "+3"], {"+2": BEFORE}, 0)


def test_a_run_after_an_undo_claims_nothing_of_the_run_that_was_undone() -> None:
    found = difference(OVERTAKEN, dict.fromkeys(OVERTAKEN, A), Mode.MERGE, JOB, run=2)

    assert (found.updates, found.added_before, found.unchanged) == (["+1", "+2"], [], 1)
