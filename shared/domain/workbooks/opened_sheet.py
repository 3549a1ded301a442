"""A sheet of a workbook as an opened file: its rows are those of the CSV that a spreadsheet would save of it, but for what
a CSV loses: a cell that is no text says so, and rows that are hidden are counted."""

from collections.abc import Container, Iterator

from shared.domain.codes import FilePart, Problem, Rejection
from shared.domain.csv.columns import Column, FileKind
from shared.domain.csv.instructions import GroupDeclaration, Instruction, InstructionLines
from shared.domain.csv.opened_file import Fault, OpenedFile, Record, first_fault
from shared.domain.csv.rows import describe
from shared.domain.workbooks.find_sheets import FoundSheet, FoundSheets, is_instruction_row, joined
from shared.domain.workbooks.other_sheets import warn_of_other_sheets
from shared.domain.workbooks.read import FaultyCell, SheetRow, Workbook
from shared.domain.workbooks.sheet_cells import plain_text


class OpenedSheet(OpenedFile):
    """An opened workbook, of which one sheet is read.

    `also` are the kinds for which other sheets of the workbook are read. Where one of them is the user group mapping,
    reading that one warns of the sheets that nobody reads.
    """

    def __init__(self, sheets: FoundSheets, sheet: FoundSheet, also: Container[str]) -> None:
        header, found = sheet.header, sheet.found
        if header is None or found is None:
            raise ValueError("The sheet has no header.")
        line, titles = (found.record.line, found.record.cells) if header.has_titles else (0, [])
        super().__init__(FilePart(sheets.workbook.name, sheet.sheet.name), header, line, titles)
        self.choice = sheet.choice
        self._sheets = sheets
        self._sheet = sheet
        self._also = also
        self._columns: dict[int, Column] = {index: column for column, index in header.positions.items()}
        self._instructions = InstructionLines()
        self._hidden_rows = 0
        self._first_hidden = 0

    @property
    def workbook(self) -> Workbook:
        """The workbook of the sheet."""
        return self._sheets.workbook

    @property
    def instruction_lines(self) -> int:
        return self._instructions.count

    def records(self) -> Iterator[Record | GroupDeclaration | Instruction]:
        is_above = self.header.has_titles
        for row in self.workbook.rows(self._sheet.sheet):
            record = self._read(row)
            if is_above:
                is_above = row.number != self.header_line
                if isinstance(record, GroupDeclaration):
                    yield record
                continue
            if record is None:
                continue
            if row.is_hidden and isinstance(record, Record):
                self._first_hidden = self._first_hidden or row.number
                self._hidden_rows += 1
            yield record

    def _read(self, row: SheetRow) -> Record | GroupDeclaration | Instruction | None:
        """What the row is; None for one that is blank, or an instruction that says nothing about groups or numbers."""
        if is_instruction_row(row):
            return self._instructions.read(row.number, row.cells, joined(row.cells))
        cells, fault = self._plain(row.cells)
        return Record(row.number, cells, fault) if fault or any(map(str.strip, cells)) else None

    def _plain(self, cells: list[str]) -> tuple[list[str], Fault | None]:
        """The cells as text, and the fault of those that are none in columns that are read. Elsewhere such a cell says
        nothing, nor does one of a merged range: the range's value counts once."""
        plain: list[str] = []
        faults: list[Fault] = []
        for index, cell in enumerate(cells):
            if type(cell) is not str and index not in self._columns:
                plain.append("")
                continue
            if isinstance(cell, FaultyCell):
                faults.append(Fault(Rejection(cell.code, cell.cause), cell, self._columns[index]))
            plain.append(plain_text(cell))
        return plain, first_fault(faults)

    def warnings(self, region: str) -> Iterator[Problem]:
        if self._hidden_rows:
            rows = "row is" if self._hidden_rows == 1 else "rows are"
            cause = f"{self._hidden_rows:,} {rows} hidden in the sheet, the first of them row {self._first_hidden:,}"
            yield describe(self, self._first_hidden, "", Rejection("hidden_rows", cause))
        if self.header.kind is FileKind.USER or FileKind.USER not in self._also:
            taken = [self._sheet, *(self._sheets.of(kind) for kind in FileKind if kind in self._also)]
            yield from warn_of_other_sheets(self._sheets, [each for each in taken if each is not None], region)

    def close(self) -> None:
        self.workbook.close()


def open_sheet(sheets: FoundSheets, kind: FileKind, also: Container[str]) -> OpenedSheet:
    """The sheet of this kind; where there is none, one of the other kind, for data_rows to refuse. Raises FileError."""
    found = sheets.of(kind)
    if found is None and FileKind.USER not in sheets.kinds():
        found = next(filter(None, map(sheets.of, FileKind)), None)
    if found is None:
        raise sheets.error(kind)
    return OpenedSheet(sheets, found, also)
