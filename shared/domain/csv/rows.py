"""What the rows of both kinds of file share: the row limit, cells by column, and how a row is rejected."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from shared.domain.codes import CODES, MAX_VALUE, FilePart, Problem, Rejection
from shared.domain.csv.columns import COLUMNS, Column, FileKind, Header
from shared.domain.csv.instructions import GroupDeclaration, Instruction
from shared.domain.csv.limits import MAX_CELL, MAX_NUMBERS, RowLimit
from shared.domain.csv.lines import FileError
from shared.domain.csv.opened_file import Fault, OpenedFile, Record, SkippedRecord
from shared.domain.invisible import without_invisible
from shared.domain.names import NAME_LIMIT, NORMALISED_LIMIT, GroupName, check_group_name
from shared.domain.redaction import excerpt, excerpt_number

# Longer cells are not looked up in a cache, so that huge cells cannot fill it. Longer words are no known word.
_LONGEST_NAME = 2 * NAME_LIMIT
_LONGEST_WORD = 50
_LINE_BREAK = re.compile(r"\s*[\r\n\x85\u2028\u2029]\s*")

_SENTENCES = {
    "group_name_missing": "The row names no group.",
    "group_name_too_long": f"The name {{cell}} has more than {NAME_LIMIT} characters, or {NORMALISED_LIMIT} when folded.",
    "group_name_invalid": "The name {cell} {cause}.",
    "row_of_another_group": "The row is of the group {cell}, and the file is read for another one.",
    "phone_number_missing": "The row has no phone number.",
    "number_invalid": "{cell} is not a phone number: {cause}.",
    "number_needs_region": "{cell} has no country code, and neither the row nor the upload has a region.",
    "number_of_another_country": "{cell} is no number of the region; {cause}.",
    "number_damaged_by_spreadsheet": "A spreadsheet has changed the number to {cell}.",
    "user_type_unknown": "{cell} is not a user type.",
    "region_unknown": "{cell} is not a region.",
    "too_many_numbers": f"The cell that begins with {{cell}} has more than {MAX_NUMBERS:,} numbers.",
    "cell_too_long": f"The cell that begins with {{cell}} has more than {MAX_CELL:,} characters.",
    "too_many_columns": "The row has values beyond the columns of the header; the first is {cell}.",
    "parent_missing": "The row names no parent group.",
    "child_missing": "The row names no child group.",
    "quote_misplaced": "A quotation mark closes a cell, and text follows behind it.",
    "encoding_damaged": "The row has bytes that are no text in {cause}.",
    "encoding_guessed": "The file is not UTF-8 and was read as {cause}.",
    "instruction_looks_like_row": "The line begins with # and was skipped as an instruction, but holds the number {cell}.",
    "column_ignored": "Column {cause}.",
    "columns_remembered": "The columns are read as they were chosen for an earlier file: {cause}.",
    "cell_not_text": "{cell} is no text: {cause}.",
    "sheet_ignored": "Sheet {cause}.",
    "hidden_rows": "{cause}. They were read as the others.",
    "self_parent": "{cell} cannot be its own parent.",
}
_ABOUT_NUMBERS = frozenset(
    {"number_invalid", "number_needs_region", "number_of_another_country", "instruction_looks_like_row"}
)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A rejected row: how many entries it has (at least one), the problem, and its cells as read. `normalised` is the name
    of its group, "" unless that is certain."""

    line: int
    entries: int
    problem: Problem
    cells: list[str]
    normalised: str = ""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that corrections leave out: how many entries it has (at least one); `normalised` is the name of its group, ""
    unless that is certain."""

    line: int
    entries: int
    normalised: str = ""


def rejected_row(
    file: OpenedFile,
    record: Record,
    column: str,
    rejection: Rejection,
    cell: str,
    entries: int = 1,
    normalised: str = "",
) -> RejectedRow:
    """The row with its problem. A cell that is too long is cut, since nothing could read it again."""
    cells = [text[:MAX_CELL] for text in record.cells] if rejection.code == "cell_too_long" else record.cells
    problem = describe(file, record.line, column, rejection, cell)
    return RejectedRow(record.line, entries, problem, cells, normalised)


def data_rows(
    file: OpenedFile, kind: FileKind, limit: RowLimit
) -> Iterator[Record | SkippedRecord | GroupDeclaration | Instruction]:
    """The records of a file that must be of this kind, each counted once. Raises FileError: header_unrecognised,
    too_many_rows."""
    if file.header.kind is not kind:
        found, needed = file.header.kind.words, kind.words
        message = f"The file is a {found}, but a {needed} is needed here. Upload each of the two files in its own place."
        raise FileError(file.part.problem(file.header_line, "", "header_unrecognised", message))
    for record in file.records():
        if not isinstance(record, Instruction):
            limit.take(1, record.line)
        yield record


def cell_at(cells: Sequence[str], header: Header, column: Column) -> str:
    """The row's cell in this column, "" when the row is too short or the file has no such column."""
    index = header.positions.get(column)
    return cells[index] if index is not None and index < len(cells) else ""


