"""A blank user type leaves the role of a member as it is, and makes a new one Member."""

import pytest

from shared.domain.members.membership import Role
from shared.domain.uploads.job import JobState
from shared.services.uploads.control_upload import undo_upload
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.world import FakeWorld
from tests.mappings import check_balance, check_stores, numbered, problems_of, users

BOARD = users(("Board", 1, "Admin"), ("Board", 2, "Admin"), ("Board", 3, "Member"))
BLANK = users(("Board", 1, ""), ("Board", 2, ""), ("Board", 3, ""), ("Board", 4, ""))


@pytest.mark.parametrize("chunk_rows", [1, 100])
@pytest.mark.parametrize("mode", ["merge", "replace"])
async def test_blank_roles_change_nobodys_role(mode: str, chunk_rows: int) -> None:
    world = FakeWorld(chunk_rows=chunk_rows)
    await world.drop("org/users.csv", BOARD)
    job = await world.drop("new/users.csv", BLANK, mode=mode)
    assert (job.state, job.counts.added, job.counts.role_changed, job.counts.unchanged) == (JobState.COMPLETED, 1, 0, 3)
    after = {1: Role.ADMIN, 2: Role.ADMIN, 3: Role.MEMBER, 4: Role.MEMBER}
    assert numbered(world, "Board") == after
    again = await world.drop("again/users.csv", BLANK, mode=mode)
    assert (again.counts.unchanged, numbered(world, "Board")) == (4, after)
    check_balance(job)
    await check_stores(world)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    assert numbered(world, "Board") == {1: Role.ADMIN, 2: Role.ADMIN, 3: Role.MEMBER}
    await check_stores(world)


async def test_the_plan_says_so() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", BOARD)
    job = await world.drop("new/users.csv", BLANK, mode="replace", review="true")
    plan = (await view_upload(world.imports, job.id)).plan
    assert plan is not None
    assert [(group.added, group.role_changed, group.removed, group.unchanged) for group in plan.groups] == [(1, 0, 0, 3)]
    assert plan.held == []


@pytest.mark.parametrize("rows", [[("Board", 3, "Admin"), ("Board", 3, "")], [("Board", 3, ""), ("Board", 3, "Admin")]])
async def test_a_role_counts_beside_a_blank_one_in_either_order(rows: list[tuple[str, int, str]]) -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", BOARD)
    job = await world.drop("new/users.csv", users(*rows))
    assert (job.counts.role_changed, numbered(world, "Board")[3]) == (1, Role.ADMIN)
    assert [problem.code for problem in await problems_of(world, job)] == ["duplicate_row"]
