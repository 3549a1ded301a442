"""The records that undo needs, stored beside the job: the rows that a chunk wrote, and the rows that it removed.

Removed rows are recorded before they are removed, written rows at the end of the chunk.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.domain.documents import from_document, to_document, versioned
from shared.domain.members.membership import Change, IndexRow, MemberKey, Membership, Role
from shared.domain.times import rfc3339
from shared.domain.uploads.chunks import GroupSlice
from shared.domain.uploads.job import Chunk, Job
from shared.domain.uploads.progress import StepProgress
from shared.services.context import ImportContext

_ID_LENGTH = 36
"""Of a UUID."""
_REMOVAL = ("groupId", "phoneNumber", "role", "addedAt", "addedBy", "jobId", "before")
"""The fields in the order of the list that a line was before there were versions."""


@dataclass(slots=True)
class WrittenRows:
    """The numbers of one group that the job added, those whose role it changed (number -> `before`), and the memberships
    that it removed, as documents. An older version wrote no `removed`; then all that is recorded was removed. `name` is
    the group's in the file; an older version wrote none."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)
    removed: list[dict[str, Any]] | None = None
    name: str = ""

    @staticmethod
    def of(name: str, changes: Iterable[Change]) -> "WrittenRows":
        """What these changes wrote in the group that the file calls so."""
        written = WrittenRows(removed=[], name=name)
        for change in changes:
            written.put(change)
        return written

    @property
    def total(self) -> int:
        """How many rows these are."""
        return len(self.added) + len(self.changed) + len(self.removed or ())

    def put(self, change: Change) -> None:
        """Add one change."""
        if change.before is None:
            self.added.append(change.phone_number)
        elif change.after is not None:
            self.changed[change.phone_number] = change.after.before
        else:
            self.put_removed(change.before)

    def put_removed(self, row: Membership) -> None:
        """Add one row that was removed."""
        self.removed = self.removed or []
        self.removed.append(_document(row))

    @property
    def removed_numbers(self) -> list[str]:
        """The numbers of the removed memberships."""
        return [row["phoneNumber"] for row in self.removed or ()]

    def removed_rows(self) -> dict[str, Membership]:
        """The removed memberships by number."""
        rows = map(_membership, self.removed or ())
        return {row.phone_number: row for row in rows}


def _name(job_id: str, run: int, number: int) -> str:
    return f"{job_id}/written/{run:04d}/{number:05d}.json"


async def save_written(context: ImportContext, job: Job, number: int, rows: Mapping[str, WrittenRows]) -> None:
    """Store what this run of the chunk wrote, by group id; called before the chunk is marked done. Idempotent.

    The first attempt to get here has written all there was to write, so of a group that is recorded nothing is replaced:
    an attempt that ends late finds fewer rows when an undo, or somebody else, has removed some since.
    """
    name = _name(job.id, job.run, number)
    if await context.job_files.put_new(name, encode_written(rows)):
        return
    recorded = decode_written(await context.job_files.get(name) or encode_written({}))
    if not rows.keys() <= recorded.keys():
        await context.job_files.put(name, encode_written({**rows, **recorded}))


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


def merge_written(parts: Iterable[tuple[str, WrittenRows]]) -> dict[str, WrittenRows]:
    """The rows by group id, merged when a chunk has several slices of a group."""
    merged: dict[str, WrittenRows] = {}
    for group_id, part in parts:
        whole = merged.setdefault(group_id, WrittenRows(removed=[], name=part.name))
        whole.added += part.added
        whole.changed |= part.changed
        whole.removed = (whole.removed or []) + (part.removed or [])
    return merged


async def find_written(
    context: ImportContext, job: Job, group_id: str, group_slice: GroupSlice, chunk_number: int, progress: StepProgress
) -> tuple[WrittenRows, list[IndexRow]]:
    """What several attempts of a chunk wrote in one group, by the rows that have the job's id and the records of removals;
    and the rows of the member index as the memberships are now. A row that others have removed since is missing."""
    written, index_rows = WrittenRows(removed=[], name=group_slice.name), []
    for number, row in (await context.members.existing(group_id, list(group_slice.roles))).items():
        # From the second run on, a row that others changed since is the work of a run that was undone.
        mine = row.state_by(job.id) if job.run == 1 or row.job_id == job.id else None
        if mine is None:
            continue
        if mine.before:
            written.changed[number] = mine.before
        else:
            written.added.append(number)
        index_rows.append(IndexRow(number, group_id, Role(row.role)))
    if progress.removals:
        records = await _records(context, job, chunk_number)
        for record, after, upto in progress.removals:
            for removed in records.get(record, ()):
                if removed.group_id == group_id and after < removed.phone_number <= upto:
                    written.put_removed(removed)
                    index_rows.append(IndexRow(removed.phone_number, group_id, None))
    return written, index_rows


def _prefix(job: Job, chunk_number: int) -> str:
    return f"{job.id}/removed/{job.run:04d}/{chunk_number:05d}-"


async def record_removals(context: ImportContext, job: Job, chunk_number: int, rows: Sequence[Membership]) -> str:
    """Store rows that are to be removed. Returns the id of the record. Blob names ascend with time."""
    record = context.new_id()
    name = f"{_prefix(job, chunk_number)}{rfc3339(context.now())}-{record}.jsonl"
    await context.job_files.put(name, b"\n".join(map(encode_removal, rows)))
    return record


async def load_removals(context: ImportContext, job: Job, chunk_number: int) -> dict[MemberKey, Membership]:
    """What this run of the chunk recorded to remove; of two records of a row the later one is right."""
    records = await _records(context, job, chunk_number)
    return {MemberKey(row.phone_number, row.group_id): row for rows in records.values() for row in rows}


async def _records(context: ImportContext, job: Job, chunk_number: int) -> dict[str, list[Membership]]:
    """The rows by the id of their record, in the order of time."""
    found: dict[str, list[Membership]] = {}
    for name in await context.job_files.names(_prefix(job, chunk_number)):
        content = await context.job_files.get(name) or b""
        found[name.removesuffix(".jsonl")[-_ID_LENGTH:]] = [*map(decode_removal, content.splitlines())]
    return found


def encode_removal(row: Membership) -> bytes:
    """One line, without its end."""
    return json.dumps(_document(row)).encode()


def decode_removal(line: bytes) -> Membership:
    """The row of one line."""
    document = json.loads(line)
    return _membership(dict(zip(_REMOVAL, document, strict=True)) if isinstance(document, list) else document)


def _document(row: Membership) -> dict[str, Any]:
    values = (row.group_id, row.phone_number, row.role, row.added_at.isoformat(), row.added_by, row.job_id, row.before)
    return versioned(dict(zip(_REMOVAL, values, strict=True)))


def _membership(document: Mapping[str, Any]) -> Membership:
    return Membership(
        document["groupId"],
        document["phoneNumber"],
        Role(document["role"]),
        datetime.fromisoformat(document["addedAt"]),
        document["addedBy"],
        document.get("jobId", ""),
        document.get("before", ""),
    )
