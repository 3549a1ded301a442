"""A model of what may happen to groups: uploads whose steps are killed, repeated and run twice at once, cancel, undo and
rerun, and requests in between. After every move the counts are those of the members; at the end everything agrees."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import MemberCount, Role
from shared.domain.uploads.job import FINISHED, ChunkState, Job, JobState
from shared.errors import Conflict, MusterError
from shared.services.context import GroupContext, ImportContext
from shared.services.groups.change_group_type import link_group, unlink_group
from shared.services.members.change_members import remove_member, set_roles
from shared.services.members.repair_members import repair_members
from shared.services.steps import StepKind, parse_step
from shared.services.uploads import control_upload
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.undo.undo_chunk import undo_chunk
from shared.services.uploads.validate.validate_upload import validate_again
from tests.contract.dying_process import DyingProcess, Written
from tests.fakes.faults import ProcessDied
from tests.people import number
from tests.use_cases import any_version

T = TypeVar("T")

GROUPS = ("Depot", "Yard")
PEOPLE = 7
CHUNK_ROWS = 6

MOVES = ("event", "event", "command", "undone", "role_given", "member_removed", "type_changed", "folded")
_serial = itertools.count(1)
_members = st.dictionaries(st.integers(1, PEOPLE), st.sampled_from(list(Role)), min_size=1, max_size=PEOPLE)
_people = st.integers(1, PEOPLE)
_kills = st.none() | st.integers(1, 12)
_paces = st.lists(st.integers(0, 4), min_size=1, max_size=5)

Move = Coroutine[Any, Any, None]


@dataclass(frozen=True)
class Stores:
    """What the model runs on. `put` stores an uploaded file with its metadata; `runner` has the loop of the clients."""

    imports: ImportContext
    groups: GroupContext
    put: Callable[[str, bytes, dict[str, str]], Awaitable[None]]
    runner: asyncio.Runner


class CountsModel(RuleBasedStateMachine):
    """`stores` comes from the test, which makes a subclass for them."""

    stores: ClassVar[Stores]

    def __init__(self) -> None:
        super().__init__()
        self.serial = next(_serial)
        self.base = replace(self.stores.imports, chunk_rows=CHUNK_ROWS)
        self.groups = self.stores.groups
        self.written = Written()
        self.waiting: list[str] = []
        self.handled: list[str] = []
        self.jobs: list[str] = []
        self.known: dict[str, str] = {}
        self.were_private: set[str] = set()

    # Names and looks

    def name(self, group: str) -> str:
        return f"{group} {self.serial}"

    def process(self, writes: int | None = None, pace: Sequence[int] = (0,)) -> DyingProcess:
        return DyingProcess(writes, self.written, self.waiting.append, pace)

    def phone(self, n: int) -> str:
        return number(self.serial * 10 + n)

    async def find(self, group: str) -> Group | None:
        """The group, also after it became private."""
        known = await self.base.groups.resolve([self.name(group).casefold()])
        if known:
            self.known[group] = next(iter(known.values())).group_id
        group_id = self.known.get(group)
        found = await self.groups.groups.get(group_id) if group_id else None
        if found and found.type is GroupType.PRIVATE:
            self.were_private.add(group)
        return found

    async def job(self, name: str) -> Job:
        latest = await self.base.jobs.latest(name)
        assert latest is not None
        job = await self.base.jobs.get(latest.job_id)
        assert job is not None
        return job

    # Moves

    @rule(
        members=st.dictionaries(st.sampled_from(GROUPS), _members, min_size=1),
        mode=st.sampled_from(["merge", "replace"]),
        writes=_kills,
    )
    def upload(self, members: dict[str, dict[int, Role]], mode: str, writes: int | None) -> None:
        """A file is dropped; its reader may die, and is started again."""
        name = f"m{self.serial}u{len(self.jobs)}"
        rows = [f"{self.name(g)},{self.phone(n)},{role}" for g, people in members.items() for n, role in people.items()]
        content = "\n".join(["Group Name,Phone Number,User Type", *rows, ""])
        self.jobs.append(name)

        async def receive(left: int | None) -> None:
            await receive_upload(self.process(left).imports(self.base), f"{name}/users.csv")

        async def move() -> None:
            await self.stores.put(f"{name}/users.csv", content.encode(), {"mode": mode})
            try:
                await receive(writes)
            except ProcessDied:
                await receive(None)

        self.wait(move())

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), writes=_kills)
    def deliver(self, data: st.DataObject, writes: int | None) -> None:
        """One event reaches a process, which may die; then it is delivered again later."""
        self.wait(self.deliver_one(data.draw(st.sampled_from(self.waiting)), self.process(writes)))

    @rule(data=st.data(), moves=st.lists(st.tuples(st.sampled_from(MOVES), _kills, _paces), min_size=1, max_size=4))
    def at_once(self, data: st.DataObject, moves: list[tuple[str, int | None, list[int]]]) -> None:
        """Several moves begin at the same time, each at its own pace: an event that waits or was handled before, a command
        for an upload, a request."""
        begun = [getattr(self, move)(data, self.process(writes, pace)) for move, writes, pace in moves]

        async def together() -> None:
            await asyncio.gather(*(each for each in begun if each is not None))

        self.wait(together())

    def event(self, data: st.DataObject, process: DyingProcess) -> Move | None:
        events = [*self.waiting, *self.handled]
        return self.deliver_one(data.draw(st.sampled_from(events)), process) if events else None

    def command(self, data: st.DataObject, process: DyingProcess) -> Move | None:
        if not self.jobs:
            return None
        name = data.draw(st.sampled_from(self.jobs))
        actions = data.draw(st.sampled_from([["cancel"], ["undo"], ["cancel", "undo"], ["rerun"], ["apply"]]))
        return self.commanded(name, actions, process)

    def undone(self, data: st.DataObject, process: DyingProcess) -> Move | None:
        """An upload is cancelled and undone to the end, whatever is under way."""
        return self.taken_back(data.draw(st.sampled_from(self.jobs)), process) if self.jobs else None

    def role_given(self, data: st.DataObject, process: DyingProcess) -> Move:
        phone, role = self.phone(data.draw(_people)), data.draw(st.sampled_from(list(Role)))
        context = process.groups(self.groups)
        return self.request(data, lambda group: set_roles(context, group.id, "asha", [phone], role))

    def member_removed(self, data: st.DataObject, process: DyingProcess) -> Move:
        phone, context = self.phone(data.draw(_people)), process.groups(self.groups)
        return self.request(data, lambda group: remove_member(context, group.id, "asha", phone, any_version))

    def type_changed(self, data: st.DataObject, process: DyingProcess) -> Move:
        context = process.groups(self.groups)

        def change(group: Group) -> Awaitable[object]:
            begin = unlink_group if group.type is GroupType.ORGANIZATION else link_group
            return begin(context, group, "asha", any_version)

        return self.request(data, change)

    def folded(self, data: st.DataObject, process: DyingProcess) -> Move:
        members = process.imports(self.base).members
        return self.request(data, lambda group: members.fold(group.id))

    @rule()
    def night(self) -> None:
        """Nothing of the counts is ever to be repaired."""

        async def move() -> None:
            await repair_members(self.base)
            for group_id in set(self.known.values()):
                assert await self.base.members.recount(group_id) == MemberCount()

        self.wait(move())

    # What always holds

    @invariant()
    def counts_are_those_of_the_members(self) -> None:
        self.wait(self.look())

    async def look(self) -> None:
        for group in GROUPS:
            if (found := await self.find(group)) is None:
                continue
            roles = [row.role async for page in self.base.members.pages(found.id) for row in page]
            counted = MemberCount(len(roles), roles.count(Role.ADMIN))
            assert (await self.base.members.partition_state(found.id)).member_count == counted
            assert await self.base.members.totals([found.id]) == {found.id: counted}
            assert counted.admins or found.type is GroupType.ORGANIZATION, "a private group keeps an admin"

    @invariant()
    def no_step_wrote_a_member_twice(self) -> None:
        assert self.written.twice == []

    @invariant()
    def what_is_undone_is_gone(self) -> None:
        self.wait(self.look_at_undone())

    async def look_at_undone(self) -> None:
        undone = {job.id for name in self.jobs if (job := await self.job(name)).state is JobState.UNDONE}
        for group in GROUPS:
            found = await self.find(group)
            if found and found.type is GroupType.ORGANIZATION and group not in self.were_private:
                rows = await self.base.members.existing(found.id, self.phones())
                assert undone.isdisjoint(row.job_id for row in rows.values())

    def teardown(self) -> None:
        """Whatever was killed is delivered again; then every upload is at an end, and all looks agree."""
        self.wait(self.end())

    async def end(self) -> None:
        while self.waiting:
            await self.deliver_one(self.waiting[0], self.process())
        for name in self.jobs:
            await self.check_job(await self.job(name))
        await repair_members(self.base)
        for group_id in set(self.known.values()):
            stored = {row.number: row.role async for page in self.base.members.pages(group_id) for row in page}
            indexed = {n: (await self.base.member_index.groups_of(n)).get(group_id) for n in self.phones()}
            assert {n: role for n, role in indexed.items() if role} == stored
        await self.look()

    async def check_job(self, job: Job) -> None:
        """It has ended, and its chunks report what they have written, however many attempts that took."""
        assert job.state in FINISHED or job.state is JobState.AWAITING_REVIEW, job
        assert job.counts.balanced or job.state not in (JobState.COMPLETED, JobState.COMPLETED_WITH_ERRORS)
        for chunk in await self.base.jobs.chunks(job):
            if chunk.state is ChunkState.DONE:
                changes = self.written.of_chunk(job.id, chunk.run, chunk.number)
                inserted = sum(change.before is None for change in changes)
                deleted = sum(change.after is None for change in changes)
                counts = (chunk.counts.added, chunk.counts.removed, chunk.counts.role_changed)
                assert counts == (inserted, deleted, len(changes) - inserted - deleted)

    def phones(self) -> list[str]:
        return [self.phone(n) for n in range(1, PEOPLE + 1)]

    # Means

    async def deliver_one(self, event: str, process: DyingProcess) -> None:
        """Run one step. An event that was handled to the end waits no longer."""
        step = parse_step(event)
        assert step is not None
        context = process.imports(self.base)
        with suppress(ProcessDied, Conflict):
            if step.kind is StepKind.APPLY:
                await apply_chunk(context, step.job_id, step.chunk)
            elif step.kind is StepKind.UNDO:
                await undo_chunk(context, step.job_id, step.chunk)
            else:
                await validate_again(context, step.job_id)
            if event in self.waiting:
                self.waiting.remove(event)
                self.handled.append(event)

    async def commanded(self, name: str, actions: Sequence[str], process: DyingProcess) -> None:
        for action in actions:
            with suppress(Conflict, ProcessDied):  # when the upload is not in the state for that
                act = getattr(control_upload, f"{action}_upload")
                await act(process.imports(self.base), (await self.job(name)).id, "asha")

    async def taken_back(self, name: str, process: DyingProcess) -> None:
        await self.commanded(name, ["cancel", "undo"], process)
        job = await self.job(name)
        for event in [event for event in self.waiting if event.startswith(f"{job.id}/undo-")]:
            await self.deliver_one(event, process)

    async def request(self, data: st.DataObject, act: Callable[[Group], Awaitable[object]]) -> None:
        """A request over HTTP for one of the groups, which may be refused or die."""
        found = await self.find(data.draw(st.sampled_from(GROUPS)))
        if found and found.deleted_at is None:
            with suppress(ProcessDied, MusterError):
                await act(found)

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.stores.runner.run(coroutine)