def named_cells(cells: Sequence[str], header: Header) -> dict[str, str]:
    """The row's cells by the title of each column of its kind, "" for those that the file has not."""
    return {str(column): cell_at(cells, header, column) for column in COLUMNS[header.kind]}


def fault_of(record: Record, header: Header) -> Fault | None:
    """Why the row is rejected whatever its columns hold, or None."""
    if record.fault:
        return record.fault
    if max(map(len, record.cells)) > MAX_CELL:
        return Fault(Rejection("cell_too_long"), next(cell for cell in record.cells if len(cell) > MAX_CELL))
    extra = first_extra_cell(record.cells, header)
    return None if extra is None else Fault(Rejection("too_many_columns"), extra)


def first_extra_cell(cells: Sequence[str], header: Header) -> str | None:
    """The first value beyond the columns of the header, or None."""
    return next((cell for cell in cells[header.width :] if cell.strip()), None)


def read_group_name(cell: str) -> GroupName | Rejection:
    """The group name in a cell. A line break in it is a blank. What a spreadsheet shows for a fault is no name."""
    if not cell.isprintable():
        cell = _LINE_BREAK.sub(" ", cell)
    return _read_group_name(cell) if len(cell) <= _LONGEST_NAME else _check_group_name(cell)


def _check_group_name(cell: str) -> GroupName | Rejection:
    name = check_group_name(cell)
    if isinstance(name, Rejection):
        return replace(name, cause=_NOT_SHOWN) if name.code == "group_name_invalid" else name
    return Rejection("group_name_invalid", _BROKEN_FORMULA) if _ERROR_VALUE.fullmatch(name.display) else name


_read_group_name = lru_cache(maxsize=1 << 12)(_check_group_name)
_NOT_SHOWN = "contains a character that cannot be shown, such as a line break"
_BROKEN_FORMULA = "is what a spreadsheet shows for a formula that is broken, or for a column that is too narrow"
# In English, German, French, Spanish, Portuguese and Italian (Microsoft, "How to correct a #REF! error" and its like), and
# Err:502 of LibreOffice.
_ERROR_VALUE = re.compile(
    r"#(?:REF|VALUE|NAME|DIV/0|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|BEZUG|WERT|ZAHL|VALEUR|NOM|NOMBRE|NUL|RIF|VALORE|VALOR|"
    r"NOME|NÚM|NULO|¡REF|¡VALOR|¿NOMBRE|¡NUM|¡NULO|¡DIV/0)[!?]|#N/A|#NV|#N/D|#GETTING_DATA|#{3,}|Err:\d{3}"
)


@lru_cache(maxsize=1 << 12)
def _read_word(cell: str) -> str:
    return without_invisible(unicodedata.normalize("NFKC", cell)).strip().casefold()


def read_word(cell: str) -> str:
    """A cell with one of a few known words: NFKC, case-folded, without blanks around it."""
    return _read_word(cell.strip()[:_LONGEST_WORD])


def describe(file: OpenedFile, line: int, column: str, rejection: Rejection, cell: str = "") -> Problem:
    """The problem for a rejection, with a sentence that quotes the cell and one that says what to do."""
    return describe_in(file.part, line, column, rejection, cell)


def describe_in(part: FilePart, line: int, column: str, rejection: Rejection, cell: str = "") -> Problem:
    """As `describe`, of a part that is not opened."""
    shown = excerpt_number(cell) if rejection.code in _ABOUT_NUMBERS else excerpt(cell)
    sentence = _SENTENCES[rejection.code].format(cell=shown, cause=rejection.cause)
    message = f"{sentence} {CODES[rejection.code].remedy}"
    return part.problem(line, column, rejection.code, message, cell[:MAX_VALUE], rejection.suggestion)
