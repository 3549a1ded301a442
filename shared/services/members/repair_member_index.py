"""The nightly repair: makes the second copies and the counts of memberships what the first copies are, whatever has died
in between.

Reads both tables once. The first copies are spread over one temporary file a bucket, so that memory holds one bucket of
the store (a sixty-fourth) at a time.
"""

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import BinaryIO

from shared.domain.members.membership import Role, Tally
from shared.services.ports.members import CopyStore
from shared.services.tempfiles import open_spool

logger = logging.getLogger(__name__)

_CHECKED_AT_ONCE = 1000


async def repair_copies(store: CopyStore) -> int:
    """Answers how many second copies and counts were wrong. Members that change meanwhile are looked at again before a
    write, and counts that change meanwhile are left for the next night."""
    repaired = 0
    counted = await store.counts()
    exact: dict[str, Tally] = {}
    with ExitStack() as stack:
        spools = {bucket: stack.enter_context(open_spool()) for bucket in store.buckets}
        async for page in store.first_copies():
            for bucket, number, group_id, role in page:
                spools[bucket].write(f"{number}!{group_id}!{role}\n".encode())
                exact[group_id] = exact.get(group_id, Tally()) + Tally(1, role == Role.ADMIN)
        for bucket, spool in spools.items():
            repaired += await _repair_bucket(store, bucket, spool)
    repaired += await _repair_counts(store, counted, exact)
    if repaired:
        logger.warning("Repaired %d second copies and counts of memberships", repaired)
    return repaired


async def _repair_bucket(store: CopyStore, bucket: str, spool: BinaryIO) -> int:
    spool.seek(0)
    wanted: dict[tuple[str, str], str] = {}
    for line in spool:
        number, group_id, role = line.decode().rstrip("\n").split("!")
        wanted[number, group_id] = role
    differing: list[tuple[str, str]] = []
    async for page in store.second_copies(bucket):
        for number, group_id, role in page:
            if wanted.pop((number, group_id), None) != role:
                differing.append((number, group_id))
    differing += wanted
    repaired = 0
    for at in range(0, len(differing), _CHECKED_AT_ONCE):
        repaired += await _repair(store, differing[at : at + _CHECKED_AT_ONCE])
    return repaired


async def _repair_counts(
    store: CopyStore, counted: Mapping[str, Mapping[str, Tally]], exact: Mapping[str, Tally]
) -> int:
    """A count that did not change while the members were read, and is not their number, is wrong."""
    now = await store.counts()
    wrong = 0
    for group_id in now.keys() | exact.keys():
        counters = now.get(group_id, {})
        total = sum(counters.values(), Tally())
        members = exact.get(group_id, Tally())
        if total == members or counters != counted.get(group_id, {}) or not await store.is_settled(group_id):
            continue
        await store.correct(group_id, Tally(members.members - total.members, members.admins - total.admins))
        wrong += 1
    return wrong


async def _repair(store: CopyStore, pairs: Sequence[tuple[str, str]]) -> int:
    now: Mapping[tuple[str, str], Role | None] = await store.roles(pairs)
    await store.write([(number, group_id, now[number, group_id]) for number, group_id in pairs])
    return len(pairs)
