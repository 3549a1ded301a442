"""A model of what may happen to groups: uploads whose steps are killed, repeated and run twice at once, cancel, undo and
rerun, and requests in between. After every move the counts are those of the members; at the end everything agrees."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

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
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.undo.finish_undo import finish_undo_if_done
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
_MOST_ROUNDS = 5

_members = st.dictionaries(st.integers(1, PEOPLE), st.sampled_from(list(Role)), min_size=1, max_size=PEOPLE)
_kills = st.none() | st.integers(1, 12)
_paces = st.lists(st.sampled_from([0, 0, 1, 2, 5, 10]), min_size=1, max_size=5)


@dataclass(frozen=True)
class Drawn:
    """One move. What it is made with is an index into what there is then, so that what is drawn never depends on it."""

    kind: str
    index: int
    again: bool
    action: str
    group: str
    person: int
    role: Role


def _drawn(*kinds: str) -> st.SearchStrategy[Drawn]:
    return st.builds(
        Drawn,
        kind=st.sampled_from(kinds),
        index=st.integers(0, 59),
        again=st.booleans(),
        action=st.sampled_from(["cancel", "undo", "rerun", "apply"]),
        group=st.sampled_from(GROUPS),
        person=st.integers(1, PEOPLE),
        role=st.sampled_from(list(Role)),
    )


_events = _drawn("event")
_moves = _drawn("event", "event", "command", "undone", "undone", "role", "removal", "type", "fold")


@dataclass(frozen=True)
class Stores:
    """What the model runs on. `put` stores an uploaded file with its metadata; `runner` has the loop of the clients;
    `serial` distinguishes the names and numbers of examples that share a store."""

    imports: ImportContext
    groups: GroupContext
    put: Callable[[str, bytes, dict[str, str]], Awaitable[None]]
    runner: asyncio.Runner
    serial: int = 1


class CountsModel(RuleBasedStateMachine):
    """`open_stores` comes from the test, which makes a subclass for its stores."""

    open_stores: ClassVar[Callable[[], Stores]]

    def __init__(self) -> None:
        super().__init__()
        self.stores = type(self).open_stores()
        self.serial = self.stores.serial
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

    @rule(move=_events, writes=_kills)
    def deliver(self, move: Drawn, writes: int | None) -> None:
        """One event reaches a process, which may die; then it is delivered again later."""
        self.wait(self.begin(move, self.process(writes)))

    @rule(moves=st.lists(st.tuples(_moves, _kills, _paces), min_size=1, max_size=4))
    def at_once(self, moves: list[tuple[Drawn, int | None, list[int]]]) -> None:
        """Several moves begin at the same time, each at its own pace."""

        async def together() -> None:
            await asyncio.gather(*(self.begin(move, self.process(writes, pace)) for move, writes, pace in moves))

        self.wait(together())

    @rule(step=_events, moves=st.lists(st.tuples(st.integers(0, 30), _moves), min_size=1, max_size=3))
    def meanwhile(self, step: Drawn, moves: list[tuple[int, Drawn]]) -> None:
        """While a step runs, after so many of its calls, something else happens from beginning to end."""

        async def together() -> None:
            running = asyncio.ensure_future(self.begin(step, self.process(pace=(1,))))
            for turns, move in moves:
                for _ in range(turns):
                    await asyncio.sleep(0)
                await self.begin(move, self.process())
            await running

        self.wait(together())

    async def begin(self, move: Drawn, process: DyingProcess) -> None:
        """Make the move, if there is anything to make it with."""
        events = [*self.waiting, *self.handled] if move.again else self.waiting
        if move.kind == "event" and events:
            await self.deliver_one(events[move.index % len(events)], process)
        elif move.kind in ("command", "undone") and self.jobs:
            await self.commanded(self.jobs[move.index % len(self.jobs)], move, process)
        elif move.kind not in ("event", "command", "undone"):
            await self.requested(move, process)

    async def commanded(self, name: str, move: Drawn, process: DyingProcess) -> None:
        """A command for an upload; or the whole way back, whatever is under way."""
        actions = ("cancel", "undo") if move.kind == "undone" else (move.action,)
        for action in actions:
            with suppress(Conflict, ProcessDied):  # when the upload is not in the state for that
                act = getattr(control_upload, f"{action}_upload")
                await act(process.imports(self.base), (await self.job(name)).id, "asha")
        if move.kind == "undone":
            undo = f"{(await self.job(name)).id}/undo-"
            for event in [event for event in self.waiting if event.startswith(undo)]:
                await self.deliver_one(event, process)

    async def requested(self, move: Drawn, process: DyingProcess) -> None:
        """A request over HTTP, which may be refused or die."""
        group = await self.find(move.group)
        if group is None or group.deleted_at is not None:
            return
        context, phone = process.groups(self.groups), self.phone(move.person)
        with suppress(ProcessDied, MusterError):
            if move.kind == "role":
                await set_roles(context, group.id, "asha", [phone], move.role)
            elif move.kind == "removal":
                await remove_member(context, group.id, "asha", phone, any_version)
            elif move.kind == "type":
                change = unlink_group if group.type is GroupType.ORGANIZATION else link_group
                await change(self.groups, group, "asha", any_version)
            else:
                await context.members.fold(group.id)

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
        """Nothing of an upload is left, unless the undo of another one has put it back."""
        jobs = [await self.job(name) for name in self.jobs]
        undone = {job.id for job in jobs if job.state is JobState.UNDONE}
        if len(undone) > 1 or any(job.undoing or job.run > 1 for job in jobs):
            return
        for group in GROUPS:
            found = await self.find(group)
            if found and found.type is GroupType.ORGANIZATION and group not in self.were_private:
                rows = await self.base.members.existing(found.id, self.phones())
                assert undone.isdisjoint(row.job_id for row in rows.values())

    def teardown(self) -> None:
        """Whatever was killed is delivered again; then every upload is at an end, and all looks agree."""
        self.wait(self.end())

    async def end(self) -> None:
        for _ in range(_MOST_ROUNDS):
            for name in self.jobs:
                await self.recover(await self.job(name))
            for event in list(self.waiting):
                await self.deliver_one(event, self.process())
        assert not self.waiting
        for name in self.jobs:
            await self.check_job(await self.job(name))
        await repair_members(self.base)
        for group_id in set(self.known.values()):
            stored = {row.number: row.role async for page in self.base.members.pages(group_id) for row in page}
            indexed = {n: (await self.base.member_index.groups_of(n)).get(group_id) for n in self.phones()}
            assert {n: role for n, role in indexed.items() if role} == stored
        await self.look()

    async def recover(self, job: Job) -> None:
        """As the sweeper does with an upload that has not moved for a while: a command for it may have died."""
        context = self.process().imports(self.base)
        if job.state in (JobState.VALIDATING, JobState.APPLYING) and await trigger_job(context, job) == 0:
            await finish_if_done(context, job.id)
            await finish_undo_if_done(context, job.id)

    async def check_job(self, job: Job) -> None:
        """It has ended, and its chunks report what they have written, however many attempts that took."""
        assert job.state in FINISHED or job.state is JobState.AWAITING_REVIEW, job
        assert job.counts.balanced or job.state not in (JobState.COMPLETED, JobState.COMPLETED_WITH_ERRORS)
        for chunk in await self.base.jobs.chunks(job):
            # A chunk counts what it did to the groups of its names; one that became private has no name any more.
            if chunk.state is ChunkState.DONE and not self.were_private:
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

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.stores.runner.run(coroutine)
