"""An upload ends once, with counts that add up, after its last chunk."""

from dataclasses import replace

from shared.domain.connectors import EventType
from shared.domain.uploads.job import JobState
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.control_upload import apply_upload
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.mappings import USER_HEADER, check_balance, links, log_codes, log_of, members, parents
from tests.people import person


async def test_it_ends_with_errors_when_a_row_was_rejected() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", USER_HEADER + "Depot,12,Member\nDepot,+919800000001,Member\n")
    assert (job.state, job.counts.rejected, job.counts.added) == (JobState.COMPLETED_WITH_ERRORS, 1, 1)
    check_balance(job)
    summary = (await log_of(world, job))[-1]
    assert summary["code"] == "job_finished"
    assert "2 entries = 1 rejected + 0 duplicates + 0 unchanged + 1 added + 0 roles changed" in summary["message"]


async def test_two_processes_that_finish_it_at_once_say_so_once() -> None:
    world = FakeWorld()
    world.put("org/users.csv", members("Depot", 1))

    async def other() -> None:
        await finish_if_done(world.imports, (await world.job("org")).id)

    before_call(world.fakes.log, "append_once", lambda: before_the_summary())

    async def before_the_summary() -> None:
        before_call(world.fakes.log, "append_once", other)

    await world.run()
    job = await world.job("org")
    assert job.state is JobState.COMPLETED
    assert (await log_codes(world, job)).count("job_finished") == 1


async def test_a_parent_mapping_that_joins_while_it_ends_is_applied() -> None:
    world = FakeWorld()
    world.put("org/users.csv", members("Depot", 1))

    async def join() -> None:
        world.put("org/parents.csv", parents(("Region", "Depot")))
        await world.run()

    before_call(world.fakes.jobs, "chunks", join)
    await world.run()
    job = await world.job("org")
    assert (job.state, job.counts.links_added) == (JobState.COMPLETED, 1)
    assert links(world) == {("Region", "Depot")}


async def test_entries_without_an_outcome_fail_it() -> None:
    world = FakeWorld()
    world.put("org/users.csv", members("Depot", 1))

    async def lose_an_entry() -> None:
        job = await world.job("org")
        await world.fakes.jobs.update(replace(job, counts=replace(job.counts, entries=job.counts.entries + 1)))

    before_call(world.fakes.member_index, "write", lose_an_entry)
    await world.run()
    job = await world.job("org")
    assert job.error is not None
    assert (job.state, job.error.code) == (JobState.FAILED, "rows_unaccounted")
    assert job.error.message.startswith("2 entries were read, but 1 have an outcome")


async def test_it_does_not_end_before_its_last_chunk() -> None:
    world = FakeWorld(chunk_rows=1)
    world.put("org/users.csv", members("Depot", 1, 2))
    states: list[JobState] = []

    async def note() -> None:
        states.append((await world.job("org")).state)

    before_call(world.fakes.members, "write_part", note, times=2)
    await world.run()
    assert states == [JobState.APPLYING, JobState.APPLYING]
    assert (await world.job("org")).state is JobState.COMPLETED


async def test_it_does_not_end_while_a_chunk_of_its_total_is_not_stored() -> None:
    world = FakeWorld(chunk_rows=1)
    job = await world.drop("org/users.csv", members("Depot", 1, 2), review="true")
    del world.fakes.jobs.stored_chunks.rows[job.id, 2]
    await apply_upload(world.imports, job.id, "asha")
    await world.run()
    assert (await world.job("org")).state is JobState.APPLYING
    assert len(world.roles("Depot")) == 1


async def test_subscribers_of_listed_groups_hear_of_the_end_after_the_members() -> None:
    world = FakeWorld()
    listed, other = await world.group(person(1), "Depot"), await world.group(person(1), "Yard")
    await world.subscriber(listed, other, events=[EventType.MEMBER_ADDED, EventType.UPLOAD_COMPLETED])
    await world.drop("org/users.csv", members("Depot", 2))
    await world.deliver()
    body = b"".join(post.body for post in world.fakes.sender.deliveries)
    assert 0 < body.index(b"MemberAdded") < body.index(b"UploadCompleted")
    assert body.count(listed.id.encode()) == 4
    assert other.id.encode() not in body
