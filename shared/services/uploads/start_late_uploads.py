"""Starts what lies in the uploads container although no job has taken it: the event of the file was lost.

A storage account's event is lost without a trace when its subscription is missing or names a function that is not there:
the platform answers 202 (https://learn.microsoft.com/azure/azure-functions/functions-event-grid-blob-trigger). So a timer
lists the container. A pass over it looks at the files that were written since the pass before; where a run ends in the
middle of one, the next run goes on from there. A run that dies is repeated.
"""

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.documents import versioned
from shared.domain.uploads.job import Job, JobState
from shared.errors import InvalidInput, StorageUnavailable
from shared.services.context import ImportContext
from shared.services.metrics import uploads_late
from shared.services.ports.blobs import BlobVersion
from shared.services.uploads.jobs.log_arrivals import log_late
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.receive_upload import claim_upload, go_on, job_name, taker_of

logger = logging.getLogger(__name__)

LATE_AFTER = timedelta(minutes=5)
"""Event Grid delivers within seconds as a rule; a file is not late before (docs/contract.md, Uploads, "Guarantees")."""
LOOK_BACK = timedelta(days=1)
"""How far the first pass of all looks back: to what was written before, someone has seen that nothing happened."""
MOST_STARTED = 20
"""Files that a run starts. Their validation is a step of its own, so a start is a few requests."""
MOST_PAGES = 4
"""Requests to list the container in a run, 5,000 blobs each."""
_JOBS_LOOKED_AT = 200
_PROGRESS = "sweeper/uploads.json"


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass over the container: the files written from `since` to before `until`. `marker` is the page where the next run
    goes on."""

    since: datetime
    until: datetime
    marker: str = ""


async def start_late_uploads(context: ImportContext) -> None:
    """Go on with the pass, or begin the next. Safe to run at any time and in several processes.

    Raises StorageUnavailable; then the next run does this one's work again.
    """
    present = await _load(context)
    known = await _newest_files(context)
    room = MOST_STARTED
    for _ in range(MOST_PAGES):
        versions, following = await _page(context, present)
        written = [version for version in versions if present.since <= version.modified_at < present.until]
        late = [version for version in written if await _is_late(context, version, known)]
        await _start_all(context, late[:room])
        if len(late) > room:
            break  # The next run lists this page again, and finds taken what this one has started.
        room -= len(late)
        present = replace(present, marker=following)
        if not following:
            present = replace(present, since=present.until)
            break
    document = {"since": present.since.isoformat(), "until": present.until.isoformat(), "marker": present.marker}
    await context.job_files.put(_PROGRESS, json.dumps(versioned(document)).encode())


async def _load(context: ImportContext) -> Pass:
    until = context.now() - LATE_AFTER
    stored = await context.job_files.get(_PROGRESS)
    if stored is None:
        return Pass(until - LOOK_BACK, until)
    document = json.loads(stored)
    since, marker = datetime.fromisoformat(document["since"]), str(document["marker"])
    return Pass(since, datetime.fromisoformat(document["until"]), marker) if marker else Pass(since, until)


async def _page(context: ImportContext, present: Pass) -> tuple[list[BlobVersion], str]:
    try:
        return await context.uploads.page(present.marker)
    except InvalidInput:
        logger.warning("Storage does not know the page any more at which the search for late files was to go on")
        return await context.uploads.page("")


@dataclass(frozen=True, slots=True)
class _Files:
    """Files that jobs have taken: the job by name and ETag, and the names with their sizes."""

    takers: Mapping[tuple[str, str], Job]
    sizes: Collection[tuple[str, int]]


async def _newest_files(context: ImportContext) -> _Files:
    """Of the newest jobs, which took nearly everything that was written some minutes ago."""
    jobs = await context.jobs.page(_JOBS_LOOKED_AT, None)
    files = [(file, job) for job in jobs for file in (*job.files, *job.former_files)]
    return _Files(
        {(file.blob_name, file.etag): job for file, job in files}, {(f.blob_name, f.size_bytes) for f, _ in files}
    )


async def _is_late(context: ImportContext, version: BlobVersion, known: _Files) -> bool:
    """Whether no job has taken this version. Where a run died right after it started a job, the job's log is completed."""
    taker = known.takers.get((version.name, version.etag)) or await taker_of(context, version)
    if taker is None:
        return not await _has_new_metadata_only(context, version, known)
    if taker.created_at - version.modified_at >= LATE_AFTER:
        file = next((file for file in taker.files if file.etag == version.etag), None)
        if file is not None:
            await log_late(context, taker, file)
    return False


async def _has_new_metadata_only(context: ImportContext, version: BlobVersion, known: _Files) -> bool:
    """Whether a job has read this file, and somebody changed its metadata since: that is no event, and the same file is not
    to be applied again, over what people changed meanwhile."""
    if version.created_at >= version.modified_at:
        return False
    if (version.name, version.size_bytes) in known.sizes:
        return True
    pointer = await context.jobs.latest(job_name(version.name))
    latest = await context.jobs.get(pointer[0]) if pointer else None
    files = (*latest.files, *latest.former_files) if latest else ()
    return any((file.blob_name, file.size_bytes) == (version.name, version.size_bytes) for file in files)


async def _start_all(context: ImportContext, late: Sequence[BlobVersion]) -> None:
    if late:
        uploads_late(len(late))  # Before they are started, so that it is seen whatever happens to this process.
    for version in late:
        try:
            await _start(context, version)
        except StorageUnavailable:
            raise
        except Exception:  # a file that cannot be started must not keep others from it
            logger.exception("A file that no upload has taken cannot be started")


async def _start(context: ImportContext, version: BlobVersion) -> None:
    claimed = await claim_upload(context, version.name)
    if claimed is None:
        return
    job, files = claimed
    logger.warning("The event of a file of upload %s was lost; the file is taken now", job.id)
    await log_late(context, job, files[0])
    if job.state is JobState.APPLYING:
        await go_on(context, job, files)
    elif job.state in (JobState.AWAITING_FILES, JobState.VALIDATING) and job.has_its_files:
        await trigger_job(context, job)
