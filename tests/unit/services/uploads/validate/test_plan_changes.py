"""The plan says what would change, group by group, and changes nothing."""

from shared.domain.uploads.plan import GroupPlan, StoredPlan
from shared.services.uploads.validate.plan_changes import load_plan
from tests.fakes.world import FakeWorld
from tests.mappings import members, users


async def test_merge_is_planned_group_by_group() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1, 2, 3))
    content = users(("Depot", 1, "Admin"), ("Depot", 2, "Member"), ("Depot", 4, "Member"), ("Yard", 5, "Member"))
    job = await world.drop("new/users.csv", content, review="true")
    groups = [
        GroupPlan("Depot", added=1, role_changed=1, unchanged=1, members=2, admins_left=1),
        GroupPlan("Yard", added=1, is_new=True),
    ]
    assert await load_plan(world.imports, job) == StoredPlan(groups)
    assert len(world.roles("Depot")) == 3


async def test_replace_is_planned_with_removals_over_all_chunks_of_a_group() -> None:
    world = FakeWorld(chunk_rows=2)
    await world.drop("org/users.csv", members("Depot", *range(10)))
    job = await world.drop("new/users.csv", members("Depot", 1, 3, 5, 7, 9), mode="replace", review="true")
    groups = [GroupPlan("Depot", removed=5, unchanged=5, members=10)]
    assert await load_plan(world.imports, job) == StoredPlan(groups)


async def test_an_upload_that_is_not_reviewed_has_no_plan() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))
    assert await load_plan(world.imports, job) is None
