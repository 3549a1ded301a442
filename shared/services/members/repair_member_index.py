"""The nightly repair: makes the member index and the counts of memberships what the memberships are, whatever has died in
between.

Reads both tables once. The memberships are spread over one temporary file a bucket, so that memory holds one bucket of
the store (a sixty-fourth) at a time.
"""

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import BinaryIO

from shared.domain.members.membership import CountDelta, IndexRow, MemberCount, MemberKey, Role
from shared.services.context import ImportContext
from shared.services.tempfiles import open_temp_file

logger = logging.getLogger(__name__)

_CHECKED_AT_ONCE = 1000


async def repair_member_index(context: ImportContext) -> int:
    """Returns how many index rows and counts were wrong. Members that change meanwhile are looked at again before a
    write, and counts that change meanwhile are left for the next night."""
    repaired = 0
    counted = await context.counts.all_committed()
    exact: dict[str, MemberCount] = {}
    with ExitStack() as stack:
        temp_files = {bucket: stack.enter_context(open_temp_file()) for bucket in context.member_index.buckets}
        async for page in context.members.all_memberships():
            for number, group_id, role in page:
                temp_files[context.member_index.bucket_of(number)].write(f"{number}!{group_id}!{role}\n".encode())
                exact[group_id] = exact.get(group_id, MemberCount()) + MemberCount(1, role is Role.ADMIN)
        for bucket, temp_file in temp_files.items():
            repaired += await _repair_bucket(context, bucket, temp_file)
    repaired += await _repair_counts(context, counted, exact)
    if repaired:
        logger.warning("Repaired %d rows of the member index and counts of memberships", repaired)
    return repaired


async def _repair_bucket(context: ImportContext, bucket: str, temp_file: BinaryIO) -> int:
    temp_file.seek(0)
    wanted: dict[MemberKey, str] = {}
    for line in temp_file:
        number, group_id, role = line.decode().rstrip("\n").split("!")
        wanted[MemberKey(number, group_id)] = role
    differing: list[MemberKey] = []
    async for page in context.member_index.pages(bucket):
        differing += [row.key for row in page if wanted.pop(row.key, None) != row.role]
    differing += wanted
    repaired = 0
    for at in range(0, len(differing), _CHECKED_AT_ONCE):
        repaired += await _repair(context, differing[at : at + _CHECKED_AT_ONCE])
    return repaired


async def _repair_counts(
    context: ImportContext, counted: Mapping[str, Mapping[str, MemberCount]], exact: Mapping[str, MemberCount]
) -> int:
    """A count that did not change while the members were read, and is not their number, is wrong."""
    now = await context.counts.all_committed()
    wrong = 0
    for group_id in now.keys() | exact.keys():
        deltas = now.get(group_id, {})
        total = sum(deltas.values(), MemberCount())
        members = exact.get(group_id, MemberCount())
        if total == members or deltas != counted.get(group_id, {}):
            continue
        if not await context.members.is_committed(group_id):
            continue
        by = MemberCount(members.members - total.members, members.admins - total.admins)
        await context.counts.put([CountDelta(group_id, f"recount!{context.new_id()}", by)])
        wrong += 1
    return wrong


async def _repair(context: ImportContext, keys: Sequence[MemberKey]) -> int:
    now = await context.members.roles(keys)
    await context.member_index.write([IndexRow(*key, now[key]) for key in keys])
    return len(keys)
