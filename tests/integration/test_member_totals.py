"""Counts of many groups from one scan are those that each group adds up to, however many pages the scan takes."""

import random
from uuid import uuid4

from shared.domain.members.membership import CountDelta, MemberCount
from shared.storage.members.member_counts import MemberCounts
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.reader import TableReader
from tests.groups_world import World
from tests.integration.world import world

__all__ = ["world"]


async def test_totals_of_many_groups(world: World) -> None:
    table, limiter = world.clients.table("GroupCounts"), RequestLimiter(8)
    counts = MemberCounts(TableReader(table, limiter, world.transactions), TableBatchWriter(table, limiter))
    chance = random.Random(5)  # noqa: S311  # test data
    exact: dict[str, MemberCount] = {}
    deltas = []
    for _ in range(60):
        group_id = str(uuid4())
        exact[group_id] = MemberCount()
        for n in range(chance.choice([0, 1, 40, 130])):
            change = MemberCount(chance.randint(-3, 9), chance.randint(-1, 2))
            exact[group_id] += change
            deltas.append(CountDelta(group_id, f"{n:03d}", change))
    await counts.put(deltas)
    assert len(deltas) > 2000, "more than two pages"
    everything = sorted(exact)
    for wanted in (everything, everything[::7], everything[:1], everything[-2:], chance.sample(everything, 20), []):
        before = world.transactions.reads
        assert await counts.totals(wanted) == {group_id: exact[group_id] for group_id in wanted}
        assert world.transactions.reads - before <= len(deltas) // 1000 + 1
