"""The records that undo needs, stored beside the job: the rows that a chunk wrote, and the rows that it removed.

Removed rows are recorded before they are removed, written rows at the end of the chunk.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.documents import from_document, to_document, versioned
from shared.domain.members.membership import MemberCount, MemberKey, Membership, Role
from shared.domain.times import rfc3339
from shared.domain.uploads.job import Chunk, Job
from shared.domain.uploads.undo import former_state
from shared.services.context import ImportContext

_REMOVAL = ("groupId", "phoneNumber", "role", "addedAt", "addedBy", "jobId", "before")
"""The fields in the order of the list that a line was before there were versions."""


@dataclass(slots=True)
class WrittenRows:
    """The numbers of one group that the job added, and those whose role it changed (number -> `before`)."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)


def count_change_of_written(written: WrittenRows, roles: Mapping[str, Role]) -> MemberCount:
    """The effect of the rows on their group's member count; `roles` are the roles that they were given."""
    added = sum(roles[number] is Role.ADMIN for number in written.added)
    promoted = sum(roles[number] is Role.ADMIN for number in written.changed)
    demoted = sum(former_state(before).role == Role.ADMIN for before in written.changed.values())
    return MemberCount(len(written.added), added + promoted - demoted)


def _name(job_id: str, run: int, number: int) -> str:
    return f"{job_id}/written/{run:04d}/{number:05d}.json"


async def save_written(context: ImportContext, job: Job, number: int, rows: Mapping[str, WrittenRows]) -> None:
    """Store what this run of the chunk wrote, by group id; called before the chunk is marked done. Idempotent."""
    await context.job_files.put(_name(job.id, job.run, number), encode_written(rows))


async def load_written(context: ImportContext, chunk: Chunk, run: int) -> dict[str, WrittenRows]:
    """What that run of the chunk wrote, by group id; empty when it was interrupted."""
    content = await context.job_files.get(_name(chunk.job_id, run, chunk.number))
    return {} if content is None else decode_written(content)


def encode_written(rows: Mapping[str, WrittenRows]) -> bytes:
    """The stored document."""
    document = versioned({"groups": {group_id: to_document(written) for group_id, written in rows.items()}})
    return json.dumps(document, separators=(",", ":")).encode()


def decode_written(content: bytes) -> dict[str, WrittenRows]:
    """What encode_written wrote. Before there were versions the document was {group id: [added, changed]}."""
    document = json.loads(content)
    if "v" not in document:
        return {group_id: WrittenRows(added, changed) for group_id, (added, changed) in document.items()}
    return {group_id: from_document(WrittenRows, written) for group_id, written in document["groups"].items()}


def merge_written(parts: Sequence[tuple[str, WrittenRows]]) -> dict[str, WrittenRows]:
    """The rows by group id, merged when a chunk has several slices of a group."""
    merged: dict[str, WrittenRows] = {}
    for group_id, part in parts:
        whole = merged.setdefault(group_id, WrittenRows())
        whole.added += part.added
        whole.changed |= part.changed
    return merged


def _prefix(job: Job, chunk_number: int) -> str:
    return f"{job.id}/removed/{job.run:04d}/{chunk_number:05d}-"


async def record_removals(context: ImportContext, job: Job, chunk_number: int, rows: Sequence[Membership]) -> None:
    """Store rows that will be removed. Blob names ascend with time; of two records of a row the later one is right."""
    name = f"{_prefix(job, chunk_number)}{rfc3339(context.now())}-{context.new_id()}.jsonl"
    await context.job_files.put(name, b"\n".join(map(encode_removal, rows)))


async def load_removals(context: ImportContext, job: Job, chunk_number: int) -> dict[MemberKey, Membership]:
    """What this run of the chunk has removed, over all its attempts."""
    removed: dict[MemberKey, Membership] = {}
    for name in await context.job_files.names(_prefix(job, chunk_number)):
        content = await context.job_files.get(name) or b""
        for row in map(decode_removal, content.splitlines()):
            removed[MemberKey(row.phone_number, row.group_id)] = row
    return removed


def encode_removal(row: Membership) -> bytes:
    """One line, without its end."""
    values = (row.group_id, row.phone_number, row.role, row.added_at.isoformat(), row.added_by, row.job_id, row.before)
    return json.dumps(versioned(dict(zip(_REMOVAL, values, strict=True)))).encode()


def decode_removal(line: bytes) -> Membership:
    """The row of one line."""
    document = json.loads(line)
    if isinstance(document, list):
        document = dict(zip(_REMOVAL, document, strict=True))
    return Membership(
        document["groupId"],
        document["phoneNumber"],
        Role(document["role"]),
        datetime.fromisoformat(document["addedAt"]),
        document["addedBy"],
        document.get("jobId", ""),
        document.get("before", ""),
    )
