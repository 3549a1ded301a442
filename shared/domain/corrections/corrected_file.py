"""An opened file with the corrections of its rows laid over it. Who reads rows sees the corrected cells, and judges them
like any others."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from shared.domain.codes import CODES, Problem
from shared.domain.corrections.file_corrections import CorrectedCells, FileCorrections
from shared.domain.csv.columns import COLUMNS, Column, FileKind, Header
from shared.domain.csv.formula_escape import unprotect, without_formula
from shared.domain.csv.instructions import GroupDeclaration, Instruction
from shared.domain.csv.limits import MAX_CELL
from shared.domain.csv.opened_file import Fault, OpenedFile, Record, SkippedRecord, first_fault
from shared.domain.invisible import is_blank

_WITHOUT_ROW = "correction_without_row"
_SIGNS = {"encoding_damaged": "\ufffd", "quote_misplaced": '"'}
"""What the cells hold that a fault of a whole row is about."""


_NAMING = {
    FileKind.USER: (Column.GROUP_NAME, Column.PHONE_NUMBER),
    FileKind.PARENT: (Column.PARENT_GROUP_NAME, Column.CHILD_GROUP_NAME),
}
"""Without them a row asks for nothing."""


class CorrectedFile(OpenedFile):
    """The file below, with corrected rows. A column that they write and the file has not is added behind the others."""

    def __init__(self, below: OpenedFile, rows: Mapping[int, CorrectedCells]) -> None:
        self._added = _added_columns(below.header, rows)
        self._width = below.header.width
        header, titles = below.header, below.titles
        if self._added:
            positions = {column: self._width + n for n, column in enumerate(self._added)}
            header = replace(
                header, positions={**header.positions, **positions}, width=self._width + len(self._added)
            )
            titles = [*titles[: self._width], *self._added, *titles[self._width :]]
        super().__init__(below.part, header, below.header_line, titles)
        self.encoding, self.encoding_guess, self.choice = below.encoding, below.encoding_guess, below.choice
        self._below = below
        self._rows = dict(rows)

    @property
    def instruction_lines(self) -> int:
        return self._below.instruction_lines

    def records(self) -> Iterator[Record | SkippedRecord | GroupDeclaration | Instruction]:
        rows, added = self._rows, [""] * len(self._added)
        for record in self._below.records():
            if not isinstance(record, Record):
                yield record
                continue
            if added:
                record = replace(record, cells=self._widened(record.cells, added))
            correction = rows.pop(record.line, None) if rows else None
            yield self._corrected(record, correction) if correction else record

    def warnings(self, region: str) -> Iterator[Problem]:
        yield from self._below.warnings(region)
        for line in sorted(self._rows):
            text = f"No row begins on line {line:,}, which was corrected. {CODES[_WITHOUT_ROW].remedy}"
            yield self.part.problem(line, "", _WITHOUT_ROW, text)

    def close(self) -> None:
        self._below.close()

    def _widened(self, cells: list[str], added: list[str]) -> list[str]:
        """Cells beyond the file's columns stay beyond them, so that the row is still refused for them."""
        missing = [""] * (self._width - len(cells))
        return [*cells[: self._width], *missing, *added, *cells[self._width :]]

    def _corrected(self, record: Record, correction: CorrectedCells) -> Record | SkippedRecord:
        if correction.skip:
            return SkippedRecord(record.line, record.cells, record.fault)
        corrected = corrected_record(record, self.header, _as_read(correction.cells))
        naming = (corrected.cells[self.header.positions[column]] for column in _NAMING[self.header.kind])
        if all(is_blank(cell.strip()) for cell in naming):
            # Whoever empties a row leaves it out.
            return SkippedRecord(record.line, record.cells, record.fault)
        return corrected


def laid_over(below: OpenedFile, corrections: FileCorrections | None) -> OpenedFile:
    """The file with the corrections of its rows, or the file itself where there are none."""
    return CorrectedFile(below, corrections.rows) if corrections and corrections.rows else below


def corrected_record(record: Record, header: Header, cells: Mapping[Column, str]) -> Record:
    """The record with these cells, and without what stands beyond the columns of the header.

    A fault of the row goes when the cells that it is about are written.
    """
    new = [*record.cells[: header.width], *[""] * (header.width - len(record.cells))]
    for column, cell in cells.items():
        new[header.positions[column]] = cell
    kept = {header.positions[column] for column in header.positions if column not in cells}
    columns = set(header.positions.values())
    new = ["" if len(cell) > MAX_CELL and index not in columns else cell for index, cell in enumerate(new)]
    fault = record.fault
    return Record(record.line, new, _fault_left(fault, cells, [new[index] for index in sorted(kept)]) if fault else None)


def _fault_left(fault: Fault, cells: Mapping[Column, str], kept: list[str]) -> Fault | None:
    if fault.column:
        return first_fault([each for each in (fault, *fault.others) if each.column not in cells])
    sign = _SIGNS.get(fault.rejection.code, "")
    left = next((cell for cell in kept if sign in cell), None) if sign else None
    return replace(fault, cell=left) if left is not None else None


def _as_read(cells: Mapping[Column, str]) -> dict[Column, str]:
    """What the reader of a file makes of the cells: formulas and apostrophes are pasted from spreadsheets, too."""
    return {column: unprotect(without_formula(cell)) for column, cell in cells.items()}


def _added_columns(header: Header, rows: Mapping[int, CorrectedCells]) -> list[Column]:
    written = {column for row in rows.values() for column in row.cells}
    return [column for column in COLUMNS[header.kind] if column in written and column not in header.positions]
