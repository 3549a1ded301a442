"""The errors of a workbook as a whole."""

from shared.domain.codes import CODES, FilePart
from shared.domain.csv.lines import FileError


class WorkbookFaults:
    """Makes the errors of one file, and of one of its sheets."""

    def __init__(self, name: str, sheet: str = "") -> None:
        self._name = name
        self._sheet = sheet

    def of_sheet(self, sheet: str) -> "WorkbookFaults":
        """The same for a sheet."""
        return WorkbookFaults(self._name, sheet)

    def damaged(self, cause: str, row: int = 0) -> FileError:
        """The error of a file that is no whole workbook. `cause` is a sentence."""
        return self._error("file_damaged", cause, row)

    def too_large(self, cause: str, row: int = 0) -> FileError:
        """The error of a file that is over a limit. `cause` is a sentence."""
        return self._error("file_too_large", cause, row)

    def encrypted(self) -> FileError:
        """The error of a file with a password."""
        return self._error("file_encrypted", "The workbook is protected with a password.")

    def unsupported(self, kind: str) -> FileError:
        """The error of a file of another kind, such as "a PDF document"."""
        return self._error("file_kind_unsupported", f"The file is {kind}.")

    def _error(self, code: str, cause: str, row: int = 0) -> FileError:
        return FileError(FilePart(self._name, self._sheet).problem(row, "", code, f"{cause} {CODES[code].remedy}"))
