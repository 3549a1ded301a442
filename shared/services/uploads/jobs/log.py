"""The lines of a job's log and of its problem lists (JSON lines), and the names of the blobs that hold its lists."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shared.domain.codes import Problem
from shared.domain.documents import from_document, to_document, versioned
from shared.domain.redaction import mask_numbers
from shared.domain.times import rfc3339
from shared.domain.uploads.job import Job
from shared.services.context import ImportContext

_LOG_BLOCK = 3 * 1024 * 1024
"""An append block has at most 4 MiB."""


def log_line(at: datetime, level: str, code: str, message: str, **more: Any) -> bytes:
    """One line of the log. `more` may have file, sheet, row, column and other details; a number in the name of a
    file or sheet is masked."""
    for part in ("file", "sheet"):
        if part in more:
            more[part] = mask_numbers(more[part])
    entry = {"time": rfc3339(at), "level": level, "code": code, "message": message, **more}
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def problem_line(at: datetime, problem: Problem) -> bytes:
    """A problem as a line of the log, where the line of the file is called row."""
    return log_line(at, problem.severity, problem.code, problem.message, **place_of(problem))


def place_of(problem: Problem) -> dict[str, Any]:
    """Where the problem is, as log lines say it."""
    sheet = {"sheet": problem.sheet} if problem.sheet else {}
    return {"file": problem.file, **sheet, "row": problem.line, "column": problem.column}


def encode_problem(problem: Problem) -> bytes:
    """A problem as one line of a problem list."""
    return json.dumps(versioned(to_document(problem)), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode_problem(line: bytes) -> Problem:
    """The problem of one line. Before there were versions a line was a list: file, line, column, code, message."""
    document = json.loads(line)
    return Problem(*document) if isinstance(document, list) else from_document(Problem, document)


async def append_problems(context: ImportContext, job: Job, problems: Iterable[Problem]) -> None:
    """Append problems to the job's log, once: a block is there when its first line is, whatever its time."""
    block, since = bytearray(), job.log_prefix
    for problem in problems:
        block += problem_line(context.now(), problem)
        if len(block) >= _LOG_BLOCK:
            since = await _append(context, job, bytes(block), since)
            block.clear()
    if block:
        await _append(context, job, bytes(block), since)


async def _append(context: ImportContext, job: Job, block: bytes, since: int) -> int:
    """Append the block once behind `since`; its first line without the time is the key. Returns where it ends."""
    first = block[: block.index(b"\n")]
    key = first[first.index(b'"level"') : -1].decode(errors="ignore")
    return await context.log.append_once(job.id, key, block, since=since)


def problems_blob_name(folder: str, kind: str) -> str:
    """The blob with the problems of one of a job's files (`folder` is Job.folder), or of its undo (the job's id)."""
    return f"{folder}/problems-{kind}.jsonl"


def plan_warnings_name(job_id: str, plan_id: str) -> str:
    """The blob with the warnings of a plan about groups."""
    return f"{job_id}/plans/{plan_id}-warnings.jsonl"


def chunk_warnings_folder(folder: str) -> str:
    """What the names of the blobs with the warnings of chunks begin with, of an upload without a plan."""
    return f"{folder}/warnings/"


def rejected_blob_name(folder: str) -> str:
    """The blob with the rows that validation rejected, in Job.folder."""
    return f"{folder}/rejected.csv"
