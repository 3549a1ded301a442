"""What rejects a file as a whole: the job fails, and its problems and its log have the fault with file and line."""

from shared.domain.codes import Problem
from shared.domain.csv.columns import FileKind
from shared.domain.redaction import excerpt, mask_numbers
from shared.domain.uploads.job import Job, JobError
from shared.services.context import ImportContext
from shared.services.uploads.jobs.log import encode_problem, problems_blob_name
from shared.services.uploads.jobs.state import fail_job


async def fail_for_file(context: ImportContext, job: Job, problem: Problem) -> None:
    """End the job as failed for one of its files. Its list of problems comes first, so that a failed job always has it."""
    parent = job.file(FileKind.PARENT)
    kind = FileKind.PARENT if parent is not None and parent.blob_name == problem.file else FileKind.USER
    await context.job_files.put(problems_blob_name(job.folder, kind), encode_problem(problem))
    await fail_job(context, job, JobError(problem.code, _located(problem)), problem)


def _located(problem: Problem) -> str:
    """The message behind the name of the file, without its folders, and the line."""
    file = mask_numbers(problem.file.rpartition("/")[2])
    if problem.sheet:
        file += f", sheet {excerpt(problem.sheet)}"
    line = "row" if problem.sheet else "line"
    where = f"{file}, {line} {problem.line:,}" if problem.line else file
    return f"{where}: {problem.message}"
