"""Writes everything out as the two CSV files that import reads, streaming: one page of members in memory at a time."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from shared.domain.documents import to_document, versioned
from shared.domain.exports import (
    MANIFEST_FILE,
    PARENT_FILE,
    PARENT_MAPPING,
    USER_FILE,
    USER_MAPPING,
    Export,
    ExportCounts,
    ExportedFile,
    ExportState,
    LinkRow,
    MemberRow,
    empty_group_line,
)
from shared.domain.groups.group import GroupName
from shared.domain.groups.hierarchy import Link
from shared.domain.ids import reverse_time_id
from shared.domain.members.membership import MemberRole
from shared.domain.times import rfc3339
from shared.services.context import ExportContext
from shared.services.metrics import export_failed, export_finished
from shared.services.ports.exports import BlobInPieces
from shared.services.steps import export_blob_name

_GROUPS_AT_ONCE = 16
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class _CsvFile:
    """A CSV in the making: streams to its blob and knows its hash, size and rows."""

    name: str
    blob: BlobInPieces
    rows: int = 0
    size: int = 0
    digest: Any = field(default_factory=sha256)

    async def write(self, content: bytes, rows: int) -> None:
        self.digest.update(content)
        self.size += len(content)
        self.rows += rows
        await self.blob.write(content)

    async def finish(self) -> ExportedFile:
        await self.blob.commit()
        return ExportedFile(self.name, self.size, self.digest.hexdigest(), self.rows)


async def begin_export(context: ExportContext, requested_by: str) -> Export:
    """Enter an export into the history as running."""
    now = context.now()
    export = Export(reverse_time_id(now, context.new_id()), ExportState.RUNNING, now, requested_by)
    return await context.exports.insert(export)


async def export_on_schedule(context: ExportContext) -> Export:
    """The nightly export. Raises what run_export raises."""
    return await run_export(context, await begin_export(context, "schedule"))


async def export_now(context: ExportContext, requested_by: str, patience: float) -> Export:
    """Export while somebody waits, for `patience` seconds; a larger store is then exported from the start in the
    background, and the export that this returns is still running. Azure Load Balancer ends a request after 230 s."""
    export = await begin_export(context, requested_by)
    try:
        return await asyncio.wait_for(run_export(context, export), patience)
    except TimeoutError:
        await context.steps.put(export_blob_name(export.id), b"")
        return export


async def continue_export(context: ExportContext, export_id: str) -> None:
    """The background part of export_now; a second delivery finds the export finished and does nothing."""
    export = await context.exports.get(export_id)
    if export is not None and export.state is ExportState.RUNNING:
        await run_export(context, export)


async def run_export(context: ExportContext, export: Export) -> Export:
    """Write the files of an export that has begun. When it fails, the history says so, and the error goes on."""
    try:
        done = await _write_files(context, export)
        done = replace(done, state=ExportState.COMPLETED, finished_at=context.now())
        await context.files.put("latest.json", _latest(done))
    except Exception:
        failed = replace(export, state=ExportState.FAILED, finished_at=context.now())
        await context.exports.update(failed)
        export_failed(failed)
        raise
    done = await context.exports.update(done)
    export_finished(done)
    return done


async def _write_files(context: ExportContext, export: Export) -> Export:
    links = await _links_of_organization(context)
    linked = {link.parent_id for link in links} | {link.child_id for link in links}
    children = {link.child_id for link in links}
    parents = linked - children
    users = await _begin_csv(context, export, USER_FILE, USER_MAPPING.header())
    names: dict[str, str] = {}
    groups = memberships = 0
    async for page in context.groups.pages():
        groups += len(page)
        names.update((group.group_id, group.name) for group in page if group.group_id in linked)
        for at in range(0, len(page), _GROUPS_AT_ONCE):
            memberships += await _write_groups(context, users, page[at : at + _GROUPS_AT_ONCE], parents)
    files = [await users.finish()]
    count = await _write_links(context, export, links, names)
    files.append(count)
    counts = ExportCounts(groups, memberships, count.rows)
    export = replace(export, files=tuple(files), counts=counts)
    manifest = _manifest(export, context.now())
    await context.files.put(export.folder + MANIFEST_FILE, manifest)
    own = ExportedFile(MANIFEST_FILE, len(manifest), sha256(manifest).hexdigest(), 0)
    return replace(export, files=(*export.files, own))


async def _links_of_organization(context: ExportContext) -> list[Link]:
    """The links between organization groups. A link to a private or deleted group is not exported, and tells nothing about
    the group at its other end either."""
    links, _ = await context.hierarchy.load_links()
    groups = await context.groups.get_many(sorted({end for link in links for end in (link.parent_id, link.child_id)}))
    named = {group.id for group in groups.values() if group.holds_name}
    return [link for link in links if link.parent_id in named and link.child_id in named]


async def _begin_csv(context: ExportContext, export: Export, name: str, header: str) -> _CsvFile:
    file = _CsvFile(name, await context.files.put_stream(export.folder + name, "text/csv; charset=utf-8"))
    await file.write(_BOM + header.encode(), 0)
    return file


async def _write_groups(context: ExportContext, users: _CsvFile, groups: Sequence[GroupName], parents: set[str]) -> int:
    """Write the groups in order; their first pages are read in parallel. Returns the number of memberships."""
    streams = [context.members.pages(group.group_id) for group in groups]
    firsts = await asyncio.gather(*(_next_page(stream) for stream in streams))
    written = 0
    for group, stream, first in zip(groups, streams, firsts, strict=True):
        if not first and group.group_id not in parents:
            # A group on top of others comes back with its links; any other empty one needs a line of its own.
            await users.write((empty_group_line(group.name) + "\r\n").encode(), 0)
        page = first
        while page:
            await users.write(await asyncio.to_thread(_member_lines, group.name, page), len(page))
            written += len(page)
            page = await _next_page(stream)
    return written


async def _next_page(stream: AsyncIterator[list[MemberRole]]) -> list[MemberRole]:
    return await anext(stream, [])


def _member_lines(name: str, page: Sequence[MemberRole]) -> bytes:
    return USER_MAPPING.lines([MemberRow(name, number, role) for number, role in page]).encode()


async def _write_links(
    context: ExportContext, export: Export, links: Sequence[Link], names: Mapping[str, str]
) -> ExportedFile:
    """The links by names, without those of a group that was deleted or made private meanwhile."""
    file = await _begin_csv(context, export, PARENT_FILE, PARENT_MAPPING.header())
    rows = sorted(
        LinkRow(names[link.parent_id], names[link.child_id])
        for link in links
        if link.parent_id in names and link.child_id in names
    )
    for at in range(0, len(rows), 1000):
        part = rows[at : at + 1000]
        await file.write(PARENT_MAPPING.lines(part).encode(), len(part))
    return await file.finish()


def _manifest(export: Export, at: datetime) -> bytes:
    content = {
        "exportId": export.id,
        "startedAt": rfc3339(export.created_at),
        "finishedAt": rfc3339(at),
        "counts": to_document(export.counts),
        "files": [
            {"name": file.name, "sizeBytes": file.size_bytes, "sha256": file.sha256, "rows": file.rows}
            for file in export.files
        ],
    }
    return json.dumps(versioned(content), indent=2).encode()


def _latest(export: Export) -> bytes:
    content = {
        "exportId": export.id,
        "folder": export.folder,
        "manifest": export.folder + MANIFEST_FILE,
        "finishedAt": rfc3339(export.finished_at or export.created_at),
        "counts": to_document(export.counts),
    }
    return json.dumps(versioned(content), indent=2).encode()
