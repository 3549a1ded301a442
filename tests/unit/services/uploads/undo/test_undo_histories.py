"""What an undo says before that it would do is what it then does, whatever happened before."""

import contextlib
import random
from dataclasses import replace

import pytest

from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Role
from shared.domain.uploads.job import FINISHED, Job, JobState, UndoCounts
from shared.domain.uploads.undo_plan import UndoPlan
from shared.errors import Conflict, MusterError
from shared.services.groups.change_group_type import link_group, unlink_group
from shared.services.groups.manage_groups import GroupChange, delete_group, restore_group, update_group
from shared.services.members.change_members import remove_member
from shared.services.uploads.control_upload import cancel_upload, rerun_upload, undo_upload
from shared.services.uploads.undo.plan_undo import plan_undo
from tests.fakes.faults import ProcessDied, kill_at_write
from tests.fakes.world import FakeWorld
from tests.mappings import parents, users
from tests.people import number

HISTORIES = 120
STEPS = 9


async def planned(world: FakeWorld, job: Job) -> UndoPlan:
    """The plan; making it writes nothing."""
    killed = kill_at_write(world.fakes, 1)
    try:
        return await plan_undo(world.imports, job.id)
    finally:
        killed.stop()


async def undone(world: FakeWorld, job: Job) -> UndoCounts:
    """The counts of the upload's undo."""
    await undo_upload(world.imports, job.id, "asha")
    await world.run()
    ended = await world.imports.jobs.get(job.id)
    assert ended is not None
    assert ended.state is JobState.UNDONE
    assert ended.undone is not None
    return ended.undone


class History:
    """Uploads, undos and changes by hand, at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 -- the same histories in every run
        self.world = FakeWorld(chunk_rows=3)
        self.uploads = 0

    async def step(self) -> None:
        """One thing that happens; what cannot be done just now is left out."""
        of_uploads = [*[self.upload] * 3, self.stopped_upload, self.undo, self.stopped_undo, self.rerun]
        by_hand = [*[self.set_role] * 2, self.remove, self.rename, self.delete, self.restore, self.retype]
        act = self.random.choice([*of_uploads, *by_hand])
        with contextlib.suppress(MusterError):
            await act()

    async def upload(self) -> None:
        self.put()
        await self.world.run()

    def put(self) -> None:
        self.uploads += 1
        pick = self.random
        roles = ("Admin", "Member", "")
        rows = [(pick.choice("ABC"), pick.randrange(6), pick.choice(roles)) for _ in range(pick.randrange(1, 8))]
        name = f"upload{self.uploads}"
        if pick.random() < 0.4:
            self.world.put(f"{name}/parents.csv", parents((pick.choice("DE"), rows[0][0])))
        self.world.put(f"{name}/users.csv", users(*rows), mode=pick.choice(("merge", "replace")))

    async def stopped_upload(self) -> None:
        self.put()
        await self.killed()
        job = await self.world.job(f"upload{self.uploads}")
        await cancel_upload(self.world.imports, job.id, "asha")

    async def killed(self) -> None:
        killed = kill_at_write(self.world.fakes, self.random.randrange(1, 25))
        with contextlib.suppress(ProcessDied):
            await self.world.run()
        killed.stop()
        self.world.fakes.uploads.events.clear()
        self.world.fakes.chunk_blobs.events.clear()

    def job(self) -> Job:
        return self.random.choice(list(self.world.fakes.jobs.jobs.rows.values()))

    async def undo(self) -> None:
        await undo_upload(self.world.imports, self.job().id, "asha")
        await self.world.run()

    async def stopped_undo(self) -> None:
        job = self.job()
        await undo_upload(self.world.imports, job.id, "asha")
        await self.killed()
        current = await self.world.imports.jobs.get(job.id)
        if current and current.state not in FINISHED:  # As the timer does it when nothing moves.
            await self.world.imports.jobs.update(replace(current, state=JobState.FAILED))

    async def rerun(self) -> None:
        await rerun_upload(self.world.imports, self.job().id, "asha")
        await self.world.run()

    def group(self) -> Group:
        return self.random.choice(list(self.world.fakes.groups.groups.rows.values()))

    async def set_role(self) -> None:
        role = self.random.choice(list(Role))
        await self.world.add(self.group(), number(self.random.randrange(6)), role=role)

    async def remove(self) -> None:
        phone = number(self.random.randrange(6))
        await remove_member(self.world.groups, self.group().id, "asha", phone, lambda _: None)

    async def rename(self) -> None:
        change = GroupChange(name=self.random.choice(("A", "B", "C", "F")))
        await update_group(self.world.groups, self.group(), "asha", change, lambda _: None)

    async def delete(self) -> None:
        await delete_group(self.world.groups, self.group(), "asha", lambda _: None)

    async def restore(self) -> None:
        await restore_group(self.world.groups, self.group(), "asha")

    async def retype(self) -> None:
        group = self.group()
        change = link_group if group.type is GroupType.PRIVATE else unlink_group
        await change(self.world.groups, group, "asha", lambda _: None)


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_the_undo_does_what_was_planned_whatever_happened_before(seed: int) -> None:
    history = History(seed)
    await history.upload()
    for _ in range(STEPS):
        await history.step()
    world = history.world
    for job in list(world.fakes.jobs.jobs.rows.values()):
        try:
            plan = await planned(world, job)
        except Conflict as error:
            with pytest.raises(Conflict, match=str(error)):
                await undo_upload(world.imports, job.id, "asha")
            continue
        going = [group.name for group in plan.groups if group.removes_group]
        present = {group.id for group in world.fakes.groups.groups.rows.values() if group.deleted_at is None}
        before = counts_by_group(world)

        assert await undone(world, job) == plan.totals

        assert nets(before, counts_by_group(world)) == sorted(group.net for group in plan.groups if group.net)
        groups = world.fakes.groups.groups.rows.values()
        assert len([group for group in groups if group.id in present and group.deleted_at is not None]) == len(going)


def counts_by_group(world: FakeWorld) -> dict[str, int]:
    return {group_id: len(rows.rows) for group_id, rows in world.fakes.members.groups.items()}


def nets(before: dict[str, int], after: dict[str, int]) -> list[int]:
    return sorted(n for group_id in after if (n := after[group_id] - before.get(group_id, 0)))
