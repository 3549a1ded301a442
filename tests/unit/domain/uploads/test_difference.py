"""What a chunk must write follows from the stored rows, the wanted ones and the mode."""

import pytest

from shared.domain.members.membership import Role
from shared.domain.uploads.difference import Existing, difference
from shared.domain.uploads.job import Mode

A, M = Role.ADMIN, Role.MEMBER
BEFORE = '{"role":"Admin","jobId":"other"}'
MEMBER = Existing("Member", "other", "")


def test_new_members_are_inserted_other_roles_updated_and_equal_ones_left() -> None:
    found = difference({"+1": MEMBER, "+2": MEMBER}, {"+1": M, "+2": A, "+3": M}, Mode.MERGE)
    assert (found.inserts, found.updates, found.deletes, found.unchanged) == (["+3"], ["+2"], [], 1)


@pytest.mark.parametrize(("mode", "deleted"), [(Mode.MERGE, []), (Mode.REPLACE, ["+9"])])
def test_only_replace_deletes_what_is_not_wanted(mode: Mode, deleted: list[str]) -> None:
    found = difference({"+1": MEMBER, "+9": MEMBER}, {"+1": M}, mode)
    assert (found.deletes, found.inserts, found.updates) == (deleted, [], [])


def test_the_state_that_a_job_wrote_is_found_below_later_ones() -> None:
    by_hand = Existing("Member", "", '{"role":"Admin","jobId":"job"}')
    assert MEMBER.state_by("other") == MEMBER
    assert MEMBER.state_by("job") is None
    assert by_hand.state_by("job") == Existing("Admin", "job", "")
    assert Existing("Member", "later", BEFORE).state_by("other") == Existing("Admin", "other", "")
