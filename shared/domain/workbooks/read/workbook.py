"""Opens an uploaded workbook (.xlsx, .xlsm) and streams the rows of its sheets; macros and formulas are never run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO, cast


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet. Charts and dialogs are none."""

    name: str
    is_visible: bool
    part: str
    """The name of its part in the package."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with at least one cell of its own that is not blank. `number` is what Excel shows beside it. Numbers rise, but
    not in files whose rows are out of order, nor by one where rows are blank.

    `cells` begin with column A and end with the last that is not blank. Some are FaultyCell or MergedCell.
    """

    number: int
    cells: list[str]
    is_hidden: bool


class Workbook:
    """An opened workbook. `sheets` are in the order of their tabs. Close it, or use it in a with statement."""

    def __init__(self, name: str, sheets: Sequence[Sheet]) -> None:
        self.name = name
        self.sheets = sheets

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """The rows of a sheet, each time anew from the first; several iterators may be under way. One row at a time is in
        memory. Raises FileError while it iterates: file_damaged, file_encrypted, file_too_large."""
        raise NotImplementedError

    def close(self) -> None:
        """Close what was opened beside the caller's file."""
        raise NotImplementedError

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _temporary_file() -> BinaryIO:
    return cast(BinaryIO, TemporaryFile())


def open_workbook(binary: BinaryIO, name: str, open_spool: Callable[[], BinaryIO] = _temporary_file) -> Workbook:
    """Open a seekable file, which stays the caller's to close. `open_spool` gives a file for strings beyond some MiB.

    Raises FileError: file_damaged, file_encrypted, file_kind_unsupported, file_too_large.
    """
    raise NotImplementedError
