"""Reading uploads: one with its live counts, the history, its problems page by page, its log and its rejected rows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from shared.domain.codes import Problem
from shared.domain.column_choices.question import ColumnQuestion
from shared.domain.csv.columns import FileKind
from shared.domain.uploads.job import FINISHED, Chunk, Counts, Job, JobState
from shared.domain.uploads.plan import StoredPlan
from shared.errors import NotFound
from shared.services.context import ImportContext
from shared.services.ports.blobs import ContentStore
from shared.services.stored_files import StoredFile
from shared.services.uploads.apply.finish_upload import counts_of
from shared.services.uploads.jobs.column_questions import open_question
from shared.services.uploads.jobs.list_position import position_in
from shared.services.uploads.jobs.log import (
    chunk_warnings_folder,
    decode_problem,
    plan_warnings_name,
    problems_blob_name,
    rejected_blob_name,
)
from shared.services.uploads.jobs.rejected_rows import shows_planned_links
from shared.services.uploads.jobs.state import load_job
from shared.services.uploads.undo.finish_undo import UNDO
from shared.services.uploads.validate.plan_changes import load_plan, plan_problems_name

_UNFINISHED = frozenset({JobState.FAILED, JobState.CANCELLED})
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class UploadView:
    """A job with its present counts, chunks and plan."""

    job: Job
    chunks: Sequence[Chunk]
    counts: Counts
    plan: StoredPlan | None = None
    question: ColumnQuestion | None = None
    """What is asked about the columns; of one upload, not in the history."""


async def view_upload(context: ImportContext, job_id: str) -> UploadView:
    """One upload, with its plan if validation made one. Raises NotFound."""
    job = await load_job(context, job_id)
    view = await _view(context, job)
    asked = await open_question(context, job)
    view = replace(view, question=asked.question if asked else None)
    return replace(view, plan=await load_plan(context, job)) if job.needs_plan else view


async def list_uploads(context: ImportContext, limit: int, after: str | None) -> tuple[list[UploadView], str | None]:
    """Returns up to `limit` uploads after the given id, newest first, and the id to go on from."""
    jobs = await context.jobs.page(limit, after)
    views = await asyncio.gather(*(_view(context, job) for job in jobs))
    return views, jobs[-1].id if len(jobs) == limit else None


async def _view(context: ImportContext, job: Job) -> UploadView:
    """The counts of a finished job are final; before, the chunks' counts are added to those of validation."""
    if job.state in FINISHED - _UNFINISHED:
        return UploadView(job, (), job.counts)
    chunks = await context.jobs.chunks(job)
    counts = counts_of(job, chunks)
    if job.state in _UNFINISHED and counts.entries:
        counts = replace(counts, not_applied=counts.entries - counts.accounted)
    return UploadView(job, chunks, counts)


async def list_problems(
    context: ImportContext, job_id: str, limit: int, after: str | None
) -> tuple[list[Problem], str | None]:
    """Returns up to `limit` problems from the position `after` on ("kind:offset in bytes"), and the position after them.

    Raises NotFound, and InvalidInput for an invalid position.
    """
    job = await load_job(context, job_id)
    lists = await _problem_lists(context, job)
    kind, offset = position_in(after, list(lists))
    found: list[Problem] = []
    for current in list(lists)[list(lists).index(kind) :]:
        lines, offset = await _lines(context.job_files, lists[current], offset, limit - len(found))
        found += [decode_problem(line) for line in lines]
        if len(found) == limit:
            return found, f"{current}:{offset}"
        offset = 0
    return found, None


async def first_problems(context: ImportContext, job_id: str, kind: FileKind, limit: int) -> list[Problem]:
    """The first problems of one of the upload's files. Raises NotFound."""
    job = await load_job(context, job_id)
    lines, _ = await _lines(context.job_files, _problems_name(job, kind), 0, limit)
    return [decode_problem(line) for line in lines]


async def _problem_lists(context: ImportContext, job: Job) -> dict[str, str]:
    """The blobs with the problems in the order of the list, by the word that a position has for them."""
    lists = {str(kind): _problems_name(job, kind) for kind in (FileKind.USER, FileKind.PARENT)}
    plan = [plan_warnings_name(job.id, job.plan_id)] if job.plan_id else []
    for name in plan or await context.job_files.names(chunk_warnings_folder(job.folder)):
        lists[name.rpartition("/")[2]] = name
    return {**lists, UNDO: problems_blob_name(job.id, UNDO)}


async def open_log(context: ImportContext, job_id: str) -> StoredFile:
    """Returns the log of an upload as JSON lines; empty before the first line. Raises NotFound."""
    await load_job(context, job_id)
    return StoredFile(await context.log.size(job_id), partial(context.log.read, job_id))


async def open_rejected_rows(context: ImportContext, job_id: str) -> StoredFile:
    """Returns the CSV of the rows that validation rejected. Raises NotFound, also for an upload before validation."""
    job = await load_job(context, job_id)
    name = rejected_blob_name(job.folder)
    size = await context.job_files.size(name)
    if size is None:
        raise NotFound("The upload has not been validated.")
    return StoredFile(size, partial(context.job_files.get_range, name))


def _problems_name(job: Job, kind: FileKind) -> str:
    """The blob with the problems of a file; those of the parent mapping are the planned ones until it may be applied."""
    if kind is FileKind.PARENT and shows_planned_links(job):
        return plan_problems_name(job.id, job.plan_id)
    return problems_blob_name(job.folder, kind)


async def _lines(files: ContentStore, name: str, offset: int, limit: int) -> tuple[list[bytes], int]:
    """Up to `limit` whole lines from byte `offset` on, and the offset after them."""
    content = b""
    at = offset
    while content.count(b"\n") < limit:
        piece = await files.get_range(name, at, _PIECE)
        content += piece
        at += len(piece)
        if len(piece) < _PIECE:
            break
    lines = content.split(b"\n")[:-1][:limit]
    return lines, offset + sum(len(line) + 1 for line in lines)
