"""What is asked about the columns of a job's files: blobs beside the job, which hold cells and so go with its files."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from shared.domain.codes import Problem
from shared.domain.column_choices.header_problem import HEADER_CODES, ask_about
from shared.domain.column_choices.question import ColumnQuestion, decode_question, encode_question
from shared.domain.column_choices.sample import HeaderError
from shared.domain.uploads.job import Job, JobState, UploadedFile
from shared.services.context import ImportContext

_NAME = "columns-"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question and the file that it is about."""

    file: UploadedFile
    question: ColumnQuestion


async def ask_for_columns(context: ImportContext, job: Job, file: UploadedFile, error: HeaderError) -> Problem:
    """Store what is asked about the file, and return the problem. Before the job is said to have failed, so that a job that
    waits for columns always has its question."""
    region = job.region or context.default_region or ""
    problem, question = await asyncio.to_thread(ask_about, error, region)
    if question is not None:
        await context.job_files.put(_name(job, file), encode_question(question))
    return problem


async def open_question(context: ImportContext, job: Job) -> OpenQuestion | None:
    """What the job waits for, or None when it does not wait for columns."""
    if job.state is not JobState.FAILED or job.error is None or job.error.code not in HEADER_CODES or job.files_removed:
        return None
    for file in job.files:
        question = None if file.choice else await stored_question(context, job, file)
        if question is not None:
            return OpenQuestion(file, question)
    return None


async def stored_question(context: ImportContext, job: Job, file: UploadedFile) -> ColumnQuestion | None:
    """What was asked about this version of the file, answered or not, or None."""
    content = await context.job_files.get(_name(job, file))
    return decode_question(content) if content else None


async def remove_question(context: ImportContext, job: Job, file: UploadedFile) -> None:
    """Remove what was asked about the file, with its cells. No error when it is gone."""
    await context.job_files.delete(_name(job, file))


async def remove_questions(context: ImportContext, job: Job) -> None:
    """Remove what was asked about any version of the job's files."""
    for name in await context.job_files.names(f"{job.id}/"):
        if name.rpartition("/")[2].startswith(_NAME):
            await context.job_files.delete(name)


def _name(job: Job, file: UploadedFile) -> str:
    """By the version of the file, since the choice may change its kind."""
    version = sha256(f"{file.blob_name}\n{file.etag}".encode()).hexdigest()[:32]
    return f"{job.folder}/{_NAME}{version}.json"
