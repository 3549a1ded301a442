"""What the rows of both kinds of file share: the row limit, cells by column, and how a row is rejected."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.domain.codes import CODES, Problem, Rejection
from shared.domain.csv.columns import Column, FileKind, Header
from shared.domain.csv.formula_escape import unprotect
from shared.domain.csv.reader import CsvFile, FileError, GroupDeclaration, Record
from shared.domain.names import NAME_LIMIT, GroupName, check_group_name
from shared.domain.redaction import excerpt, excerpt_number

MAX_ROWS = 1_000_000

# Cells are cut to these lengths before a cache looks them up, so that huge cells cannot fill it. Longer cells are
# rejected in any case.
_LONGEST_NAME = 2 * NAME_LIMIT
_LONGEST_WORD = 50

_SENTENCES = {
    "group_name_missing": "The row names no group.",
    "group_name_too_long": f"The name {{cell}} has more than {NAME_LIMIT} characters.",
    "group_name_invalid": "The name {cell} contains a character that cannot be shown, such as a line break.",
    "phone_number_missing": "The row has no phone number.",
    "number_invalid": "{cell} is not a phone number: {cause}.",
    "number_needs_region": "{cell} has no country code, and neither the row nor the upload has a region.",
    "number_damaged_by_spreadsheet": "A spreadsheet has changed the number to {cell}.",
    "user_type_unknown": "{cell} is not a user type.",
    "region_unknown": "{cell} is not a region.",
    "too_many_columns": "The row has values beyond the columns of the header; the first is {cell}.",
    "parent_missing": "The row names no parent group.",
    "child_missing": "The row names no child group.",
    "self_parent": "{cell} cannot be its own parent.",
}
_ABOUT_NUMBERS = frozenset({"number_invalid", "number_needs_region"})


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A rejected row: how many entries it has (at least one), the problem, and its cells as read."""

    line: int
    entries: int
    problem: Problem
    cells: list[str]


def data_rows(file: CsvFile, kind: FileKind, max_rows: int) -> Iterator[Record | GroupDeclaration]:
    """The records of a file that must be of this kind. Raises FileError: header_unrecognised, too_many_rows."""
    if file.header.kind is not kind:
        message = f"The file is a {file.header.kind}, but a {kind} is needed here."
        raise FileError(Problem(file.name, 0, "", "header_unrecognised", message))
    rows = 0
    for record in file.records():
        if isinstance(record, Record):
            rows += 1
            if rows > max_rows:
                message = f"The file has more than {max_rows:,} rows. {CODES['too_many_rows'].remedy}"
                raise FileError(Problem(file.name, record.line, "", "too_many_rows", message))
        yield record


def cell_at(cells: Sequence[str], header: Header, column: Column) -> str:
    """The row's cell in this column, "" when the row is too short or the file has no such column."""
    index = header.positions.get(column)
    return cells[index] if index is not None and index < len(cells) else ""


def first_extra_cell(cells: Sequence[str], header: Header) -> str | None:
    """The first value beyond the columns of the header, or None."""
    return next((cell for cell in cells[header.width :] if cell.strip()), None)


def read_group_name(cell: str) -> GroupName | Rejection:
    """The group name in a cell, without the apostrophe that an export adds."""
    return _read_group_name(cell.strip()[:_LONGEST_NAME])


@lru_cache(maxsize=1 << 12)
def _read_group_name(cell: str) -> GroupName | Rejection:
    return check_group_name(unprotect(cell))


@lru_cache(maxsize=1 << 12)
def _read_word(cell: str) -> str:
    return unicodedata.normalize("NFKC", unprotect(cell)).strip().casefold()


def read_word(cell: str) -> str:
    """A cell with one of a few known words: NFKC, case-folded, without blanks around it or an export's apostrophe."""
    return _read_word(cell.strip()[:_LONGEST_WORD])


def describe(file: CsvFile, line: int, column: str, rejection: Rejection, cell: str = "") -> Problem:
    """The problem for a rejection, with a sentence that quotes the cell and one that says what to do."""
    shown = excerpt_number(cell) if rejection.code in _ABOUT_NUMBERS else excerpt(cell)
    sentence = _SENTENCES[rejection.code].format(cell=shown, cause=rejection.cause)
    return Problem(file.name, line, column, rejection.code, f"{sentence} {CODES[rejection.code].remedy}")
