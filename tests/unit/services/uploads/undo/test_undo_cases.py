"""Undo of each spreadsheet that is kept for a test gives back the groups, members, roles and links of before it came."""

import pytest

from shared.domain.groups.hierarchy import Link
from shared.domain.members.membership import Role
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.control_upload import apply_upload, undo_upload
from shared.services.uploads.undo.plan_undo import plan_undo
from tests.fakes.world import FakeWorld
from tests.import_cases import Case, cases
from tests.mappings import check_stores, group_named
from tests.people import number, organization_admin

CASES = cases("csv-cases", "xlsx-cases")

State = tuple[dict[str, dict[str, Role]], set[tuple[str, str]]]


def state(world: FakeWorld) -> State:
    """Numbers and roles of each group that is not deleted, and the links between groups, by name."""
    groups = {group.id: group.name for group in world.fakes.groups.groups.rows.values() if group.deleted_at is None}
    members = {
        name: {phone: row.role for phone, row in world.fakes.members.groups[group_id].rows.items()}
        for group_id, name in groups.items()
    }
    return members, {(groups[parent], groups[child]) for parent, child in world.fakes.hierarchy.links}


async def populate(world: FakeWorld, case: Case) -> None:
    """Of the groups that the case lists, the first of two: its first of two numbers with the other role, one more member
    whom the case does not list, and a group above it."""
    admin = organization_admin()
    above = await world.group(admin, "Above all")
    for group in sorted({group for group, _, _ in case.memberships})[::2]:
        if not world.fakes.groups.groups.where(lambda known, name=group: known.name == name):  # type: ignore[misc]
            await world.group(admin, group)
        listed = [(phone, role) for name, phone, role in sorted(case.memberships) if name == group]
        for phone, role in listed[::2]:
            await world.add(group_named(world, group), phone, role=Role.MEMBER if role == "Admin" else Role.ADMIN)
        await world.add(group_named(world, group), number(99), role=Role.ADMIN)
        _, version = await world.fakes.hierarchy.load()
        link = Link(above.id, group_named(world, group).id)
        await world.fakes.hierarchy.change([link], [], version, None)


async def dropped(world: FakeWorld, case: Case, mode: str) -> Job:
    """The upload of the case, applied also where it was held."""
    job = await world.drop("case/users.csv", case.path.read_bytes(), **{**case.options, "mode": mode})
    if job.state is JobState.AWAITING_REVIEW:
        await apply_upload(world.imports, job.id, "asha")
        await world.run()
    return await world.job("case")


@pytest.mark.parametrize("mode", ["merge", "replace"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_undo_gives_back_the_former_state(case: Case, mode: str) -> None:
    world = FakeWorld(chunk_rows=3)
    if case.before is not None:
        await world.drop("before/users.csv", case.before.read_bytes())
    await populate(world, case)
    before = state(world)

    job = await dropped(world, case, mode)
    if case.fails:
        assert (job.state, state(world)) == (JobState.FAILED, before), "nothing of it was applied"
        return
    assert state(world) != before
    plan = await plan_undo(world.imports, job.id)
    await undo_upload(world.imports, job.id, "asha")
    await world.run()

    assert state(world) == before
    ended = await world.job("case")
    assert (ended.state, ended.undone) == (JobState.UNDONE, plan.totals)
    assert plan.totals.left == 0
    await check_stores(world)
