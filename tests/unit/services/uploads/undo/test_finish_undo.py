"""The end of an undo: links and unused groups of the upload go, what others use stays."""

import pytest

from shared.domain.audit import Action
from shared.domain.connectors import EventType
from shared.domain.groups.hierarchy import Link
from shared.domain.uploads.job import Job, JobState, UndoCounts
from shared.services.groups.manage_groups import delete_group
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.uploads.control_upload import cancel_upload, undo_upload
from shared.services.uploads.undo.finish_undo import finish_undo_if_done
from tests.fakes.faults import ProcessDied, after_call, before_call, kill
from tests.fakes.world import FakeWorld
from tests.mappings import group_named, links, log_codes, log_of, members, parents, users
from tests.people import number, organization_admin

TWO = users(("Depot", 1, "Member"), ("Yard", 2, "Member"))


async def uploaded(world: FakeWorld) -> Job:
    """An upload of two groups below Region."""
    world.put("org/parents.csv", parents(("Region", "Depot"), ("Region", "Yard")))
    return await world.drop("org/users.csv", TWO)


async def undone(world: FakeWorld, job: Job) -> UndoCounts:
    """The counts of its undo."""
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    ended = await world.job(job.name)
    assert (ended.state, ended.undoing) == (JobState.UNDONE, False)
    assert ended.undone is not None
    return ended.undone


async def test_links_and_groups_of_the_upload_go_and_can_be_found_in_the_audit() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    counts = await undone(world, job)
    assert (counts.links_removed, counts.groups_removed) == (2, 3)
    assert links(world) == set()
    region, depot = group_named(world, "Region"), group_named(world, "Depot")
    removed = [event for event in world.audited(region) if event.action is Action.SUBGROUP_REMOVED]
    assert sorted(event.before["name"] for event in removed) == ["Depot", "Yard"]
    assert depot.deleted_at is not None
    (deleted,) = [event for event in await world.fakes.groups.pending(depot.id) if event.job_id == job.id]
    assert (deleted.action, deleted.before) == (Action.GROUP_DELETED, {"name": "Depot"})
    message = (await log_of(world, job))[-1]["message"]
    assert message.startswith("Undone: 2 members removed again, 0 roles and 0 members restored, 2 links and 3 groups")


async def test_a_group_that_has_got_a_member_stays() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    await world.add(group_named(world, "Depot"), number(9))
    assert (await undone(world, job)).groups_removed == 2
    assert group_named(world, "Depot").deleted_at is None


async def test_groups_that_others_have_linked_stay() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    _, version = await world.fakes.hierarchy.load()
    link = Link(group_named(world, "Depot").id, group_named(world, "Yard").id)
    await world.fakes.hierarchy.change([link], [], version, None)
    counts = await undone(world, job)
    assert (counts.links_removed, counts.groups_removed) == (2, 1)
    assert links(world) == {("Depot", "Yard")}


async def test_a_link_to_a_private_group_keeps_no_group() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    admin = organization_admin(50)
    secret = await world.private(admin)
    await link_subgroup(world.groups, admin, group_named(world, "Depot"), secret.id)
    await link_subgroup(world.groups, admin, secret, group_named(world, "Yard").id)
    assert (await undone(world, job)).groups_removed == 3, "as many as without the private group"


async def test_a_cancelled_upload_counts_the_links_and_groups_that_it_had_made() -> None:
    world = FakeWorld()
    world.put("org/parents.csv", parents(("Region", "Depot"), ("Region", "Yard")))
    world.put("org/users.csv", TWO)
    after_call(world.fakes.hierarchy, "add", kill)
    with pytest.raises(ProcessDied):
        await world.run()
    job = await world.job("org")
    await cancel_upload(world.imports, job.id, "ravi")
    await world.add(group_named(world, "Depot"), number(9))
    counts = await undone(world, job)
    assert (counts.removed, counts.links_removed, counts.groups_removed) == (2, 2, 2)


async def test_a_group_that_was_there_before_stays() -> None:
    world = FakeWorld()
    await world.drop("first/users.csv", members("Depot", 1))
    job = await uploaded(world)
    assert (await undone(world, job)).groups_removed == 2
    assert group_named(world, "Depot").deleted_at is None


async def test_a_group_that_somebody_deletes_meanwhile_is_no_obstacle() -> None:
    world = FakeWorld()
    job = await uploaded(world)

    async def delete() -> None:
        await delete_group(world.groups, group_named(world, "Depot"), "ravi", lambda _: None)

    before_call(world.fakes.groups, "replace", delete)
    counts = await undone(world, job)
    assert counts.groups_removed == 3
    assert group_named(world, "Depot").deleted_at is not None


async def test_a_link_that_somebody_adds_meanwhile_does_not_stop_it() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    await world.drop("other/users.csv", users(("A", 1, "Member"), ("B", 2, "Member")))

    async def link() -> None:
        _, version = await world.fakes.hierarchy.load()
        await world.fakes.hierarchy.change(
            [Link(group_named(world, "A").id, group_named(world, "B").id)], [], version, None
        )

    before_call(world.fakes.hierarchy, "remove", link)
    assert (await undone(world, job)).links_removed == 2
    assert links(world) == {("A", "B")}


async def test_two_processes_that_finish_it_at_once_say_so_once() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    before_call(world.fakes.hierarchy, "load_links", lambda: finish_undo_if_done(world.imports, job.id))
    counts = await undone(world, job)
    assert (counts.links_removed, counts.groups_removed) == (2, 3)
    assert (await log_codes(world, job)).count("job_undone") == 1


async def test_an_upload_that_is_not_undone_is_left_alone() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    await finish_undo_if_done(world.imports, job.id)
    assert await world.job("org") == job
    await undo_upload(world.imports, job.id, "asha")
    await finish_undo_if_done(world.imports, job.id)
    assert (await world.job("org")).state is JobState.APPLYING


async def test_subscribers_of_a_parent_hear_of_the_subgroup_that_goes() -> None:
    world = FakeWorld()
    job = await uploaded(world)
    await world.subscriber(group_named(world, "Region"), events=[EventType.SUBGROUP_REMOVED])
    await undone(world, job)
    await world.deliver()
    body = b"".join(post.body for post in world.fakes.sender.deliveries)
    assert body.count(b"SubgroupRemoved") == 2
