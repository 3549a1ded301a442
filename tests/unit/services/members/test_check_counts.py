"""The night folds what makes up a count, but for what a step that may be repeated needs."""

import logging
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.groups.group import Group
from shared.domain.members.membership import MemberCount
from shared.domain.uploads.job import ChunkState, Job
from shared.domain.uploads.progress import Phase, StepKey
from shared.services.members.check_counts import GroupCounts, check_counts
from shared.services.uploads.control_upload import rerun_upload, undo_upload
from shared.services.uploads.purge_uploads import remove_old_uploads
from tests.fakes.world import FakeWorld
from tests.mappings import group_named, members


async def night(world: FakeWorld) -> int:
    """One check, two hours later, that folds whatever may be folded."""
    world.clock.advance(timedelta(hours=2))
    counts: dict[str, GroupCounts] = defaultdict(GroupCounts)
    async for rows, summands in world.fakes.members.all_memberships():
        for row in rows:
            counts[row.group_id].add_member(row.role)
        for summand in summands:
            counts[summand.group_id].add_summand(summand)
    return await check_counts(world.imports, counts, fold_above=0)


def left(world: FakeWorld, group: Group) -> list[tuple[int, int, Phase]]:
    """The steps that are not folded: run, chunk and phase."""
    steps = [StepKey.parse(step) for step in world.fakes.members.steps[group.id].rows]
    return sorted((step.run, step.chunk, step.phase) for step in steps)


async def set_state(world: FakeWorld, job: Job, number: int, state: ChunkState) -> None:
    """Move a chunk without its step."""
    chunk = await world.fakes.jobs.chunk(job.id, number)
    assert chunk is not None
    await world.fakes.jobs.update_chunk(replace(chunk, state=state))


async def uploaded() -> tuple[FakeWorld, Job, Group]:
    """A group whose four members came in two chunks."""
    world = FakeWorld(chunk_rows=2)
    job = await world.drop("org/users.csv", members("Depot", 1, 2, 3, 4))
    return world, job, group_named(world, "Depot")


async def test_steps_that_are_over_are_folded_after_a_while() -> None:
    world, job, group = await uploaded()
    await set_state(world, job, 2, ChunkState.PENDING)
    world.clock.advance(timedelta(hours=-2))
    assert await night(world) == 0
    assert left(world, group) == [(1, 1, Phase.APPLY), (1, 2, Phase.APPLY)], "an attempt may still be under way"
    assert await night(world) == 0
    assert left(world, group) == [(1, 2, Phase.APPLY)]
    assert await world.fakes.members.totals([group.id]) == {group.id: MemberCount(4, 0)}


async def test_an_undo_that_is_not_over_keeps_what_it_needs_until_the_upload_runs_again() -> None:
    world, job, group = await uploaded()
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    await set_state(world, job, 2, ChunkState.DONE)
    assert await night(world) == 0
    assert left(world, group) == [(1, 2, Phase.UNDO)]
    await rerun_upload(world.imports, job.id, "asha")
    await night(world)
    assert left(world, group) == []


async def test_with_its_files_an_upload_loses_the_steps() -> None:
    world, job, group = await uploaded()
    await set_state(world, job, 1, ChunkState.PENDING)
    await remove_old_uploads(world.imports, timedelta())
    assert await night(world) == 0
    assert left(world, group) == []
    assert await world.fakes.members.totals([group.id]) == {group.id: MemberCount(4, 0)}


async def test_what_was_read_of_two_moments_is_no_wrong_count(caplog: pytest.LogCaptureFixture) -> None:
    world, _, group = await uploaded()
    seen = {group.id: GroupCounts(exact=MemberCount(4, 0), stored=MemberCount(3, 0))}
    assert await check_counts(world.imports, seen) == 0
    assert not [record for record in caplog.records if record.levelno == logging.ERROR]
