"""Drives the import as the blob triggers do, in this process: new versions of blobs are handed on until all is quiet."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from shared.bootstrap import Services
from shared.domain.codes import Problem
from shared.domain.exports import PARENT_FILE, USER_FILE
from shared.services.exports.export_groups import begin_export, continue_export, run_export
from shared.services.steps import StepKind, parse_step
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.undo.undo_chunk import undo_chunk
from shared.services.uploads.validate.validate_upload import validate_again
from shared.services.uploads.view_uploads import UploadView, list_problems, view_upload
from shared.services.webhooks.deliver_events import deliver_requested
from shared.storage.clients import StorageClients

HEADER = "Group Name,Phone Number,User Type\n"
PARENT_HEADER = "Parent Group Name,Child Group Name\n"


@dataclass
class Driver:
    """The store, and which versions of which blobs have been handed on."""

    services: Services
    clients: StorageClients
    handled: set[tuple[str, str, str]] = field(default_factory=set)

    async def drop(self, name: str, content: str | bytes | Path, **metadata: str) -> UploadView:
        """Put a file into uploads as an administrator would, run everything, and answer its upload."""
        await self.put(name, content, **metadata)
        await self.run()
        return await self.upload(name.partition("/")[0])

    async def put(self, name: str, content: str | bytes | Path, **metadata: str) -> None:
        """Only put the file."""
        data = await asyncio.to_thread(content.read_bytes) if isinstance(content, Path) else content
        container = self.clients.container("uploads")
        await container.upload_blob(name, data, overwrite=True, metadata=metadata or None)

    async def run(self) -> None:
        """Hand on new blob versions until there are none."""
        while True:
            events = [event for c in ("uploads", "imports") for event in await self._events(c)]
            if not events:
                return
            for container, name, etag in events:
                self.handled.add((container, name, etag))
                await self.handle(container, name)

    async def handle(self, container: str, name: str) -> None:
        """One event, as functions/blob_triggers.py handles it."""
        context = self.services.imports
        if container == "uploads":
            await receive_upload(context, name)
            return
        step = parse_step(name)
        assert step is not None, name
        if step.kind is StepKind.APPLY:
            await apply_chunk(context, step.job_id, step.chunk)
        elif step.kind is StepKind.UNDO:
            await undo_chunk(context, step.job_id, step.chunk)
        elif step.kind is StepKind.VALIDATE:
            await validate_again(context, step.job_id)
        elif step.kind is StepKind.DELIVER:
            await deliver_requested(self.services.groups.webhooks, step.job_id)
        else:
            await continue_export(self.services.exports, step.job_id)

    async def _events(self, container: str) -> list[tuple[str, str, str]]:
        found = [(container, b.name, b.etag) async for b in self.clients.container(container).list_blobs()]
        return [event for event in found if event not in self.handled]

    async def upload(self, name: str) -> UploadView:
        """The latest upload of this name."""
        pointer = await self.services.imports.jobs.latest(name)
        assert pointer is not None, f"no upload is called {name}"
        return await view_upload(self.services.imports, pointer[0])

    async def problems(self, view: UploadView) -> list[Problem]:
        """All problems of an upload."""
        found: list[Problem] = []
        after: str | None = None
        while True:
            page, after = await list_problems(self.services.imports, view.job.id, 1000, after)
            found += page
            if after is None:
                return found

    async def memberships(self) -> set[tuple[str, str, str]]:
        """(group, number, role) of every organization group."""
        context = self.services.imports
        found: set[tuple[str, str, str]] = set()
        async for groups in context.groups.pages():
            for group in groups:
                async for page in context.members.pages(group.group_id):
                    found |= {(group.name, number, str(role)) for number, role in page}
        return found

    async def group_names(self) -> set[str]:
        """The names of all organization groups."""
        return set((await self._names()).values())

    async def links(self) -> set[tuple[str, str]]:
        """(name of parent, name of child) of the hierarchy."""
        names = await self._names()
        links, _ = await self.services.imports.hierarchy.load_links()
        return {(names[link.parent_id], names[link.child_id]) for link in links}

    async def _names(self) -> dict[str, str]:
        pages = [page async for page in self.services.imports.groups.pages()]
        return {group.group_id: group.name for page in pages for group in page}

    async def copies(self) -> set[tuple[str, str, str]]:
        """(group id, number, role) as the second table has them."""
        rows = [entity async for entity in self.clients.table("MemberGroups").list_entities()]
        return {(key.partition("!")[2], key.partition("!")[0], row["role"]) for row in rows for key in [row["RowKey"]]}

    async def rows(self) -> set[tuple[str, str, str]]:
        """(group id, number, role) as the first table has them."""
        rows = [entity async for entity in self.clients.table("Memberships").list_entities()]
        return {(r["PartitionKey"], r["RowKey"], r["role"]) for r in rows if r["RowKey"].startswith("+")}

    async def export(self) -> tuple[bytes, bytes]:
        """Run an export and answer its two CSV files."""
        exports = self.services.exports
        done = await run_export(exports, await begin_export(exports, "test"))
        users = await exports.files.get(done.folder + USER_FILE)
        parents = await exports.files.get(done.folder + PARENT_FILE)
        assert users is not None
        assert parents is not None
        return users, parents
