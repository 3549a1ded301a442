"""The nightly repair: makes the second copies and the counts of memberships what the first copies are, whatever has died
in between.

Reads both tables once. The first copies are spread over one temporary file a bucket, so that memory holds one bucket of
the store (a sixty-fourth) at a time.
"""

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import BinaryIO

from shared.domain.members.membership import MemberCount, Role
from shared.services.ports.members import IndexRepairStore
from shared.services.tempfiles import open_temp_file

logger = logging.getLogger(__name__)

_CHECKED_AT_ONCE = 1000


async def repair_member_index(store: IndexRepairStore) -> int:
    """Answers how many second copies and counts were wrong. Members that change meanwhile are looked at again before a
    write, and counts that change meanwhile are left for the next night."""
    repaired = 0
    counted = await store.counts()
    exact: dict[str, MemberCount] = {}
    with ExitStack() as stack:
        temp_files = {bucket: stack.enter_context(open_temp_file()) for bucket in store.buckets}
        async for page in store.memberships_by_bucket():
            for bucket, number, group_id, role in page:
                temp_files[bucket].write(f"{number}!{group_id}!{role}\n".encode())
                exact[group_id] = exact.get(group_id, MemberCount()) + MemberCount(1, role == Role.ADMIN)
        for bucket, temp_file in temp_files.items():
            repaired += await _repair_bucket(store, bucket, temp_file)
    repaired += await _repair_counts(store, counted, exact)
    if repaired:
        logger.warning("Repaired %d second copies and counts of memberships", repaired)
    return repaired


async def _repair_bucket(store: IndexRepairStore, bucket: str, temp_file: BinaryIO) -> int:
    temp_file.seek(0)
    wanted: dict[tuple[str, str], str] = {}
    for line in temp_file:
        number, group_id, role = line.decode().rstrip("\n").split("!")
        wanted[number, group_id] = role
    differing: list[tuple[str, str]] = []
    async for page in store.index_rows(bucket):
        for number, group_id, role in page:
            if wanted.pop((number, group_id), None) != role:
                differing.append((number, group_id))
    differing += wanted
    repaired = 0
    for at in range(0, len(differing), _CHECKED_AT_ONCE):
        repaired += await _repair(store, differing[at : at + _CHECKED_AT_ONCE])
    return repaired


async def _repair_counts(
    store: IndexRepairStore, counted: Mapping[str, Mapping[str, MemberCount]], exact: Mapping[str, MemberCount]
) -> int:
    """A count that did not change while the members were read, and is not their number, is wrong."""
    now = await store.counts()
    wrong = 0
    for group_id in now.keys() | exact.keys():
        deltas = now.get(group_id, {})
        total = sum(deltas.values(), MemberCount())
        members = exact.get(group_id, MemberCount())
        if total == members or deltas != counted.get(group_id, {}) or not await store.is_committed(group_id):
            continue
        await store.correct(group_id, MemberCount(members.members - total.members, members.admins - total.admins))
        wrong += 1
    return wrong


async def _repair(store: IndexRepairStore, pairs: Sequence[tuple[str, str]]) -> int:
    now: Mapping[tuple[str, str], Role | None] = await store.roles(pairs)
    await store.write([(number, group_id, now[number, group_id]) for number, group_id in pairs])
    return len(pairs)
