"""Handles a blob in the uploads container: finds or creates its job, and starts the next step when the files are there."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

from shared.concurrency import StaleVersionError, conditional_write, retry_on_conflict
from shared.domain.csv.columns import FileKind
from shared.domain.csv.reader import FileError, open_csv
from shared.domain.ids import is_of_seed, moment_prefix, order_of_arrival, reverse_time_id
from shared.domain.phone import known_region
from shared.domain.uploads.job import Job, JobError, JobState, Mode, Source, UploadedFile
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.ports.blobs import BlobVersion
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.jobs.state import change_job
from shared.services.uploads.validate.validate_upload import start_chunks, validate_upload

_JOBS_AT_ONCE = 20
"""More than are usually started by files of one second."""
_JOINABLE = frozenset(
    {
        JobState.VALIDATING,
        JobState.AWAITING_REVIEW,
        JobState.APPLYING,
        JobState.COMPLETED,
        JobState.COMPLETED_WITH_ERRORS,
    }
)
_HEAD_BYTES = 256 * 1024


async def receive_upload(context: ImportContext, blob_name: str) -> None:
    """Handle one blob event. A second or late event for a version that a job has already taken changes nothing."""
    found = await retry_on_conflict(f"the file {blob_name}", partial(_find, context, blob_name))
    if found is None:
        await _note_deleted(context, blob_name)
        return
    version, kind = found
    file = UploadedFile(kind, blob_name, version.size_bytes, version.etag)
    job = await _claim(context, file, version)
    if job is not None:
        await _go_on(context, job, file)


async def _find(context: ImportContext, blob_name: str) -> tuple[BlobVersion, FileKind] | None:
    """The blob's present version and its kind, or None when it is deleted."""
    version = await context.uploads.version(blob_name)
    if version is None:
        return None
    try:
        return version, await detect_kind(context, version)
    except (NotFound, PreconditionFailed):
        # Deleted or replaced since: the next attempt reads the new state. A replacement has an event of its own, too.
        raise StaleVersionError from None


async def _go_on(context: ImportContext, job: Job, file: UploadedFile) -> None:
    if job.state is JobState.AWAITING_FILES:
        waits_for_parent = job.expects_parent and job.file(FileKind.PARENT) is None
        if job.file(FileKind.USER) is not None and not waits_for_parent:
            await validate_upload(context, job)
    elif job.state is JobState.VALIDATING and file.kind == FileKind.USER:
        await validate_upload(context, job)
    elif job.state is JobState.APPLYING and file.kind == FileKind.USER:
        await start_chunks(context, job)
    elif job.state is JobState.APPLYING:
        await finish_if_done(context, job.id)


async def _claim(context: ImportContext, file: UploadedFile, version: BlobVersion) -> Job | None:
    """The job that this file belongs to, with the file added, or None when the job no longer exists."""
    name = file.blob_name.partition("/")[0]

    async def attempt() -> Job | None:
        pointer = await context.jobs.latest(name)
        current = await context.jobs.get(pointer[0]) if pointer else None
        with conditional_write():
            if current is not None and _takes(current, file):
                return await _attach(context, current.id, file, version)
            return await _start(context, name, file, version, current, pointer[1] if pointer else None)

    return await retry_on_conflict(f"the upload of the files under {name!r}", attempt)


def _takes(job: Job, file: UploadedFile) -> bool:
    mine = job.file(file.kind)
    if mine is not None and (mine.blob_name, mine.etag) == (file.blob_name, file.etag):
        return True
    if job.state is JobState.AWAITING_FILES:
        return True
    return file.kind == FileKind.PARENT and job.state in _JOINABLE


async def _attach(context: ImportContext, job_id: str, file: UploadedFile, version: BlobVersion) -> Job | None:
    """Add the file to the job. A finished job that gets another parent mapping is applied again.

    The metadata of a dropped user mapping are the options of the job, even when the parent mapping came first and
    created the job.
    """

    def attach(job: Job) -> Job | None:
        if not _takes(job, file):
            raise PreconditionFailed
        if file in job.files:
            return None
        files = (*(f for f in job.files if f.kind != file.kind), file)
        if file.kind == FileKind.USER and job.source is Source.STORAGE:
            job = _with_options(job, version.metadata, context.now())
        again = job.state in (JobState.COMPLETED, JobState.COMPLETED_WITH_ERRORS)
        return replace(job, files=files, state=JobState.APPLYING if again else job.state)

    return await change_job(context, job_id, attach) or await context.jobs.get(job_id)


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
    known = await _started_for(context, file, version) if pointer_etag else None
    if known is not None:
        return known
    now = context.now()
    if latest is not None:
        now = max(now, latest.created_at + timedelta(milliseconds=1))
    job = Job(
        id=reverse_time_id(version.modified_at, _seed(file), order_of_arrival(version.modified_at, now)),
        name=name,
        state=JobState.AWAITING_FILES,
        source=Source.STORAGE,
        submitted_by="storage",
        created_at=now,
        moved_at=now,
        files=(file, *await _inherited(context, latest, file)),
    )
    job = _with_options(job, version.metadata, now)
    try:
        return await context.jobs.start(job, pointer_etag)
    except PreconditionFailed:
        known = await context.jobs.get(job.id)
        if known is None:
            raise  # The other file of the pair has created the job of this name.
        return known


