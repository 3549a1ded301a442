"""The end of validation: the plan, where the job needs one, and the next state. A job that was validated before is only
planned again, from its chunks."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from shared.domain.csv.columns import FileKind
from shared.domain.redaction import excerpt
from shared.domain.uploads.causes import with_causes
from shared.domain.uploads.chunks import decode_chunk
from shared.domain.uploads.fail_safe import MOST_HELD_NAMED, HeldGroup, HoldReason, group_names, hold_sentence
from shared.domain.uploads.job import ChunkState, Job, JobState
from shared.domain.uploads.plan import StoredPlan
from shared.services.context import ImportContext
from shared.services.steps import chunk_blob_name
from shared.services.uploads.apply.finish_upload import finish_if_done
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.jobs.state import change_job, load_job
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.read.renamed_groups import keep_renamed_of_plan
from shared.services.uploads.validate.plan_changes import PlanOfGroups, load_refused_groups, save_plan
from shared.services.uploads.validate.plan_parent_mapping import plan_parent_mapping


class SupersededError(Exception):
    """Another run of this validation, other files, or a cancellation has changed the job."""


async def update_validating(context: ImportContext, job: Job, update: Callable[[Job], Job]) -> Job:
    """Change the job that this validation began with. Returns it; raises SupersededError when it is another one now."""

    def change(current: Job) -> Job:
        if current.state is not JobState.VALIDATING or current.inputs != job.inputs:
            raise SupersededError
        return update(current)

    changed = await change_job(context, job.id, change)
    return changed or job


async def note_unclear_encoding(context: ImportContext, job: Job, kind: FileKind, names: str) -> Job:
    """Note that the names of this file, one a line, must be looked at before the job is applied. Nothing for "".

    It comes before the first chunk may be applied. Raises SupersededError.
    """
    file = job.file(kind)
    if not names or file is None or file.unclear_names:
        return job
    return await update_validating(context, job, lambda now: now.with_unclear_names(kind, names))


async def note_sheet(context: ImportContext, job: Job, kind: FileKind, sheet: str) -> Job:
    """Note which sheet of a workbook was read, where that was not known when the file came: what its titles mean was said
    since. Raises SupersededError."""
    file = job.file(kind)
    if file is None or file.sheet == sheet:
        return job
    return await update_validating(context, job, lambda now: now.with_sheet(kind, sheet))


async def move_on(
    context: ImportContext, job: Job, chunks_total: int, plan: PlanOfGroups | None, listed: set[str]
) -> None:
    """Apply the job's chunks, or wait for review. `listed` are the normalised names of the user mapping's groups."""
    if plan is None:
        await update_validating(context, job, lambda now: replace(now.ready_to_apply(), chunks_total=chunks_total))
        await start_chunks(context, await load_job(context, job.id))
        return
    # The plan's id goes into the job with its state, so that what is shown is what was looked at here.
    plan_id = context.new_id()
    planned_links = await plan_parent_mapping(context, job, plan_id, listed)
    await plan.find_other_admins(context)
    held = [*_unclear_encodings(job), *plan.held(job.mode)]
    await save_plan(context, job, plan_id, StoredPlan(list(plan.groups.values()), planned_links.links, held))
    await keep_renamed_of_plan(context, await load_job(context, job.id), plan_id, plan.renamed)

    def moved(now: Job) -> Job:
        planned = replace(
            now,
            chunks_total=chunks_total,
            plan_id=plan_id,
            causes=with_causes(now.causes, FileKind.PARENT, planned_links.causes),
            passed_over=replace(now.passed_over, skipped_links=planned_links.skipped),
        )
        planned = replace(planned, held_groups=tuple(held[:MOST_HELD_NAMED]), held_total=len(group_names(held)))
        return replace(planned, state=JobState.AWAITING_REVIEW) if job.is_reviewed or held else planned.ready_to_apply()

    await update_validating(context, job, moved)
    if held:
        await _log_held(context, job, held, plan_id)
    current = await load_job(context, job.id)
    if current.state is JobState.APPLYING:
        await start_chunks(context, current)


def _unclear_encodings(job: Job) -> list[HeldGroup]:
    """The names that a person must look at. Merge waits for that as well: a garbled name makes a group that stays."""
    names = dict.fromkeys(name for file in job.files for name in file.unclear_names.split("\n") if name)
    return [HeldGroup(name, HoldReason.ENCODING_UNCLEAR) for name in names]


async def start_chunks(context: ImportContext, job: Job) -> None:
    """What follows on validation, which may have died just before it. Chunks of a job without a plan fired when they
    were stored; those of one with a plan were passed over until it was ready, so they are fired once more."""
    if job.needs_plan and not job.undoing:
        await trigger_job(context, job)
    await finish_if_done(context, job.id)


async def plan_again(context: ImportContext, job: Job) -> None:
    """Plan a job whose chunks are all stored, for a rerun or another parent mapping. Chunks that are done stay done.

    Raises SupersededError, FileError.
    """
    plan = PlanOfGroups(await load_refused_groups(context, job))
    for chunk in await context.jobs.chunks(job):
        content = await context.chunk_blobs.get(chunk_blob_name(job.id, chunk.number))
        slices = await asyncio.to_thread(decode_chunk, content) if content else []
        await plan.add(context, slices, job, is_done=chunk.state is ChunkState.DONE)
    names = (await context.job_files.get(f"{job.folder}/groups.txt") or b"").decode()
    await move_on(context, job, job.chunks_total, plan if job.needs_plan else None, set(names.split("\n")))


_HELD_CODES = {
    HoldReason.REMOVES_MANY: "import_too_large_removal",
    HoldReason.REJECTED_ROWS: "import_removes_beside_rejected_rows",
    HoldReason.ROWS_WITHOUT_GROUP: "import_removes_beside_rejected_rows",
    HoldReason.LAST_ADMIN: "import_removes_last_admin",
    HoldReason.ENCODING_UNCLEAR: "import_encoding_unclear",
    HoldReason.SKIPPED_ROWS: "import_removes_beside_rejected_rows",
}


async def _log_held(context: ImportContext, job: Job, held: list[HeldGroup], plan_id: str) -> None:
    """A line for each reason, with the groups."""
    current = await load_job(context, job.id)
    for reason, code in _HELD_CODES.items():
        names = [excerpt(group.name) for group in held if group.reason == reason]
        if not names:
            continue
        more = f" and {len(names) - MOST_HELD_NAMED} others" if len(names) > MOST_HELD_NAMED else ""
        message = f"Waiting for review because of {', '.join(names[:MOST_HELD_NAMED])}{more}. {hold_sentence(reason)}"
        line = log_line(context.now(), "warning", code, message, event="held", plan=plan_id, reason=reason)
        event = f'"event":"held","plan":"{plan_id}","reason":"{reason}"'
        await context.log.append_once(job.id, event, line, since=current.log_prefix)
