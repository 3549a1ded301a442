"""What a code is made of: its level and severity, and the rejection that carries it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error rejects something; a warning reports that something was done in another way than expected."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Level(StrEnum):
    """What a code is about: a file, a rejected row or number, an accepted row, the upload, or its progress."""

    FILE = "file"
    ROW = "row"
    WARNING = "warning"
    JOB = "job"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Code:
    """A stable code, with a sentence for what it means and one for what to do."""

    code: str
    level: Level
    meaning: str
    remedy: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a cell, header or file was rejected: a code of the table, and a cause such as "it is too short", or "".

    `suggestion` is what the cell may have meant, such as a number in E.164, or "". It holds a whole number: it is not for
    logs.
    """

    code: str
    cause: str = ""
    suggestion: str = ""
