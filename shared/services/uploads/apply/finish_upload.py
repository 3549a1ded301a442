"""Finishes a job when its last chunk is done: parent mapping, counts, summary in the log, final state."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.csv.columns import FileKind
from shared.domain.csv.reader import FileError
from shared.domain.uploads.causes import with_causes
from shared.domain.uploads.job import Chunk, ChunkState, Counts, Job, JobError, JobState, final_state
from shared.services.context import ImportContext
from shared.services.metrics import upload_moved
from shared.services.uploads.apply.apply_parent_mapping import apply_parent_mapping
from shared.services.uploads.apply.connector_events import enqueue_completion
from shared.services.uploads.jobs.file_faults import fail_for_file
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.jobs.state import fail_job, load_job, move_job
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.read.read_parent_mapping import UnclearEncodingError


async def finish_if_done(context: ImportContext, job_id: str) -> None:
    """Finish the job if it is applying and all its chunks are done. Several processes may call it. Raises Conflict."""

    async def attempt() -> None:
        job = await load_job(context, job_id)
        if job.state is not JobState.APPLYING or job.undoing:
            return
        chunks = await context.jobs.chunks(job)
        if any(chunk.state is not ChunkState.DONE for chunk in chunks) or len(chunks) < job.chunks_total:
            return
        try:
            with conditional_write():  # A parent mapping may join, or another process finish the job.
                await _finish(context, job, chunks)
        except FileError as error:
            await fail_for_file(context, job, error)
        except UnclearEncodingError as error:
            await _plan_again(context, job, error.names)

    await retry_on_conflict(f"upload {job_id}", attempt)


async def _plan_again(context: ImportContext, job: Job, names: str) -> None:
    """A parent mapping joined a job that is applied without review, and its encoding is not clear: it waits for one."""
    with conditional_write():
        planned = job.with_unclear_names(FileKind.PARENT, names).to_plan_again()
        moved = await context.jobs.update(replace(planned, moved_at=context.now()))
    upload_moved(job.state, moved)
    await trigger_job(context, moved)


async def _finish(context: ImportContext, job: Job, chunks: Sequence[Chunk]) -> None:
    links = await apply_parent_mapping(context, job)
    counts = counts_of(job, chunks).plus(links.counts)
    if not counts.balanced:
        message = f"{counts.entries} entries were read, but {counts.accounted} have an outcome. Report this as a defect."
        await fail_job(context, replace(job, counts=counts), JobError("rows_unaccounted", message))
        return
    state = final_state(counts)
    await _log_summary(context, job, counts, state, links.skipped)
    await enqueue_completion(context, job, state)
    await move_job(
        context,
        job,
        state,
        counts=counts,
        causes=with_causes(job.causes, FileKind.PARENT, links.causes),
        passed_over=replace(job.passed_over, skipped_links=links.skipped),
        finished_at=context.now(),
        error=None,
    )


def counts_of(job: Job, chunks: Sequence[Chunk]) -> Counts:
    """The present counts: those of validation, and those of the chunks that are done."""
    total = Counts(entries=job.counts.entries, rejected=job.counts.rejected, duplicates=job.counts.duplicates)
    for chunk in chunks:
        if chunk.state is ChunkState.DONE:
            total = total.plus(chunk.counts)
    return total


async def _log_summary(
    context: ImportContext, job: Job, counts: Counts, state: JobState, skipped_links: int
) -> None:
    message = (
        f"Finished ({state}): {counts.entries} entries = {counts.rejected} rejected + {counts.duplicates} duplicates + "
        f"{counts.unchanged} unchanged + {counts.added} added + {counts.role_changed} roles changed; "
        f"{counts.removed} removed, {counts.groups_created} groups created; links: {counts.links_added} added, "
        f"{counts.links_unchanged} unchanged, {counts.links_ignored} ignored, {counts.links_rejected} rejected."
    )
    if skipped_links:
        message += f" {skipped_links} rows of the parent group mapping are left out by corrections."
    parent = job.file(FileKind.PARENT)
    key = f'"event":"finished","run":{job.run},"parent":"{(parent.etag if parent else "").strip(chr(34))}"'
    line = log_line(
        context.now(),
        "info",
        "job_finished",
        message,
        event="finished",
        run=job.run,
        parent=(parent.etag if parent else "").strip('"'),
        counts=asdict(counts),
    )
    await context.log.append_once(job.id, key, line, since=job.log_prefix)
