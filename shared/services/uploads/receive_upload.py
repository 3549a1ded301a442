"""Handles a blob in the uploads container: finds or creates its job, and starts the next step when the files are there."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import BinaryIO

from shared.concurrency import StaleVersionError, conditional_write, retry_on_conflict
from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.column_choices.sample import HeaderSample
from shared.domain.csv.columns import FileKind
from shared.domain.csv.encoding import known_encoding
from shared.domain.csv.lines import FileError
from shared.domain.ids import is_of_seed, moment_prefix, order_of_arrival, reverse_time_id
from shared.domain.redaction import excerpt
from shared.domain.uploads.arrivals import Arrival, arrival_of, files_for, with_files
from shared.domain.uploads.job import FINISHED, Job, JobError, JobState, Source, UploadedFile
from shared.domain.uploads.metadata import with_options
from shared.domain.uploads.open_file import FoundKind, find_kinds, needs_its_end
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.ports.blobs import BlobVersion
from shared.services.tempfiles import open_temp_file
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


async def claim_upload(context: ImportContext, blob_name: str) -> tuple[Job, list[UploadedFile]] | None:
    """The job that takes the blob's present version, and the files that it is to the job: one, or two for a workbook with
    both kinds; None when that changes nothing. Idempotent."""
    found = await retry_on_conflict(f"the file {blob_name}", partial(_find, context, blob_name))
    if found is None:
        await _note_deleted(context, blob_name)
        return None
    return await _claim(context, *found)


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


async def _find(context: ImportContext, blob_name: str) -> tuple[list[UploadedFile], BlobVersion] | None:
    """The files that the blob's present version is, and that version, or None when it is deleted."""
    version = await context.uploads.version(blob_name)
    if version is None:
        return None
    try:
        return await detect_files(context, version), version
    except (NotFound, PreconditionFailed):
        # Deleted or replaced since: the next attempt reads the new state. A replacement has an event of its own, too.
        raise StaleVersionError from None


async def go_on(context: ImportContext, job: Job, files: Sequence[UploadedFile]) -> None:
    """Do what a job does next when it has taken these files of one version."""
    has_users = any(file.kind == FileKind.USER for file in files)
    # What changes the inputs of a validation has superseded the one that was going on.
    is_input = has_users or job.needs_plan or any(file.choice for file in files)
    if job.state is JobState.AWAITING_FILES:
        if job.has_its_files:
            await validate_upload(context, job)
    elif job.state is JobState.VALIDATING and is_input:
        await validate_upload(context, job)
    elif job.state is JobState.APPLYING and has_users:
        await start_chunks(context, job)
    elif job.state is JobState.APPLYING:
        await finish_if_done(context, job.id)


async def _claim(
    context: ImportContext, found: Sequence[UploadedFile], version: BlobVersion
) -> tuple[Job, list[UploadedFile]] | None:
    """The job that goes on with these files, and those that it takes, or None when they change nothing."""
    name = job_name(version.name)

    async def attempt() -> tuple[Job, list[UploadedFile]] | None:
        pointer = await context.jobs.latest(name)
        current = await context.jobs.get(pointer[0]) if pointer else None
        if pointer is not None and pointer[0] == name and current is None:
            # Only an upload of the API is called by its own id, and retention has removed this one.
            logger.warning("A file came for the upload %s, whose history has been removed; it changes nothing", name)
            return None
        files = files_for(current, found)
        arrival = arrival_of(current, files[0]) if current else Arrival.ELSEWHERE
        with conditional_write():
            if current is None or arrival is Arrival.ELSEWHERE:
                job = await _start(context, name, files, version, current, pointer[1] if pointer else None)
            else:
                job = await _attach(context, current, files, version, arrival)
        return None if job is None else (job, files)

    return await retry_on_conflict(f"the upload of the files under {name!r}", attempt)


