"""Lines of a job's log: one JSON object a line with time, level, code, message, and where it has one file, row, column."""

import json
from datetime import datetime
from typing import Any

from shared.domain.codes import Problem


def rfc3339(at: datetime) -> str:
    """Milliseconds and Z, always the same width: a repeated step must write the same number of bytes."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def log_line(at: datetime, level: str, code: str, message: str, **more: Any) -> bytes:
    """One line. `more` may hold file, row, column and anything else that helps."""
    entry = {"time": rfc3339(at), "level": level, "code": code, "message": message, **more}
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def problem_line(at: datetime, problem: Problem) -> bytes:
    """A problem as the log shows it; its line in the file is called row there."""
    return log_line(
        at,
        problem.severity,
        problem.code,
        problem.message,
        file=problem.file,
        row=problem.line,
        column=problem.column,
    )
