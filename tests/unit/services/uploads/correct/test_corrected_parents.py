"""Corrections of the parent group mapping: where it is checked, planned and applied, all see the same rows."""

from shared.domain.csv.columns import Column
from shared.domain.uploads.job import JobState
from shared.services.uploads.control_upload import apply_upload, rerun_upload, undo_upload
from shared.services.uploads.view_uploads import view_upload
from tests.fakes.world import FakeWorld
from tests.mappings import links, log_of, members, parents, problems_of
from tests.unit.services.uploads.correct.steps import (
    PARENT,
    causes,
    cell,
    correct,
    rejected,
    rule_skip,
    skipped,
    waiting,
)

USERS = members("Depot", 1) + members("Yard", 2).partition("\n")[2]
LINKS = parents(
    ("Region", "Depot"),
    ("", "Yard"),
    ("Depot", "Depot"),
    ("Region", "Yard"),
    ("Yard", "Region"),
    ("Yard", "Depot"),
)
"""Line 3 names no parent, line 4 is its own parent, and Region on line 6 is not in the user mapping."""
CYCLE = parents(("Depot", "Yard"), ("Yard", "Depot"), ("", "Depot"))


async def test_rows_are_corrected_where_they_are_checked_planned_and_applied() -> None:
    world = FakeWorld()
    job = await waiting(world, USERS, parents=LINKS)
    assert causes(job) == {"parent_missing": (1, 0), "self_parent": (1, 0)}
    rows = (await rejected(world, job, PARENT)).rows
    assert [(row.kind, row.line, row.cells) for row in rows] == [
        (PARENT, 3, {"Parent Group Name": "", "Child Group Name": "Yard"}),
        (PARENT, 4, {"Parent Group Name": "Depot", "Child Group Name": "Depot"}),
    ]
    mended = [cell(3, Column.PARENT_GROUP_NAME, "Top", PARENT), cell(4, Column.PARENT_GROUP_NAME, "Top", PARENT)]
    now = await correct(world, job, *mended)
    view = await view_upload(world.imports, job.id)
    assert view.plan is not None
    assert view.plan.links is not None
    assert (view.plan.links.added, view.plan.links.rejected, view.plan.links.groups_created) == (5, 0, 2)
    assert (now.causes, (await rejected(world, job)).rows) == ((), [])
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, done.counts.links_added, done.counts.links_rejected) == (JobState.COMPLETED, 5, 0)
    wanted = {("Region", "Depot"), ("Top", "Yard"), ("Top", "Depot"), ("Region", "Yard"), ("Yard", "Depot")}
    assert links(world) == wanted
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    assert links(world) == set()
    assert all(group.deleted_at for group in world.fakes.groups.groups.rows.values()), "Top, too, which no row names"


async def test_a_cycle_is_found_by_the_plan_and_can_be_corrected_or_skipped() -> None:
    world = FakeWorld()
    job = await waiting(world, USERS, parents=CYCLE)
    assert causes(job) == {"cycle": (1, 0), "parent_missing": (1, 0)}
    (row,) = (await rejected(world, job, PARENT, "cycle")).rows
    assert (row.line, row.cells) == (3, {"Parent Group Name": "Yard", "Child Group Name": "Depot"})
    assert row.problems[0].value == "Depot"
    now = await correct(world, job, skipped(4, PARENT), rules=(rule_skip("cycle"),))
    assert (now.causes, now.passed_over.skipped, now.passed_over.skipped_links) == ((), 0, 2)
    assert await problems_of(world, now) == []
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert (done.state, done.passed_over.skipped_links, links(world)) == (
        JobState.COMPLETED,
        2,
        {("Depot", "Yard")},
    )
    finished = [entry["message"] for entry in await log_of(world, done) if entry["code"] == "job_finished"]
    assert finished[0].endswith("2 rows of the parent group mapping are left out by corrections.")


async def test_what_is_rejected_when_it_is_applied_replaces_what_was_planned() -> None:
    """Between plan and apply somebody has linked the groups the other way round."""
    world = FakeWorld()
    job = await waiting(world, USERS, parents=parents(("Depot", "Yard"), ("Yard", "Yard")))
    world.put("other/parents.csv", parents(("Yard", "Depot")))
    await world.drop("other/users.csv", USERS)
    assert links(world) == {("Yard", "Depot")}
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    done = await world.job("org")
    assert causes(done) == {"cycle": (1, 0), "self_parent": (1, 0)}
    assert [(row.line, row.problems[0].code) for row in (await rejected(world, done)).rows] == [
        (2, "cycle"),
        (3, "self_parent"),
    ]


async def test_a_list_of_an_earlier_run_does_not_stay() -> None:
    world = FakeWorld()
    world.put("other/parents.csv", parents(("Yard", "Depot")))
    other = await world.drop("other/users.csv", USERS)
    world.put("org/parents.csv", parents(("Depot", "Yard")))
    job = await world.drop("org/users.csv", USERS)
    assert causes(job) == {"cycle": (1, 0)}
    assert len((await rejected(world, job)).rows) == 1
    for each in (job, other):
        await undo_upload(world.imports, each.id, "asha")
        await world.run()
    await rerun_upload(world.imports, job.id, "asha")
    await world.run()
    again = await world.job("org")
    assert (again.state, again.causes, (await rejected(world, again)).rows) == (JobState.COMPLETED, (), [])
