"""The world of fakes comes to the same ends as the one over Azurite: an upload, its undo, an export, a delivery."""

from datetime import timedelta

from shared.domain.connectors import EventType
from shared.domain.members.membership import MemberCount, Role
from shared.domain.uploads.job import JobState
from shared.services.exports.export_groups import begin_export, run_export
from shared.services.members.change_members import remove_member
from shared.services.members.repair_members import repair_members
from shared.services.uploads.control_upload import undo_upload
from tests.fakes.world import FakeWorld
from tests.people import number, person

HEADER = "Group Name,Phone Number,User Type\n"
FILE = HEADER + "".join(f"Depot,{number(n)},{'Admin' if n == 1 else 'Member'}\n" for n in range(1, 201))


async def test_an_upload_runs_to_its_end_and_back() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", FILE)
    assert (job.state, job.counts.added, job.counts.groups_created) == (JobState.COMPLETED, 200, 1)
    assert world.roles("Depot") == {number(n): Role.ADMIN if n == 1 else Role.MEMBER for n in range(1, 201)}
    (group,) = world.fakes.groups.groups.rows.values()
    assert world.indexed(group) == world.roles("Depot")
    assert (await world.fakes.members.partition_state(group.id)).member_count == MemberCount(200, 1)
    assert await repair_members(world.imports) == 0

    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    assert (await world.job("org")).state is JobState.UNDONE
    assert world.indexed(group) == world.roles("Depot") == {}
    assert (await world.fakes.members.partition_state(group.id)).member_count == MemberCount()


async def test_what_is_exported_can_be_uploaded_again() -> None:
    world = FakeWorld()
    await world.drop("org/users.csv", FILE)
    done = await run_export(world.exports, await begin_export(world.exports, "asha"))
    assert (done.counts.groups, done.counts.memberships) == (1, 200)
    job = await world.drop("again/users.csv", world.fakes.export_files.blobs[f"{done.folder}user-group-mapping.csv"])
    assert (job.state, job.counts.unchanged, job.counts.added) == (JobState.COMPLETED, 200, 0)


async def test_a_subscriber_hears_of_uploads_and_of_changes_in_order() -> None:
    world = FakeWorld()
    group = await world.group(person(1), "Depot")
    await world.subscriber(group, events=[EventType.MEMBER_ADDED, EventType.MEMBER_REMOVED])
    await world.drop("org/users.csv", HEADER + f"Depot,{number(2)},Member\n")
    await remove_member(world.groups, group.id, "asha", number(2), lambda _: None)
    await world.deliver()
    bodies = b"".join(post.body for post in world.fakes.sender.deliveries)
    assert bodies.index(b"MemberAdded") < bodies.index(b"MemberRemoved")
    await world.tick(timedelta(minutes=5))
    await world.tick(timedelta(minutes=5))
    assert not world.fakes.outbox.queues
    assert not world.fakes.outbox.marks.rows
    assert not world.fakes.members.events


async def test_an_upload_of_many_chunks_comes_to_the_same() -> None:
    one, many = FakeWorld(), FakeWorld(chunk_rows=7)
    for world in (one, many):
        await world.drop("org/users.csv", FILE)
    assert len(many.fakes.jobs.stored_chunks.rows) > 20
    assert many.roles("Depot") == one.roles("Depot")
