"""Opens an uploaded file, a CSV or a workbook, for the rows of one kind; and says which kinds it holds.

What a file is, its content says, never its name. The reader of workbooks is imported when the first one comes: an instance
that starts for an HTTP request needs none of it.
"""

from collections.abc import Container
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from shared.domain.column_choices.choice import ColumnChoice
from shared.domain.column_choices.sample import HeaderError, HeaderSample
from shared.domain.csv.columns import FileKind, recognise_header
from shared.domain.csv.find_header import HeaderIn
from shared.domain.csv.opened_file import OpenedFile
from shared.domain.csv.reader import open_csv

if TYPE_CHECKING:
    from shared.domain.workbooks.find_sheets import FoundSheets


class FoundKind(NamedTuple):
    """A kind of file that an uploaded file holds, and the sheet that does, "" in a CSV."""

    kind: FileKind
    sheet: str = ""


class FoundKinds(NamedTuple):
    """The kinds of an uploaded file; and, where a header is not known, what can be asked about it."""

    kinds: list[FoundKind]
    unknown: HeaderSample | None = None


def open_file(
    binary: BinaryIO,
    name: str,
    kind: FileKind,
    encoding: str | None = None,
    choice: ColumnChoice | None = None,
    *,
    also: Container[str] = (),
    header_in: HeaderIn = recognise_header,
) -> OpenedFile:
    """Open a seekable file, which stays open; close() what is returned before it. `encoding` is the Python codec that the
    upload says a CSV is in, or None; `choice` is what was chosen for its titles; `also` are the kinds for which other
    sheets of a workbook are read; `header_in` knows a header.

    The rows are of `kind` where the file holds that kind; data_rows refuses them otherwise. Raises FileError, and
    HeaderError where the header is not known.
    """
    sheets = _sheets(binary, name, choice, header_in)
    if sheets is None:
        return open_csv(binary, name, encoding, choice, header_in)
    from shared.domain.workbooks.opened_sheet import open_sheet

    try:
        return open_sheet(sheets, kind, also)
    except BaseException:
        sheets.workbook.close()
        raise


def needs_its_end(head: bytes) -> bool:
    """Whether it takes the whole of a file that begins so to tell its kinds: the directory of a zip stands at its end."""
    from shared.domain.workbooks.read import is_workbook

    return is_workbook(head)


def find_kinds(
    binary: BinaryIO, name: str, encoding: str | None = None, choice: ColumnChoice | None = None
) -> FoundKinds:
    """The kinds that the file holds, none where that is not known. Raises FileError when it cannot be read."""
    sheets = _sheets(binary, name, choice)
    if sheets is None:
        try:
            return FoundKinds([FoundKind(open_csv(binary, name, encoding, choice).header.kind)])
        except HeaderError as error:
            return FoundKinds([], error.sample)
    with sheets.workbook:
        found = {kind: sheets.of(kind) for kind in sheets.kinds()}
        kinds = [FoundKind(kind, sheet.sheet.name if sheet else "") for kind, sheet in found.items()]
        fault = None if found and all(found.values()) else sheets.error(FileKind.USER)
        return FoundKinds(kinds, fault.sample if isinstance(fault, HeaderError) else None)


def _sheets(
    binary: BinaryIO, name: str, choice: ColumnChoice | None, header_in: HeaderIn = recognise_header
) -> "FoundSheets | None":
    """The sheets of a workbook, None for a CSV. Raises FileError."""
    from shared.domain.workbooks.read import HEAD_BYTES, is_workbook, open_workbook, refuse_other_kinds

    binary.seek(0)
    if not is_workbook(binary.read(HEAD_BYTES)):
        refuse_other_kinds(binary, name)
        return None
    from shared.domain.workbooks.find_sheets import FoundSheets

    workbook = open_workbook(binary, name)
    try:
        return FoundSheets(workbook, choice, header_in)
    except BaseException:
        workbook.close()
        raise
