"""Go on with an upload whose titles are not known, with the columns that somebody chose.

The choice is stored with the job's file, in the write that takes the job back to validating, so that of two people at once
one succeeds. What follows, remembering the choice and removing the question with its cells, is done by whoever comes
by: this request, or validation when the process died.
"""

from collections.abc import Mapping
from dataclasses import replace

from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.column_choices.read_choice import read_choice
from shared.domain.column_choices.remembered import to_remember
from shared.domain.csv.columns import FileKind
from shared.domain.redaction import excerpt, mask_numbers
from shared.domain.times import rfc3339
from shared.domain.uploads.job import Job, JobState, Source, UploadedFile
from shared.errors import Conflict, FieldError, InvalidInput
from shared.services.context import ImportContext
from shared.services.uploads.columns.remembered import remember
from shared.services.uploads.jobs.column_questions import OpenQuestion, open_question, remove_question, stored_question
from shared.services.uploads.jobs.log import log_line
from shared.services.uploads.jobs.state import change_job, load_job
from shared.services.uploads.jobs.trigger_steps import trigger_job


async def choose_columns(context: ImportContext, job_id: str, actor: str, wanted: Mapping[str, str]) -> None:
    """Validate the upload again with these columns by title, "" for one to ignore.

    Raises NotFound, Conflict for an upload that does not wait for columns, InvalidInput.
    """
    asked = await open_question(context, await load_job(context, job_id))
    if asked is None:
        raise Conflict("The upload does not wait for columns to be chosen.")
    choice = read_choice(asked.question, wanted, actor, rfc3339(context.now()))
    log_size = await context.log.size(job_id)

    def choose(job: Job) -> Job:
        chosen = _with_choice(job, asked, choice)
        # What is read anew is logged anew, also why it fails: lines are looked for behind `log_prefix` alone.
        return chosen if job.chunks_total else replace(chosen, log_start=log_size, log_prefix=log_size)

    job = await change_job(context, job_id, choose)
    if job is not None:
        await settle_choices(context, job)
        await trigger_job(context, job)


def _with_choice(job: Job, asked: OpenQuestion, choice: ColumnChoice) -> Job:
    if job.state is not JobState.FAILED or asked.file not in job.files:
        raise Conflict("The columns were chosen meanwhile, or the file was replaced.")
    other = job.file(choice.kind)
    if other is not None and other != asked.file:
        kind = FileKind(choice.kind).words
        raise _unfit(f"The upload has a {kind} already. Choose the columns of the other kind of file.")
    job = job.to_plan_again().with_choice(asked.file, asked.question.sheet, choice)
    if job.file(FileKind.USER) is not None:
        return job
    if job.source is Source.API:
        raise _unfit("The upload needs a user group mapping. Choose the columns of one.")
    return replace(job, state=JobState.AWAITING_FILES)


async def settle_choices(context: ImportContext, job: Job) -> None:
    """Remember what somebody chose for the job's files, log it, and remove the question, unless that was done."""
    for file in job.files:
        if file.choice is None or file.choice.is_remembered:
            continue
        question = await stored_question(context, job, file)
        if question is not None:
            await remember(context, to_remember(file.choice, question))
            await _log_chosen(context, job, file, file.choice)
            await remove_question(context, job, file)


async def _log_chosen(context: ImportContext, job: Job, file: UploadedFile, choice: ColumnChoice) -> None:
    columns = ", ".join(f"{excerpt(each.title)} as {each.column}" for each in choice.columns if each.column)
    message = f"The columns were chosen by {mask_numbers(choice.by)}: {columns}."
    event = f'"event":"columns","choice":"{choice.fingerprint}","chosenAt":"{choice.at}"'
    line = log_line(
        context.now(),
        "info",
        "columns_chosen",
        message,
        file=file.blob_name,
        event="columns",
        choice=choice.fingerprint,
        chosenAt=choice.at,
    )
    await context.log.append_once(job.id, event, line, since=job.log_prefix)


def _unfit(message: str) -> InvalidInput:
    return InvalidInput(message, [FieldError("columns", "kind_unfit", message)])