async def _attach(
    context: ImportContext, job: Job, files: Sequence[UploadedFile], version: BlobVersion, arrival: Arrival
) -> Job | None:
    """Add the files to the job as `arrival` says, in one change. Raises PreconditionFailed when it means something else
    by now.

    The metadata of a dropped user mapping are the options of the job, even when the parent mapping came first and
    created the job. They never change the options of an upload of the API, nor do they take a review back.
    """
    if arrival is Arrival.KNOWN:
        return job
    if arrival is Arrival.REPLACED:
        return None
    if arrival is Arrival.IGNORED:
        await log_ignored(context, job, files[0])
    log_size = await context.log.size(job.id)

    def attach(current: Job) -> Job:
        if arrival_of(current, files[0]) is not arrival:
            raise PreconditionFailed
        changed = with_files(current, files, arrival, log_size)
        if files[0].kind == FileKind.USER and job.source is Source.STORAGE:
            changed = with_options(changed, version.metadata, context.now(), reviewed=arrival is Arrival.PLANS_AGAIN)
        return changed

    changed = await change_job(context, job.id, attach)
    if arrival is Arrival.IGNORED or changed is None:
        return None
    if arrival is Arrival.PLANS_AGAIN and changed.state is JobState.VALIDATING:
        had_links, has_links = (each.file(FileKind.PARENT) is not None for each in (job, changed))
        await log_planned_again(context, changed, files[0], lost_links=had_links and not has_links)
    return changed


async def _start(
    context: ImportContext,
    name: str,
    files: Sequence[UploadedFile],
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
        files=(*files, *await _inherited(context, latest, files)),
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


async def _inherited(context: ImportContext, latest: Job | None, files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """Files of one folder belong together: a new user mapping keeps the parent mapping that is still there, unless it
    brings one."""
    is_alone = [file.kind for file in files] == [FileKind.USER]
    parent = latest.file(FileKind.PARENT) if latest and is_alone else None
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


async def detect_files(context: ImportContext, version: BlobVersion) -> list[UploadedFile]:
    """The files that a version is: one, or one of each kind. One without a valid header counts as a user mapping, which
    validation rejects, unless something was chosen for an earlier file with its titles.

    Raises NotFound, PreconditionFailed when the version is gone.
    """
    head = await context.uploads.head(version.name, version.etag, _HEAD_BYTES)
    encoding = known_encoding(version.metadata.get("encoding", ""))
    if not needs_its_end(head):
        found = await _detect(context, version, BytesIO(_whole_lines(head)), encoding)
    elif version.size_bytes > context.max_bytes:
        found = [FoundKind(_kind_by_name(version.name))], None
    else:
        with open_temp_file() as temp_file:
            await context.uploads.download(version.name, version.etag, temp_file)
            found = await _detect(context, version, temp_file, encoding)
    kinds, choice = found
    file = UploadedFile("", version.name, version.size_bytes, version.etag)
    chosen = choice.kind if choice else None
    return [
        replace(file, kind=each.kind, sheet=each.sheet, choice=choice if each.kind == chosen else None) for each in kinds
    ]


async def _detect(
    context: ImportContext, version: BlobVersion, binary: BinaryIO, encoding: str | None
) -> tuple[list[FoundKind], ColumnChoice | None]:
    """The kinds that a file is read as, and what is remembered for its titles where they are not known by themselves."""
    kinds, unknown = await asyncio.to_thread(_kinds_of, binary, version.name, encoding, None)
    if unknown is None:
        return kinds, None
    region = version.metadata.get("region", "").strip() or context.default_region or ""
    choice = await find_remembered(context, unknown, region)
    if choice is not None:
        kinds, _ = await asyncio.to_thread(_kinds_of, binary, version.name, encoding, choice)
    return kinds, choice


def _whole_lines(head: bytes) -> bytes:
    """The head up to its last line break: a cut inside a multi-byte character would change the detected encoding."""
    if len(head) < _HEAD_BYTES:
        return head
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r"), 0) + 2]


def _kinds_of(
    binary: BinaryIO, name: str, encoding: str | None, choice: ColumnChoice | None
) -> tuple[list[FoundKind], HeaderSample | None]:
    """The kinds, and what can be asked where a header is not known."""
    try:
        found = find_kinds(binary, name, encoding, choice)
    except FileError:
        return [FoundKind(_kind_by_name(name))], None
    return found.kinds or [FoundKind(_kind_by_name(name))], found.unknown


def _kind_by_name(name: str) -> FileKind:
    return FileKind.PARENT if name.endswith(f"/{FileKind.PARENT}.csv") else FileKind.USER
