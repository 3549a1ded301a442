"""Handles a blob in the uploads container: finds or creates its job, and starts the next step when the files are there."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO

from shared.concurrency import StaleVersionError, conditional_write, retry_on_conflict
from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.column_choices.sample import HeaderError, HeaderSample
from shared.domain.csv.columns import FileKind
from shared.domain.csv.encoding import known_encoding
from shared.domain.csv.reader import FileError, open_csv
from shared.domain.ids import is_of_seed, moment_prefix, order_of_arrival, reverse_time_id
from shared.domain.redaction import excerpt
from shared.domain.uploads.arrivals import Arrival, arrival_of, with_file
from shared.domain.uploads.job import FINISHED, Job, JobError, JobState, Source, UploadedFile
from shared.domain.uploads.metadata import with_options
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.ports.blobs import BlobVersion
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.columns.remembered import find_remembered
from shared.services.uploads.jobs.log_arrivals import log_ignored, log_planned_again
from shared.services.uploads.jobs.state import change_job
from shared.services.uploads.validate.move_on import start_chunks
from shared.services.uploads.validate.validate_upload import validate_upload

logger = logging.getLogger(__name__)

_JOBS_AT_ONCE = 20
"""More than are usually started by files of one second."""
_BEFORE_REVIEW = (JobState.VALIDATING, JobState.AWAITING_REVIEW)
_HEAD_BYTES = 256 * 1024


async def receive_upload(context: ImportContext, blob_name: str) -> None:
    """Handle one blob event. A second or late event for a version that a job has already taken changes nothing."""
    claimed = await claim_upload(context, blob_name)
    if claimed is not None:
        await go_on(context, *claimed)


async def claim_upload(context: ImportContext, blob_name: str) -> tuple[Job, UploadedFile] | None:
    """The job that takes the blob's present version, and the file; None when that changes nothing. Idempotent."""
    found = await retry_on_conflict(f"the file {blob_name}", partial(_find, context, blob_name))
    if found is None:
        await _note_deleted(context, blob_name)
        return None
    version, kind, choice = found
    file = UploadedFile(kind, blob_name, version.size_bytes, version.etag, choice=choice)
    job = await _claim(context, file, version)
    return None if job is None else (job, file)


async def taker_of(context: ImportContext, version: BlobVersion) -> Job | None:
    """The job that has taken this version, if it is the latest of its name, or the version started it."""
    pointer = await context.jobs.latest(job_name(version.name))
    latest = await context.jobs.get(pointer[0]) if pointer else None
    if latest is not None and any(
        (each.blob_name, each.etag) == (version.name, version.etag) for each in (*latest.files, *latest.former_files)
    ):
        return latest
    return await _started_for(context, version) if pointer else None


def job_name(blob_name: str) -> str:
    """The name of the job that a blob belongs to."""
    return blob_name.partition("/")[0]


async def _find(context: ImportContext, blob_name: str) -> tuple[BlobVersion, FileKind, ColumnChoice | None] | None:
    """The blob's present version, its kind and what is remembered for its titles, or None when it is deleted."""
    version = await context.uploads.version(blob_name)
    if version is None:
        return None
    try:
        return version, *await detect_kind(context, version)
    except (NotFound, PreconditionFailed):
        # Deleted or replaced since: the next attempt reads the new state. A replacement has an event of its own, too.
        raise StaleVersionError from None


async def go_on(context: ImportContext, job: Job, file: UploadedFile) -> None:
    """Do what a job does next when it has taken this file."""
    if job.state is JobState.AWAITING_FILES:
        if job.has_its_files:
            await validate_upload(context, job)
    elif job.state is JobState.VALIDATING and (file.kind == FileKind.USER or job.needs_plan):
        await validate_upload(context, job)
    elif job.state is JobState.APPLYING and file.kind == FileKind.USER:
        await start_chunks(context, job)
    elif job.state is JobState.APPLYING:
        await finish_if_done(context, job.id)


async def _claim(context: ImportContext, file: UploadedFile, version: BlobVersion) -> Job | None:
    """The job that goes on with this file, or None when the file changes nothing."""
    name = job_name(file.blob_name)

    async def attempt() -> Job | None:
        pointer = await context.jobs.latest(name)
        current = await context.jobs.get(pointer[0]) if pointer else None
        if pointer is not None and pointer[0] == name and current is None:
            # Only an upload of the API is called by its own id, and retention has removed this one.
            logger.warning("A file came for the upload %s, whose history has been removed; it changes nothing", name)
            return None
        arrival = arrival_of(current, file) if current else Arrival.ELSEWHERE
        with conditional_write():
            if current is None or arrival is Arrival.ELSEWHERE:
                return await _start(context, name, file, version, current, pointer[1] if pointer else None)
            return await _attach(context, current, file, version, arrival)

    return await retry_on_conflict(f"the upload of the files under {name!r}", attempt)


async def _attach(
    context: ImportContext, job: Job, file: UploadedFile, version: BlobVersion, arrival: Arrival
) -> Job | None:
    """Add the file to the job as `arrival` says. Raises PreconditionFailed when it means something else by now.

    The metadata of a dropped user mapping are the options of the job, even when the parent mapping came first and
    created the job. They never change the options of an upload of the API, nor do they take a review back.
    """
    if arrival is Arrival.KNOWN:
        return job
    if arrival is Arrival.REPLACED:
        return None
    if arrival is Arrival.IGNORED:
        await log_ignored(context, job, file)
    log_size = await context.log.size(job.id)

    def attach(current: Job) -> Job:
        if arrival_of(current, file) is not arrival:
            raise PreconditionFailed
        changed = with_file(current, file, arrival, log_size)
        if file.kind == FileKind.USER and job.source is Source.STORAGE:
            changed = with_options(changed, version.metadata, context.now(), reviewed=arrival is Arrival.PLANS_AGAIN)
        return changed

    changed = await change_job(context, job.id, attach)
    if arrival is Arrival.IGNORED or changed is None:
        return None
    if arrival is Arrival.PLANS_AGAIN and changed.state is JobState.VALIDATING:
        await log_planned_again(context, changed, file)
    return changed


