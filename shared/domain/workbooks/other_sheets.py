"""Warnings about sheets that nobody reads although they might have been meant: none of their rows vanishes unseen."""

from collections.abc import Collection, Iterator

from shared.domain.codes import FilePart, Problem, Rejection
from shared.domain.csv.lines import FileError
from shared.domain.csv.passed_over import NumberCheck
from shared.domain.csv.rows import describe_in
from shared.domain.redaction import excerpt
from shared.domain.workbooks.find_sheets import FoundSheet, FoundSheets, first_records

MOST_ROWS = 100_000
"""Rows of such sheets that are counted, all of a workbook's together: reading them takes as long as reading rows that are
imported."""


def warn_of_other_sheets(sheets: FoundSheets, taken: Collection[FoundSheet], region: str) -> Iterator[Problem]:
    """A warning for each sheet with rows that is of a known kind, or in whose cells are numbers that could be members."""
    check, left = NumberCheck(region), MOST_ROWS
    for each in sheets.all:
        if each in taken or each.found is None:
            continue
        rows, numbers, is_all = _count(sheets, each, check, left)
        left -= rows
        if rows and (each.header is not None or numbers):
            count = f"{'' if is_all else 'at least '}{rows:,} {'row' if rows == 1 else 'rows'}"
            cause = f"{excerpt(each.sheet.name)}, with {count}, was not read: {_reason(sheets, each, taken)}"
            part = FilePart(sheets.workbook.name, each.sheet.name)
            yield describe_in(part, 0, "", Rejection("sheet_ignored", cause))


def _reason(sheets: FoundSheets, sheet: FoundSheet, taken: Collection[FoundSheet]) -> str:
    if not sheet.sheet.is_visible:
        return "it is hidden"
    if sheet.header is None:
        return "it has no known header, but its cells hold numbers that could be of members"
    title = sheet.header.kind.words
    other = sheets.of(sheet.header.kind)
    if other is not None and other in taken and other is not sheet:
        return f"the sheet {excerpt(other.sheet.name)} in front of it is the {title}"
    return f"the {title} of this upload is another file"


def _count(sheets: FoundSheets, sheet: FoundSheet, check: NumberCheck, most: int) -> tuple[int, int, bool]:
    """Rows below the header, those with numbers among them, and whether that is all of them."""
    rows = numbers = 0
    is_below = sheet.header is None
    try:
        for record in first_records(sheets.workbook, sheet.sheet):
            if is_below:
                if rows == most:
                    return rows, numbers, False
                rows += 1
                numbers += any(map(check.holds_number, record.cells))
            elif sheet.found is not None:
                is_below = record.line == sheet.found.record.line
    except FileError as error:
        # A large sheet that is not read must not keep those from being read that are.
        if error.problem.code != "file_too_large":
            raise
        return rows, numbers, False
    return rows, numbers, True
