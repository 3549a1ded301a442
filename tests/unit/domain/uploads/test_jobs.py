"""Job states and counts."""

from shared.domain.uploads.job import FINISHED, Counts, JobState, final_state
from shared.domain.uploads.moves import MOVES, may_move


def test_every_state_has_its_moves_and_unfinished_ones_can_fail() -> None:
    assert set(MOVES) == set(JobState)
    assert all(may_move(state, JobState.FAILED) for state in JobState if state not in FINISHED)


def test_an_entry_without_a_fate_unbalances_the_counts() -> None:
    counts = Counts(entries=6, rejected=1, duplicates=1, unchanged=1, added=1, role_changed=1)

    assert not counts.balanced
    assert counts.plus(Counts(not_applied=1)).balanced
    assert counts.plus(Counts(added=1)).balanced


def test_rejected_rows_of_either_file_show_in_the_state() -> None:
    assert final_state(Counts(entries=1, added=1)) is JobState.COMPLETED
    assert final_state(Counts(entries=1, rejected=1)) is JobState.COMPLETED_WITH_ERRORS
    assert final_state(Counts(links_rejected=1)) is JobState.COMPLETED_WITH_ERRORS
