"""What undo restores, and what it leaves."""

from datetime import UTC, datetime

from shared.domain.members.membership import Membership, Role
from shared.domain.uploads.difference import Existing
from shared.domain.uploads.undo import before_of, former_state, undo_step

AT = datetime(2026, 11, 23, tzinfo=UTC)
JOB, OTHER = "job-1", "job-0"


def _row(role: Role = Role.MEMBER, job_id: str = JOB, before: str = "") -> Membership:
    return Membership("g", "+1", role, AT, "asha", job_id, before, etag="e")


BEFORE = before_of(Existing("Member", OTHER, ""), JOB)


def test_a_row_that_the_job_added_goes() -> None:
    step = undo_step({"+1": _row()}, JOB, ["+1"], {}, {})

    assert [(change.before, change.after) for change in step.changes] == [(_row(), None)]
    assert step.final == {"+1": None}


def test_a_role_that_the_job_changed_comes_back_with_its_history() -> None:
    step = undo_step({"+1": _row(Role.ADMIN, before=BEFORE)}, JOB, [], {"+1": BEFORE}, {})

    (change,) = step.changes
    assert change.after is not None
    assert (change.after.role, change.after.job_id, change.after.before) == (Role.MEMBER, OTHER, "")


def test_what_others_changed_since_is_left() -> None:
    rows = {"+1": _row(job_id=""), "+2": _row(job_id="job-2")}

    step = undo_step(rows, JOB, ["+1"], {"+2": BEFORE, "+3": BEFORE}, {"+1": _row(job_id=OTHER)})

    assert step.changes == []
    assert step.left == ["+1", "+2", "+3", "+1"]


def test_repeating_finds_nothing_left_to_do() -> None:
    restored = _row(Role.MEMBER, OTHER)

    step = undo_step({"+2": restored, "+3": restored}, JOB, ["+1"], {"+2": BEFORE}, {"+3": restored})

    assert (step.changes, step.left) == ([], [])
    assert step.final == {"+1": None, "+2": Role.MEMBER, "+3": Role.MEMBER}


def test_removed_rows_come_back_as_they_were() -> None:
    former = _row(Role.ADMIN, OTHER, BEFORE)

    (change,) = undo_step({}, JOB, [], {}, {"+1": former}).changes

    assert change.before is None
    assert change.after is not None
    assert (change.after.role, change.after.job_id, change.after.before) == (Role.ADMIN, OTHER, BEFORE)


def test_histories_nest_and_end_before_they_fill_a_property() -> None:
    before = ""
    for number in range(1000):
        before = before_of(Existing("Member", f"job-{number}", before), "next")

    assert len(before) < 32_000
    assert former_state(before).job_id in ("job-999", "")
