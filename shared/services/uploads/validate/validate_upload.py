"""The first stage: read the user mapping once, keep its problems, and cut what is good into chunks that fire the second.

May be killed anywhere and run again, or run twice at once: the same version of the file gives the same problems, log
lines and chunks, chunks that exist keep their progress, and only one run moves the job on.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, NamedTuple

from shared.domain.codes import Problem
from shared.domain.csv.columns import FileKind
from shared.domain.csv.reader import FileError
from shared.domain.uploads.chunks import GroupSlice, encode_chunk, split_into_chunks
from shared.domain.uploads.fail_safe import FAIL_SAFE
from shared.domain.uploads.job import Chunk, Job, JobError, JobState, UploadedFile
from shared.errors import NotFound, PreconditionFailed
from shared.services.context import ImportContext
from shared.services.steps import chunk_blob_name
from shared.services.tempfiles import open_temp_file
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.jobs.log import (
    decode_problem,
    log_line,
    problem_line,
    problems_blob_name,
    rejected_blob_name,
)
from shared.services.uploads.jobs.state import change_job, fail_job, load_job, move_job
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.read.read_parent_mapping import check_parent_mapping
from shared.services.uploads.read.read_user_mapping import ReadUpload, read_user_mapping
from shared.services.uploads.validate.plan_changes import UploadPlan, held_groups, save_plan

_CHUNKS_AT_ONCE = 8
_LOG_BLOCK = 3 * 1024 * 1024
"""An append block may hold 4 MiB (Append Block, REST reference)."""


async def validate_upload(context: ImportContext, job: Job) -> None:
    """Run or repeat validation of a job whose files are there; file-level faults end the job and touch no table."""
    try:
        job = await _begin(context, job)
        with open_temp_file() as temp_file:
            await _fetch(context, _user_file(job), temp_file)
            found = await asyncio.to_thread(_read, context, job, temp_file)
        await check_parent_mapping(context, job)
        with found:
            await _keep_results(context, job, found)
    except FileError as fault:
        await fail_job(context, await load_job(context, job.id), JobError(fault.problem.code, fault.problem.message))
    except _SupersededError:
        return


async def validate_again(context: ImportContext, job_id: str) -> None:
    """Validate a job that is validating: a rerun after validation failed, or one that stopped moving."""
    job = await context.jobs.get(job_id)
    if job is not None and job.state is JobState.VALIDATING:
        await validate_upload(context, job)
    elif job is not None and job.state is JobState.APPLYING:
        await start_chunks(context, job)


async def start_chunks(context: ImportContext, job: Job) -> None:
    """What follows on validation, which may have died just before it. Chunks of a job without a plan fired when they
    were stored; those of one with a plan were passed over until it was ready, so they are fired once more."""
    if job.needs_plan and not job.undoing:
        await trigger_job(context, job)
    await finish_if_done(context, job.id)


class _SupersededError(Exception):
    """Another run of this validation, or a cancellation, has moved the job on."""


def _user_file(job: Job) -> UploadedFile:
    file = job.file(FileKind.USER)
    if file is None:
        raise NotFound(f"Upload {job.id} has no user group mapping yet.")
    return file


async def _begin(context: ImportContext, job: Job) -> Job:
    if job.state is JobState.VALIDATING:
        return job
    try:
        return await move_job(context, job, JobState.VALIDATING, started_at=context.now())
    except PreconditionFailed:
        current = await load_job(context, job.id)
        if current.state is not JobState.VALIDATING:
            raise _SupersededError from None
        return current


async def _fetch(context: ImportContext, file: UploadedFile, temp_file: BinaryIO) -> None:
    """The file's very version into `temp_file`. Raises FileFault when it is too large, gone or replaced."""
    if file.size_bytes > context.max_bytes:
        raise _fault(file, "file_too_large", f"The file is over {context.max_bytes // 2**20} MiB. Split it.")
    try:
        await context.uploads.download(file.blob_name, file.etag, temp_file)
    except (NotFound, PreconditionFailed):
        # For a blob that is gone some answer that it is not found (Azure), some that it is not this version (Azurite).
        if await context.uploads.version(file.blob_name) is None:
            raise _fault(file, "file_deleted", "The file was deleted before it was read. Upload it again.") from None
        message = "The file was replaced while it was read; the new version is imported as an upload of its own."
        raise _fault(file, "file_replaced", message) from None
    temp_file.seek(0)