async def _start(
    context: ImportContext,
    name: str,
    file: UploadedFile,
    version: BlobVersion,
    latest: Job | None,
    pointer_etag: str | None,
) -> Job | None:
    """A new job of this name, or the one that an earlier delivery started for this version of the file.

    Raises PreconditionFailed when another job became the latest of this name: `pointer_etag` was read before the search
    for an earlier delivery's job, so two deliveries at once cannot both start one.
    """
    # Without a pointer there never was a job of this name.
    known = await _started_for(context, version) if pointer_etag else None
    if known is not None:
        return known
    now = context.now()
    if latest is not None:
        now = max(now, latest.created_at + timedelta(milliseconds=1))
    job = Job(
        id=reverse_time_id(version.modified_at, _seed(version), order_of_arrival(version.modified_at, now)),
        name=name,
        state=JobState.AWAITING_FILES,
        source=Source.STORAGE,
        submitted_by="storage",
        created_at=now,
        moved_at=now,
        files=(file, *await _inherited(context, latest, file)),
    )
    # A second user mapping beside an upload that waits for review is not applied unreviewed.
    is_beside_review = latest is not None and latest.needs_plan and latest.state in _BEFORE_REVIEW
    job = with_options(replace(job, review=is_beside_review), version.metadata, now, reviewed=True)
    try:
        return await context.jobs.start(job, pointer_etag)
    except PreconditionFailed:
        known = await context.jobs.get(job.id)
        if known is None:
            raise  # The other file of the pair has created the job of this name.
        return known


async def _started_for(context: ImportContext, version: BlobVersion) -> Job | None:
    """The job that this version of the file started: among those whose ids are of the version's moment."""
    prefix = moment_prefix(version.modified_at)
    after = prefix
    while True:
        jobs = await context.jobs.page(_JOBS_AT_ONCE, after)
        for job in jobs:
            if not job.id.startswith(prefix):
                return None
            if is_of_seed(job.id, _seed(version)):
                return job
        if len(jobs) < _JOBS_AT_ONCE:
            return None
        after = jobs[-1].id


def _seed(version: BlobVersion) -> str:
    return f"{version.name}\n{version.etag}"


async def _inherited(context: ImportContext, latest: Job | None, file: UploadedFile) -> list[UploadedFile]:
    """Files of one folder belong together: a new user mapping keeps the parent mapping that is still there."""
    parent = latest.file(FileKind.PARENT) if latest and file.kind == FileKind.USER else None
    version = await context.uploads.version(parent.blob_name) if parent else None
    return [parent] if parent and version and version.etag == parent.etag else []


async def _note_deleted(context: ImportContext, blob_name: str) -> None:
    """The blob was deleted before it was read: add a failed job to the history, unless a job has read the blob."""
    name = job_name(blob_name)
    pointer = await context.jobs.latest(name)
    latest = await context.jobs.get(pointer[0]) if pointer else None
    if latest is not None and any(f.blob_name == blob_name for f in (*latest.files, *latest.former_files)):
        return
    if latest is not None and latest.state not in FINISHED:
        return  # The job goes on, and stays the latest of its name.
    if pointer is not None and pointer[0] == name:
        return  # An upload of the API has ended; nothing more belongs to it.
    now = context.now()
    message = f"The file {excerpt(blob_name)} was deleted before it could be read. Upload it again."
    job = Job(
        id=reverse_time_id(now, blob_name),
        name=name,
        state=JobState.FAILED,
        source=Source.STORAGE,
        submitted_by="storage",
        created_at=now,
        finished_at=now,
        moved_at=now,
        files=(UploadedFile(FileKind.USER, blob_name, 0, ""),),
        error=JobError("file_deleted", message),
    )
    await context.jobs.start(job, pointer[1] if pointer else None)


async def detect_kind(context: ImportContext, version: BlobVersion) -> tuple[FileKind, ColumnChoice | None]:
    """The kind of a file, and the choice for an earlier file with its titles where they are not known by themselves. A file
    without a valid header counts as a user mapping, which validation rejects.

    Raises NotFound, PreconditionFailed when the version is gone.
    """
    head = await context.uploads.head(version.name, version.etag, _HEAD_BYTES)
    encoding = known_encoding(version.metadata.get("encoding", ""))
    found = await asyncio.to_thread(_kind_of, head, version.name, encoding)
    if isinstance(found, FileKind):
        return found, None
    kind, sample = found
    region = version.metadata.get("region", "").strip() or context.default_region or ""
    choice = await find_remembered(context, sample, region)
    return FileKind(choice.kind) if choice else kind, choice


def _kind_of(head: bytes, name: str, encoding: str | None) -> FileKind | tuple[FileKind, HeaderSample]:
    by_name = FileKind.PARENT if name.endswith(f"/{FileKind.PARENT}.csv") else FileKind.USER
    if len(head) == _HEAD_BYTES:
        # End at the last line break: a cut inside a multi-byte character would change the detected encoding.
        head = head[: max(head.rfind(b"\n"), head.rfind(b"\r"), 0) + 2]
    try:
        return open_csv(BytesIO(head), name, encoding).header.kind
    except HeaderError as error:
        return by_name, error.sample
    except FileError:
        return by_name
