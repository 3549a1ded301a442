"""A model of what may happen to groups: uploads whose steps are killed, repeated and run twice at once, cancel, undo and
rerun, and requests in between. After every move the counts are those of the members; at the end everything agrees."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import MemberCount, Role
from shared.domain.uploads.job import FINISHED, Job, JobState
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
CHUNK_ROWS = 3

_serial = itertools.count(1)
_members = st.dictionaries(st.integers(1, PEOPLE), st.sampled_from(list(Role)), min_size=1, max_size=PEOPLE)
_kills = st.none() | st.integers(1, 12)


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

    # Names and looks

    def name(self, group: str) -> str:
        return f"{group} {self.serial}"

    def process(self, writes: int | None = None) -> DyingProcess:
        return DyingProcess(writes, self.written, self.waiting.append)

    def phone(self, n: int) -> str:
        return number(self.serial * 10 + n)

    async def find(self, group: str) -> Group | None:
        """The group, also after it became private."""
        known = await self.base.groups.resolve([self.name(group).casefold()])
        if known:
            self.known[group] = next(iter(known.values())).group_id
        group_id = self.known.get(group)
        return await self.groups.groups.get(group_id) if group_id else None

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
        event = data.draw(st.sampled_from(self.waiting))
        if self.wait(self.handle(event, writes)):
            self.waiting.remove(event)
            self.handled.append(event)

    @precondition(lambda self: self.waiting or self.handled)
    @rule(data=st.data(), writes=_kills)
    def deliver_twice_at_once(self, data: st.DataObject, writes: int | None) -> None:
        event = data.draw(st.sampled_from([*self.waiting, *self.handled]))

        async def both() -> None:
            await asyncio.gather(self.handle(event, writes), self.handle(event, None))

        self.wait(both())

    @precondition(lambda self: self.handled)
    @rule(data=st.data(), writes=_kills)
    def deliver_again(self, data: st.DataObject, writes: int | None) -> None:
        self.wait(self.handle(data.draw(st.sampled_from(self.handled)), writes))

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), action=st.sampled_from(["cancel", "undo", "rerun", "apply"]))
    def control(self, data: st.DataObject, action: str) -> None:
        name = data.draw(st.sampled_from(self.jobs))
        act = getattr(control_upload, f"{action}_upload")

        async def move() -> None:
            with suppress(Conflict):  # when it is not in the state for that
                await act(self.process().imports(self.base), (await self.job(name)).id, "asha")

        self.wait(move())

    @rule(group=st.sampled_from(GROUPS), n=st.integers(1, PEOPLE), role=st.sampled_from(list(Role)), writes=_kills)
    def give_role(self, group: str, n: int, role: Role, writes: int | None) -> None:
        async def move() -> None:
            if (found := await self.find(group)) and found.deleted_at is None:
                await set_roles(self.process(writes).groups(self.groups), found.id, "asha", [self.phone(n)], role)

        self.request(move())

    @rule(group=st.sampled_from(GROUPS), n=st.integers(1, PEOPLE), writes=_kills)
    def remove(self, group: str, n: int, writes: int | None) -> None:
        async def move() -> None:
            if (found := await self.find(group)) and found.deleted_at is None:
                await remove_member(self.process(writes).groups(self.groups), found.id, "asha", self.phone(n), any_version)

        self.request(move())

    @rule(group=st.sampled_from(GROUPS))
    def change_type(self, group: str) -> None:
        async def move() -> None:
            if (found := await self.find(group)) and found.deleted_at is None:
                change = unlink_group if found.type is GroupType.ORGANIZATION else link_group
                await change(self.groups, found, "asha", any_version)

        self.request(move())

    @rule(group=st.sampled_from(GROUPS))
    def fold(self, group: str) -> None:
        async def move() -> None:
            if found := await self.find(group):
                await self.base.members.fold(found.id)

        self.wait(move())

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

    def teardown(self) -> None:
        """Whatever was killed is delivered again; then every upload is at an end, and all looks agree."""
        self.wait(self.end())

    async def end(self) -> None:
        while self.waiting:
            assert await self.handle(self.waiting[0], None)
            self.waiting.pop(0)
        for name in self.jobs:
            job = await self.job(name)
            assert job.state in FINISHED or job.state is JobState.AWAITING_REVIEW, job
            assert job.counts.balanced or job.state not in (JobState.COMPLETED, JobState.COMPLETED_WITH_ERRORS)
        await repair_members(self.base)
        for group_id in set(self.known.values()):
            stored = {row.number: row.role async for page in self.base.members.pages(group_id) for row in page}
            indexed = {n: (await self.base.member_index.groups_of(n)).get(group_id) for n in self.phones()}
            assert {n: role for n, role in indexed.items() if role} == stored
        await self.look()

    def phones(self) -> list[str]:
        return [self.phone(n) for n in range(1, PEOPLE + 1)]

    # Means

    async def handle(self, event: str, writes: int | None) -> bool:
        """Run one step; whether it went to its end."""
        step = parse_step(event)
        assert step is not None
        context = self.process(writes).imports(self.base)
        try:
            if step.kind is StepKind.APPLY:
                await apply_chunk(context, step.job_id, step.chunk)
            elif step.kind is StepKind.UNDO:
                await undo_chunk(context, step.job_id, step.chunk)
            else:
                await validate_again(context, step.job_id)
        except (ProcessDied, Conflict):
            return False
        return True

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.stores.runner.run(coroutine)

    def request(self, move: Awaitable[None]) -> None:
        """A request over HTTP, which may be refused or die."""

        async def made() -> None:
            with suppress(ProcessDied, MusterError):
                await move

        self.wait(made())