def _fault(file: UploadedFile, code: str, message: str) -> FileError:
    return FileError(Problem(file.blob_name, 0, "", code, message))


def _read(context: ImportContext, job: Job, temp_file: BinaryIO) -> ReadUpload:
    return read_user_mapping(
        temp_file,
        _user_file(job).blob_name,
        job_region=job.region or None,
        default_region=context.default_region,
        max_rows=context.max_rows,
    )


async def _keep_results(context: ImportContext, job: Job, found: ReadUpload) -> None:
    await context.job_files.put_file(problems_blob_name(job.id, FileKind.USER), found.problems)
    await context.job_files.put_file(rejected_blob_name(job.id), found.rejected_csv)
    names = await asyncio.to_thread(_group_names, found)
    await context.job_files.put(f"{job.id}/groups.txt", names)
    log_end = await _write_log(context, job, found)
    # Before the first chunk can fire: what chunks append to the log they look for behind this prefix.
    await _update_validating(context, job, log_prefix=log_end, counts=found.counts)
    plan = UploadPlan() if job.needs_plan else None
    total = await _store_chunks(context, job, found, plan)
    if plan is not None:
        # A run that another one has overtaken compared with rows that the job's own chunks may have written since.
        if (await load_job(context, job.id)).state is not JobState.VALIDATING:
            raise _SupersededError
        await save_plan(context, job.id, plan)
    await _move_on(context, job, total, plan)


def _group_names(found: ReadUpload) -> bytes:
    return "\n".join(found.book.names()).encode()


async def _write_log(context: ImportContext, job: Job, found: ReadUpload) -> int:
    """The log up to here, in blocks that another attempt writes with the same lengths at the same places."""
    offset = 0
    block = bytearray(_opening_lines(context, job, found))
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
    text = f"Upload {job.name} ({job.mode}) by {job.submitted_by}: {file.size_bytes} bytes."
    lines = log_line(context.now(), "info", "job_started", text, file=file.blob_name)
    if found.instruction_lines:
        text = f"{found.instruction_lines} lines begin with # and were passed over as instructions."
        lines += log_line(context.now(), "info", "instructions_skipped", text, file=file.blob_name)
    if found.ignored_columns:
        text = f"Columns that are not known were ignored: {', '.join(found.ignored_columns)}."
        lines += log_line(context.now(), "info", "columns_ignored", text, file=file.blob_name)
    return lines


async def _store_chunks(context: ImportContext, job: Job, found: ReadUpload, plan: UploadPlan | None) -> int:
    """Store every chunk: its progress entity first, then the blob that fires the second stage."""
    chunks = _encoded_chunks(job.id, found, context.chunk_rows)
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
    return [item for _, item in zip(range(_CHUNKS_AT_ONCE), chunks, strict=False)]


def _encoded_chunks(job_id: str, found: ReadUpload, rows: int) -> Iterator[_EncodedChunk]:
    for number, slices in enumerate(split_into_chunks(found.book.groups(), rows), start=1):
        lines = [line for group_slice in slices for line in group_slice.lines]
        chunk = Chunk(job_id, number, len(lines), min(lines, default=0), max(lines, default=0))
        yield _EncodedChunk(chunk, encode_chunk(slices), slices)


async def _move_on(context: ImportContext, job: Job, total: int, plan: UploadPlan | None) -> None:
    held = held_groups(plan) if plan is not None else ()
    state = JobState.AWAITING_REVIEW if job.review or held else JobState.APPLYING
    await _update_validating(context, job, state=state, chunks_total=total, held_groups=held)
    if held:
        await _log_held(context, job, held)
    if state is JobState.APPLYING:
        await start_chunks(context, await load_job(context, job.id))


async def _update_validating(context: ImportContext, job: Job, **fields: Any) -> None:
    def update(current: Job) -> Job:
        if current.state is not JobState.VALIDATING:
            raise _SupersededError
        return replace(current, **fields)

    await change_job(context, job.id, update)


async def _log_held(context: ImportContext, job: Job, held: tuple[str, ...]) -> None:
    message = (
        f"Waiting for review: more than {FAIL_SAFE.removed_percent} % of the members would be removed from "
        f"{', '.join(held[:20])}{' and others' if len(held) > 20 else ''}. Apply or cancel the upload."
    )
    line = log_line(context.now(), "warning", "import_too_large_removal", message, event="held")
    current = await load_job(context, job.id)
    await context.log.append_once(job.id, '"event":"held"', line, since=current.log_prefix)
