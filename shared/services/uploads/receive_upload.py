"""A blob arrived in the uploads container: find or make the job that it belongs to, and go on when its files are there."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

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

_TRIES = 10
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


async def receive_upload(context: ImportContext, blob_name: str) -> None:
    """Handle one event. May be called twice or late for the same blob: a version that a job has taken is left alone."""
    version = await context.uploads.version(blob_name)
    if version is None:
        await _note_deleted(context, blob_name)
        return
    try:
        kind = await detect_kind(context, version)
    except (NotFound, PreconditionFailed):
        # Deleted or replaced just now: the next round sees the new state (a replacement has an event of its own, too).
        await receive_upload(context, blob_name)
        return
    file = UploadedFile(kind, blob_name, version.size_bytes, version.etag)
    job = await _claim(context, file, version)
    if job is not None:
        await _go_on(context, job, file)


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
    """The job that holds this file now, or None when an earlier delivery's job is past the point of needing it."""
    name = file.blob_name.partition("/")[0]
    for _ in range(_TRIES):
        pointer = await context.jobs.latest(name)
        current = await context.jobs.get(pointer[0]) if pointer else None
        try:
            if current is not None and _takes(current, file):
                return await _attach(context, current.id, file, version)
            return await _start(context, name, file, version, current, pointer[1] if pointer else None)
        except PreconditionFailed:
            continue
    raise PreconditionFailed(f"The job of the files under {name!r} keeps being changed by others.")


def _takes(job: Job, file: UploadedFile) -> bool:
    mine = job.file(file.kind)
    if mine is not None and (mine.blob_name, mine.etag) == (file.blob_name, file.etag):
        return True
    if job.state is JobState.AWAITING_FILES:
        return True
    return file.kind == FileKind.PARENT and job.state in _JOINABLE


async def _attach(context: ImportContext, job_id: str, file: UploadedFile, version: BlobVersion) -> Job | None:
    """Put the file into the job; a finished job that gets another parent mapping is applying again.

    A user mapping that was dropped says how to apply it, also where its parent mapping came first and made the job.
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
            raise  # The other file of a pair was quicker and made the job of this name.
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
    """The job as the blob's metadata want it, failed where they make no sense."""
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
    """A drop whose metadata cannot be meant: better not applied at all than in another way."""
    mode, region = options.get("mode", "").strip(), options.get("region", "").strip()
    if mode and mode.lower() not in set(Mode):
        return JobError("mode_unknown", f"The metadata say mode {mode!r}; use merge or replace, and upload again.")
    if region and not known_region(region):
        return JobError("region_unknown", f"The metadata say region {region!r}; use an ISO 3166 code such as IN.")
    return None


async def _inherited(context: ImportContext, latest: Job | None, file: UploadedFile) -> list[UploadedFile]:
    """Files under one first segment belong together: a new user mapping takes along the parent mapping that lies there."""
    parent = latest.file(FileKind.PARENT) if latest and file.kind == FileKind.USER else None
    version = await context.uploads.version(parent.blob_name) if parent else None
    return [parent] if parent and version and version.etag == parent.etag else []


async def _note_deleted(context: ImportContext, blob_name: str) -> None:
    """The blob went before it was read: say so in the history, unless a job has read it (a late second delivery)."""
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


_HEAD_BYTES = 256 * 1024


async def detect_kind(context: ImportContext, version: BlobVersion) -> FileKind:
    """The kind. A file whose header says nothing counts as a user mapping: validation will fail it with its code.

    Raises NotFound, PreconditionFailed when the version is gone.
    """
    head = await context.uploads.head(version.name, version.etag, _HEAD_BYTES)
    return await asyncio.to_thread(_kind_of, head, version.name)


def _kind_of(head: bytes, name: str) -> FileKind:
    by_name = FileKind.PARENT if name.endswith(f"/{FileKind.PARENT}.csv") else FileKind.USER
    if len(head) == _HEAD_BYTES:
        # A cut in the middle of a multi-byte character must not change the encoding: end at the last line break.
        head = head[: max(head.rfind(b"\n"), head.rfind(b"\r"), 0) + 2]
    try:
        return open_csv(BytesIO(head), name).header.kind
    except FileError:
        return by_name
