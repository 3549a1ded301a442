"""What rejects a file as a whole: the job fails, and its problems and its log have the fault with file and line."""

from shared.domain.codes import FilePart, Problem
from shared.domain.column_choices.sample import HeaderError
from shared.domain.csv.columns import FileKind
from shared.domain.csv.lines import FileError
from shared.domain.redaction import excerpt, mask_numbers
from shared.domain.uploads.job import Job, JobError
from shared.services.context import ImportContext
from shared.services.uploads.jobs.column_questions import ask_for_columns
from shared.services.uploads.jobs.log import encode_problem, problems_blob_name
from shared.services.uploads.jobs.state import fail_job


async def fail_for_file(context: ImportContext, job: Job, error: FileError) -> None:
    """End the job as failed for one of its files. Its list of problems, and what is asked about a header that is not known,
    come first, so that a failed job always has them."""
    problem = error.problem
    kind = kind_at_fault(job, problem)
    file = job.file(kind)
    if isinstance(error, HeaderError) and file is not None:
        problem = await ask_for_columns(context, job, file, error)
    await context.job_files.put(problems_blob_name(job.folder, kind), encode_problem(problem))
    await fail_job(context, job, JobError(problem.code, _located(problem)), problem)


def kind_at_fault(job: Job, problem: Problem) -> FileKind:
    """The kind of the file that is at fault. One workbook may be both: then what is wrong with all of it, or with a sheet
    that is of neither kind, is the user mapping's."""
    if job.part(FileKind.PARENT) == FilePart(problem.file, problem.sheet):
        return FileKind.PARENT
    is_users = job.part(FileKind.USER).file == problem.file
    return FileKind.PARENT if job.part(FileKind.PARENT).file == problem.file and not is_users else FileKind.USER


def _located(problem: Problem) -> str:
    """The message behind the name of the file, without its folders, and the line."""
    file = mask_numbers(problem.file.rpartition("/")[2])
    if problem.sheet:
        file += f", sheet {excerpt(problem.sheet)}"
    line = "row" if problem.sheet else "line"
    where = f"{file}, {line} {problem.line:,}" if problem.line else file
    return f"{where}: {problem.message}"
