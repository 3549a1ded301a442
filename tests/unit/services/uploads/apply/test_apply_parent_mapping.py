"""The parent mapping becomes links in the order of its rows; cycles and unknown children are problems."""

from datetime import timedelta

from shared.domain.audit import Action
from shared.domain.groups.hierarchy import Link
from shared.domain.uploads.job import Job, JobState
from shared.services.hierarchy.link_subgroups import link_subgroup
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.mappings import (
    PARENT_HEADER,
    check_balance,
    group_named,
    links,
    log_codes,
    log_of,
    parents,
    problems_of,
    users,
)
from tests.people import organization_admin

A_B_C = users(("A", 1, "Member"), ("B", 2, "Member"), ("C", 3, "Member"))


async def linked(world: FakeWorld, *rows: tuple[str, str], content: str = A_B_C) -> Job:
    """The upload of the groups with these links."""
    world.put("org/parents.csv", parents(*rows))
    return await world.drop("org/users.csv", content)


async def test_links_are_added_and_missing_parents_created() -> None:
    world = FakeWorld()
    job = await linked(world, ("Region", "A"), ("A", "B"), ("A", "C"))
    assert (job.counts.links_added, job.counts.groups_created) == (3, 4)
    assert links(world) == {("Region", "A"), ("A", "B"), ("A", "C")}
    region = group_named(world, "Region")
    (event,) = world.audited(region)
    assert (event.action, event.after["name"], event.job_id) == (Action.SUBGROUP_ADDED, "A", job.id)


async def test_a_link_that_is_there_already_is_unchanged() -> None:
    world = FakeWorld()
    await linked(world, ("A", "B"))
    world.put("again/parents.csv", parents(("a", "b"), ("A", "C"), ("A", "C")))
    job = await world.drop("again/users.csv", A_B_C)
    assert (job.counts.links_unchanged, job.counts.links_added) == (2, 1)


async def test_a_cycle_is_rejected_with_its_path() -> None:
    world = FakeWorld()
    job = await linked(world, ("A", "B"), ("B", "C"), ("C", "A"), ("B", "B"))
    assert (job.state, job.counts.links_added, job.counts.links_rejected) == (JobState.COMPLETED_WITH_ERRORS, 2, 2)
    cycle, itself = await problems_of(world, job)
    assert (cycle.code, cycle.line, itself.line) == ("cycle", 4, 5)
    assert "“A” > “B” > “C”" in cycle.message
    assert links(world) == {("A", "B"), ("B", "C")}
    assert (await log_codes(world, job)).count("cycle") == 1
    check_balance(job)


async def test_a_cycle_names_organization_groups_that_are_not_in_the_file_and_no_private_ones() -> None:
    world = FakeWorld()
    await linked(world, ("A", "B"))
    owner, b = organization_admin(50), group_named(world, "B")
    secret, open_group = await world.private(owner, "Layoffs"), await world.group(owner, "Open")
    for parent, child in ((b, secret), (secret, open_group), (open_group, group_named(world, "C"))):
        await link_subgroup(world.groups, owner, parent, child.id)
    job = await drop_again(world, ("C", "A"))
    (cycle,) = await problems_of(world, job)
    assert "“A” > “B” > … > “Open” > “C” > “A”" in cycle.message
    told = f"{cycle.message}{await log_of(world, job)}"
    assert not {secret.id, "Layoffs"} & set(told.replace("“", " ").replace("”", " ").split())
    assert secret.id not in told


async def drop_again(world: FakeWorld, *rows: tuple[str, str]) -> Job:
    """A second upload of the same groups with these links."""
    world.put("again/parents.csv", parents(*rows))
    return await world.drop("again/users.csv", A_B_C)


async def test_a_child_without_an_accepted_row_is_ignored_and_not_created() -> None:
    world = FakeWorld()
    job = await linked(world, ("Region", "Nowhere"), ("Region", "A"))
    assert (job.state, job.counts.links_ignored, job.counts.links_added) == (JobState.COMPLETED, 1, 1)
    (problem,) = await problems_of(world, job)
    assert (problem.code, problem.file, problem.line) == ("child_not_in_file", "org/parents.csv", 2)
    assert {group.name for group in world.fakes.groups.groups.rows.values()} == {"A", "B", "C", "Region"}


