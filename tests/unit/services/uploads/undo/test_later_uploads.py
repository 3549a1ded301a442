"""Before an undo: the later uploads that list the people whom it would take out."""

import pytest

from shared.domain.uploads.job import Job
from shared.domain.uploads.undo_plan import ChangedMembers, LaterUploads
from shared.services.groups.manage_groups import GroupChange, update_group
from shared.services.uploads.control_upload import apply_upload, cancel_upload, undo_upload
from shared.services.uploads.undo import later_uploads
from shared.services.uploads.undo.plan_undo import plan_undo
from tests.fakes.world import FakeWorld
from tests.mappings import group_named, members, users

FILE = members("Depot", 1, 2, 3)


async def later(world: FakeWorld, job: Job) -> LaterUploads:
    """As the plan of the upload's undo has them."""
    return (await plan_undo(world.imports, job.id)).later


async def people(world: FakeWorld, job: Job) -> dict[str, int | None]:
    """How many of the people each later upload lists, by its name."""
    return {each.name: each.people for each in (await later(world, job)).uploads}


async def test_an_upload_that_lists_them_unchanged_is_found_and_one_of_others_is_not() -> None:
    world = FakeWorld(chunk_rows=2)
    await world.drop("early/users.csv", members("Yard", 9))
    job = await world.drop("org/users.csv", FILE)
    again = await world.drop("again/users.csv", members("Depot", 2, 3, 4))
    await world.drop("others/users.csv", members("Yard", 1, 2, 3))
    found = await later(world, job)
    assert [(each.id, each.name, each.people) for each in found.uploads] == [(again.id, "again", 2)]
    assert found.uploads[0].ended_at == again.finished_at
    assert found.is_complete
    assert await people(world, again) == {}, "the first is earlier"


async def test_what_the_upload_itself_left_unchanged_does_not_count() -> None:
    world = FakeWorld()
    await world.drop("early/users.csv", members("Depot", 1, 2))
    job = await world.drop("org/users.csv", FILE)
    await world.drop("again/users.csv", FILE)
    assert await people(world, job) == {"again": 1}


async def test_removed_people_whom_a_later_upload_lists_count() -> None:
    world = FakeWorld()
    await world.drop("early/users.csv", users(("Depot", 1, "Member"), ("Depot", 2, "Member")))
    job = await world.drop("org/users.csv", members("Depot", 1), mode="replace")
    await world.drop("back/users.csv", members("Depot", 2))
    assert await people(world, job) == {"back": 1}


async def test_those_that_wait_were_undone_or_never_applied_do_not_count_and_applying_later_is_later() -> None:
    world = FakeWorld()
    waiting = await world.drop("waiting/users.csv", FILE, review="true")
    cancelled = await world.drop("cancelled/users.csv", FILE, review="true")
    await cancel_upload(world.imports, cancelled.id, "asha")
    job = await world.drop("org/users.csv", FILE)
    gone = await world.drop("gone/users.csv", FILE)
    await undo_upload(world.imports, gone.id, "asha")
    await world.run()
    assert await people(world, job) == {}
    await apply_upload(world.imports, waiting.id, "asha")
    await world.run()
    assert await people(world, job) == {"waiting": 3}
    assert await people(world, await world.job("waiting")) == {}


async def test_a_group_that_was_renamed_is_found_by_either_name() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", FILE)
    await world.drop("former/users.csv", FILE)
    depot = group_named(world, "Depot")
    await update_group(world.groups, depot, "asha", GroupChange(name="Harbour"), lambda _: None)
    await world.drop("present/users.csv", members("Harbour", 1))
    assert await people(world, job) == {"present": 1, "former": 3}


async def test_one_that_is_too_large_to_compare_is_named_without_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later_uploads, "MOST_CHUNKS", 2)
    world = FakeWorld(chunk_rows=1)
    job = await world.drop("org/users.csv", FILE)
    await world.drop("large/users.csv", FILE)
    await world.drop("small/users.csv", members("Depot", 1))
    assert await people(world, job) == {"small": 1, "large": None}


async def test_it_says_when_there_may_be_more(monkeypatch: pytest.MonkeyPatch) -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", FILE)
    for n in range(3):
        await world.drop(f"again{n}/users.csv", FILE)
    monkeypatch.setattr(later_uploads, "_MOST_COMPARED", 2)
    found = await later(world, job)
    assert ([each.name for each in found.uploads], found.is_complete) == (["again2", "again1"], False)
    monkeypatch.setattr(later_uploads, "_MOST_COMPARED", 3)
    assert (await later(world, job)).is_complete
    monkeypatch.setattr(later_uploads, "_JOBS_LOOKED_AT", 3)
    assert not (await later(world, job)).is_complete


def test_memberships_are_remembered_by_group_and_number() -> None:
    changed = ChangedMembers()
    for n in range(1000):
        changed.add("depot", f"+{n}")
    assert len(changed) == 1000
    assert all(changed.has("depot", f"+{n}") for n in range(1000))
    assert not any(changed.has("yard", f"+{n}") for n in range(1000))
