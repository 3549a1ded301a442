"""Finds the sheets of a workbook that hold the two kinds of file: for each, the first visible one with a known header.

Which sheets count is decided by their first rows alone, so that finding out takes no longer for a large workbook.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from shared.domain.codes import CODES, FilePart, Rejection
from shared.domain.column_choices.choice import ColumnChoice, chosen_header
from shared.domain.column_choices.sample import HEADER_ROWS, HeaderError, take_sample
from shared.domain.csv.columns import FileKind, Header, recognise_header
from shared.domain.csv.find_header import FoundHeader, HeaderIn, find_header
from shared.domain.csv.instructions import is_instruction, like_numbers
from shared.domain.csv.lines import FileError
from shared.domain.csv.opened_file import Record
from shared.domain.redaction import excerpt
from shared.domain.workbooks.read import FaultyCell, MergedCell, Sheet, SheetRow, Workbook
from shared.domain.workbooks.sheet_cells import plain_text


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet, and the header among its first rows or why there is none; None when it has no rows.

    `choice` is set where the header is one that a person chose. `may_be_members`: there is no header, but something in the
    first rows looks like a phone number.
    """

    sheet: Sheet
    found: FoundHeader | None
    choice: ColumnChoice | None = None
    may_be_members: bool = False

    @property
    def header(self) -> Header | None:
        """The header, None where there is none."""
        return self.found.header if self.found and isinstance(self.found.header, Header) else None

    @property
    def fault(self) -> Rejection | None:
        """Why there is no header; None for a sheet without rows."""
        return self.found.header if self.found and isinstance(self.found.header, Rejection) else None

    def is_of(self, kind: FileKind) -> bool:
        """Whether the header is of this kind."""
        return self.header is not None and self.header.kind is kind


class FoundSheets:
    """The sheets of a workbook in their order, and which of them hold what."""

    def __init__(
        self, workbook: Workbook, choice: ColumnChoice | None = None, header_in: HeaderIn = recognise_header
    ) -> None:
        self.workbook = workbook
        self.all = [_look_at(workbook, sheet, choice, header_in) for sheet in workbook.sheets]
        self._visible = [each for each in self.all if each.sheet.is_visible]

    def of(self, kind: FileKind) -> FoundSheet | None:
        """The sheet of this kind. A sheet in front of it whose header is ambiguous leaves it open which of the two is
        meant."""
        for each in self._visible:
            if each.is_of(kind):
                return each
            if each.fault is not None and each.fault.code == "header_ambiguous":
                return None
        return None

    def kinds(self) -> list[FileKind]:
        """The kinds that the workbook is to be taken for. A sheet that may hold members, but under unknown titles, counts
        as the user group mapping: reading it says what is wrong."""
        found = [kind for kind in FileKind if self.of(kind) is not None]
        if FileKind.USER not in found and any(each.fault is not None and _needs_a_look(each) for each in self._visible):
            found.insert(0, FileKind.USER)
        return found

    def error(self, kind: FileKind) -> FileError:
        """Why no sheet is of this kind: about the sheet that should be."""
        name = self.workbook.name
        hidden = next((each for each in self.all if each.is_of(kind) and not each.sheet.is_visible), None)
        if hidden is not None:
            text = f"The sheet {excerpt(hidden.sheet.name)} has the header, but is hidden. Unhide it, and upload it again."
            return FileError(FilePart(name, hidden.sheet.name).problem(0, "", "header_unrecognised", text))
        telling = [each for each in self._visible if each.fault is not None]
        if not telling:
            text = f"No visible sheet of the workbook has rows. {CODES['file_empty'].remedy}"
            return FileError(FilePart(name).problem(0, "", "file_empty", text))
        first = min(telling, key=lambda each: not _needs_a_look(each))
        return self._header_error(first)

    def _header_error(self, sheet: FoundSheet) -> FileError:
        part, found, fault = FilePart(self.workbook.name, sheet.sheet.name), sheet.found, sheet.fault
        line = found.record.line if found else 0
        code, cause = (fault.code, fault.cause) if fault else ("header_unrecognised", "")
        problem = part.problem(line, "", code, f"{cause} {CODES[code].remedy}")
        rows = first_records(self.workbook, sheet.sheet)
        return HeaderError(problem, take_sample(((row.line, row.cells) for row in rows), sheet.sheet.name))


def _needs_a_look(sheet: FoundSheet) -> bool:
    """Whether a person must say what the sheet is."""
    return sheet.may_be_members or (sheet.fault is not None and sheet.fault.code == "header_ambiguous")


def _look_at(workbook: Workbook, sheet: Sheet, choice: ColumnChoice | None, header_in: HeaderIn) -> FoundSheet:
    if choice is not None:
        for record in islice(first_records(workbook, sheet), HEADER_ROWS):
            header = chosen_header(choice, record.cells)
            if header is not None:
                return FoundSheet(sheet, FoundHeader(record, header), choice)
    found = find_header(first_records(workbook, sheet), lambda record: header_in(record.cells))
    is_header = found is not None and isinstance(found.header, Header)
    rows = () if is_header else islice(first_records(workbook, sheet), HEADER_ROWS)
    return FoundSheet(sheet, found, may_be_members=any(like_numbers(" ; ".join(row.cells)) for row in rows))


def first_records(workbook: Workbook, sheet: Sheet) -> Iterator[Record]:
    """The rows as they may be a header, without instructions. Each title over several columns stands once."""
    for row in workbook.rows(sheet):
        if not is_instruction_row(row):
            cells = ["" if isinstance(cell, MergedCell | FaultyCell) else plain_text(cell) for cell in row.cells]
            if any(map(str.strip, cells)):
                yield Record(row.number, cells)


def is_instruction_row(row: SheetRow) -> bool:
    """Whether the row is an instruction, as a line of a CSV that begins with # would be."""
    return row.cells[0].startswith("#") and is_instruction(joined(row.cells))


def joined(cells: Sequence[str]) -> str:
    """The row as one text."""
    return ",".join(cells)
