"""How much one uploaded file may hold, so that a hostile file cannot take more memory than an instance has.

The figures of memory that they lead to are in docs/performance.md (Hostile files).
"""

from shared.domain.codes import CODES, FilePart
from shared.domain.csv.lines import DECLARATION_LIMIT, LONGEST_CELL, FileError

MAX_ROWS = 1_000_000
"""Rows, numbers and declared groups, unless UPLOAD_MAX_ROWS says otherwise."""

MAX_GROUPS = DECLARATION_LIMIT
"""Groups that one user mapping names."""

MAX_NAME_CHARACTERS = 4_000_000
"""Characters of the names of all groups of a user mapping: 100,000 names of 40 characters. Chunks and plan hold them as
text, in which one emoji makes each character of its name take four bytes."""

MAX_LINKS = 50_000
"""Rows of a parent mapping. They are held in memory while it is applied, unlike the rows of a user mapping."""

MAX_PARENT_BYTES = 16 * 1024 * 1024
"""Size of a parent mapping: MAX_LINKS rows with names of 160 bytes."""

MAX_NUMBERS = 1_000
"""Numbers in one cell; as many as one request of the API may have."""

MAX_CELL = LONGEST_CELL
"""Characters in one cell."""


class RowLimit:
    """Counts what a file holds: each number of a row, each row without one, and each declared group."""

    def __init__(self, part: FilePart, max_rows: int) -> None:
        self._part = part
        self._max_rows = max_rows
        self._left = max_rows

    def take(self, count: int, line: int) -> None:
        """Count what stands on this line. Raises FileError, too_many_rows, when the file holds more than it may."""
        self._left -= count
        if self._left < 0:
            message = f"The file has more than {self._max_rows:,} rows, numbers and declared groups."
            raise _over(self._part, line, "too_many_rows", message)


def too_many_groups(part: FilePart, line: int) -> FileError:
    """The error of a file that names more than MAX_GROUPS groups."""
    return _over(part, line, "too_many_groups", f"The file names more than {MAX_GROUPS:,} groups.")


def too_much_name_text(part: FilePart, line: int) -> FileError:
    """The error of a file whose group names have more than MAX_NAME_CHARACTERS characters together."""
    message = f"The names of the file's groups have more than {MAX_NAME_CHARACTERS:,} characters together."
    return _over(part, line, "too_many_groups", message)


def _over(part: FilePart, line: int, code: str, message: str) -> FileError:
    """A file that is over a limit from this line on."""
    return FileError(part.problem(line, "", code, f"{message} {CODES[code].remedy}"))
