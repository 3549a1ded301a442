"""Validation, the first stage of an upload: reads the user mapping, stores its problems, and writes the accepted entries
as chunks, whose blobs trigger the second stage.

Idempotent: killed, repeated or run twice at once, the same version of the file gives the same problems, log lines and
chunks; existing chunks keep their progress, and only one run changes the job's state.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from shared.domain.column_choices.sample import HeaderError
from shared.domain.corrections.upload_corrections import Corrections
from shared.domain.csv.columns import FileKind
from shared.domain.csv.encoding import known_encoding
from shared.domain.csv.reader import FileError
from shared.domain.redaction import excerpt, mask_numbers
from shared.domain.uploads.arrivals import Arrival, arrival_of
from shared.domain.uploads.causes import with_causes
from shared.domain.uploads.chunks import GroupSlice, chunk_number, encode_chunk, split_into_chunks
from shared.domain.uploads.job import Chunk, Job, JobState, Mode, UploadedFile
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.steps import chunk_blob_name
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.columns.choose_columns import settle_choices
from shared.services.uploads.columns.remembered import find_remembered
from shared.services.uploads.jobs.file_faults import fail_for_file, kind_at_fault
from shared.services.uploads.jobs.log import (
    decode_problem,
    log_line,
    problem_line,
    problems_blob_name,
    rejected_blob_name,
)
from shared.services.uploads.jobs.rejected_rows import rejected_rows_name
from shared.services.uploads.jobs.state import load_job, move_job
from shared.services.uploads.read.download_file import download_file, file_error
from shared.services.uploads.read.look_alikes import add_look_alikes
from shared.services.uploads.read.read_parent_mapping import check_parent_mapping
from shared.services.uploads.read.read_user_mapping import ReadUpload, read_user_mapping
from shared.services.uploads.validate.move_on import (
    SupersededError,
    move_on,
    note_sheet,
    note_unclear_encoding,
    plan_again,
    start_chunks,
    update_validating,
)
from shared.services.uploads.validate.note_corrections import begin_corrections, correction_lines
from shared.services.uploads.validate.plan_changes import PlanOfGroups, save_refused_groups

_CHUNKS_AT_ONCE = 8
_BYTES_AT_ONCE = 4 * 1024 * 1024
_LOG_BLOCK = 3 * 1024 * 1024
"""An append block has at most 4 MiB (REST reference, Append Block)."""


async def validate_upload(context: ImportContext, job: Job) -> None:
    """Validate a job whose files have arrived. An error of the whole file fails the job before any table is changed."""
    try:
        job = await _begin(context, job)
        await settle_choices(context, job)
        job, corrections = await begin_corrections(context, job)
        if job.chunks_total:
            job = await _check_parent_mapping(context, job)
            await plan_again(context, job)
            return
        with open_temp_file() as temp_file:
            await _fetch(context, job, temp_file)
            found = await asyncio.to_thread(_read, context, job, temp_file, corrections)
        with found:
            job = await note_sheet(context, job, FileKind.USER, found.sheet)
            job = await note_unclear_encoding(context, job, FileKind.USER, found.unclear_names)
            job = await _check_parent_mapping(context, job)
            await add_look_alikes(context, job, found)
            await _keep_results(context, job, found, corrections)
    except HeaderError as error:
        await _validate_as_remembered(context, job, error)
    except FileError as error:
        await fail_for_file(context, job, error)
    except SupersededError:
        return


async def _validate_as_remembered(context: ImportContext, job: Job, error: HeaderError) -> None:
    """Validate with what was chosen for an earlier file with the same titles, or fail the job, which then waits for that.

    A file is given its choice when it arrives; this is for one whose header its first part did not show as it is.
    """
    file = job.file(kind_at_fault(job, error.problem))
    region = job.region or context.default_region or ""
    choice = await find_remembered(context, error.sample, region) if file and not file.choice else None
    if file is None or choice is None or choice.kind != file.kind:
        await fail_for_file(context, job, error)
        return
    sheet = error.problem.sheet
    with suppress(SupersededError):
        chosen = await update_validating(context, job, lambda now: now.with_choice(file, sheet, choice))
        await validate_upload(context, chosen)


async def validate_again(context: ImportContext, job_id: str) -> None:
    """Validate a job that nobody waits for: a rerun after validation failed, a stalled job, or one whose files' events were
    lost."""
    job = await context.jobs.get(job_id)
    if job is not None and (
        job.state is JobState.VALIDATING or (job.state is JobState.AWAITING_FILES and job.has_its_files)
    ):
        await validate_upload(context, job)
    elif job is not None and job.state is JobState.APPLYING:
        await start_chunks(context, job)


async def _check_parent_mapping(context: ImportContext, job: Job) -> Job:
    return await note_unclear_encoding(context, job, FileKind.PARENT, await check_parent_mapping(context, job))


def _user_file(job: Job) -> UploadedFile:
    file = job.file(FileKind.USER)
    if file is None:
        raise NotFound(f"Upload {job.id} has no user group mapping yet.")
    return file


async def _begin(context: ImportContext, job: Job) -> Job:
    if job.state is JobState.VALIDATING:
        return job
    if job.state is not JobState.AWAITING_FILES:
        raise SupersededError
    try:
        return await move_job(context, job, JobState.VALIDATING, started_at=context.now())
    except PreconditionFailed:
        current = await load_job(context, job.id)
        if current.state is not JobState.VALIDATING:
            raise SupersededError from None
        return current


async def _fetch(context: ImportContext, job: Job, temp_file: BinaryIO) -> None:
    """Download this version of the user mapping into `temp_file`.

    Raises FileError when it is too large, deleted or replaced, and SupersededError when the new version is this job's.
    """
    file = _user_file(job)
    try:
        await download_file(context, file, temp_file)
    except (NotFound, PreconditionFailed):
        # For a deleted blob Azure returns 404, Azurite 412.
        version = await context.uploads.version(file.blob_name)
        if version is None:
            raise file_error(
                file, "file_deleted", "The file was deleted before it was read. Upload it again."
            ) from None
        if arrival_of(job, replace(file, etag=version.etag)) is Arrival.PLANS_AGAIN:
            raise SupersededError from None
        message = "The file was replaced while it was read; the new version is imported as an upload of its own."
        raise file_error(file, "file_replaced", message) from None


def _read(context: ImportContext, job: Job, temp_file: BinaryIO, corrections: Corrections) -> ReadUpload:
    file = _user_file(job)
    return read_user_mapping(
        temp_file,
        file.blob_name,
        job_region=job.region or None,
        default_region=context.default_region,
        max_rows=context.max_rows,
        encoding=known_encoding(job.encoding),
        choice=file.choice,
        also=job.kinds_of_version(file) - {FileKind.USER},
        corrections=corrections.of(FileKind.USER),
    )


async def _keep_results(context: ImportContext, job: Job, found: ReadUpload, corrections: Corrections) -> None:
    await context.job_files.put_file(problems_blob_name(job.folder, FileKind.USER), found.problems)
    await context.job_files.put_file(rejected_blob_name(job.folder), found.rejected_csv)
    if found.causes:
        await context.job_files.put_file(rejected_rows_name(job, FileKind.USER), found.rejected_rows)
    names = await asyncio.to_thread(_group_names, found)
    await context.job_files.put(f"{job.folder}/groups.txt", names)
    refused = found.book.refused_groups()
    if job.mode is Mode.REPLACE and (found.counts.rejected or found.book.skipped):
        await save_refused_groups(context, job, refused)
    log_end = await _write_log(context, job, found, corrections)
    is_released = not job.needs_plan
    # Before the first chunk can be triggered: chunks search the log after this prefix for their lines.
    await update_validating(
        context,
        job,
        lambda now: replace(
            now,
            log_prefix=log_end,
            counts=found.counts,
            passed_over=found.passed_over,
            causes=with_causes(now.causes, FileKind.USER, found.causes),
            released=is_released,
            begun=now.begun or is_released,
        ),
    )
    plan = PlanOfGroups(refused) if job.needs_plan else None
    total = await _store_chunks(context, job, found, plan)
    await move_on(context, job, total, plan, set(found.book.names()))


def _group_names(found: ReadUpload) -> bytes:
    return "\n".join(found.book.names()).encode()


async def _write_log(context: ImportContext, job: Job, found: ReadUpload, corrections: Corrections) -> int:
    """Write the log up to here, in blocks that another attempt writes with the same lengths at the same offsets."""
    offset = job.log_start
    block = bytearray(_opening_lines(context, job, found))
    block += correction_lines(context, job, corrections, found.book.skipped)
    found.problems.seek(0)
    for line in found.problems:
        block += problem_line(context.now(), decode_problem(line))
        if len(block) >= _LOG_BLOCK:
            offset = await context.log.write_at(job.id, offset, bytes(block))
            block.clear()
    counts = found.counts
    message = (
        f"Read {counts.entries} entries: {counts.rejected} rejected, {counts.duplicates} duplicates, "
        f"{counts.entries - counts.rejected - counts.duplicates} to apply."
    )
    block += log_line(context.now(), "info", "file_read", message)
    return await context.log.write_at(job.id, offset, bytes(block))


def _opening_lines(context: ImportContext, job: Job, found: ReadUpload) -> bytes:
    file = _user_file(job)
    version = f", reading {job.revision} of its user mapping" if job.revision > 1 else ""
    name, actor = mask_numbers(job.name), mask_numbers(job.submitted_by)
    text = f"Upload {name} ({job.mode}) by {actor}{version}: {file.size_bytes} bytes."
    lines = log_line(context.now(), "info", "job_started", text, file=file.blob_name)
    passed_over = found.passed_over
    if passed_over.instructions:
        text = f"{passed_over.instructions} lines begin with # and a blank and were skipped as instructions."
        lines += log_line(context.now(), "info", "instructions_skipped", text, file=file.blob_name)
    if passed_over.default_rows:
        text = f"{passed_over.default_rows} rows hold only what a drop-down list fills in, and were skipped."
        lines += log_line(context.now(), "info", "default_rows_skipped", text, file=file.blob_name)
    if passed_over.columns:
        titles = ", ".join(excerpt(column.title) for column in passed_over.ignored_columns)
        more = passed_over.columns - len(passed_over.ignored_columns)
        text = f"Columns that are not known were ignored: {titles}{f' and {more:,} more' if more > 0 else ''}."
        lines += log_line(context.now(), "info", "columns_ignored", text, file=file.blob_name)
    return lines


async def _store_chunks(context: ImportContext, job: Job, found: ReadUpload, plan: PlanOfGroups | None) -> int:
    """Store every chunk: first its entity, then the blob that triggers the second stage."""
    chunks = _encoded_chunks(job, found, context.chunk_rows)
    total = 0
    while batch := await asyncio.to_thread(_take, chunks):
        total += len(batch)
        await context.jobs.add_chunks([each.chunk for each in batch])
        await asyncio.gather(
            *(context.chunk_blobs.put(chunk_blob_name(job.id, each.chunk.number), each.content) for each in batch)
        )
        if plan is not None:
            for each in batch:
                await plan.add(context, each.slices, job)
    return total


class _EncodedChunk(NamedTuple):
    chunk: Chunk
    content: bytes
    slices: list[GroupSlice]


def _take(chunks: Iterator[_EncodedChunk]) -> list[_EncodedChunk]:
    """The next chunks to store at once: a few, and fewer where their groups have long names."""
    batch: list[_EncodedChunk] = []
    while len(batch) < _CHUNKS_AT_ONCE and sum(len(each.content) for each in batch) < _BYTES_AT_ONCE:
        following = next(chunks, None)
        if following is None:
            break
        batch.append(following)
    return batch


def _encoded_chunks(job: Job, found: ReadUpload, rows: int) -> Iterator[_EncodedChunk]:
    for n, slices in enumerate(split_into_chunks(found.book.groups(), rows), start=1):
        lines = [line for group_slice in slices for line in group_slice.lines]
        number = chunk_number(job.revision, n)
        chunk = Chunk(job.id, number, len(lines), min(lines, default=0), max(lines, default=0))
        yield _EncodedChunk(chunk, encode_chunk(slices), slices)
