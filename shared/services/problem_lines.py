"""Problems as JSON lines, the form in which a job keeps them to answer them page by page."""

import json

from shared.domain.codes import Problem


def encode_problem(problem: Problem) -> bytes:
    """One line."""
    entry = [problem.file, problem.line, problem.column, problem.code, problem.message]
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode_problem(line: bytes) -> Problem:
    """The problem of one line."""
    return Problem(*json.loads(line))


def problems_blob_name(job_id: str, kind: str) -> str:
    """Where a job keeps the problems of one of its files, in the job-files container."""
    return f"{job_id}/problems-{kind}.jsonl"
