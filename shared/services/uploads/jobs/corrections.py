"""The stored corrections of an upload: one document for each request that changed something, which the job names."""

import asyncio
from collections.abc import Mapping

from shared.domain.corrections.file_corrections import FileCorrections
from shared.domain.corrections.upload_corrections import Corrected, Corrections, decode_corrections, encode_corrections
from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import Job
from shared.errors import NotFound
from shared.services.context import ImportContext


async def load_corrections(context: ImportContext, job: Job) -> Corrections:
    """All corrections of the job that are made for its present files. Raises NotFound."""
    return (await load_stored_corrections(context, job)).in_force(versions_of(job))


async def load_stored_corrections(context: ImportContext, job: Job) -> Corrections:
    """As stored, also those for a version of a file that was replaced. Raises NotFound."""
    if not job.corrected.id:
        return Corrections(versions=versions_of(job))
    content = await context.job_files.get(_name(job.id, job.corrected.id))
    if content is None:
        raise NotFound(f"The corrections {job.corrected.id} of upload {job.id} are gone.")
    return await asyncio.to_thread(decode_corrections, content)


async def load_corrections_of(context: ImportContext, job: Job, kind: FileKind) -> FileCorrections | None:
    """The corrections of one file, None where there are none. Raises NotFound."""
    return (await load_corrections(context, job)).of(kind) if job.corrected.id else None


async def save_corrections(context: ImportContext, job: Job, corrections: Corrections) -> Corrected:
    """Store the corrections under a new id; they become the job's with the change that names it."""
    corrected = Corrected(context.new_id(), len(corrections.rows), len(corrections.rules))
    content = await asyncio.to_thread(encode_corrections, corrections)
    await context.job_files.put_new(_name(job.id, corrected.id), content)
    return corrected


def versions_of(job: Job) -> Mapping[FileKind, str]:
    """The ETags of the job's files by kind."""
    return {FileKind(file.kind): file.etag for file in job.files}


def _name(job_id: str, corrections_id: str) -> str:
    return f"{job_id}/corrections/{corrections_id}.json"
