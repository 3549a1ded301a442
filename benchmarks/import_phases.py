"""The phases of this import and the export, each as the function app runs it, chunks at once as host.json says."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.meter import Cost, RequestCounter, metered
from shared.bootstrap import Services, assemble
from shared.domain.uploads.job import Job, JobState
from shared.services.exports.export_groups import begin_export, run_export
from shared.services.steps import parse_step
from shared.services.stored_files import StoredFile
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.view_uploads import open_log, open_rejected_rows
from shared.settings import read_settings
from shared.storage.clients import StorageClients, create_missing, open_clients

_BLOB = "bench/user-group-mapping.csv"
_HOST_JSON = Path(__file__).parent.parent / "host.json"


class Outcome(NamedTuple):
    """What became of an upload, and the files about it that the API gives out."""

    job: Job
    files: list[StoredFile]


class ImportPhases:
    """One process's view of the import, over the storage account of a connection string."""

    def __init__(self, connection: str, counter: RequestCounter) -> None:
        settings = {
            "DataStorage": connection,
            "AUTH_ISSUER": "http://localhost:7071/dev",
            "AUTH_AUDIENCE": "bench",
            "DEFAULT_REGION": "IN",
            "BLOB_TRIGGER_SOURCE": "LogsAndContainerScan",
        }
        checked = read_settings(settings)
        self._clients: StorageClients = open_clients(checked.storage)
        self._services: Services = assemble(checked, self._clients, b"0" * 32)
        self._counter = counter

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    async def upload(self, csv: Path, blob_name: str = _BLOB) -> Cost:
        """Create tables and containers, and drop the file as an administrator would. Not part of the import."""
        await create_missing(self._clients)
        with metered(self._counter) as cost, csv.open("rb") as file:
            await self._clients.container("uploads").upload_blob(blob_name, file, overwrite=True)
        return cost

    async def take_all(self, blob_names: Sequence[str]) -> "Outcome":
        """Validate these files of one upload, whatever becomes of it, and apply its first chunk: no other takes more."""
        imports = self._services.imports
        for blob_name in blob_names:
            await receive_upload(imports, blob_name)
        pointer = await imports.jobs.latest(blob_names[0].partition("/")[0])
        job_id = pointer[0] if pointer else ""
        names = await imports.chunk_blobs.names(f"{job_id}/")
        await self._apply_each(iter(names[:1]))
        job = await imports.jobs.get(job_id)
        if job is None:
            raise RuntimeError(f"No upload took {blob_names}.")
        files = [await open_log(imports, job_id)]
        if job.state is not JobState.FAILED:
            files.append(await open_rejected_rows(imports, job_id))
        return Outcome(job, files)

    async def validate(self) -> Cost:
        """Validate and split."""
        with metered(self._counter) as cost:
            await receive_upload(self._services.imports, _BLOB)
        return cost

    async def apply(self, rows: int, expected: str) -> Cost:
        """Apply every chunk of the latest job, all of whose rows must come out as `expected`, a field of Counts."""
        imports = self._services.imports
        pointer = await imports.jobs.latest("bench")
        job_id = pointer[0] if pointer else ""
        names = iter(await imports.chunk_blobs.names(f"{job_id}/"))
        with metered(self._counter) as cost:
            async with asyncio.TaskGroup() as group:
                for _ in range(_chunks_at_once()):
                    group.create_task(self._apply_each(names))
        job = await imports.jobs.get(job_id)
        if job is None or job.state is not JobState.COMPLETED or getattr(job.counts, expected) != rows:
            raise RuntimeError(f"The import went wrong: {job}")
        return cost

    async def export(self, rows: int) -> Cost:
        """Write everything out."""
        exports = self._services.exports
        with metered(self._counter) as cost:
            done = await run_export(exports, await begin_export(exports, "bench"))
        if done.counts.memberships != rows:
            raise RuntimeError(f"The export went wrong: {done}")
        return cost

    async def _apply_each(self, names: Iterator[str]) -> None:
        for name in names:
            chunk = parse_step(name)
            if chunk is not None:
                await apply_chunk(self._services.imports, chunk.job_id, chunk.chunk)


def _chunks_at_once() -> int:
    settings = json.loads(_HOST_JSON.read_text(encoding="utf-8"))
    return int(settings["extensions"]["blobs"]["maxDegreeOfParallelism"])