async def _started_for(context: ImportContext, file: UploadedFile, version: BlobVersion) -> Job | None:
    """The job that this version of the file started: among those whose ids are of the version's moment."""
    prefix = moment_prefix(version.modified_at)
    after = prefix
    while True:
        jobs = await context.jobs.page(_JOBS_AT_ONCE, after)
        for job in jobs:
            if not job.id.startswith(prefix):
                return None
            if is_of_seed(job.id, _seed(file)):
                return job
        if len(jobs) < _JOBS_AT_ONCE:
            return None
        after = jobs[-1].id


def _seed(file: UploadedFile) -> str:
    return f"{file.blob_name}\n{file.etag}"


def _with_options(job: Job, metadata: Mapping[str, str], now: datetime) -> Job:
    """The job with the options in the blob's metadata, or failed when they are invalid."""
    error = _metadata_error(metadata)
    if error is not None:
        return replace(job, state=JobState.FAILED, error=error, finished_at=now)
    return replace(
        job,
        mode=Mode(metadata.get("mode", "").strip().lower() or Mode.MERGE),
        region=metadata.get("region", "").strip().upper(),
        review=metadata.get("review", "").strip().lower() in ("true", "1", "yes"),
    )


def _metadata_error(options: Mapping[str, str]) -> JobError | None:
    """The error of invalid metadata. The file is then not applied, since another mode than the intended one does harm."""
    mode, region = options.get("mode", "").strip(), options.get("region", "").strip()
    if mode and mode.lower() not in set(Mode):
        return JobError("mode_unknown", f"The metadata has an unknown mode, {mode!r}; use merge or replace.")
    if region and not known_region(region):
        return JobError("region_unknown", f"The metadata has an unknown region, {region!r}; use an ISO 3166 code.")
    return None


async def _inherited(context: ImportContext, latest: Job | None, file: UploadedFile) -> list[UploadedFile]:
    """Files of one folder belong together: a new user mapping keeps the parent mapping that is still there."""
    parent = latest.file(FileKind.PARENT) if latest and file.kind == FileKind.USER else None
    version = await context.uploads.version(parent.blob_name) if parent else None
    return [parent] if parent and version and version.etag == parent.etag else []


async def _note_deleted(context: ImportContext, blob_name: str) -> None:
    """The blob was deleted before it was read: add a failed job to the history, unless a job has read the blob."""
    name = blob_name.partition("/")[0]
    pointer = await context.jobs.latest(name)
    latest = await context.jobs.get(pointer[0]) if pointer else None
    if latest is not None and any(f.blob_name == blob_name for f in latest.files):
        return
    if latest is not None and latest.state is JobState.AWAITING_FILES:
        return
    now = context.now()
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
        error=JobError("file_deleted", f"The file {blob_name} was deleted before it could be read. Upload it again."),
    )
    await context.jobs.start(job, pointer[1] if pointer else None)


async def detect_kind(context: ImportContext, version: BlobVersion) -> FileKind:
    """The kind of a file. A file without a valid header counts as a user mapping, which validation rejects.

    Raises NotFound, PreconditionFailed when the version is gone.
    """
    head = await context.uploads.head(version.name, version.etag, _HEAD_BYTES)
    return await asyncio.to_thread(_kind_of, head, version.name)


def _kind_of(head: bytes, name: str) -> FileKind:
    by_name = FileKind.PARENT if name.endswith(f"/{FileKind.PARENT}.csv") else FileKind.USER
    if len(head) == _HEAD_BYTES:
        # End at the last line break: a cut inside a multi-byte character would change the detected encoding.
        head = head[: max(head.rfind(b"\n"), head.rfind(b"\r"), 0) + 2]
    try:
        return open_csv(BytesIO(head), name).header.kind
    except FileError:
        return by_name
