"""Writes everything out as the two files that import reads, each as CSV and as a workbook, streaming: one page of members
in memory at a time."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from shared.domain.documents import to_document, versioned
from shared.domain.exports import (
    FILES,
    MANIFEST_FILE,
    PARENT_MAPPING,
    USER_MAPPING,
    Export,
    ExportCounts,
    ExportedFile,
    ExportState,
    LinkRow,
    MemberRow,
)
from shared.domain.groups.group import GroupName
from shared.domain.groups.hierarchy import Link
from shared.domain.ids import reverse_time_id
from shared.domain.members.membership import MemberRole
from shared.domain.times import rfc3339
from shared.services.context import ExportContext
from shared.services.exports.mapping_files import MappingFiles, mapping_files
from shared.services.metrics import export_failed, export_finished
from shared.services.steps import export_blob_name

_GROUPS_AT_ONCE = 16


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
    names: dict[str, str] = {}
    groups = memberships = 0
    async with mapping_files(context.files, export.folder, USER_MAPPING) as users:
        async for page in context.groups.pages():
            groups += len(page)
            names.update((group.group_id, group.name) for group in page if group.group_id in linked)
            for at in range(0, len(page), _GROUPS_AT_ONCE):
                memberships += await _write_groups(context, users, page[at : at + _GROUPS_AT_ONCE], parents)
    async with mapping_files(context.files, export.folder, PARENT_MAPPING) as parent_files:
        await _write_links(parent_files, links, names)
    counts = ExportCounts(groups, memberships, parent_files.rows)
    files = sorted((*users.files, *parent_files.files), key=lambda file: FILES.index(file.name))
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


async def _write_groups(
    context: ExportContext, users: MappingFiles[MemberRow], groups: Sequence[GroupName], parents: set[str]
) -> int:
    """Write the groups in order; their first pages are read in parallel. Returns the number of memberships."""
    streams = [context.members.pages(group.group_id) for group in groups]
    firsts = await asyncio.gather(*(_next_page(stream) for stream in streams))
    written = 0
    for group, stream, first in zip(groups, streams, firsts, strict=True):
        if not first and group.group_id not in parents:
            # A group on top of others comes back with its links; any other empty one needs a line of its own.
            await users.declare(group.name)
        page = first
        while page:
            await users.write([MemberRow(group.name, number, role) for number, role in page])
            written += len(page)
            page = await _next_page(stream)
    return written


async def _next_page(stream: AsyncIterator[list[MemberRole]]) -> list[MemberRole]:
    return await anext(stream, [])


async def _write_links(files: MappingFiles[LinkRow], links: Sequence[Link], names: Mapping[str, str]) -> None:
    """The links by names, without those of a group that was deleted or made private meanwhile."""
    rows = sorted(
        LinkRow(names[link.parent_id], names[link.child_id])
        for link in links
        if link.parent_id in names and link.child_id in names
    )
    for at in range(0, len(rows), 1000):
        await files.write(rows[at : at + 1000])


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
