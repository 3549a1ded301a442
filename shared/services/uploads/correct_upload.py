"""Corrects rejected rows of an upload that waits for review: the corrections are stored, and it is read again with them.

Each step may be the last of its process. The document comes first and is nobody's until the job names it; the job goes
back to validating in the same write; the step that reads it again is triggered after it, or by the timer that recovers
stalled uploads. What was corrected is in the part of the log that validation writes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from shared.concurrency import conditional_write, retry_on_conflict
from shared.domain.corrections.file_corrections import Rule
from shared.domain.corrections.upload_corrections import MOST_ROWS, MOST_RULES, MOST_TEXT, Correction, Corrections
from shared.domain.csv.columns import FileKind
from shared.domain.uploads.actions import UploadAction, objection_to
from shared.domain.uploads.arrivals import Arrival, arrival_of
from shared.domain.uploads.job import Job, JobState
from shared.errors import Conflict, FieldError, InvalidInput
from shared.services.context import ImportContext
from shared.services.metrics import upload_moved
from shared.services.uploads.control_upload import Confirmation
from shared.services.uploads.jobs.corrections import load_corrections, save_corrections, versions_of
from shared.services.uploads.jobs.state import load_job
from shared.services.uploads.jobs.trigger_steps import trigger_job
from shared.services.uploads.view_uploads import view_upload

_REPLACED = "A file was replaced after it was read. Wait for the new plan, and look at its rejected rows."


async def view_corrections(context: ImportContext, job_id: str) -> Corrections:
    """All corrections of the upload. Raises NotFound."""
    return await load_corrections(context, await load_job(context, job_id))


async def correct_upload(
    context: ImportContext,
    job_id: str,
    rows: Sequence[Correction],
    rules: Sequence[Rule],
    actor: str,
    confirm: Confirmation = lambda view: None,
) -> None:
    """Add corrections to an upload that waits for review, and have it read again. What says nothing new changes nothing.

    Where somebody else corrected it between its reading here and the write, both corrections count. Raises NotFound,
    Conflict, InvalidInput, and what `confirm` raises.
    """
    if not rows and not rules:
        raise InvalidInput("There is nothing to correct.", [FieldError("rows", "missing", "Give rows or rules.")])
    waited: Job | None = None

    async def attempt() -> Job | None:
        nonlocal waited
        view = await view_upload(context, job_id)
        job = view.job
        confirm(view)
        _check(job, waited)
        waited = waited or job
        _check_kinds(job, rows)
        await _check_files(context, job)
        known = await load_corrections(context, job)
        merged = await asyncio.to_thread(known.merged, rows, rules, actor, context.now())
        if merged.says_the_same(known):
            return None
        _check_limits(merged)
        corrected = await save_corrections(context, job, merged)
        changed = replace(job.to_read_again(await context.log.size(job.id)), corrected=corrected, moved_at=context.now())
        with conditional_write():
            moved = await context.jobs.update(changed)
        upload_moved(job.state, moved)
        return moved

    moved = await retry_on_conflict(f"upload {job_id}", attempt)
    if moved is not None:
        await trigger_job(context, moved)


def _check(job: Job, waited: Job | None) -> None:
    """Raises Conflict unless the job waits for review. `waited` is the job as it did when the request came: it may be read
    again by now for the corrections of somebody else, but not for another file, whose lines are others."""
    if waited is not None and versions_of(job) != versions_of(waited):
        raise Conflict(_REPLACED)
    is_corrected_by_others = waited is not None and job.corrected != waited.corrected and job.run == waited.run
    if job.state is JobState.VALIDATING and is_corrected_by_others and not job.begun:
        return
    objection = objection_to(UploadAction.CORRECT, job)
    if objection is not None:
        raise Conflict(objection)


async def _check_files(context: ImportContext, job: Job) -> None:
    """Corrections are laid over the files as they were read, so these must still be there."""
    for file in job.files:
        version = await context.uploads.version(file.blob_name)
        if version is not None and version.etag == file.etag:
            continue
        if version is not None and arrival_of(job, replace(file, etag=version.etag)) is Arrival.PLANS_AGAIN:
            raise Conflict(_REPLACED)
        if file.kind == FileKind.USER:
            raise Conflict("The file is no longer there as it was read, so its rows cannot be corrected. Upload it again.")


def _check_kinds(job: Job, rows: Sequence[Correction]) -> None:
    missing = {kind for kind in FileKind if job.file(kind) is None}
    errors = [
        FieldError(f"rows[{index}].kind", "not_allowed", f"The upload has no {row.kind}.csv.")
        for index, row in enumerate(rows)
        if row.kind in missing
    ]
    if errors:
        raise InvalidInput("The upload does not have this file.", errors[:100])


def _check_limits(merged: Corrections) -> None:
    """Raises InvalidInput for more than one upload may have in all."""
    errors = []
    if len(merged.rows) > MOST_ROWS:
        errors.append(FieldError("rows", "too_long", f"An upload may have {MOST_ROWS:,} corrected rows."))
    if len(merged.rules) > MOST_RULES:
        errors.append(FieldError("rules", "too_long", f"An upload may have {MOST_RULES} rules."))
    if merged.characters > MOST_TEXT:
        message = f"The corrected cells of an upload may have {MOST_TEXT:,} characters together."
        errors.append(FieldError("rows", "too_long", message))
    if errors:
        raise InvalidInput("There are too many corrections. Correct the file, and upload it again.", errors)