async def test_a_rejected_row_leaves_the_others() -> None:
    world = FakeWorld()
    world.put("org/parents.csv", PARENT_HEADER + ",A\nA,\nA,B\n")
    job = await world.drop("org/users.csv", A_B_C)
    assert (job.counts.links_rejected, job.counts.links_added) == (2, 1)
    assert [problem.code for problem in await problems_of(world, job)] == ["parent_missing", "child_missing"]


async def test_a_header_alone_is_no_link() -> None:
    world = FakeWorld()
    job = await linked(world)
    assert (job.state, job.counts.links_added, job.counts.added) == (JobState.COMPLETED, 0, 3)


async def test_a_link_that_somebody_adds_meanwhile_is_compared_again() -> None:
    world = FakeWorld()
    await world.drop("first/users.csv", A_B_C)
    a, b, c = (group_named(world, name).id for name in "ABC")

    async def link_the_other_way() -> None:
        _, version = await world.fakes.hierarchy.load()
        await world.fakes.hierarchy.change([Link(b, a), Link(a, c)], [], version, None)

    before_call(world.fakes.hierarchy, "add", link_the_other_way)
    job = await linked(world, ("A", "B"), ("A", "C"), ("B", "C"))
    assert (job.counts.links_rejected, job.counts.links_unchanged, job.counts.links_added) == (1, 1, 1)
    assert links(world) == {("B", "A"), ("A", "C"), ("B", "C")}
    assert [problem.code for problem in await problems_of(world, job)] == ["cycle"]


async def test_many_links_take_several_transactions() -> None:
    world = FakeWorld()
    names = [f"Depot {n}" for n in range(120)]
    content = users(*((name, n, "Member") for n, name in enumerate(names)))
    job = await linked(world, *(("Region", name) for name in names), content=content)
    assert (job.counts.links_added, len(world.fakes.hierarchy.links)) == (120, 120)


async def test_many_problems_fill_several_blocks_of_the_log() -> None:
    world = FakeWorld()
    long = "p" * 900  # stands in every problem
    world.put(f"org/{long}.csv", parents(*(("Region", f"Nowhere {n}") for n in range(3000))))
    job = await world.drop("org/users.csv", A_B_C)
    assert job.counts.links_ignored == 3000
    assert len(world.fakes.log.logs[job.id]) > 3 * 1024 * 1024
    logged = [entry["row"] for entry in await log_of(world, job) if entry["code"] == "child_not_in_file"]
    assert logged == list(range(2, 3002))


async def test_a_mapping_that_is_deleted_before_it_is_applied_is_noted() -> None:
    world = FakeWorld()
    world.put("org/parents.csv", parents(("A", "B")))

    async def delete() -> None:
        del world.fakes.uploads.blobs["org/parents.csv"]

    before_call(world.fakes.chunk_blobs, "put", delete)
    job = await world.drop("org/users.csv", A_B_C)
    assert (job.state, job.counts.links_added, links(world)) == (JobState.COMPLETED, 0, set())
    assert "parent_mapping_gone" in await log_codes(world, job)


async def test_a_late_mapping_that_cannot_be_read_fails_the_upload_and_keeps_its_members() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", A_B_C)
    job = await world.drop("org/parent-group-mapping.csv", "no header\n")
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "header_unrecognised")
    assert len(world.roles("A")) == 1


async def test_subscribers_of_a_parent_hear_of_its_new_subgroup() -> None:
    world = FakeWorld()
    await world.drop("first/users.csv", A_B_C)
    await world.subscriber(group_named(world, "A"))
    job = await linked(world, ("A", "B"), ("B", "C"))
    await world.deliver()
    assert job.counts.links_added == 2
    bodies = [post.body for post in world.fakes.sender.deliveries]
    assert sum(b"SubgroupAdded" in body for body in bodies) == 1
    await world.tick(timedelta(minutes=5))
    assert not world.fakes.hierarchy.events
    assert [event.action for event in world.audited(group_named(world, "A"))].count(Action.SUBGROUP_ADDED) == 1
