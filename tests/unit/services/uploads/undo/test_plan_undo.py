"""What an undo would do, group by group and in total, with the reasons why rows would be left."""

import pytest

from shared.domain.uploads.job import Job, JobState, UndoCounts
from shared.domain.uploads.undo_plan import GroupUndo, LeftBecause
from shared.errors import Conflict, NotFound
from shared.services.groups.change_group_type import unlink_group
from shared.services.groups.manage_groups import GroupChange, update_group
from shared.services.members.change_members import remove_member
from shared.services.uploads.control_upload import undo_upload
from shared.services.uploads.undo.plan_undo import plan_undo
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.mappings import group_named, parents, problems_of, users
from tests.people import number

BEFORE = users(("Depot", 1, "Admin"), ("Depot", 2, "Member"), ("Depot", 3, "Member"))
REPLACES = users(("Depot", 1, "Admin"), ("Depot", 2, "Admin"), ("Yard", 4, "Member"), ("Yard", 5, "Member"))


async def replaced() -> tuple[FakeWorld, Job]:
    """Depot has lost a member and Yard is new, below Region."""
    world = FakeWorld(chunk_rows=2)
    await world.drop("before/users.csv", BEFORE)
    world.put("org/parents.csv", parents(("Region", "Yard")))
    return world, await world.drop("org/users.csv", REPLACES, mode="replace")


async def test_it_says_what_would_go_and_come_back_group_by_group() -> None:
    world, job = await replaced()
    plan = await plan_undo(world.imports, job.id)
    assert plan.totals == UndoCounts(2, 1, 1, 0, groups_removed=2, links_removed=1)
    assert plan.groups == [
        GroupUndo("Depot", roles_restored=1, members_restored=1, net=1),
        GroupUndo("Yard", removed=2, net=-2, removes_group=True),
        GroupUndo("Region", removes_group=True),
    ]


async def test_it_says_what_would_be_left_as_others_have_changed_it() -> None:
    world, job = await replaced()
    depot, yard = group_named(world, "Depot"), group_named(world, "Yard")
    await world.add(depot, number(2))
    await remove_member(world.groups, yard.id, "asha", number(4), lambda _: None)
    await world.add(yard, number(9))
    plan = await plan_undo(world.imports, job.id)
    assert plan.totals == UndoCounts(2, 0, 1, 1, groups_removed=1, links_removed=1)
    assert plan.groups[0] == GroupUndo("Depot", 0, 0, 1, 1, LeftBecause.CHANGED_SINCE, net=1)
    assert plan.groups[1] == GroupUndo("Yard", removed=2, net=-1)


async def test_of_a_group_that_became_private_it_tells_the_name_in_the_file_and_what_the_upload_did() -> None:
    world, job = await replaced()
    depot = group_named(world, "Depot")
    depot = await unlink_group(world.groups, depot, "asha", lambda _: None)
    await update_group(world.groups, depot, "asha", GroupChange(name="Secret"), lambda _: None)
    plan = await plan_undo(world.imports, job.id)
    left = GroupUndo("Depot", left=2, left_because=LeftBecause.NO_ORGANIZATION_GROUP)
    assert [group for group in plan.groups if group.left] == [left]
    assert "Secret" not in str(plan)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    (problem,) = await problems_of(world, job)
    assert (problem.code, problem.message.startswith("“Depot” is no longer")) == ("group_not_undone", True)


async def test_the_states_are_those_in_which_an_undo_is_refused() -> None:
    world, job = await replaced()
    await undo_upload(world.imports, job.id, "asha")
    for _ in range(2):  # while it is undone, and when it is
        with pytest.raises(Conflict) as planning:
            await plan_undo(world.imports, job.id)
        with pytest.raises(Conflict, match=str(planning.value)):
            await undo_upload(world.imports, job.id, "asha")
        await world.run()
    with pytest.raises(NotFound):
        await plan_undo(world.imports, world.new_id())


async def test_an_upload_that_a_late_parent_mapping_failed_can_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", BEFORE)
    monkeypatch.setattr("shared.services.uploads.read.read_parent_mapping.MAX_LINKS", 1)
    job = await world.drop("org/parents.csv", parents(("Region", "Depot"), ("Region", "Yard")))
    assert (job.state, job.error and job.error.code) == (JobState.FAILED, "too_many_rows")
    plan = await plan_undo(world.imports, job.id)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    assert plan.totals == (await world.job("org")).undone == UndoCounts(3, groups_removed=1)


async def test_it_reads_each_group_of_a_chunk_once_and_no_row_singly() -> None:
    world = FakeWorld()
    groups = 40
    job = await world.drop("org/users.csv", users(*((f"G{n % groups}", n, "") for n in range(400))))
    calls: list[str] = []
    for store, method in (
        ("members", "full"),
        ("members", "existing"),
        ("members", "existing_range"),
        ("members", "find"),
        ("members", "get"),
        ("groups", "get"),
        ("groups", "resolve"),
        ("groups", "get_many"),
        ("job_files", "get"),
        ("chunk_blobs", "get"),
    ):

        async def note(name: str = f"{store}.{method}") -> None:
            calls.append(name)

        before_call(getattr(world.fakes, store), method, note, times=1000)
    await plan_undo(world.imports, job.id)
    counted = {name: calls.count(name) for name in calls}
    of_fake = counted.pop("members.find", 0)  # by which the fake does `full`
    assert of_fake == groups
    assert counted == {
        "members.full": groups,
        "groups.resolve": 3,
        "groups.get_many": 5,
        "job_files.get": 4,
        "chunk_blobs.get": 1,
    }
