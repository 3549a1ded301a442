"""The member index ends as the memberships are, also when another upload writes the same rows at the same time."""

from datetime import timedelta

import pytest

from shared.domain.members.membership import IndexRow, Role
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.apply.write_member_index import write_index_rows
from shared.services.uploads.control_upload import apply_upload, cancel_upload
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.mappings import check_stores, group_named, members, users
from tests.people import number


async def two_uploads(world: FakeWorld, metadata: dict[str, str]) -> tuple[Job, Job]:
    """One that has added two members, and another of the same group."""
    first = await world.drop("first/users.csv", members("Depot", 1, 2))
    second = await world.drop("second/users.csv", users(("Depot", 1, "Admin")), **metadata)
    return first, second


async def test_two_uploads_that_write_the_same_member_at_once_agree_in_the_end() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", members("Depot", 1, 2))
    world.put("one/users.csv", users(("Depot", 1, "Admin"), ("Depot", 3, "Member")))
    before_call(
        world.fakes.member_index,
        "write",
        lambda: world.drop("two/users.csv", users(("Depot", 1, "Member"), ("Depot", 4, "Admin")), mode="replace"),
    )
    await world.run()
    assert {(await world.job(name)).state for name in ("one", "two")} == {JobState.COMPLETED}
    await check_stores(world)


async def test_a_row_that_another_upload_has_changed_since_is_corrected() -> None:
    world = FakeWorld()
    first, _ = await two_uploads(world, {})
    group = group_named(world, "Depot")
    old = [IndexRow(number(1), group.id, Role.MEMBER), IndexRow(number(9), group.id, Role.MEMBER)]
    await write_index_rows(world.imports, first, old, world.clock.now())
    await check_stores(world)


@pytest.mark.parametrize("ended", ["completed", "cancelled"])
async def test_an_upload_that_ended_long_before_is_no_reason_to_read_the_memberships(ended: str) -> None:
    world = FakeWorld()
    first, second = await two_uploads(world, {"review": "true"})
    if ended == "completed":
        await apply_upload(world.imports, second.id, "asha")
        await world.run()
    else:
        await cancel_upload(world.imports, second.id, "asha")
    group = group_named(world, "Depot")
    wrong = [IndexRow(number(9), group.id, Role.MEMBER)]
    world.clock.advance(timedelta(minutes=10))
    await write_index_rows(world.imports, first, wrong, world.clock.now())
    # A step of a cancelled upload may still be running after ten minutes; one that completed has none.
    assert (number(9) in world.indexed(group)) == (ended == "completed")
    world.clock.advance(timedelta(minutes=30))
    await write_index_rows(world.imports, first, wrong, world.clock.now())
    assert number(9) in world.indexed(group)


async def test_nothing_to_write_is_no_request() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", members("Depot", 1))

    async def never() -> None:
        pytest.fail("it asked for the uploads")

    before_call(world.fakes.jobs, "page", never)
    await write_index_rows(world.imports, job, [], world.clock.now())
