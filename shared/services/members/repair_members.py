"""The nightly repair: makes the member index what the memberships are, whatever has died in between, and checks the counts.

Reads both tables once. The memberships are spread over one temporary file a bucket, so that memory holds one bucket of
the store (a sixty-fourth) at a time.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO

from shared.domain.members.membership import IndexRow, MemberKey
from shared.services.context import ImportContext
from shared.services.members.check_counts import GroupCounts, check_counts
from shared.services.tempfiles import open_temp_file

logger = logging.getLogger(__name__)

_CHECKED_AT_ONCE = 1000


async def repair_members(context: ImportContext) -> int:
    """Returns how many index rows and counts were wrong. Members that change meanwhile are looked at again before a
    write, and counts that change meanwhile are left for the next night."""
    repaired = 0
    counts: dict[str, GroupCounts] = defaultdict(GroupCounts)
    with ExitStack() as stack:
        temp_files = {bucket: stack.enter_context(open_temp_file()) for bucket in context.member_index.buckets}
        async for members, summands in context.members.all_memberships():
            for number, group_id, role in members:
                temp_files[context.member_index.bucket_of(number)].write(f"{number}!{group_id}!{role}\n".encode())
                counts[group_id].add_member(role)
            for summand in summands:
                counts[summand.group_id].add_summand(summand)
        for bucket, temp_file in temp_files.items():
            repaired += await _repair_bucket(context, bucket, temp_file)
    if repaired:
        logger.warning("Repaired %d rows of the member index", repaired)
    return repaired + await check_counts(context, counts)


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


async def _repair(context: ImportContext, keys: Sequence[MemberKey]) -> int:
    now = await context.members.roles(keys)
    await context.member_index.write([IndexRow(*key, now[key]) for key in keys])
    return len(keys)
