"""Undo of each spreadsheet that is kept for a test gives back the groups, members, roles and links of before it came."""

import json
from typing import Any

import pytest

from shared.domain.groups.hierarchy import Link
from shared.domain.members.membership import Role
from shared.domain.uploads.job import Job, JobState
from shared.services.uploads.control_upload import apply_upload, undo_upload
from shared.services.uploads.undo.plan_undo import plan_undo
from tests.azurite import ROOT
from tests.fakes.world import FakeWorld
from tests.mappings import check_stores, group_named
from tests.people import number, organization_admin

_FOLDER = ROOT / "tests" / "data" / "csv-cases"
CASES: dict[str, Any] = json.loads((_FOLDER / "expected.json").read_text(encoding="utf-8"))

State = tuple[dict[str, dict[str, Role]], set[tuple[str, str]]]


def state(world: FakeWorld) -> State:
    """Numbers and roles of each group that is not deleted, and the links between groups, by name."""
    groups = {group.id: group.name for group in world.fakes.groups.groups.rows.values() if group.deleted_at is None}
    members = {
        name: {phone: row.role for phone, row in world.fakes.members.groups[group_id].rows.items()}
        for group_id, name in groups.items()
    }
    return members, {(groups[parent], groups[child]) for parent, child in world.fakes.hierarchy.links}


async def populate(world: FakeWorld, case: dict[str, Any]) -> None:
    """Of the groups that the case lists, the first of two: its first of two numbers with the other role, one more member
    whom the case does not list, and a group above it."""
    admin = organization_admin()
    above = await world.group(admin, "Above all")
    for group in sorted({group for group, _, _ in case["memberships"]})[::2]:
        if not world.fakes.groups.groups.where(lambda known, name=group: known.name == name):  # type: ignore[misc]
            await world.group(admin, group)
        listed = [(phone, role) for name, phone, role in case["memberships"] if name == group]
        for phone, role in listed[::2]:
            await world.add(group_named(world, group), phone, role=Role.MEMBER if role == "Admin" else Role.ADMIN)
        await world.add(group_named(world, group), number(99), role=Role.ADMIN)
        _, version = await world.fakes.hierarchy.load()
        link = Link(above.id, group_named(world, group).id)
        await world.fakes.hierarchy.change([link], [], version, None)


async def dropped(world: FakeWorld, name: str, options: dict[str, str]) -> Job:
    """The upload of the case, applied also where it was held."""
    job = await world.drop("case/users.csv", (_FOLDER / f"{name}.csv").read_bytes(), **options)
    if job.state is JobState.AWAITING_REVIEW:
        await apply_upload(world.imports, job.id, "asha")
        await world.run()
    return await world.job("case")


@pytest.mark.parametrize("mode", ["merge", "replace"])
@pytest.mark.parametrize("name", CASES)
async def test_undo_gives_back_the_former_state(name: str, mode: str) -> None:
    case, world = CASES[name], FakeWorld(chunk_rows=3)
    if "before" in case:
        await world.drop("before/users.csv", (_FOLDER / f"{case['before']}.csv").read_bytes())
    await populate(world, case)
    before = state(world)

    job = await dropped(world, name, {"mode": mode, **({"region": case["region"]} if "region" in case else {})})
    if "fails" in case:
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
