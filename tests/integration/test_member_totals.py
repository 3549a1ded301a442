"""The counts of many groups at once are those that each group adds up to, also beyond a page of the service."""

import asyncio
import random
from uuid import uuid4

from shared.domain.members.membership import MemberCount
from shared.storage.members.member_counts import delta_operation
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.limiter import RequestLimiter
from tests.groups_world import World
from tests.integration.world import world

__all__ = ["world"]


async def test_totals_of_many_groups(world: World) -> None:
    writer = TableBatchWriter(world.clients.table("Memberships"), RequestLimiter(8))
    chance = random.Random(5)  # noqa: S311  # test data
    exact: dict[str, MemberCount] = {}
    for size in (0, 1, 40, 130, 1000, 1001, 2500):
        group_id = str(uuid4())
        changes = [MemberCount(chance.randint(-3, 9), chance.randint(-1, 2)) for _ in range(size)]
        exact[group_id] = sum(changes, MemberCount())
        rows = [delta_operation(f"{n:05d}", change) for n, change in enumerate(changes)]
        await writer.submit_all(batches_of(group_id, rows))
    everything = sorted(exact)
    for wanted in (everything, everything[:1], []):
        assert await world.context.members.totals(wanted) == {group_id: exact[group_id] for group_id in wanted}
    await asyncio.gather(*(world.context.members.fold(group_id) for group_id in everything for _ in range(2)))
    before = world.transactions.reads
    assert await world.context.members.totals(everything) == exact
    assert world.transactions.reads - before == len(everything)
