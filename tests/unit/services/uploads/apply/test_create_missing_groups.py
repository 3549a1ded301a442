"""Groups of a file are found by name, and created once when two uploads need them at once."""

from shared.services.groups.manage_groups import delete_group
from shared.services.uploads.apply.create_missing_groups import ensure_groups
from tests.fakes.faults import after_call, before_call
from tests.fakes.world import FakeWorld
from tests.mappings import group_named, members
from tests.people import person


async def test_a_group_that_another_upload_creates_meanwhile_is_its_group() -> None:
    world = FakeWorld()
    world.put("one/users.csv", members("Depot", 1))
    before_call(world.fakes.groups, "create", lambda: world.drop("two/users.csv", members("depot", 2)))
    await world.run()
    one, two = await world.job("one"), await world.job("two")
    assert (one.counts.groups_created, two.counts.groups_created) == (0, 1)
    assert group_named(world, "depot").job_id == two.id
    assert len(world.roles("depot")) == 2


async def test_a_group_that_is_deleted_before_it_is_found_is_created_again() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Yard", 1))

    async def delete() -> None:
        await delete_group(world.groups, group_named(world, "Depot"), "asha", lambda _: None)

    after_call(world.fakes.groups, "create", delete)
    found = await ensure_groups(world.imports, {"depot": "Depot"}, job)
    group = world.fakes.groups.groups.rows[found["depot"].group_id]
    assert (group.name, group.deleted_at, group.job_id) == ("Depot", None, job.id)


async def test_a_group_that_is_there_is_not_created() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    job = await world.drop("org/users.csv", members("Yard", 1))
    found = await ensure_groups(world.imports, {"depot": "DEPOT"}, job)
    assert (found["depot"].group_id, found["depot"].name, found["depot"].job_id) == (group.id, "Depot", "")
